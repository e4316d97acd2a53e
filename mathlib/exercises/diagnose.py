"""From a wrong attempt to its causes: named mistakes first, then the causes every exercise has."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np

from mathlib.exercises.attempt import Trial, generator, try_inputs, views
from mathlib.exercises.causes import constant, precision, probes, relation, shape, slips
from mathlib.exercises.causes.typed import typed_number
from mathlib.exercises.causes.view import Finding, Sample, View, how_many
from mathlib.exercises.compare import compare, relative_error
from mathlib.exercises.exercise import Answer, Exercise, Inputs, Mistake
from mathlib.exercises.failures import describe, failure
from mathlib.exercises.runner import call, copy_inputs

SECONDS = 4.0  # for all further calls that one diagnosis makes


def diagnose(
    exercise: Exercise, answer: Answer, trials: tuple[Trial, ...], series: int
) -> tuple[Finding, ...]:
    """Return the causes that fit; several when the cases cannot tell them apart.

    There is always at least one: the last resort says which inputs fail, and how.
    """
    failed = failure(exercise, trials)
    if failed is not None:
        if failed.cause != "raises":
            return (failed,)
        return (_other_order_of_arguments(exercise, answer, trials) or failed,)
    wrong = views(exercise, trials)
    if (restless := _not_the_same_twice(exercise, answer, trials[0])) is not None:
        return (restless,)
    view = wrong[0] if wrong else None
    named = tuple(_named(exercise, trials))
    if named:
        evidence = _evidence(view) or _changed(exercise, trials) or _measured(exercise, trials)
        return tuple(Finding(name, evidence, m.says, m.look) for name, m in named)
    if (order := _other_order_of_results(exercise, trials)) is not None:
        return (order,)
    changed = _changed(exercise, trials)
    if view is None:
        return (_mutated(exercise, answer, changed),)
    found = _generic(exercise, answer, view, series, changed)
    return found if found else (_unknown(exercise, view, trials),)


def _other_order_of_arguments(
    exercise: Exercise, answer: Answer, trials: tuple[Trial, ...]
) -> Finding | None:
    """Find out whether an answer that raises would be right with its arguments exchanged."""
    samples = tuple(
        Sample(t.inputs, exercise.sizes(t.inputs), t.expected[0], t.expected[0], t.right)
        for t in trials
    )
    view = View(exercise, samples, exercise.results[0], exercise.noun)
    return probes.other_order(view, answer, probes.ask_with(_runner(exercise), view))


def _not_the_same_twice(exercise: Exercise, answer: Answer, trial: Trial) -> Finding | None:
    again = try_inputs(exercise, answer, trial.inputs)
    if not isinstance(again.got, tuple) or not isinstance(trial.got, tuple):
        return None
    if all(np.array_equal(a, b, equal_nan=True) for a, b in zip(again.got, trial.got)):
        return None
    return Finding(
        "not the same twice",
        "Your function was called twice with the same input and returned two different answers.",
        "It draws random numbers, or keeps something from one call to the next.",
        "Look for np.random, for a list or array made outside the function, "
        "and for a default value such as `out=[]`.",
    )


def _named(exercise: Exercise, trials: tuple[Trial, ...]) -> Iterable[tuple[str, Mistake]]:
    """Yield the exercise's named mistakes that give the learner's arrays at every input."""
    for name, mistake in exercise.mistakes.items():
        told = [try_inputs(exercise, mistake.answer, t.inputs) for t in trials]
        if all(_agree(exercise, t, m) for t, m in zip(trials, told)):
            yield name, mistake


def _agree(exercise: Exercise, trial: Trial, other: Trial) -> bool:
    if not isinstance(trial.got, tuple) or not isinstance(other.got, tuple):
        return False
    allowed = max(10 * exercise.tolerance, 1e-9)
    if any(g.dtype == np.float32 for g in trial.got):
        allowed = max(allowed, 1e-4)
    return set(trial.outcome.changed) == set(other.outcome.changed) and all(
        relative_error(a, b) <= allowed for a, b in zip(trial.got, other.got)
    )


def _other_order_of_results(exercise: Exercise, trials: tuple[Trial, ...]) -> Finding | None:
    for order in permutations(range(len(exercise.results))):
        if order != tuple(sorted(order)) and all(
            isinstance(t.got, tuple)
            and all(
                compare(t.got[place], expected, exercise.tolerance).within
                for place, expected in zip(order, t.expected)
            )
            for t in trials
        ):
            return Finding(
                "results in another order",
                f"All {len(order)} arrays are right {how_many(len(trials), len(trials))}, "
                "and stand in another order.",
                "The results are exchanged in the `return` line.",
                "Compare the order with the one that the docstring asks for.",
            )
    return None


def _generic(
    exercise: Exercise, answer: Answer, view: View, series: int, changed: str
) -> tuple[Finding, ...]:
    """Try the general causes, the most exact relations first.

    `changed` is the sentence on an input that was written to; its results explain little.
    """
    ask = probes.ask_with(_runner(exercise), view)
    others = [tuple(c) for c in exercise.cases(generator(exercise, series + 10**6))]
    if (found := precision.repeated_eigenvalues(view)) is not None:
        return (found,)
    if (found := precision.not_finite(view)) is not None:
        return (found,)
    if (found := constant.truth_values(view)) is not None:
        return (found,)
    exact = [f for cause in relation.RELATIONS if (f := cause(view)) is not None]
    if exact:
        return tuple(exact)
    for cause in (
        lambda v: constant.zero_everywhere(v, answer, changed),
        lambda v: _mutated(exercise, answer, changed) if changed else None,
        typed_number,
        constant.loss_itself,
        precision.whole_numbers,
        lambda v: constant.whole_division(v, answer),
        precision.loses_precision,
        lambda v: probes.outside_data(v, answer, ask),
        lambda v: probes.ignored_input(v, answer, others, ask) if v.same_shape else None,
        shape.dense_gradient,
        shape.accidental_broadcast,
        shape.not_reduced,
        shape.reduced_too_far,
        lambda v: probes.other_order(v, answer, ask),
    ):
        if (one := cause(view)) is not None:
            return (one,)
    slipped = _slips(exercise, view)
    if slipped:
        return slipped
    for cause in (
        relation.transposed_and_scaled,
        lambda v: _two_at_once(exercise, v),
        shape.wrong_shape,
        precision.only_some_entries,
        lambda v: probes.ignored_slice(v, answer, others, ask),
        relation.varying_factor,
        lambda v: probes.surplus_input(v, answer, others, ask),
    ):
        if (one := cause(view)) is not None:
            return (one,)
    return ()


def _runner(exercise: Exercise) -> probes.Run:
    end = time.monotonic() + SECONDS

    def run(answer: Answer, inputs: Inputs) -> Any:
        left = end - time.monotonic()
        if left <= 0:
            return None
        return call(exercise.compared(answer), inputs, exercise.reference, left).value

    return run


def _two_at_once(exercise: Exercise, view: View) -> Finding | None:
    """One of the exercise's mistakes, and a transpose, a sign or a factor on top of it."""
    for name, mistake in exercise.mistakes.items():
        told = [try_inputs(exercise, mistake.answer, s.inputs) for s in view.samples]
        arrays = [t.got[view.part] for t in told if isinstance(t.got, tuple)]
        if len(arrays) < len(told) or any(t.outcome.changed for t in told):
            continue
        samples = tuple(replace(s, expected=a) for s, a in zip(view.samples, arrays))
        other = replace(view, samples=samples, noun="result of the first")
        for cause in (relation.transposed, relation.sign, relation.factor, relation.dimension):
            if (second := cause(other)) is not None:
                return Finding(
                    f"{name}, and {second.cause}",
                    _spread(view),
                    f"Two things at once. First: {mistake.says} "
                    f"And then, measured against that: {second.evidence}",
                    f"Mend the first and check again. {mistake.look}",
                )
    return None


def _slips(exercise: Exercise, view: View) -> tuple[Finding, ...]:
    ask = probes.ask_with(_runner(exercise), view)
    fitting = [
        name
        for name, answer in slips.slipped(exercise.reference)
        if view.fits(lambda s, a=answer: ask(a, copy_inputs(s.inputs)))  # type: ignore[misc]
    ]
    evidence = (
        f"{_spread(view)} It agrees {how_many(len(view.samples), len(view.samples))} with the "
        "right formula in which one place is changed."
    )
    return tuple(Finding(name, evidence, *slips.SLIPS[name]) for name in dict.fromkeys(fitting))


def _evidence(view: View | None) -> str:
    """Return the measured relation to the right array, for a mistake that has a name."""
    if view is None:
        return ""
    for cause in (*relation.RELATIONS, *shape.SHAPES):
        if (found := cause(view)) is not None:
            return found.evidence
    return ""


def _spread(view: View) -> str:
    errors = [relative_error(s.got, s.expected) for s in view.samples if not s.right]
    if not view.same_shape:
        return f"Yours differs {view.where}."
    return f"Yours differs from the right {view.noun} {view.where}{_sizes(errors)}."


def _sizes(errors: list[float]) -> str:
    low, high = min(errors), max(errors)
    if not np.isfinite(high):
        return ""
    if f"{low:.1g}" == f"{high:.1g}":
        return f" (relative error {high:.1g})"
    return f" (relative errors {low:.1g} to {high:.1g})"


def _measured(exercise: Exercise, trials: tuple[Trial, ...]) -> str:
    return _spread(views(exercise, trials)[0])


def _changed(exercise: Exercise, trials: tuple[Trial, ...]) -> str:
    """Say which input was changed by the call; "" if none."""
    touched = [t for t in trials if t.outcome.changed]
    if not touched:
        return ""
    position, size = next(iter(touched[0].outcome.changed.items()))
    name = exercise.parameters[position]
    by = "" if not np.isfinite(size) else f" by up to {size:.1g}"
    return (
        f"After the call {name} is no longer what it was: it changed{by}, "
        f"{how_many(len(touched), len(trials))}."
    )


def _mutated(exercise: Exercise, answer: Answer, evidence: str) -> Finding:
    if (names := constant.second_name(answer, exercise.parameters)) is not None:
        return replace(constant.two_names(evidence, *names), cause="input mutated")
    return Finding(
        "input mutated",
        evidence,
        "Your function writes into an array that belongs to its caller.",
        "Work on X.copy(), or put the old value back by assignment: x + h − h is not always x.",
    )


def _unknown(exercise: Exercise, view: View, trials: tuple[Trial, ...]) -> Finding:
    first = next(t for t in trials if not t.right)
    shapes = "The shape is right. " if view.same_shape else ""
    return Finding(
        "",
        f"{_spread(view)} {shapes}".strip(),
        f"The first input that fails: {describe(exercise, first.inputs)}. "
        "None of the slips that are known here explains it.",
        f"Take the small input, work it out by hand{_or_measure(exercise)}, and follow your "
        "function line by line until the two part.",
    )


def _or_measure(exercise: Exercise) -> str:
    return " or by a numerical gradient" if exercise.loss is not None else ""
