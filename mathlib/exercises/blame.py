"""Which known mistake explains a line that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
from mathlib.exercises.lines import Line, NoValueError


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
    for search in searches:
        found: dict[tuple[str, str], Match] = {}
        for expr in before:
            for wrong in search(expr):
                match = _named(wrong)
                name = (match.cause, "" if wrong.law in SLIPS else match.law)
                if name not in found and _explains(wrong, line, order):
                    found[name] = match
        if found:
            return list(found.values())
    return []


def _named(wrong: Rewrite) -> Match:
    """Return a mistake by its name; a factor −1 that is dropped is a sign that is lost."""
    lost = wrong.cause == FACTOR_DROPPED and wrong.became == -wrong.part
    return Match(SIGN_LOST if lost else wrong.cause, wrong.law.name, wrong.part, wrong.became)


def _explains(wrong: Rewrite, line: Line, order: int) -> bool:
    """Whether a wrong line has the values of this one; the first point sorts most of them out."""
    candidate = Line(wrong.after, line.points)
    try:
        first = candidate.at(0)
        if first.shape != line.values[0].shape:
            return False
        if not np.allclose(first, line.values[0], rtol=1e-6, atol=1e-9):
            return False
        return candidate.same_as(line, order)
    except NoValueError:
        return False
