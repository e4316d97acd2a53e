"""Which known mistake explains a line that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mathlib.algebra import (
    Expr,
    NoLawError,
    Rewrite,
    Symbol,
    d,
    differential,
    rewrites,
    slips,
    wrong_rewrites,
)
from mathlib.algebra.laws import FACTOR_DROPPED, SIGN_LOST
from mathlib.algebra.laws_product import SLIPS
from mathlib.algebra.tree import differentials, substitute
from mathlib.exercises.lines import FLOOR, TOLERANCE, Line, NoValueError


@dataclass(frozen=True)
class Match:
    """A known mistake that gives a line the values it has.

    Attributes
    ----------
    cause : what was done, such as "transpose lost"
    law : the law that it was done to
    part, became : what it was done to in the line before, and what that turned into
    """

    cause: str
    law: str
    part: Expr
    became: Expr


def stages(expr: Expr, moving: Iterable[Symbol]) -> list[Expr]:
    """Return the lines that come before a first line: d(L), and what the laws make of it."""
    try:
        steps = differential(expr, moving).steps
    except NoLawError:
        return [d(expr)]
    return [d(expr), *(step.after for step in steps)]


def matches(before: Sequence[Expr], line: Line, held: Sequence[Symbol], order: int) -> list[Match]:
    """Return the known mistakes that turn a line before into one with these values.

    First the wrong readings of laws, then slips in copying, then a wrong reading that follows one
    lawful step; the first of the three that explains the line ends the search. Values decide, at
    every point, so lawful regrouping after the mistake does not hide it. A slip in copying that is
    possible at several places of the line is given once.

    Where a differential is symmetric or skew, different lines agree by that alone. A mistake that
    explains the line for a differential of any kind then goes before all others, and a line that is
    0 only because of the symmetry is explained by no other.

    Parameters
    ----------
    before : sequence of Expr
        The line before; for a first line, every stage of working it out.
    line : Line
        The line that does not hold.
    held : sequence of Symbol
        The constants.
    order : 1 or 2
    """
    searches = (
        lambda expr: wrong_rewrites(expr, held),
        slips,
        lambda expr: [
            wrong
            for step in rewrites(expr, held)
            for wrong in (*wrong_rewrites(step.after, held), *slips(step.after))
        ],
    )
    free = _without_symmetry(line)
    fallback: list[Match] = []
    for search in searches:
        found: dict[tuple[str, str], Match] = {}
        exact: dict[tuple[str, str], Match] = {}
        for expr in before:
            for wrong in search(expr):
                match = _named(wrong)
                name = (match.cause, "" if wrong.law in SLIPS else match.law)
                if name in exact or (name in found and free is None):
                    continue
                if _explains(wrong, line, order):
                    found.setdefault(name, match)
                    if free is not None and _explains(wrong, free, order, freed=True):
                        exact[name] = match
        if exact or (found and free is None):
            return list((exact or found).values())
        fallback = fallback or list(found.values())
    return [] if vanishes_by_symmetry(line) else fallback


def vanishes_by_symmetry(line: Line) -> bool:
    """Whether a line is 0 at every point, and only since a differential is symmetric or skew."""
    free = _without_symmetry(line)
    if free is None or not _vanishes(line):
        return False
    try:
        return not _vanishes(free)
    except NoValueError:
        return False


def _vanishes(line: Line) -> bool:
    return all(
        np.abs(value).max(initial=0.0) <= TOLERANCE[1] * max(size, FLOOR)
        for value, size in zip(line.values, line.sizes)
    )


def _without_symmetry(line: Line) -> Line | None:
    """Return a line with any matrix for a symmetric or skew differential; None if it has none."""
    tied = [s.name for s in differentials(line.expr) if s.domain in ("symmetric", "skew")]
    if not tied:
        return None
    rng = np.random.default_rng(41)
    points = []
    for point in line.points:
        drawn = {name: rng.normal(size=point.values[name].shape) for name in tied}
        points.append(replace(point, values={**point.values, **drawn}))
    return Line(_freed(line.expr), points)


def _freed(expr: Expr) -> Expr:
    """Return an expression whose differentials dX are letters of no domain."""
    letters = {s.name: Symbol(s.name, s.shape) for s in differentials(expr)}
    return substitute(expr, letters)


def _named(wrong: Rewrite) -> Match:
    """Return a mistake by its name; a factor −1 that is dropped is a sign that is lost."""
    lost = wrong.cause == FACTOR_DROPPED and wrong.became == -wrong.part
    return Match(SIGN_LOST if lost else wrong.cause, wrong.law.name, wrong.part, wrong.became)


def _explains(wrong: Rewrite, line: Line, order: int, freed: bool = False) -> bool:
    """Whether a wrong line has the values of this one; the first point sorts most of them out."""
    candidate = Line(_freed(wrong.after) if freed else wrong.after, line.points)
    try:
        first = candidate.at(0)
        if first.shape != line.values[0].shape:
            return False
        if not np.allclose(first, line.values[0], rtol=1e-6, atol=1e-9):
            return False
        return candidate.same_as(line, order)
    except NoValueError:
        return False
