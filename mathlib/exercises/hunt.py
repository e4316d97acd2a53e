"""What a hunt is: the lines of a printed derivation, and the numbers that test each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Inputs = Mapping[str, Any]
Side = Callable[..., Any]

DRAWS = 5


@dataclass(frozen=True)
class Line:
    """One printed line.

    Parameters
    ----------
    tex : str
        The line in the course's letters, TeX between $ signs where it is a formula.
    left, right : callable, optional
        Both sides, called with the inputs by name, as a number or an array. A line without them
        is an assumption or a definition that no number can refute.
    """

    tex: str
    left: Side | None = None
    right: Side | None = None


@dataclass(frozen=True)
class Measurement:
    """A line at one input: both sides, and whether they agree.

    Attributes
    ----------
    left, right : arrays
    holds : bool
    """

    left: Array
    right: Array
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Hunt:
    """A chain with a broken line, an erratum or made up, to be found by the learner.

    Parameters
    ----------
    tag : str
        Its tag among the statements of the course, such as "E02"; for a made-up chain, which is
        no statement, "H" and the chapter: "H10".
    title : str
    source, place : str
        Where it is printed, or that it is made up.
    lines : tuple of Line
        The printed lines in order, counted from 1.
    broken : int
        The first line that does not hold. Where it has two sides, it is measured at each call;
        where it has none, the slip is one of words.
    draw : callable of a generator and a count
        Inputs by name, such as ``{"D": …, "dD": …}``; the count goes from 0 to 4, so that one draw
        may be a special case, such as a stationary point.
    note : callable, optional
        Takes the inputs of the draw where the line fails and returns what to compare the ratio
        with, such as "N = 3".
    think : str
        The question to think about before the explanation is read.
    why : str
        The explanation.
    printed, right : str
        The broken line as printed and as it is right, for the case file.
    tolerance : float
        Largest relative difference of two sides that agree.
    """

    tag: str
    title: str
    source: str
    place: str
    lines: tuple[Line, ...]
    broken: int
    draw: Callable[[np.random.Generator, int], Inputs]
    think: str
    why: str
    printed: str
    right: str
    note: Callable[..., str] | None = None
    tolerance: float = 1e-7

    def __post_init__(self) -> None:
        """Refuse a record whose broken line is not among the lines."""
        if not 1 <= self.broken <= len(self.lines):
            raise ValueError(f"{self.tag}: line {self.broken} of {len(self.lines)} lines.")

    def inputs(self) -> list[Inputs]:
        """Return the random inputs, the same ones at every call."""
        rng = np.random.default_rng([int(self.tag[1:]), 2023])
        return [self.draw(rng, count) for count in range(DRAWS)]

    def measure(self, line: Line, inputs: Inputs) -> Measurement | None:
        """Evaluate both sides of a line; None for a line that has no sides."""
        if line.left is None or line.right is None:
            return None
        with np.errstate(all="ignore"):
            left = np.asarray(line.left(**inputs), dtype=np.float64)
            right = np.asarray(line.right(**inputs), dtype=np.float64)
        if left.shape != right.shape:
            return Measurement(left, right, False)
        gap = np.abs(left - right).max(initial=0.0)
        size = max(np.abs(left).max(initial=0.0), np.abs(right).max(initial=0.0))
        return Measurement(left, right, bool(gap <= self.tolerance * size))

    def first_broken(self) -> tuple[int, Inputs, Measurement] | None:
        """Return the first line that fails, the inputs where it does, and both sides."""
        draws = self.inputs()
        for number, line in enumerate(self.lines, start=1):
            for inputs in draws:
                found = self.measure(line, inputs)
                if found is not None and not found.holds:
                    return number, inputs, found
        return None


def evidence(hunt: Hunt, inputs: Inputs, found: Measurement) -> str:
    """Return both sides of a failing line, such as "left 4.182, right 1.394. Ratio 3.000."."""
    note = f", and {hunt.note(**inputs)}" if hunt.note is not None else ""
    left, right = found.left, found.right
    if left.shape != right.shape:
        return f"the left side is {_kind(left)}, the right side is {_kind(right)}{note}."
    where = ""
    if left.size > 1:
        gap = np.nan_to_num(np.abs(left - right), nan=np.inf)
        index = np.unravel_index(int(gap.argmax()), left.shape)
        where = f"in entry ({', '.join(str(int(i) + 1) for i in index)}) "
        left, right = left[index], right[index]
    a, b = float(left.reshape(())), float(right.reshape(()))
    text = f"{where}left {_number(a)}, right {_number(b)}"
    if b == 0 or not np.isfinite(a / b):
        return f"{text}{note}."
    return f"{text}. Ratio {_number(a / b)}{note}."


def _kind(side: Array) -> str:
    shape = "×".join(str(n) for n in side.shape)
    return {0: "a number", 1: f"a list of {shape} numbers"}.get(side.ndim, f"an array {shape}")


def _number(value: float) -> str:
    if not np.isfinite(value):
        return "0/0 (not a number)" if np.isnan(value) else "infinite"
    return f"{value:.3f}".replace("-", "−")
