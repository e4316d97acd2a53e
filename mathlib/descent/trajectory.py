"""What a run of descent leaves behind, and the loop that all methods share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from mathlib._validate import Array, real_array, same_shape
from mathlib.descent.directions import euclidean_norm

StopReason = Literal["step limit", "gradient within tolerance", "no decrease found", "diverged"]

_BEYOND = 1e100  # a gradient of this norm will not come back, and its square is still finite

Move = Callable[[Sequence[Array], Array], tuple[Array, float] | None]
"""From the points so far and the gradient at the last one to the next point and its η."""


class Objective(Protocol):
    """What a method needs to know of a function: its value and its gradient."""

    def loss(self, x: Array) -> float:
        """Return the value at `x`."""

    def gradient(self, x: Array) -> Array:
        """Return the gradient at `x`, an array of the shape of `x`."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The points of one run, start included; every number in it is finite.

    Attributes
    ----------
    points : (n_steps + 1, *shape of the start)
    losses : (n_steps + 1,)
    gradient_norms : (n_steps + 1,)
        Euclidean (Frobenius) norms.
    steps : (n_steps,)
        The η in front of the gradient, step by step.
    stop_reason : {"step limit", "gradient within tolerance", "no decrease found", "diverged"}
        "diverged": the next point would have had a gradient above 1e100, or none at all.
    """

    points: Array
    losses: Array
    gradient_norms: Array
    steps: Array
    stop_reason: StopReason

    @property
    def n_steps(self) -> int:
        """Number of steps taken."""
        return len(self.steps)

    @property
    def step_lengths(self) -> Array:
        """‖x_{t+1} − x_t‖, the distance that each step covers, (n_steps,)."""
        moves = np.diff(self.points, axis=0).reshape(self.n_steps, -1)
        return np.asarray(np.linalg.norm(moves, axis=1))

    def __repr__(self) -> str:
        return (
            f"Trajectory: {self.n_steps} steps, loss {self.losses[0]:.6g} → "
            f"{self.losses[-1]:.6g}, stopped: {self.stop_reason}"
        )


def follow(
    objective: Objective,
    start: Any,
    move: Move,
    *,
    max_steps: int,
    tolerance: float,
    inertia: bool = False,
) -> Trajectory:
    """Repeat `move` until a reason to stop appears.

    Parameters
    ----------
    objective : Objective
    start : array_like, any shape
    move : callable
        (points so far, gradient) -> (next point, η), or None if it finds no decrease.
    max_steps : int
    tolerance : float
        Stop where the gradient norm is at most this.
    inertia : bool
        The method swings on where the gradient vanishes, so two points in a row must be flat.

    Returns
    -------
    Trajectory

    Raises
    ------
    TypeError, ValueError
        `start` is not a finite real array, the gradient has another shape than the point, the
        start itself has no finite loss and gradient, or `max_steps` or `tolerance` is negative.
    """
    if max_steps < 0:
        raise ValueError(f"max_steps is {max_steps}; expected 0 or more.")
    non_negative(tolerance, "tolerance")
    points = [real_array(start, "start").astype(np.float64)]
    loss, g, size = _look(objective, points[0])
    if not np.isfinite([loss, size]).all():
        raise ValueError(
            f"at the start the loss is {loss} and the gradient norm {size}; expected finite "
            "numbers. Move the start inside the domain of the function."
        )
    losses, sizes, steps = [loss], [size], list[float]()
    window = 2 if inertia else 1
    reason: StopReason = "step limit"
    while True:
        if max(sizes[-window:]) <= tolerance:
            reason = "gradient within tolerance"
            break
        if len(steps) >= max_steps:
            break
        with np.errstate(over="ignore", invalid="ignore"):
            taken = move(points, g)
        if taken is None:
            reason = "no decrease found"
            break
        following, eta = taken
        loss, g, size = _look(objective, following)
        if not (np.isfinite(following).all() and np.isfinite(loss) and size <= _BEYOND):
            reason = "diverged"
            break
        points.append(following)
        losses.append(loss)
        sizes.append(size)
        steps.append(eta)
    return Trajectory(np.stack(points), np.array(losses), np.array(sizes), np.array(steps), reason)


def _look(objective: Objective, x: Array) -> tuple[float, Array, float]:
    with np.errstate(over="ignore", invalid="ignore"):
        loss = float(objective.loss(x.copy()))
        g = np.asarray(objective.gradient(x.copy()), dtype=np.float64)
        same_shape(x, g, ("the point", "the gradient"))
        return loss, g, euclidean_norm(g)


def non_negative(value: float, name: str) -> float:
    """Return a number that is finite and not negative.

    Raises
    ------
    ValueError
        It is negative, infinite or NaN.
    """
    if not (np.isfinite(value) and value >= 0):
        raise ValueError(f"{name} is {value}; expected a finite number, 0 or more.")
    return float(value)


def positive(value: float, name: str) -> float:
    """Return a number that is finite and positive.

    Raises
    ------
    ValueError
        It is zero, negative, infinite or NaN.
    """
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} is {value}; expected a finite positive number.")
    return float(value)
