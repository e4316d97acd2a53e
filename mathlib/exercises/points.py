"""Random points at which the lines of a derivation are compared."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mathlib.algebra import (
    Expr,
    Symbol,
    directional_derivative,
    evaluate,
    sample,
    sample_sizes,
    size_letters,
)
from mathlib.exercises.derivation import Array, DeriveExercise, Goal

COUNT = 5
CONDITION = 30.0  # worse inputs are drawn again, so that rounding stays far below the tolerance

Values = Mapping[str, Array]


@dataclass(frozen=True)
class Point:
    """Sizes and values at one random point, with two independent directions.

    Attributes
    ----------
    sizes : a number for each letter, all different
    values : every symbol, and its differential along the first direction
    other : the differentials along the second direction
    """

    sizes: Mapping[str, int]
    values: Values
    other: Values

    def along(self, first: float, second: float) -> Values:
        """Return all values with the differentials first·dX + second·dX′."""
        mixed = {name: first * self.values[name] + second * self.other[name] for name in self.other}
        return {**self.values, **mixed}


def draw_points(exercise: DeriveExercise, held: frozenset[str]) -> tuple[Point, ...]:
    """Return the points of a derivation, the same ones each time.

    Parameters
    ----------
    exercise : DeriveExercise
    held : frozenset of str
        Names of moving symbols that the learner holds.
    """
    rng = np.random.default_rng([zlib.crc32(exercise.slug.encode()), 17])
    exprs = [*exercise.symbols, *(g.expr for g in exercise.goals), *exercise.lets.values()]
    letters = size_letters(*exprs, *exercise.gradients.values())
    chosen = exercise.sizes or tuple(sample_sizes(letters, rng) for _ in range(COUNT))
    return tuple(_draw(exercise, held, dict(sizes), rng) for sizes in chosen)


def _draw(
    exercise: DeriveExercise,
    held: frozenset[str],
    sizes: dict[str, int],
    rng: np.random.Generator,
) -> Point:
    still = held | ({s.name for s in exercise.symbols} - {s.name for s in exercise.moving})
    values: dict[str, Array] = {}
    other: dict[str, Array] = {}
    for symbol in exercise.symbols:
        values[symbol.name], directions = _directions(exercise, symbol, sizes, rng)
        for place, direction in zip((values, other), directions):
            moves = symbol.name not in still
            place[f"d{symbol.name}"] = direction if moves else np.zeros_like(direction)
    for symbol, meaning in exercise.lets.items():
        values[symbol.name] = evaluate(meaning, values, sizes=sizes)
        for place in (values, other):
            place[f"d{symbol.name}"] = directional_derivative(
                meaning, {**values, **place}, sizes=sizes
            )
    return Point(sizes, values, other)


def _directions(
    exercise: DeriveExercise, symbol: Symbol, sizes: dict[str, int], rng: np.random.Generator
) -> tuple[Array, tuple[Array, Array]]:
    shape = (symbol.shape[0].value(sizes), symbol.shape[1].value(sizes))
    if symbol.name in exercise.surfaces:
        surface = exercise.surfaces[symbol.name]
        value = surface.draw(rng, shape)
        first, second = rng.normal(size=(2, *shape))
        return value, (surface.project(value, first), surface.project(value, second))
    value = sample(symbol, sizes, rng)
    inverted = shape[0] == shape[1] > 1 and symbol.domain != "skew"  # of odd order: singular
    while inverted and np.linalg.cond(value) > CONDITION:
        value = sample(symbol, sizes, rng)
    direction = symbol.d
    assert isinstance(direction, Symbol)
    return value, (sample(direction, sizes, rng), sample(direction, sizes, rng))


def project(exercise: DeriveExercise, symbol: Symbol, point: Point, G: Array) -> Array:
    """Return the part of G that a gradient in this symbol may have: its tangential part."""
    if symbol.name in exercise.surfaces:
        return exercise.surfaces[symbol.name].project(point.values[symbol.name], G)
    if symbol.domain in ("symmetric", "spd"):
        return (G + G.T) / 2
    if symbol.domain == "skew":
        return (G - G.T) / 2
    return np.diag(np.diag(G)) if symbol.domain == "diagonal" else G


def anchor(goal: Goal, point: Point) -> Array:
    """Return the numerical differential of what a goal differentiates."""
    return directional_derivative(goal.expr, point.values, order=goal.order, sizes=point.sizes)


def value_at(expr: Expr, point: Point, first: float = 1.0, second: float = 0.0) -> Array:
    """Return the value of a line along first·dX + second·dX′.

    Raises
    ------
    ValueError, LinAlgError
        The line has no value here, such as the inverse of a singular matrix.
    """
    with np.errstate(all="ignore"):
        return evaluate(expr, point.along(first, second), sizes=point.sizes)
