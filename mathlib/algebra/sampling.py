"""Random values for symbols: in their domain, with all sizes different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from mathlib._validate import Array
from mathlib.algebra.nodes import Constant, Count, DSymbol, Expr, Symbol
from mathlib.algebra.shapes import Size
from mathlib.algebra.tree import leaves, symbols


def size_letters(*exprs: Expr) -> tuple[str, ...]:
    """Return the letters that the sizes in the expressions are made of, sorted."""
    found: set[str] = set()
    for expr in exprs:
        for leaf in leaves(expr):
            sides: Iterable[Size] = leaf.shape
            if isinstance(leaf, Count):
                sides = (leaf.size,)
            elif isinstance(leaf, Constant):
                sides = (*leaf.shape, *leaf.sizes)
            for side in sides:
                found.update(side.letters)
    return tuple(sorted(found))


def sample_sizes(letters: Iterable[str], rng: np.random.Generator) -> dict[str, int]:
    """Return a different size for every letter: 3, 4, 5, … in random order."""
    names = tuple(letters)
    return dict(zip(names, (int(i) for i in 3 + rng.permutation(len(names)))))


def sample(symbol: Symbol, sizes: Mapping[str, int], rng: np.random.Generator) -> Array:
    """Return a random value of a symbol in its domain, always with two axes.

    Parameters
    ----------
    symbol : Symbol
        Its differential dX is drawn from the tangent space: symmetric where X is symmetric,
        skew-symmetric or diagonal where X is.
    sizes : mapping
        A number for each letter of the shape.
    rng : numpy.random.Generator

    Returns
    -------
    (rows, columns) float64
        General entries are standard normal; positive ones lie in [½, 2]; an SPD matrix is
        WWᵀ/n + I/2 with a normal W.
    """
    rows, columns = (side.value(sizes) for side in symbol.shape)
    if symbol.domain == "positive":
        return rng.uniform(0.5, 2.0, size=(rows, columns))
    values = rng.normal(size=(rows, columns))
    if symbol.domain == "symmetric":
        return (values + values.T) / 2
    if symbol.domain == "skew":
        return (values - values.T) / 2
    if symbol.domain == "diagonal":
        return np.diag(np.diag(values))
    if symbol.domain == "spd":
        return values @ values.T / rows + np.eye(rows) / 2
    return values


def sample_values(
    exprs: Expr | Iterable[Expr],
    rng: np.random.Generator,
    *,
    sizes: Mapping[str, int] | None = None,
    constants: Iterable[Symbol] = (),
) -> dict[str, Array]:
    """Return random values for every symbol of the expressions and for every differential.

    Parameters
    ----------
    exprs : Expr or iterable of Expr
    rng : numpy.random.Generator
    sizes : mapping, optional
        A number for each letter; by default all different, from 3 upwards.
    constants : iterable of Symbol
        Held symbols: their differentials are zero.

    Returns
    -------
    dict
        Arrays with two axes by name, dX beside X, ready for `evaluate`.
    """
    trees = (exprs,) if isinstance(exprs, Expr) else tuple(exprs)
    if sizes is None:
        sizes = sample_sizes(size_letters(*trees), rng)
    held = {symbol.name for symbol in constants}
    values: dict[str, Array] = {}
    for symbol in symbols(*trees):
        moving = symbol.of if isinstance(symbol, DSymbol) else symbol
        if moving.name in values:
            continue
        values[moving.name] = sample(moving, sizes, rng)
        direction = moving.d
        assert isinstance(direction, DSymbol)
        draw = sample(direction, sizes, rng)
        values[direction.name] = np.zeros_like(draw) if moving.name in held else draw
    return values
