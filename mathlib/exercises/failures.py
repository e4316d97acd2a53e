"""Causes that leave no array to compare: an exception, an endless loop, an exit, a wrong type."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.attempt import Trial
from mathlib.exercises.causes.view import Finding, how_many
from mathlib.exercises.compare import Unusable
from mathlib.exercises.exercise import Exercise, Inputs
from mathlib.exercises.explain import explain
from mathlib.exercises.runner import Raised


def describe(exercise: Exercise, inputs: Inputs) -> str:
    """Write what the inputs are, such as "a of shape (3,), X of shape (3, 4)"."""
    said = []
    for name, value in zip(exercise.parameters, inputs):
        if callable(value):
            said.append(f"{name} a function")
        elif np.shape(value):
            said.append(f"{name} of shape {np.shape(value)}")
        else:
            said.append(f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}")
    return ", ".join(said)


def failure(exercise: Exercise, trials: tuple[Trial, ...]) -> Finding | None:
    """Return the finding for the first trial that gave no usable array; None if all did."""
    for trial in trials:
        if trial.outcome.kind == "time":
            return _endless(exercise, trial)
        if trial.outcome.kind == "exit":
            return _exit(trial)
    raised = [t for t in trials if t.outcome.raised is not None]
    if raised:
        return _exception(exercise, raised[0], trials)
    for trial in trials:
        if isinstance(trial.got, Unusable):
            return Finding(
                trial.got.cause,
                trial.got.says,
                f"The call was {exercise.reference.__name__} with "
                f"{describe(exercise, trial.inputs)}.",
                "Look at the line with `return`.",
            )
        if trial.got is None:
            empty = [t for t in trials if t.got is None]
            return Finding(
                "returns nothing",
                f"Your function returns None {how_many(len(empty), len(trials))}, the first with "
                f"{describe(exercise, trial.inputs)}.",
                "One way through your function ends without a `return`.",
                "Follow the `if`s and loops for these inputs down to the end.",
            )
    return None


FLOOD = 100_000  # characters; nobody reads that many, and printing them takes the time


def _endless(exercise: Exercise, trial: Trial) -> Finding:
    if trial.outcome.characters > FLOOD:
        return Finding(
            "print flood",
            f"Your function was stopped after {exercise.seconds:g} seconds, at "
            f"{describe(exercise, trial.inputs)}, and printed all that time.",
            "A `print` stands in a loop that runs very often, or without end.",
            "Take the `print` out, and see whether the loop ends by itself.",
        )
    return Finding(
        "endless loop",
        f"Your function was stopped after {exercise.seconds:g} seconds, at "
        f"{describe(exercise, trial.inputs)}.",
        "On inputs this small an answer takes milliseconds, so a loop that never ends is likely.",
        "Look at each `while`: does its condition become false? Does the counter move?",
    )


def _exit(trial: Trial) -> Finding:
    raised = trial.outcome.raised
    place = _place(raised) if raised else ""
    return Finding(
        "exit",
        f"Your function asked Python to end{place}; that was not done, and your notebook is safe.",
        "exit(), quit() and sys.exit() end the whole notebook, not the function.",
        "To leave a function, use `return`.",
    )


def _place(raised: Raised) -> str:
    if not raised.line:
        return ""
    line = f": `{raised.source}`" if raised.source else ""
    return f" in line {raised.line} of {raised.function}{line}"


def _exception(exercise: Exercise, trial: Trial, trials: tuple[Trial, ...]) -> Finding:
    raised = trial.outcome.raised
    assert raised is not None
    said = str(raised.error).strip().splitlines()
    message = f": {said[0][:200]}" if said else ""
    stop = "" if message.endswith(".") else "."
    says, look = explain(exercise, raised, trial.inputs)
    stopped = [t.outcome.raised is not None for t in trials]
    if all(t.right or t.outcome.raised is not None for t in trials) and not all(stopped):
        typed = (
            ""
            if isinstance(raised.error, np.linalg.LinAlgError)
            else " is a size typed as a number?"
        )
        look = f"At the other inputs it is right{':' if typed else '.'}{typed} {look}"
    return Finding(
        "raises",
        f"Your function stops{_place(raised)}, with {type(raised.error).__name__}{message}{stop} "
        f"So it is {how_many(sum(stopped), len(trials))}, the first with "
        f"{describe(exercise, trial.inputs)}.",
        says,
        look,
    )
