"""Descent that looks for its step anew at each point: exactly, or by trying and halving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.descent.quadratic import Quadratic
from mathlib.descent.trajectory import Objective, Trajectory, follow, positive

_MOST_CUTS = 60  # halved this often, a step no longer moves a float64


def exact_line_search(
    quadratic: Quadratic, start: Any, *, max_steps: int = 50, tolerance: float = 0.0
) -> Trajectory:
    """Descend on a quadratic with the best η of each line: η = gᵀg / gᵀQg.

    Parameters
    ----------
    quadratic : Quadratic
    start : array_like, (n,)
    max_steps : int
    tolerance : float
        Stop where the gradient norm is at most this.

    Returns
    -------
    Trajectory

    Raises
    ------
    TypeError
        The objective is not a `Quadratic`: only there the best η has this formula.

    Notes
    -----
    Derived in chapter 01. Source: Nocedal and Wright (2006), section 3.3.
    """
    if not isinstance(quadratic, Quadratic):
        raise TypeError(
            f"the objective is a {type(quadratic).__name__}; expected a Quadratic. "
            "Use `backtracking` for other functions."
        )

    def move(points: Sequence[Array], g: Array) -> tuple[Array, float]:
        unit = g / np.abs(g).max()  # the square of a tiny gradient would vanish
        eta = float(unit @ unit / (unit @ quadratic.Q @ unit))
        return points[-1] - eta * g, eta

    return follow(quadratic, start, move, max_steps=max_steps, tolerance=tolerance)


def backtracking(
    objective: Objective,
    start: Any,
    step: float = 1.0,
    *,
    shrink: float = 0.5,
    fraction: float = 1e-4,
    max_steps: int = 50,
    tolerance: float = 0.0,
) -> Trajectory:
    """Descend with the first η of step, step·shrink, step·shrink², … that lowers f enough.

    Parameters
    ----------
    objective : Objective
    start : array_like, any shape that `objective` takes
    step : float
        The η > 0 that each search tries first.
    shrink : float
        Between 0 and 1: what a refused η is multiplied with.
    fraction : float
        c between 0 and 1 in Armijo's condition f(x − ηg) ≤ f(x) − cη‖g‖².
    max_steps : int
    tolerance : float
        Stop where the gradient norm is at most this.

    Returns
    -------
    Trajectory
        It stops with "no decrease found" when sixty cuts of η do not help: the minimum is reached
        to rounding, or the gradient is wrong.

    Raises
    ------
    ValueError
        `step`, `shrink` or `fraction` is out of range, or the start is outside the domain.

    Notes
    -----
    Source: Armijo (1966); Nocedal and Wright (2006), algorithm 3.1.
    """
    first = positive(step, "step")
    for value, name in ((shrink, "shrink"), (fraction, "fraction")):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}; expected a number between 0 and 1.")

    def move(points: Sequence[Array], g: Array) -> tuple[Array, float] | None:
        x = points[-1]
        here, slope = float(objective.loss(x.copy())), float(np.sum(g * g))
        eta = first
        for _ in range(_MOST_CUTS):
            following = x - eta * g
            there = float(objective.loss(following.copy()))
            # Strictly less: a step lost in rounding leaves f as it is. NaN fails and is cut too.
            if there < here and there <= here - fraction * eta * slope:
                return following, eta
            eta *= shrink
        return None

    return follow(objective, start, move, max_steps=max_steps, tolerance=tolerance)
