"""One line of a derivation in numbers: its values, its degree, its terms, its last form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np

from mathlib.algebra import DSymbol, Expr, Symbol, tidy
from mathlib.algebra.build import scale
from mathlib.algebra.nodes import Apply, Differential, MatMul, Sum, Times
from mathlib.algebra.tree import leaves
from mathlib.exercises.derivation import Array
from mathlib.exercises.points import Point, value_at

TOLERANCE = {1: 1e-9, 2: 1e-7}  # of the largest term; a second differential is a quotient
FLOOR = 1e-3  # below this size a term counts as this large


class NoValueError(ValueError):
    """A line has no value at a random point."""


class Line:
    """An expression with its values at every random point, worked out when they are asked for.

    Parameters
    ----------
    expr : Expr
    points : tuple of Point
    """

    def __init__(self, expr: Expr, points: Sequence[Point]) -> None:
        self.expr = expr
        self.points = points

    @cached_property
    def values(self) -> tuple[Array, ...]:
        """The value at each point along the first direction.

        Raises
        ------
        NoValueError
            It has none, or an infinite one.
        """
        return tuple(self.at(index) for index in range(len(self.points)))

    def at(self, index: int, first: float = 1.0, second: float = 0.0) -> Array:
        """Return the value at one point along first·dX + second·dX′."""
        try:
            value = value_at(self.expr, self.points[index], first, second)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise NoValueError(str(error)) from None
        if not np.isfinite(value).all():
            raise NoValueError("it is not a finite number")
        return value

    @cached_property
    def terms(self) -> tuple[Line, ...]:
        """The summands, also those inside a trace."""
        return tuple(Line(term, self.points) for term in summands(self.expr))

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """The size of the largest term at each point."""
        return tuple(
            max(float(np.abs(term.values[i]).max(initial=0.0)) for term in self.terms)
            for i in range(len(self.points))
        )

    def equals(self, values: Sequence[Array], sizes: Sequence[float], order: int) -> bool:
        """Whether the values are these, relative to the largest term on either side."""
        for mine, theirs, own, other in zip(self.values, values, self.sizes, sizes):
            if mine.shape != theirs.shape:
                return False
            if np.abs(mine - theirs).max() > TOLERANCE[order] * max(own, other, FLOOR):
                return False
        return True

    def same_as(self, other: Line, order: int) -> bool:
        """Whether two lines agree at every point."""
        return self.equals(other.values, other.sizes, order)

    def has_degree(self, order: int) -> bool:
        """Whether the line is linear (1), or a quadratic form (2), in all differentials jointly."""
        for index in range(len(self.points)):
            one, two = self.at(index, 1, 0), self.at(index, 0, 1)
            both, apart = self.at(index, 1, 1), self.at(index, 1, -1)
            largest = max(np.abs(x).max() for x in (one, two, both))
            allowed = 1e-7 * max(float(largest), self.sizes[index], FLOOR)
            if np.abs(self.at(index, 2, 0) - 2**order * one).max() > allowed:
                return False
            # Doubling is exact even where an inverse is singular up to rounding; tripling is not.
            if np.abs(self.at(index, 3, 0) - 3**order * one).max() > allowed:
                continue
            if order == 1:
                gaps = [both - one - two, apart - one + two]
            else:
                gaps = [both + apart - 2 * one - 2 * two]
            if max(np.abs(gap).max() for gap in gaps) > allowed:
                return False
        return True


def summands(expr: Expr) -> Iterator[Expr]:
    """Yield the terms of a sum; a trace of a sum is opened, and so is a multiple of a sum."""
    line = tidy(expr)
    if isinstance(line, Sum):
        for arg in line.args:
            yield from summands(arg)
    elif isinstance(line, Apply) and line.function.name == "tr" and _is_sum(line.args[0]):
        for term in summands(line.args[0]):
            yield Apply(line.function, (term,))
    elif isinstance(line, Times) and len(line.args) == 1 and _is_opened(line.args[0]):
        for term in summands(line.args[0]):
            yield scale(line.number, (term,))
    else:
        yield line


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Sum) or (isinstance(expr, Times) and _is_sum(expr.args[-1]))


def _is_opened(expr: Expr) -> bool:
    inside = expr.args[0] if isinstance(expr, Apply) and expr.function.name == "tr" else expr
    return _is_sum(inside)


def changed_terms(before: Line, after: Line) -> tuple[list[Line], list[Line]]:
    """Return the terms of two lines that have no partner of equal value in the other one.

    A term that stands twice on one side and once on the other leaves one of itself behind.
    """
    left, right = list(before.terms), list(after.terms)
    if len(left) == len(right) == 1:
        return left, right
    for only_same in (True, False):
        for term in list(left):
            for other in list(right):
                ratio = Fraction(1) if term.expr == other.expr else None
                if not only_same and ratio is None:
                    ratio = _ratio(term, other)
                if ratio is None:
                    continue
                left.remove(term)
                right.remove(other)
                if ratio > 1:
                    right.append(_multiple(other, 1 - 1 / ratio))
                elif ratio < 1:
                    left.append(_multiple(term, 1 - ratio))
                break
    return left, right


def _ratio(one: Line, other: Line) -> Fraction | None:
    """Return the positive ratio of the values when it is a small whole number or one over it."""
    size = float(np.vdot(one.values[0], one.values[0]))
    first = float(np.vdot(one.values[0], other.values[0])) / size if size else 0.0
    ratio = Fraction(first).limit_denominator(9) if np.isfinite(first) else Fraction(0)
    if ratio <= 0:
        return None
    scaled = [float(ratio) * value for value in one.values]
    alike = other.equals(scaled, [float(ratio) * size for size in one.sizes], 2)
    whole = 1 in (ratio.numerator, ratio.denominator)
    return ratio if alike and whole else None


def _multiple(line: Line, number: Fraction) -> Line:
    return Line(scale(number, (line.expr,)), line.points)


def not_read_off(expr: Expr, moving: Sequence[Symbol]) -> str:
    """Return what keeps a line from being read off as a gradient, "" when nothing does."""
    line = tidy(expr)
    if any(isinstance(part, Differential) for part in _parts(line)):
        return "d(…) still stands in front of more than a letter."
    names = {f"d{symbol.name}" for symbol in moving}
    for symbol in leaves(line):
        if isinstance(symbol, DSymbol) and symbol.name not in names:
            return f"{symbol.name} still stands in it; put in what it is."
    terms = line.args if isinstance(line, Sum) else (line,)
    for symbol in moving:
        name = f"d{symbol.name}"
        mine = [term for term in terms if _count(term, name)]
        if not mine:
            return f"{name} does not occur in it."
        if len(mine) > 1:
            return f"{name} stands in {len(mine)} terms; collect them into one."
        if _count(mine[0], name) > 1:
            return f"{name} stands more than once; collect the terms into one."
        if not _ends_with(mine[0], name):
            return f"{name} does not stand last in its trace; turn it there."
    return ""


def _parts(expr: Expr) -> Iterator[Expr]:
    yield expr
    for arg in expr.args:
        yield from _parts(arg)


def _count(expr: Expr, name: str) -> int:
    return sum(isinstance(leaf, DSymbol) and leaf.name == name for leaf in leaves(expr))


def _ends_with(term: Expr, name: str) -> bool:
    """Whether a term is a multiple of Tr(G dX), ⟨G, dX⟩, ⟨dX, G⟩ or g dx."""
    if isinstance(term, Times):
        holding = [arg for arg in term.args if _count(arg, name)]
        return len(holding) == 1 and _ends_with(holding[0], name)
    if isinstance(term, Apply) and term.function.name == "tr":
        return _ends_with(term.args[0], name)
    if isinstance(term, Apply) and term.function.name == "inner":
        return any(isinstance(arg, DSymbol) and arg.name == name for arg in term.args)
    if isinstance(term, MatMul):
        return isinstance(term.args[-1], DSymbol) and term.args[-1].name == name
    return isinstance(term, DSymbol) and term.name == name
