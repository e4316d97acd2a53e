"""A small input for which an answer is wrong, as code to paste into a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib.exercises.attempt import Trial, generator, try_inputs
from mathlib.exercises.compare import compare
from mathlib.exercises.display import Panel
from mathlib.exercises.exercise import Answer, Formula, Inputs
from mathlib.exercises.registry import Entry


@dataclass(frozen=True, repr=False)
class Case(Panel):
    """A panel that also holds the input itself.

    Attributes
    ----------
    inputs : tuple of the arguments; empty when there is no case to show
    """

    inputs: Inputs = ()


def no_case(entry: Entry, solved: bool) -> Case:
    """Say that there is no wrong answer to take apart, since none was given or it is right now."""
    text = (
        f"Your last answer to {entry.number} has the right values, so there is nothing to take "
        "apart."
        if solved
        else f"There is no wrong answer to {entry.number} in this notebook session yet, "
        "so there is nothing to take apart. Run `check` first."
    )
    return Case(f"{entry.number} · no case{'' if solved else ' yet'}", (text,), "○", "open")


def smallest_failing(entry: Entry, answer: Answer, series: int) -> Case:
    """Return the first small input for which the answer is wrong."""
    exercise = entry.exercise
    rng = generator(exercise, series)
    whole = [tuple(c) for c in exercise.small(rng)]
    rounded = [_rounded(tuple(c)) for c in exercise.cases(rng)]
    exact = [tuple(c) for c in exercise.cases(generator(exercise, series))]
    for kind, candidates in (("whole numbers", whole), ("two digits", rounded), ("", exact)):
        for inputs in sorted(candidates, key=_entries):
            trial = try_inputs(exercise, answer, inputs)
            if not trial.right:
                return _case(entry, trial, kind)
    text = "Your last answer is right at every small input that was tried; run `check` again."
    return Case(f"{entry.number} · no case found", (text,), "○", "open")


def _entries(inputs: Inputs) -> int:
    return sum(int(np.size(x)) for x in inputs if not callable(x))


def _rounded(inputs: Inputs) -> Inputs:
    return tuple(np.round(x, 2) if isinstance(x, np.ndarray) else x for x in inputs)


def _case(entry: Entry, trial: Trial, kind: str) -> Case:
    exercise = entry.exercise
    names = exercise.parameters
    lines = [f"{n} = {as_code(x)}" for n, x in zip(names, trial.inputs)]
    called = f"{exercise.reference.__name__}({', '.join(names[: len(trial.inputs)])})"
    also = "" if kind == "whole numbers" else " It is right at the smaller whole-number inputs."
    text = f"{_what_fails(entry, trial)}{also}{_what_to_do(entry, trial)}"
    code = "\n".join([*lines, called])
    return Case(f"{entry.number} · a small case", (text,), code=code, inputs=trial.inputs)


def _what_fails(entry: Entry, trial: Trial) -> str:
    touched = _touched(entry, trial)
    if touched and _values_right(entry, trial):
        return (
            f"Your last wrong answer returns the right values for this input, and changes {touched}"
            "."
        )
    return "Your last wrong answer fails at this input."


def _what_to_do(entry: Entry, trial: Trial) -> str:
    exercise = entry.exercise
    if touched := _touched(entry, trial):
        return f" Look at {touched} after the call: it is no longer what you typed."
    if exercise.loss is not None:
        return " Work it out by hand, or compare with a numerical gradient, entry by entry."
    return " Work it through by hand, one step of your function after the other."


def _touched(entry: Entry, trial: Trial) -> str:
    return " and ".join(entry.exercise.parameters[position] for position in trial.outcome.changed)


def _values_right(entry: Entry, trial: Trial) -> bool:
    return isinstance(trial.got, tuple) and all(
        compare(g, e, entry.exercise.tolerance).within for g, e in zip(trial.got, trial.expected)
    )


def as_code(value: Any) -> str:
    """Write an input as Python code."""
    if isinstance(value, Formula):
        return value.code
    if isinstance(value, np.ndarray):
        text = np.array2string(value, separator=", ", threshold=10**6, floatmode="unique")
        return f"np.array({text})"
    return repr(value)
