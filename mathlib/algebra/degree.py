"""How often the differentials stand in each term: the test of joint linearity."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mathlib.algebra.canonical import is_zero_expr, tidy
from mathlib.algebra.evaluate import evaluate
from mathlib.algebra.nodes import Apply, Differential, Expr, Sum, Symbol
from mathlib.algebra.sampling import sample_sizes, sample_values, size_letters
from mathlib.algebra.tree import differentials


def degrees(expr: Expr, wrt: Iterable[Symbol] | None = None) -> frozenset[int] | None:
    """Return the degrees of the terms of an expression in some symbols taken together.

    Parameters
    ----------
    expr : Expr
    wrt : iterable of Symbol, optional
        By default the differentials dX in the expression. An unworked d(…) counts one degree more
        than what it holds.

    Returns
    -------
    frozenset of int, or None
        Empty for zero; None where a symbol stands inside a function that is not linear, so that
        the tree does not tell. Terms that cancel only after a law are counted.
    """
    names = {symbol.name for symbol in (differentials(expr) if wrt is None else wrt)}
    return _degrees(tidy(expr), names, wrt is None)


def _degrees(expr: Expr, names: set[str], unworked: bool) -> frozenset[int] | None:
    if is_zero_expr(expr):
        return frozenset()
    if isinstance(expr, Symbol):
        return frozenset([1 if expr.name in names else 0])
    inside = [_degrees(arg, names, unworked) for arg in expr.args]
    if any(one is None for one in inside):
        return None
    known = [one for one in inside if one is not None]
    if isinstance(expr, Sum):
        return frozenset().union(*known)
    if isinstance(expr, Differential) and unworked:
        return frozenset(degree + 1 for degree in known[0])
    if isinstance(expr, Apply) and not expr.function.linear:
        return frozenset([0]) if all(one == frozenset([0]) for one in known) else None
    total = frozenset([0])
    for one in known:  # products and functions that are linear in each argument
        total = frozenset(left + right for left in total for right in one)
    return total


def is_jointly_linear(
    expr: Expr, wrt: Iterable[Symbol] | None = None, rng: np.random.Generator | None = None
) -> bool:
    """Whether an expression is linear in the differentials taken together.

    The tree decides where it can; otherwise the values at four random points do: f(aU + bV) must
    be a f(U) + b f(V) to 1e-8 of the larger side.

    Parameters
    ----------
    expr : Expr
    wrt : iterable of Symbol, optional
        By default the differentials in the expression.
    rng : numpy.random.Generator, optional
        For the random points; by default one of seed 0.
    """
    chosen = tuple(differentials(expr) if wrt is None else wrt)
    found = degrees(expr, wrt)
    if found is not None and found <= {1}:
        return True
    rng = np.random.default_rng(0) if rng is None else rng
    return all(_linear_at_a_point(expr, chosen, rng) for _ in range(4))


def _linear_at_a_point(expr: Expr, chosen: tuple[Symbol, ...], rng: np.random.Generator) -> bool:
    sizes = sample_sizes(size_letters(expr), rng)
    one = sample_values([expr, *chosen], rng, sizes=sizes)
    other = sample_values([expr, *chosen], rng, sizes=sizes)
    a, b = rng.uniform(0.5, 2.0, size=2)
    both = {symbol.name: a * one[symbol.name] + b * other[symbol.name] for symbol in chosen}
    left = evaluate(expr, {**one, **both}, sizes=sizes)
    first = evaluate(expr, one, sizes=sizes)
    second = evaluate(expr, {**one, **{s.name: other[s.name] for s in chosen}}, sizes=sizes)
    right = a * first + b * second
    largest = max(float(np.abs(side).max(initial=0.0)) for side in (left, first, second))
    return bool(np.abs(left - right).max(initial=0.0) <= 1e-8 * largest)
