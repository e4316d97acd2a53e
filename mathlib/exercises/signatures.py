"""Causes that show in the `def` line, before anything is computed."""

from __future__ import annotations

import inspect

from mathlib.exercises import registry
from mathlib.exercises.causes.view import Finding
from mathlib.exercises.exercise import Answer, Exercise, Inputs


def wrong_parameters(exercise: Exercise, answer: Answer, cases: list[Inputs]) -> Finding | None:
    """Say that the function cannot be called as the exercise calls it."""
    signature = _signature(answer)
    counts = sorted({len(inputs) for inputs in cases})
    if signature is None or all(_takes(signature, n) for n in counts):
        return None
    if (other := another_exercise(exercise, answer)) is not None:
        return other
    calls = " or ".join(f"({', '.join(exercise.parameters[:n])})" for n in counts)
    look = f"Declare it like the stub: `def {exercise.declaration}:`."
    optional = exercise.parameters[counts[0] : counts[-1]]
    if _takes(signature, counts[-1]) and optional:
        look = f"{' and '.join(optional)} needs a default value: `def {exercise.declaration}:`."
    return Finding(
        "wrong parameters",
        f"The exercise calls your function with {' or '.join(map(str, counts))} "
        f"argument{'s' * (counts[-1] != 1)}: {calls}. Yours is declared with {_spell(signature)}.",
        "The call does not fit the `def` line, so nothing was computed.",
        look,
    )


def another_exercise(exercise: Exercise, answer: Answer) -> Finding | None:
    """Say that the parameters are, name by name, those of another exercise."""
    signature = _signature(answer)
    names = tuple(signature.parameters) if signature is not None else ()
    if not names or names == exercise.parameters:
        return None
    for entry in registry.all_entries():
        # A single letter such as X says little: then the function's name has to agree, too.
        known = entry.exercise.reference.__name__ == getattr(answer, "__name__", "")
        if entry.exercise.parameters == names and (known or len(names) > 1):
            return Finding(
                "another exercise's function",
                f"Your function is declared with {_spell(signature)}; this exercise calls "
                f"{exercise.call}.",
                f"This looks like {entry.number}, {entry.exercise.title}.",
                f"Is the number or the name in the `check` line the wrong one? "
                f'{entry.number} is checked by `check("{entry.number}", '
                f"{entry.exercise.reference.__name__})`.",
            )
    return None


def _signature(answer: Answer) -> inspect.Signature | None:
    try:
        return inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return None


def _takes(signature: inspect.Signature, count: int) -> bool:
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True


def _spell(signature: inspect.Signature | None) -> str:
    empty = inspect.Signature.empty
    return str(signature.replace(return_annotation=empty)) if signature is not None else ""
