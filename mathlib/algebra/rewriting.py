"""All lawful, and all known wrong, single steps from an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from mathlib.algebra.canonical import key, tidy
from mathlib.algebra.laws import Law, outcomes
from mathlib.algebra.laws_differential import DIFFERENTIAL_LAWS
from mathlib.algebra.laws_product import PRODUCT_LAWS, SLIPS
from mathlib.algebra.laws_structure import STRUCTURE_LAWS
from mathlib.algebra.laws_trace import TRACE_LAWS
from mathlib.algebra.match import find
from mathlib.algebra.nodes import Apply, Expr, Symbol
from mathlib.algebra.shapes import ShapeError
from mathlib.algebra.tree import places

LAWS: tuple[Law, ...] = DIFFERENTIAL_LAWS + TRACE_LAWS + PRODUCT_LAWS + STRUCTURE_LAWS


@dataclass(frozen=True)
class Rewrite:
    """One step: the law, the part it was applied to, what that became, and the whole line after.

    `cause` is empty for a lawful step and names the mistake otherwise; `harmless` then says when
    the mistake does not show.
    """

    law: Law
    before: Expr
    part: Expr
    became: Expr
    after: Expr
    cause: str = ""
    harmless: str = ""


@cache
def _directed_laws() -> tuple[Law, ...]:
    """Return every law in each direction in which it may be read."""
    return LAWS + tuple(law.reversed() for law in LAWS if law.both_ways)


def _head(expr: Expr) -> str:
    return expr.function.name if isinstance(expr, Apply) else type(expr).__name__


@cache
def _by_head(slips: bool) -> dict[str, tuple[Law, ...]]:
    heads: dict[str, tuple[Law, ...]] = {}
    for law in SLIPS if slips else _directed_laws():
        head = _head(law.left)
        heads[head] = (*heads.get(head, ()), law)
    if not slips:
        heads["DSymbol"] = DIFFERENTIAL_LAWS[:1]  # of a single letter, only dA = 0 can be said
    return heads


def _laws_for(part: Expr, slips: bool = False) -> tuple[Law, ...]:
    """Return the laws, both directions, whose pattern has the kind of node that `part` is."""
    return _by_head(slips).get(_head(part), ())


def _names(held: Iterable[Symbol]) -> frozenset[str]:
    return frozenset(symbol.name for symbol in held)


def _apply(
    law: Law, expr: Expr, part: Expr, put: Callable[[Expr], Expr], held: frozenset[str], wrong: bool
) -> Iterator[Rewrite]:
    for found, put_back in find(law, part):
        if not law.applies(found, held):
            continue
        built: list[tuple[Expr, str, str]] = []
        if not wrong:
            built.append((tidy(law.right(**found)), "", ""))
        for mistake in law.wrong if wrong else ():
            try:
                results = outcomes(mistake.build(**found))
            except ShapeError:
                continue  # its shapes do not fit, so nobody can write it
            built += [(result, mistake.cause, mistake.harmless) for result in results]
        for result, cause, harmless in built:
            try:
                became = tidy(put_back(result))
                after = tidy(put(became))
            except ShapeError:
                continue
            if after.shape == expr.shape:
                yield Rewrite(law, expr, part, became, after, cause, harmless)


def _all(expr: Expr, held: frozenset[str], wrong: bool, slips: bool = False) -> Iterator[Rewrite]:
    line = tidy(expr)
    for part, put in places(line):
        for law in _laws_for(part, slips):
            yield from _apply(law, line, part, put, held, wrong)


def rewrites(expr: Expr, held: Iterable[Symbol] = ()) -> tuple[Rewrite, ...]:
    """Return every line that one law, applied to one part, makes of an expression.

    Parameters
    ----------
    expr : Expr
    held : iterable of Symbol
        Symbols that are constants: their differentials are zero.

    Returns
    -------
    tuple of Rewrite
        One for each different line; lines that are trivially the same are given once, and the
        line itself is not among them.
    """
    found: dict[str, Rewrite] = {}
    for step in _all(expr, _names(held), wrong=False):
        found.setdefault(key(step.after), step)
    found.pop(key(expr), None)
    return tuple(found.values())


def wrong_rewrites(expr: Expr, held: Iterable[Symbol] = ()) -> tuple[Rewrite, ...]:
    """Return every line that one known mistake, made in one part, makes of an expression.

    Parameters are those of `rewrites`. Lines that a law gives, too, are left out. A wrong line
    may still have the right value, as its `harmless` says: compare values before blaming.
    One line may come from several mistakes; each is given.
    """
    return _mistakes(expr, _names(held), slips=False)


def slips(expr: Expr) -> tuple[Rewrite, ...]:
    """Return every line that one slip in copying makes of an expression.

    A transpose, a sign, a factor, an inverse or a summand lost, two factors exchanged, one kind
    of product read as the other: mistakes that belong to no law, for when no law explains a line.
    """
    return _mistakes(expr, frozenset(), slips=True)


def _mistakes(expr: Expr, names: frozenset[str], slips: bool) -> tuple[Rewrite, ...]:
    lawful = {key(step.after) for step in _all(expr, names, wrong=False)} | {key(expr)}
    found: dict[tuple[str, str, str], Rewrite] = {}
    for step in _all(expr, names, True, slips):
        line = key(step.after)
        if line not in lawful:
            found.setdefault((line, step.law.name, step.cause), step)
    return tuple(found.values())


def random_rewrite(
    expr: Expr, rng: np.random.Generator, held: Iterable[Symbol] = (), *, wrong: bool = False
) -> Rewrite | None:
    """Return one random step, lawful or known to be wrong, or None where there is none.

    Places and laws are tried in random order, so this is much faster than a choice from
    `rewrites`. A wrong step is not compared with the lawful ones.
    """
    line = tidy(expr)
    names = _names(held)
    pairs = [(part, put, law) for part, put in places(line) for law in _laws_for(part)]
    for index in rng.permutation(len(pairs)):
        part, put, law = pairs[index]
        steps = [
            step
            for step in _apply(law, line, part, put, names, wrong)
            if key(step.after) != key(line)
        ]
        if steps:
            return steps[int(rng.integers(len(steps)))]
    return None
