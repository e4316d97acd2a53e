"""Causes of a result that hardly moves: zero everywhere, truth values, the loss itself."""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap

import numpy as np

from mathlib.exercises.causes.view import Finding, View
from mathlib.exercises.compare import Unusable, as_array
from mathlib.exercises.exercise import Answer
from mathlib.exercises.runner import all_code, code_of


def truth_values(view: View) -> Finding | None:
    """True and False where numbers are asked for; said before any talk of zeros and ones."""
    if not all(s.got.dtype == np.bool_ for s in view.samples):
        return None
    return Finding(
        "truth value",
        f"Yours is True or False at every input (tried {len(view.samples)}).",
        "A comparison is returned where a number belongs.",
        "Return what you compare, not whether it is larger or smaller.",
    )


def zero_everywhere(view: View, answer: Answer, changed: str) -> Finding | None:
    """Every entry is 0 at every input: said before any talk of inputs that never enter.

    `changed` is the sentence on an input that was written to, "" if none was.
    """
    zero = all(s.got.size and not s.got.any() for s in view.samples)
    if not zero or not all(s.expected.any() for s in view.samples):
        return None
    evidence = f"Yours is zero at every input (tried {len(view.samples)}). {changed}".strip()
    if (names := second_name(answer, view.exercise.parameters)) is not None:
        return two_names(evidence, *names)
    if _divides_whole_numbers(answer):
        return Finding(
            "zero everywhere",
            evidence,
            "`//` drops what follows the point: 2 // 5 is 0.",
            "Write a single `/` wherever a fraction is meant.",
        )
    return Finding(
        "zero everywhere",
        evidence,
        "Two equal values were subtracted, something was multiplied by 0, or an array of zeros "
        "was made and never filled.",
        "Print each intermediate value at one input: which is the first that is 0?",
    )


def second_name(answer: Answer, parameters: tuple[str, ...]) -> tuple[str, str] | None:
    """Return (Y, X) when the answer says `Y = X`, or `X[:]`, of a parameter and writes into it."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError):
        return None
    code = code_of(answer)
    own = code.co_varnames[: code.co_argcount] if code is not None else parameters
    written = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
            value = value.value
        if not isinstance(value, ast.Name) or value.id not in own:
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and written & {target.id, value.id}:
                return target.id, value.id
    return None


def two_names(evidence: str, new: str, old: str) -> Finding:
    """Say that an assignment made no copy."""
    return Finding(
        "two names, one array",
        evidence,
        f"`{new}` and `{old}` are two names of one array: `{new} = {old}` makes no copy, so what "
        f"is written into {new} is written into {old}.",
        f"Make a copy, `{new} = {old}.copy()`, before you write into it.",
    )


def whole_division(view: View, answer: Answer) -> Finding | None:
    """Whole numbers come back although the right ones are not, and the code divides by `//`."""
    if not _divides_whole_numbers(answer):
        return None
    got_whole = all(np.array_equal(s.got, np.round(s.got)) for s in view.samples)
    if not got_whole or all(np.array_equal(s.expected, np.round(s.expected)) for s in view.samples):
        return None
    return Finding(
        "divided by //",
        f"Every entry of yours is a whole number {view.where}.",
        "`//` drops what follows the point: 7 // 2 is 3.",
        "Write a single `/` wherever a fraction is meant.",
    )


def _divides_whole_numbers(answer: Answer) -> bool:
    code = code_of(answer)
    return code is not None and any(
        step.opname == "BINARY_OP" and step.argrepr in ("//", "//=")
        for inner in all_code(code)
        for step in dis.get_instructions(inner)
    )


def loss_itself(view: View) -> Finding | None:
    """The value of the loss, where its gradient is asked for."""
    loss = view.exercise.loss
    if loss is None:
        return None
    for sample in view.samples:
        value = as_array(loss(*sample.inputs), view.noun)
        if isinstance(value, Unusable) or not view.near(np.squeeze(sample.got), value):
            return None
    return Finding(
        "the loss itself",
        f"Yours is one number, the loss, at all {len(view.samples)} inputs.",
        "The value of L is returned.",
        f"How much does L grow when only one entry of {view.exercise.variable} grows by a little?",
    )
