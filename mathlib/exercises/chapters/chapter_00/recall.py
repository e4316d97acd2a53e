"""Recall items of chapter 00: what a check of a gradient tells, asked again with other numbers."""

from __future__ import annotations

import numpy as np

from mathlib._validate import Array
from mathlib.exercises.recall_item import RecallItem
from mathlib.gradcheck import directional_derivative, numerical_gradient, taylor_test

_X = np.random.default_rng(0).normal(size=(3, 5))


def _cubes(X: Array) -> float:
    return float(np.sum(X**3))


def _turned_round() -> float:
    """Return the relative error of a gradient with the wrong sign."""
    right = numerical_gradient(_cubes, _X)
    return float(np.linalg.norm(-right - right) / np.linalg.norm(right))


def _slope_with_one_wrong_entry() -> float:
    gradient = 3 * _X**2
    gradient[2, 4] *= 1.5
    return taylor_test(_cubes, _X, gradient).slope


def _shrunk_error() -> float:
    """Return how many times smaller the error of a central quotient gets with a step a tenth."""
    x, along = np.array([1.0]), np.array([1.0])
    errors = [
        abs(
            directional_derivative(lambda x: float(np.exp(x[0])), x, along, "central", step=h)
            - np.e
        )
        for h in (1e-1, 1e-2)
    ]
    return float(errors[0] / errors[1])


def _first_of_a_sum() -> float:
    """Return the first entry of the gradient of ⟨g, cumsum(x)⟩ in x."""
    g = np.array([1.0, 0.0, 2.0, 4.0])
    return float(numerical_gradient(lambda x: float(g @ np.cumsum(x)), np.ones(4))[0])


def _sum_over_mean() -> float:
    """Return how many times the gradient of a sum of squares over 8 rows is that of the mean."""
    X = np.random.default_rng(1).normal(size=(8, 3))
    w = np.ones(3)
    total = numerical_gradient(lambda w: float(np.sum((X @ w) ** 2)), w)
    mean = numerical_gradient(lambda w: float(np.mean((X @ w) ** 2)), w)
    return float(total[0] / mean[0])


def _rows_of_the_gradient() -> float:
    a, b = np.ones(3), np.ones(5)
    return float(numerical_gradient(lambda X: float(a @ X @ b), _X).shape[0])


RECALL = (
    RecallItem(
        slug="relative-error-of-a-turned-sign",
        question=(
            "Your gradient is −1 times the measured one. How large is the relative error, the "
            "length of the difference over the length of the right one?"
        ),
        measure=_turned_round,
        shown="relative error {value:.3f}.",
        why="Yours minus right is −2 times right. And a descent with that gradient climbs.",
        about=("mend-the-gradient",),
    ),
    RecallItem(
        slug="slope-with-one-wrong-entry",
        question="One entry of a gradient is wrong. In which slope does its Taylor test end?",
        options={
            "slope 2": lambda v: abs(v - 2) < 0.2,
            "slope 1": lambda v: abs(v - 1) < 0.2,
            "between the two": lambda v: 1.2 <= v <= 1.8,
        },
        measure=_slope_with_one_wrong_entry,
        shown="slope {value:.2f}.",
        why=(
            "After subtracting h⟨G, H⟩ a part of the first-order change is left. That it is small "
            "does not matter: it falls with h, and for small h it beats what falls with h². The "
            "test does not say which entry."
        ),
        about=("taylor-remainders", "gradient-from-noise"),
    ),
    RecallItem(
        slug="shape-of-a-gradient",
        question="X is 3×5, and L(X) = aᵀXb is a number. What shape has the gradient of L in X?",
        options={
            "5×3": lambda v: v == 5,
            "3×5": lambda v: v == 3,
            "1×1": lambda v: v == 1,
        },
        measure=_rows_of_the_gradient,
        shown="it has {value:.0f} rows.",
        why=(
            "A gradient has the shape of its variable, here abᵀ. Each entry says how L answers to "
            "the entry of X at the same place: dL = ⟨G, dX⟩."
        ),
        about=("bilinear-gradient", "frobenius-inner-product", "numerical-gradient"),
    ),
    RecallItem(
        slug="error-of-a-shorter-step",
        question=(
            "A central quotient is taken with a step of 0.1, then with 0.01. By how many times "
            "does its error shrink?"
        ),
        options={
            "10 times": lambda v: 5 < v < 20,
            "100 times": lambda v: 50 < v < 200,
            "10 000 times": lambda v: v > 5000,
        },
        measure=_shrunk_error,
        shown="{value:.0f} times smaller, for the exponential function.",
        why=(
            "The error goes with h², as long as rounding stays below it. From about 10⁻⁵ on, a "
            "shorter step makes it worse."
        ),
        about=("central-quotient", "numerical-gradient"),
    ),
    RecallItem(
        slug="backward-through-a-sum",
        question=(
            "y = cumsum(x) has four entries, and the gradient in y is (1, 0, 2, 4). What is the "
            "first entry of the gradient in x?"
        ),
        measure=_first_of_a_sum,
        shown="the first entry is {value:.3f}.",
        why=(
            "x₁ stands in all four sums, so it collects 1 + 0 + 2 + 4. Backward, a cumulative sum "
            "runs from the other end."
        ),
        about=("cumulative-sum-vjp",),
    ),
    RecallItem(
        slug="sum-for-a-mean",
        question=(
            "The loss is a mean over 8 samples, and your gradient is that of the sum. How many "
            "times too large is it?"
        ),
        measure=_sum_over_mean,
        shown="{value:.3f} times.",
        why=(
            "A mean is the sum over 8. A ratio that equals the batch size is the mark of this slip."
        ),
        about=("mend-the-gradient", "bilinear-gradient"),
    ),
)
