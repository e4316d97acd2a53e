"""Predictions of chapter 01: how fast descent gets there, and which way it goes."""

from __future__ import annotations

import numpy as np

from mathlib.descent import (
    Quadratic,
    Trajectory,
    best_fixed_step,
    exact_line_search,
    gradient_descent,
    heavy_ball,
    heavy_ball_parameters,
    normalised_descent,
    steepest_direction,
)
from mathlib.exercises.prediction import Prediction

_VALLEY = Quadratic(np.diag([1.0, 9.0]))
_LONG_VALLEY = Quadratic(np.diag([1.0, 100.0]))


def _shrinking() -> float:
    run = gradient_descent(_VALLEY, [2.0, 1.0], best_fixed_step(1, 9), max_steps=60)
    distances = np.linalg.norm(run.points, axis=1)
    return float(distances[-1] / distances[-2])


def _moved() -> float:
    return float(np.count_nonzero(steepest_direction(np.array([3.0, -2.0, 1.0]), "l1")))


def _angle() -> float:
    points = exact_line_search(_VALLEY, [9.0, 1.0], max_steps=2).points
    first, second = points[1] - points[0], points[2] - points[1]
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    return float(np.degrees(np.arccos(cosine)))


def _left_over() -> float:
    """Return how far from the minimum the run ends, in step lengths."""
    points = normalised_descent(_VALLEY, [2.03, 1.01], 0.3, max_steps=400).points
    return float(np.linalg.norm(points[-1]) / 0.3)


def _steps_saved() -> float:
    """Return how many times fewer steps the heavy ball needs to gain a factor of a million."""
    start = np.array([1.0, 1.0])
    best = heavy_ball_parameters(1, 100)
    plain = gradient_descent(_LONG_VALLEY, start, best_fixed_step(1, 100), max_steps=1000)
    heavy = heavy_ball(_LONG_VALLEY, start, best.step, best.momentum, max_steps=1000)
    return _arrival(plain) / _arrival(heavy)


def _arrival(run: Trajectory) -> int:
    """Return the step from which on the distance stays below a millionth of the first one."""
    distances = np.linalg.norm(run.points, axis=1)
    return int(np.flatnonzero(distances > 1e-6 * distances[0])[-1]) + 1


PREDICTIONS = (
    Prediction(
        slug="steepest-under-the-one-norm",
        question=(
            "The gradient is (3, −2, 1), and a step may have |d₁| + |d₂| + |d₃| ≤ 1. How many "
            "coordinates does the steepest step move?"
        ),
        options={
            "one": lambda v: v == 1,
            "two": lambda v: v == 2,
            "all three": lambda v: v == 3,
        },
        measure=_moved,
        shown="coordinates that move: {value:.0f}.",
        why=(
            "Each unit of length spent on coordinate i gains |g_i|. So all of it goes where |g_i| "
            "is largest: the step is (−1, 0, 0)."
        ),
    ),
    Prediction(
        slug="best-step-in-a-valley",
        question=(
            "The valley ½(x₁² + 9x₂²) has 9 times as much curvature across as along. With the best "
            "fixed step, how much of the distance to the minimum is left after each step?"
        ),
        options={
            "a ninth": lambda v: abs(v - 1 / 9) < 0.05,
            "a half": lambda v: abs(v - 0.5) < 0.1,
            "four fifths": lambda v: abs(v - 0.8) < 0.05,
        },
        measure=_shrinking,
        shown="each step leaves {value:.3f} of the distance.",
        why=(
            "The best step, 2/(1 + 9) = 0.2, shrinks both directions by the same factor, "
            "|1 − 0.2·1| = |1 − 0.2·9| = 0.8. It is (κ − 1)/(κ + 1) with κ = 9."
        ),
    ),
    Prediction(
        slug="steps-of-fixed-length",
        question="Every step has length 0.3, always downhill. What do the last steps look like?",
        options={
            "they settle at the minimum": lambda v: v < 0.1,
            "they jump to and fro across it": lambda v: 0.1 <= v <= 1,
            "they run away": lambda v: v > 1,
        },
        measure=_left_over,
        shown="after 400 steps the minimum is still {value:.3f} step lengths away.",
        why=(
            "A step that cannot shrink cannot end. The run finishes in a 2-cycle, one step length "
            "wide; its loss stays at a height of the order of the square of that length."
        ),
    ),
    Prediction(
        slug="angle-of-exact-line-search",
        question=(
            "Exact line search goes down each line as far as it pays. At which angle does the next "
            "step leave?"
        ),
        options={
            "nearly straight on": lambda v: v < 30,
            "at a right angle": lambda v: abs(v - 90) < 1,
            "nearly back": lambda v: v > 150,
        },
        measure=_angle,
        shown="the angle between two steps is {value:.1f} degrees.",
        why=(
            "At the lowest point of a line the slope along the line is zero: the new gradient is "
            "orthogonal to the old direction. Hence the zig-zag."
        ),
    ),
    Prediction(
        slug="steps-saved-by-momentum",
        question=(
            "With κ = 100, both methods at their best steps gain six digits. How many times fewer "
            "steps does the heavy ball need?"
        ),
        options={
            "about twice": lambda v: v < 4,
            "five to ten times": lambda v: 4 <= v < 20,
            "about a hundred times": lambda v: v >= 20,
        },
        measure=_steps_saved,
        shown="{value:.1f} times fewer steps.",
        why=(
            "The rate depends on √κ = 10 where it depended on κ = 100. The saving would be ten; "
            "the two extreme modes have double roots, which costs the ball some steps at the start."
        ),
    ),
)
