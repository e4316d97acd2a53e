"""The course of one check: can it be called, is it written, is it right, and if not, why."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from mathlib.exercises import verdict
from mathlib.exercises.attempt import Trial, attempt, fingerprint, generator, try_inputs
from mathlib.exercises.causes.view import Finding
from mathlib.exercises.compare import relative_error
from mathlib.exercises.diagnose import diagnose
from mathlib.exercises.exercise import Answer, Exercise, Inputs
from mathlib.exercises.methods import AUTODIFF, LIBRARY, NUMERICAL
from mathlib.exercises.registry import Entry
from mathlib.exercises.runner import is_stub, load_imports
from mathlib.exercises.signatures import another_exercise, wrong_parameters
from mathlib.exercises.verdict import Verdict
from mathlib.gradcheck import taylor_test

NEARLY = 1e-5  # a difference quotient is at least this good


@dataclass(frozen=True)
class Checked:
    """A verdict with what the progress store keeps of it.

    Attributes
    ----------
    fingerprint : differs between different wrong answers; "" when nothing was compared
    causes : names of the causes that fit
    computed : whether the answer is wrong at some input, so that `case` can show one
    """

    verdict: Verdict
    fingerprint: str = ""
    causes: tuple[str, ...] = ()
    computed: bool = False

    def with_notes(self, notes: tuple[str, ...]) -> Verdict:
        """Return the verdict with further sentences at its end."""
        return dataclasses.replace(self.verdict, paragraphs=(*self.verdict.paragraphs, *notes))


def check_answer(entry: Entry, answer: Any, series: int) -> Checked:
    """Check an answer with the inputs of an attempt series; nothing is stored."""
    exercise, number = entry.exercise, entry.number
    if not callable(answer):
        return Checked(verdict.wrong(number, (_not_a_function(entry, answer),), case=False))
    if is_stub(answer):
        return Checked(verdict.blank(number, unfinished=False))
    cases = [tuple(c) for c in exercise.cases(generator(exercise, series))]
    misfit = wrong_parameters(exercise, answer, cases)
    if misfit is not None:
        found = verdict.wrong(number, (misfit,), case=False)
        return Checked(found, misfit.evidence, (misfit.cause,))
    load_imports(answer)
    trials = attempt(exercise, answer, series)
    notes = _notes(trials)
    if all(t.blank for t in trials):
        return _nothing(entry, trials, notes)
    if all(t.right for t in trials):
        return _right(entry, answer, trials, notes)
    if (path := _path(exercise, trials)) and all(_nearly_right(t) for t in trials):
        return Checked(verdict.method_not_shown(number, *path, len(trials), notes))
    findings = diagnose(exercise, answer, trials, series)
    if (other := another_exercise(exercise, answer)) is not None:
        findings = (other,)
    return _refused(number, findings, trials, notes)


def _refused(
    number: str, findings: tuple[Finding, ...], trials: tuple[Trial, ...], notes: tuple[str, ...]
) -> Checked:
    causes = tuple(f.cause for f in findings if f.cause)
    return Checked(verdict.wrong(number, findings, notes), fingerprint(trials), causes, True)


def _nothing(entry: Entry, trials: tuple[Trial, ...], notes: tuple[str, ...]) -> Checked:
    """Tell a stub from a function that computes and forgets to hand its result back."""
    first = trials[0].outcome
    if first.raised is not None or first.value is not None:
        return Checked(verdict.blank(entry.number, first.raised is None, notes))
    printed = "It prints something; `print` shows a value, and `return` hands it back. "
    finding = Finding(
        "nothing returned",
        "Your function computes something, and returns nothing (None).",
        f"{printed if first.printed else ''}A function ends with `return` and its result.",
        "Is the `return` of the last line missing?",
    )
    found = verdict.wrong(entry.number, (finding,), notes, case=False)
    return Checked(found, causes=(finding.cause,))


def _not_a_function(entry: Entry, answer: Any) -> Finding:
    name = entry.exercise.reference.__name__
    right_call = f'`check("{entry.number}", {name})`'
    if isinstance(answer, str):
        evidence = "You passed text where a function is expected."
        look = f"Leave the quotation marks out: {right_call}."
    else:
        given = "nothing (None)" if answer is None else f"an object of type {type(answer).__name__}"
        evidence = f"You passed {given} where a function is expected."
        look = f"Pass the function itself, without brackets and arguments: {right_call}."
    says = f"It looks like the result of a call of {name}, or like something else altogether."
    return Finding("not a function", evidence, says, look)


def _right(
    entry: Entry, answer: Answer, trials: tuple[Trial, ...], notes: tuple[str, ...]
) -> Checked:
    """Confirm an answer whose values are right: the same twice, slope 2, and by its own path."""
    exercise, number = entry.exercise, entry.number
    again = try_inputs(exercise, answer, trials[0].inputs)
    if not again.right:
        return _refused(number, diagnose(exercise, answer, (*trials, again), 0), trials, notes)
    if path := _path(exercise, trials):
        return Checked(verdict.method_not_shown(number, *path, len(trials), notes))
    slope = _taylor(exercise, trials)
    return Checked(verdict.right(number, len(trials), slope, notes))


def _taylor(exercise: Exercise, trials: tuple[Trial, ...]) -> str:
    """Confirm a gradient by the loss alone, which knows nothing of the reference."""
    if exercise.loss is None or exercise.variable is None:
        return ""
    position = exercise.parameters.index(exercise.variable)
    for trial in trials:
        assert isinstance(trial.got, tuple)
        before, after = trial.inputs[:position], trial.inputs[position + 1 :]

        def along(X: Any, before: Inputs = before, after: Inputs = after) -> Any:
            return exercise.loss(*before, X, *after) if exercise.loss is not None else None

        if not taylor_test(along, trial.inputs[position], trial.got[0]).passed:
            return ""
    return ", and a Taylor test along a random direction confirms the gradient"


def _path(exercise: Exercise, trials: tuple[Trial, ...]) -> tuple[str, str] | None:
    """Return the path by which the values came, when it is not the learner's own."""
    for path in (LIBRARY, AUTODIFF, NUMERICAL):
        names = [t.outcome.seen.paths[path] for t in trials if path in t.outcome.seen.paths]
        if names and path not in exercise.allows:
            return path, _called(exercise, path, names[0])
    quotient = not all(t.right for t in trials) and all(
        t.outcome.seen.most_calls() > sum(e.size for e in t.expected) for t in trials
    )
    if quotient and NUMERICAL not in exercise.allows:
        return NUMERICAL, "a difference quotient"
    return None


def _called(exercise: Exercise, path: str, name: str) -> str:
    if path != LIBRARY:
        return name
    if name == exercise.reference.__name__:
        return f"own solution ({name})"
    return f"{name.strip('_').replace('_', ' ')} (`{name}`)"


def _nearly_right(trial: Trial) -> bool:
    return (
        isinstance(trial.got, tuple)
        and not trial.outcome.changed
        and all(relative_error(g, e) <= NEARLY for g, e in zip(trial.got, trial.expected))
    )


def _notes(trials: tuple[Trial, ...]) -> tuple[str, ...]:
    printed = next((t.outcome.printed for t in trials if t.outcome.printed), "")
    if not printed:
        return ()
    return (f"Your function printed at its first input: {printed}",)
