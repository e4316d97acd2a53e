"""Causes that leave no array to compare: an exception, an endless loop, an exit, a wrong type."""

from __future__ import annotations

import inspect
import re

import numpy as np

from mathlib.exercises.attempt import Trial
from mathlib.exercises.causes.view import Finding, how_many
from mathlib.exercises.compare import Unusable
from mathlib.exercises.exercise import Answer, Exercise, Inputs
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


def wrong_parameters(exercise: Exercise, answer: Answer, cases: list[Inputs]) -> Finding | None:
    """Say that the function cannot be called as the exercise calls it."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return None
    for inputs in cases:
        try:
            signature.bind(*inputs)
        except TypeError:
            names = exercise.parameters[: len(inputs)]
            return Finding(
                "wrong parameters",
                f"The exercise calls your function with {len(inputs)} "
                f"argument{'s' * (len(inputs) != 1)}: ({', '.join(names)}). "
                f"Yours is declared with {_spell(signature)}.",
                "The call does not fit the `def` line, so nothing was computed.",
                f"Give it the parameters of the stub: {exercise.call}.",
            )
    return None


def _spell(signature: inspect.Signature) -> str:
    return str(signature.replace(return_annotation=inspect.Signature.empty))


def failure(exercise: Exercise, trials: tuple[Trial, ...]) -> Finding | None:
    """Return the finding for the first trial that gave no usable array; None if all did."""
    for trial in trials:
        if trial.outcome.kind == "time":
            return _endless(exercise, trial)
        if trial.outcome.kind == "exit":
            return _exit(trial)
    raised = [t for t in trials if t.outcome.raised is not None]
    if raised:
        return _exception(exercise, raised[0], how_many(len(raised), len(trials)))
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


def _endless(exercise: Exercise, trial: Trial) -> Finding:
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


def _exception(exercise: Exercise, trial: Trial, where: str) -> Finding:
    raised = trial.outcome.raised
    assert raised is not None
    error = raised.error
    said = str(error).strip().splitlines()
    message = f": {said[0][:200]}" if said else ""
    stop = "" if message.endswith(".") else "."
    says, look = _explain(exercise, error)
    return Finding(
        "raises",
        f"Your function stops{_place(raised)}, with {type(error).__name__}{message}{stop} "
        f"So it is {where}, the first with {describe(exercise, trial.inputs)}.",
        says,
        look,
    )


def _explain(exercise: Exercise, error: BaseException) -> tuple[str, str]:
    text = str(error)
    if ("matmul" in text and "mismatch" in text) or "not aligned" in text:
        sizes = re.search(r"size (\d+) is different from (\d+)", text)
        found = f": {sizes[2]} and {sizes[1]}" if sizes else ""
        return (
            f"The inner sizes of a matrix product differ{found}.",
            "Write the shapes under the two factors: inner sides must agree, so one factor may "
            "have to be transposed, or the two belong in another order.",
        )
    shapes = re.findall(r"\(([\d,]+)\)", text)
    if "broadcast" in text and len(shapes) >= 2:
        first, second = ([int(n) for n in s.split(",") if n] for s in shapes[:2])
        if len(first) == len(second) == 2 and first[1] == second[0]:
            return (
                f"`*`, `+` and `-` work entry by entry and need equal shapes; the inner sides "
                f"{first[1]} and {second[0]} agree, as a matrix product needs.",
                "Hadamard for matrix product? If rows times columns is meant, write @.",
            )
        return (
            "`*`, `+` and `-` work entry by entry and need equal shapes.",
            "Print both shapes in front of that line; one of them is not what you think.",
        )
    if isinstance(error, NameError):
        name = getattr(error, "name", None)
        return (
            f"Nothing has the name `{name}` where the line is reached.",
            f"The parameters are {', '.join(exercise.parameters)}; NumPy is `np`.",
        )
    if isinstance(error, RecursionError):
        return (
            "The function calls itself without end.",
            "Which of your lines uses the function's own name?",
        )
    if isinstance(error, MemoryError):
        return (
            "An array was asked for that does not fit into memory.",
            "Multiply the sizes in that line: which of them should not be there?",
        )
    if isinstance(error, IndexError):
        return (
            "An index points outside its array.",
            "Which axis does that index run along, and how long is that axis here?",
        )
    return (
        "The exception comes from that line, with these inputs.",
        "Run your function on case's input and look at each intermediate value.",
    )
