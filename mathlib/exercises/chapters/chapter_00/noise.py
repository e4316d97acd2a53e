"""A gradient from random directions."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import (
    CUBES,
    FUNCTIONS,
    Array,
    Generator,
    Scalar,
    whole,
)
from mathlib.exercises.chapters.chapter_00.quotients import central
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def estimate_gradient(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Any:
    """Mean over the directions H of (central quotient along H) times H."""
    slopes = np.array([(f(X + h * H) - f(X - h * H)) / (2 * h) for H in directions])
    return np.einsum("k,kmn->mn", slopes, directions) / len(directions)


def _slopes(f: Scalar, X: Array, directions: Array, h: float) -> Array:
    return np.array([central(f, X, H, h) for H in directions])


def _along_the_mean(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    mean = directions.mean(axis=0)
    return np.asarray(central(f, X, mean, h) * mean)


def _unit_directions(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    lengths = np.linalg.norm(directions, axis=(1, 2), keepdims=True)
    return np.asarray(estimate_gradient(f, X, directions / lengths, h))


def _forward_estimate(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    slopes = np.array([(f(X + h * H) - f(X)) / h for H in directions])
    mean: Array = np.einsum("k,kmn->mn", slopes, directions) / len(directions)
    return mean


def _estimate_inputs(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = []
    for i, (k, m, n) in enumerate(((6, 3, 4), (3, 5, 2), (7, 2, 6), (2, 4, 3), (4, 1, 5))):
        inputs = (FUNCTIONS[i % 3], rng.normal(size=(m, n)), rng.normal(size=(k, m, n)))
        found.append(inputs if i < 3 else (*inputs, 0.1))
    return found


ESTIMATE = Exercise(
    slug="gradient-from-noise",
    title="A gradient out of noise",
    difficulty=3,
    minutes=15,
    points=3,
    reference=estimate_gradient,
    layout={"X": "mn", "directions": "kmn", "h": ""},
    result="mn",
    noun="estimate",
    tolerance=1e-7,
    allows=frozenset({"numerical"}),
    cases=_estimate_inputs,
    small=lambda rng: [
        (CUBES, whole(rng, m, n), whole(rng, k, m, n), 0.5)
        for k, m, n in ((2, 1, 2), (3, 2, 2), (4, 2, 3))
    ],
    mistakes={
        "directions divided by their squared length": Mistake(
            lambda f, X, directions, h=1e-5: np.mean(
                [
                    slope * H / np.sum(H * H)
                    for slope, H in zip(_slopes(f, X, directions, h), directions)
                ],
                axis=0,
            ),
            "Each direction is divided by its length, twice.",
            "The mean of (slope) · H is the gradient when H has entries of variance 1, as it is.",
        ),
        "sum for mean": Mistake(
            lambda f, X, directions, h=1e-5: (
                len(directions) * estimate_gradient(f, X, directions, h)
            ),
            "The directions are added and not divided by their number.",
            "More directions should make the estimate better, not longer.",
        ),
        "directions not multiplied": Mistake(
            lambda f, X, directions, h=1e-5: np.full(
                X.shape, np.mean(_slopes(f, X, directions, h))
            ),
            "The quotients are averaged, and none is multiplied by its direction.",
            "A quotient is one number; what gives it back the shape of X?",
        ),
        "quotients only": Mistake(
            lambda f, X, directions, h=1e-5: _slopes(f, X, directions, h),
            "The quotients are there, one for each direction, and are not combined yet.",
            "Multiply each by its direction, then take the mean.",
        ),
        "not averaged": Mistake(
            lambda f, X, directions, h=1e-5: (
                _slopes(f, X, directions, h)[:, None, None] * directions
            ),
            "There is one array for each direction; the mean over them is missing.",
            "Look at which axis of the result counts the directions.",
        ),
        "first direction only": Mistake(
            lambda f, X, directions, h=1e-5: estimate_gradient(f, X, directions[:1], h),
            "Only the first direction is used.",
            "Is there a `return` inside the loop?",
        ),
        "mean direction first": Mistake(
            _along_the_mean,
            "The directions are averaged first; their mean is nearly zero and says little.",
            "Average the products (quotient times direction), not their factors.",
        ),
        "means multiplied": Mistake(
            lambda f, X, directions, h=1e-5: (
                np.mean(_slopes(f, X, directions, h)) * directions.mean(axis=0)
            ),
            "The mean quotient is multiplied by the mean direction.",
            "The mean of products is not the product of means: multiply each quotient by its own "
            "direction first.",
        ),
        "mean over every axis": Mistake(
            lambda f, X, directions, h=1e-5: np.mean(estimate_gradient(f, X, directions, h)),
            "The mean runs over every axis, so that one number is left.",
            "`np.mean(…, axis=0)` averages over the directions only.",
        ),
        "values for quotients": Mistake(
            lambda f, X, directions, h=1e-5: np.mean(
                [f(X + h * H) * H for H in directions], axis=0
            ),
            "Each direction is multiplied by the value f(X + hH), not by a quotient.",
            "What tells you how fast f grows along H? Your function from 00.3.",
        ),
        "not divided": Mistake(
            lambda f, X, directions, h=1e-5: 2 * h * estimate_gradient(f, X, directions, h),
            "The differences are not divided by 2h yet.",
            "A slope is a rise divided by a run.",
        ),
        "2 * h without brackets": Mistake(
            lambda f, X, directions, h=1e-5: h * h * estimate_gradient(f, X, directions, h),
            "`/ 2 * h` divides by 2 and then multiplies by h.",
            "Put brackets around 2 * h.",
        ),
        "directions made unit vectors": Mistake(
            _unit_directions,
            "Each direction is divided by its length.",
            "E[⟨G, H⟩H] = G needs entries of variance 1: leave the length alone.",
        ),
        "divided by h": Mistake(
            lambda f, X, directions, h=1e-5: 2 * estimate_gradient(f, X, directions, h),
            "The differences are divided by h.",
            "How far apart are the two points?",
        ),
        "forward quotient": Mistake(
            _forward_estimate,
            "Each quotient is a forward one: it steps to one side only.",
            "Use your function from 00.3.",
        ),
    },
    hints=(
        "One quotient tells you ⟨G, H⟩. What would you multiply it by to get a matrix, "
        "and why could that be G on average?",
        "E[⟨G, H⟩ H] = G for independent entries of mean 0 and variance 1.",
        "`slopes = [central(f, X, H, h) for H in directions]`, then the mean of slope times H.",
    ),
    symptoms={
        "your estimate is far from the true gradient": (
            "that is the noise, not a slip: with k directions the error is about √(mn / k) of ‖G‖."
        ),
    },
)
