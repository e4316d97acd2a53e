"""A small input for which an answer is wrong, as code to paste into a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib.exercises.attempt import Trial, generator, try_inputs
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


def no_case(entry: Entry) -> Case:
    """Say that there is no wrong answer yet."""
    text = (
        f"There is no wrong answer to {entry.number} in this notebook session yet, "
        "so there is nothing to take apart. Run `check` first."
    )
    return Case(f"{entry.number} · no case yet", (text,), "○", "open")


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
    text = (
        f"Your last answer is wrong for this input.{also} Work it out by hand, or compare with a "
        "numerical gradient, entry by entry."
    )
    code = "\n".join([*lines, called])
    return Case(f"{entry.number} · a small case", (text,), code=code, inputs=trial.inputs)


def as_code(value: Any) -> str:
    """Write an input as Python code."""
    if isinstance(value, Formula):
        return value.code
    if isinstance(value, np.ndarray):
        text = np.array2string(value, separator=", ", threshold=10**6, floatmode="unique")
        return f"np.array({text})"
    return repr(value)
