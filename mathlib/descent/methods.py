"""Descent with a step that is fixed in advance: plain, with momentum, of unit length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mathlib._validate import Array
from mathlib.descent.directions import Norm, dual_norm, euclidean_norm, steepest_direction
from mathlib.descent.trajectory import Objective, Trajectory, follow, non_negative, positive


def gradient_descent(
    objective: Objective,
    start: Any,
    step: float,
    *,
    norm: Norm = "l2",
    max_steps: int = 50,
    tolerance: float = 0.0,
) -> Trajectory:
    """Descend with a fixed η: x ← x − η∇f(x), and its counterpart in another norm.

    Parameters
    ----------
    objective : Objective
        With `loss(x)` and `gradient(x)`, for example a `Quadratic`.
    start : array_like, any shape that `objective` takes
    step : float
        η ≥ 0.
    norm : {"l2", "l1", "linf", "spectral"} or (n, n) array
        The step is η·‖g‖·d, with the dual norm ‖g‖ and the steepest direction d of this norm.
        For l2 that is −ηg, for a matrix P it is −ηP⁻¹g.
    max_steps : int
    tolerance : float
        Stop where the gradient norm is at most this.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        `step` is negative or not finite, the start is outside the domain, or the norm does not
        fit the shape of the start.

    Notes
    -----
    Derived in chapter 01. Source: Boyd and Vandenberghe (2004), sections 9.3 and 9.4.
    """
    eta = non_negative(step, "step")

    def move(points: Sequence[Array], g: Array) -> tuple[Array, float]:
        if isinstance(norm, str) and norm == "l2":
            return points[-1] - eta * g, eta
        return points[-1] + eta * dual_norm(g, norm) * steepest_direction(g, norm), eta

    return follow(objective, start, move, max_steps=max_steps, tolerance=tolerance)


def heavy_ball(
    objective: Objective,
    start: Any,
    step: float,
    momentum: float,
    *,
    max_steps: int = 50,
    tolerance: float = 0.0,
) -> Trajectory:
    """Descend with memory: x_{t+1} = x_t − η∇f(x_t) + β(x_t − x_{t−1}), from rest.

    Parameters
    ----------
    objective : Objective
    start : array_like, any shape that `objective` takes
    step : float
        η ≥ 0.
    momentum : float
        β, from 0 up to but not including 1.
    max_steps : int
    tolerance : float
        Stop where two gradient norms in a row are at most this: the ball swings through the
        valley floor without stopping there.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        `step` or `momentum` is out of range, or the start is outside the domain.

    Notes
    -----
    Derived in chapter 01. Source: Polyak (1964).
    """
    eta = non_negative(step, "step")
    beta = non_negative(momentum, "momentum")
    if beta >= 1:
        raise ValueError(f"momentum is {momentum}; expected less than 1, or nothing ever settles.")

    def move(points: Sequence[Array], g: Array) -> tuple[Array, float]:
        x, before = points[-1], points[max(len(points) - 2, 0)]
        return x - eta * g + beta * (x - before), eta

    return follow(objective, start, move, max_steps=max_steps, tolerance=tolerance, inertia=True)


def normalised_descent(
    objective: Objective,
    start: Any,
    length: float,
    *,
    max_steps: int = 50,
    tolerance: float = 0.0,
) -> Trajectory:
    """Descend by steps of one fixed length: x ← x − α∇f/‖∇f‖.

    Parameters
    ----------
    objective : Objective
    start : array_like, any shape that `objective` takes
    length : float
        α > 0, the length of each step.
    max_steps : int
    tolerance : float
        Stop where the gradient norm is at most this; at a zero gradient there is no direction.

    Returns
    -------
    Trajectory
        Its `steps` are η = α/‖∇f‖.

    Raises
    ------
    ValueError
        `length` is not positive, or the start is outside the domain.

    Notes
    -----
    The run does not converge: it ends in a 2-cycle of width α. Derived in chapter 01.
    """
    alpha = positive(length, "length")

    def move(points: Sequence[Array], g: Array) -> tuple[Array, float]:
        return points[-1] + alpha * steepest_direction(g), alpha / euclidean_norm(g)

    return follow(objective, start, move, max_steps=max_steps, tolerance=tolerance)
