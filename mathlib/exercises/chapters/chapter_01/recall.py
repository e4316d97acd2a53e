"""Recall items of chapter 01: directions and lengths of steps, with other numbers."""

from __future__ import annotations

import numpy as np

from mathlib.descent import (
    Quadratic,
    best_fixed_step,
    gradient_descent,
    normalised_descent,
    steepest_direction,
)
from mathlib.exercises.recall_item import RecallItem
from mathlib.gradcheck import numerical_gradient


def _coordinate_that_moves() -> float:
    """Return the number of the coordinate, from 1, that the steepest step in ℓ₁ moves."""
    return float(np.flatnonzero(steepest_direction(np.array([2.0, -5.0, 4.0]), "l1"))[0] + 1)


def _left() -> float:
    bowl = Quadratic(np.diag([1.0, 3.0]))
    run = gradient_descent(bowl, [1.0, 1.0], best_fixed_step(1, 3), max_steps=9)
    distances = np.linalg.norm(run.points, axis=1)
    return float(distances[-1] / distances[-2])


def _growth(curvature: float) -> float:
    """Return the factor of the loss in one step of length 0.1 along one curvature."""
    run = gradient_descent(Quadratic([[curvature]]), [1.0], 0.1, max_steps=1)
    return float(run.losses[1] / run.losses[0])


def _curvature_behind_a_growth_of_4() -> float:
    low, high = 20.0, 100.0  # 2/η, beyond which the loss grows with the curvature
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _growth(middle) < 4 else (low, middle)
    return low


def _length_at_twice_the_multiplier() -> float:
    """Return the length of the d where dᵀg + λ(dᵀd − 1) is least for λ = ‖g‖."""
    g = np.array([1.0, 2.0, -2.0])
    multiplier = float(np.linalg.norm(g))
    bowl = Quadratic(2 * multiplier * np.eye(3), b=-g)
    return float(np.linalg.norm(bowl.minimiser))


def _least_value() -> float:
    angles = np.linspace(0, 2 * np.pi, 36_001)
    return float(np.min(-2 * (3 * np.cos(angles) + 4 * np.sin(angles))))


def _height() -> float:
    """Return how high the loss hovers with steps of half the length, over that with the whole."""
    bowl = Quadratic([[4.0]])
    heights = [
        normalised_descent(bowl, [a / 2], a, max_steps=3).losses[-2:].max() for a in (0.1, 0.2)
    ]
    return float(heights[0] / heights[1])


def _over_the_product() -> float:
    """Return the gradient of xᵀQx, without a half, over Qx, for a symmetric Q."""
    Q, x = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, 2.0])
    return float(numerical_gradient(lambda x: float(x @ Q @ x), x)[0] / (Q @ x)[0])


RECALL = (
    RecallItem(
        slug="left-by-the-best-step",
        question=(
            "A bowl has the curvatures 1 and 3. With the best fixed step, what part of the "
            "distance to the minimum is left after each step?"
        ),
        measure=_left,
        shown="{value:.3f} of the distance.",
        why="κ = 3, and (κ − 1)/(κ + 1) = 0.5: the step 2/(1 + 3) shrinks both parts alike.",
        about=("best-fixed-step", "prediction:best-step-in-a-valley"),
    ),
    RecallItem(
        slug="curvature-behind-a-growth",
        question=(
            "A descent with η = 0.1 explodes: the loss grows 4 times with each step. How large is "
            "the largest curvature?"
        ),
        measure=_curvature_behind_a_growth_of_4,
        shown="with the curvature {value:.2f} it grows 4 times.",
        why="The distance grows by √4 = 2 = ηL − 1, so L = 3/0.1.",
        about=("curvature-from-a-diverging-run",),
    ),
    RecallItem(
        slug="coordinate-of-the-diamond",
        question=(
            "The gradient is (2, −5, 4), and a step may have |d₁| + |d₂| + |d₃| ≤ 1. Which "
            "coordinates does the steepest step move?"
        ),
        options={
            "all three": lambda v: v == 0,
            "only the second": lambda v: v == 2,
            "only the third": lambda v: v == 3,
        },
        measure=_coordinate_that_moves,
        shown="the coordinate number {value:.0f} moves.",
        why=(
            "A unit of length gains |g_i| on coordinate i, so all of it goes where |g_i| is "
            "largest, 5, whatever its sign."
        ),
        about=(
            "prediction:steepest-under-the-one-norm",
            "steepest-under-a-ruler",
        ),
    ),
    RecallItem(
        slug="gradient-of-a-full-square",
        question=(
            "Q is symmetric. How many times Qx is the gradient of xᵀQx, with no half in front?"
        ),
        measure=_over_the_product,
        shown="{value:.3f} times.",
        why=(
            "Both x move: dxᵀQx + xᵀQdx, and the first term is the second one transposed, since "
            "Qᵀ = Q."
        ),
        about=("derive-quadratic-in-a-vector",),
    ),
    RecallItem(
        slug="height-of-a-hovering-loss",
        question=(
            "Steps of a fixed length end in a zig-zag, as wide as a step. Halve the length, and "
            "start in the middle of the zig-zag: what becomes of the height of the loss?"
        ),
        options={
            "it stays": lambda v: abs(v - 1) < 0.05,
            "a half": lambda v: abs(v - 0.5) < 0.05,
            "a quarter": lambda v: abs(v - 0.25) < 0.05,
        },
        measure=_height,
        shown="{value:.3f} of the height before.",
        why="Near a minimum the loss goes with the square of the distance: ½L(α/2)².",
        about=("prediction:steps-of-fixed-length", "hunt:E11"),
    ),
    RecallItem(
        slug="length-at-another-multiplier",
        question=(
            "Hold λ = ‖g‖ in dᵀg + λ(dᵀd − 1), and let d run free. How long is the d where it is "
            "least?"
        ),
        measure=_length_at_twice_the_multiplier,
        shown="it has the length {value:.3f}.",
        why=(
            "The slopes g + 2λd vanish at d = −g/2λ, of length ‖g‖/2λ. Only λ = ‖g‖/2 gives the "
            "length 1 that was asked for."
        ),
        about=("multiplier-of-a-ball", "hunt:E09"),
    ),
    RecallItem(
        slug="least-value-for-a-negative-length",
        question=(
            "The gradient has length 5, and α = −2. How small can αdᵀ∇f get, for all d of length 1?"
        ),
        measure=_least_value,
        shown="the least of 36 000 directions gives {value:.3f}.",
        why=(
            "The least value is −|α|‖∇f‖, reached at +∇f/‖∇f‖ here. The formula −α‖∇f‖ would say "
            "+10: it needs α > 0, and the direction in it needs ∇f ≠ 0."
        ),
        about=("steepest-step", "hunt:E08", "hunt:E10"),
    ),
)
