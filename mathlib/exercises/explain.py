"""What an exception in an answer means, and where to look."""

from __future__ import annotations

import re

import numpy as np

from mathlib.exercises.exercise import Exercise, Formula, Inputs
from mathlib.exercises.runner import Raised

_PRODUCT = re.compile(r"(\w+)(\.T)?\s*@\s*(\w+)(\.T)?|(?:dot|matmul)\((\w+)(\.T)?,\s*(\w+)(\.T)?\)")


def explain(exercise: Exercise, raised: Raised, inputs: Inputs) -> tuple[str, str]:
    """Return what the exception says, and where to look."""
    error, text = raised.error, str(raised.error)
    if (handed := _handed_to_f(exercise, raised, inputs)) is not None:
        return handed
    if ("matmul" in text and "mismatch" in text) or "not aligned" in text:
        return _inner_sizes(text, raised)
    shapes = re.findall(r"\(([\d,]+)\)", text)
    if "broadcast" in text and len(shapes) >= 2:
        return _not_equal([[int(n) for n in s.split(",") if n] for s in shapes[:2]], raised)
    if isinstance(error, NameError):
        name = getattr(error, "name", None)
        return (
            f"Nothing has the name `{name}` where the line is reached.",
            f"The parameters are {', '.join(exercise.parameters)}; NumPy is `np`.",
        )
    if isinstance(error, ValueError) and "truth value of an array" in text:
        return (
            "A condition there asks a whole array whether it is true, and it has many entries.",
            "Choose entry by entry: `np.where(condition, one, other)`.",
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
    if isinstance(error, np.linalg.LinAlgError) and "ingular" in text:
        return (
            "An inverse is asked for, or a system is solved, and the matrix there has no inverse.",
            "Which form of the answer divides by nothing?",
        )
    if isinstance(error, np.linalg.LinAlgError) and "must be square" in text:
        return (
            "`det`, `inv` and `solve` need a square matrix, and the one in that line is not.",
            "How many rows has it there, and how many columns?",
        )
    if isinstance(error, np.linalg.LinAlgError) and "1-dimensional" in text:
        return (
            "A matrix is needed there, and an array with one axis was given.",
            "Print its shape. `np.delete` and `np.sum` without `axis=` flatten a matrix.",
        )
    if isinstance(error, IndexError) and "out of bounds" in text:
        size = re.search(r"axis (\d+) with size (\d+)", text)
        found = f": axis {size[1]} ends at index {int(size[2]) - 1}" if size else ""
        return (
            f"An index points outside its array{found}.",
            "Which axis does that index run along, and how long is that axis here?",
        )
    if isinstance(error, IndexError) and ("too many indices" in text or "scalar" in text):
        return (
            "There are more indices than the array has axes.",
            "Print the shape of what is indexed in that line: one index for each axis.",
        )
    return (
        "The exception comes from that line, with these inputs."
        if raised.line
        else "The exception was raised outside your own lines, with what they returned.",
        "Run your function on case's input and look at each intermediate value.",
    )


def _handed_to_f(exercise: Exercise, raised: Raised, inputs: Inputs) -> tuple[str, str] | None:
    """The function f raised, since it was not given what it wants: a matrix like X."""
    named = dict(zip(exercise.parameters, inputs))
    function = next((n for n, v in named.items() if isinstance(v, Formula)), None)
    if raised.handed is None or function is None or "X" not in named:
        return None
    wanted = np.shape(named["X"])
    if raised.handed == wanted:
        return None
    given = f"an array of shape {raised.handed}" if raised.handed else "a single number"
    return (
        f"{function} was given {given}, and wants a whole matrix, of shape {wanted} like X.",
        "Move one entry inside a copy of X, and hand the whole copy to the function.",
    )


def _inner_sizes(text: str, raised: Raised) -> tuple[str, str]:
    sizes = re.search(r"size (\d+) is different from (\d+)", text)
    found = f": {sizes[2]} and {sizes[1]}" if sizes else ""
    for match in _PRODUCT.finditer(raised.source):
        left, left_t, right, right_t = (
            a or b for a, b in zip(match.groups()[:4], match.groups()[4:])
        )
        shapes = [raised.shapes.get(name, ()) for name in (left, right)]
        if all(len(s) == 1 for s in shapes) and shapes[0] != shapes[1]:
            turned = [n for n, t in ((left, left_t), (right, right_t)) if t]
            no_use = (
                f" `.T` does nothing to {' and '.join(turned)}, which has one axis only."
                if turned
                else ""
            )
            return (
                f"{left} and {right} are vectors of different lengths, {shapes[0][0]} and "
                f"{shapes[1][0]}, and `@` between vectors is their inner product.{no_use}",
                f"For all pairs {left}_i {right}_j take np.outer, or make a column with "
                f"{left}[:, None].",
            )
    for name in re.findall(r"(\w+)\.T\b", raised.source):
        if len(raised.shapes.get(name, ())) == 1:
            return (
                f"The inner sizes of a matrix product differ{found}. `.T` does nothing to {name}, "
                "which has one axis only.",
                f"{name}[:, None] is a column, {name}[None, :] a row.",
            )
    return (
        f"The inner sizes of a matrix product differ{found}.",
        "Write the shapes under the two factors: inner sides must agree, so one factor may "
        "have to be transposed, or the two belong in another order.",
    )


def _not_equal(shapes: list[list[int]], raised: Raised) -> tuple[str, str]:
    first, second = shapes
    rule = (
        "`*`, `+` and `-` work entry by entry. Counted from the last axis, two sizes must be "
        "equal, or one of them 1"
    )
    starred = "*" in raised.source.replace("**", "")
    if len(first) == 2 and first == second[::-1] and raised.source and not starred:
        return (
            "The two matrices that are added or subtracted have transposed shapes.",
            "One of them stands transposed: which one has the shape of the result?",
        )
    if len(first) == len(second) == 2 and first[1] == second[0] and (starred or not raised.source):
        return (
            f"{rule}; here they are neither. The inner sides {first[1]} and {second[0]} agree, "
            "as a matrix product needs.",
            "Hadamard for matrix product? If rows times columns is meant, write @.",
        )
    return (
        f"{rule}; here they are neither.",
        "Print both shapes in front of that line; one of them is not what you think.",
    )
