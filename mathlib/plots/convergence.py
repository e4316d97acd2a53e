"""How descent arrives, or does not: loss and distance against the number of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.descent import (
    Quadratic,
    best_fixed_step,
    fixed_step_factor,
    gradient_descent,
    heavy_ball,
    heavy_ball_parameters,
    normalised_descent,
)
from mathlib.plots.style import FAINT, LINES, style

_FLOOR = 1e-16  # what is drawn for a value that is 0 to rounding


@dataclass(frozen=True, eq=False)
class LossCurves:
    """Loss above the minimum for several fixed steps from one start.

    Attributes
    ----------
    eta_L : (n_runs,)
        Step times largest eigenvalue.
    gaps : tuple of (n_steps + 1,) arrays
        f(x_t) − f(x*), one array a run; shorter where a run diverged.
    """

    eta_L: Array
    gaps: tuple[Array, ...]


def loss_curves(
    problem: Quadratic,
    start: Any,
    eta_L: Sequence[float] = (0.5, 1.0, 1.9, 2.0, 2.1),
    n_steps: int = 50,
) -> LossCurves:
    """Descend from one start with several fixed steps.

    Parameters
    ----------
    problem : Quadratic
    start : array_like, (n,)
    eta_L : sequence of float
        One to six products ηL, none negative.
    n_steps : int

    Returns
    -------
    LossCurves

    Raises
    ------
    ValueError
        There are none or more than six products, or one is negative.
    """
    if not 1 <= len(eta_L) <= len(LINES):
        raise ValueError(f"{len(eta_L)} products ηL are given; expected 1 to {len(LINES)}.")
    runs = [gradient_descent(problem, start, v / problem.L, max_steps=n_steps) for v in eta_L]
    return LossCurves(np.array(eta_L, dtype=float), tuple(_gap(problem, r.points) for r in runs))


def draw_loss_curves(data: LossCurves) -> Figure:
    """Draw the loss against the step, logarithmic: straight down, level, or straight up.

    Parameters
    ----------
    data : LossCurves

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig, ax = _log_plot("f(x) − f(x*)")
        for line, eta_L, gap in zip(LINES, data.eta_L, data.gaps):
            label = f"ηL = {eta_L:g}" + (" (the border)" if eta_L == 2 else "")
            _curve(ax, gap, line._asdict(), label)
        ax.axhline(data.gaps[0][0], color=FAINT, linewidth=1)
        ax.set_title("Below ηL = 2 the loss falls, above it grows")
        ax.legend(ncols=2)
    return fig


@dataclass(frozen=True, eq=False)
class TwoCycle:
    """A run of normalised descent, split along the steepest axis of the quadratic.

    Attributes
    ----------
    length : float
        α, the length of each step.
    along : (n_steps + 1,)
        Coordinate of x − x* along the eigenvector of the largest eigenvalue.
    across : (n_steps + 1,)
        Length of the rest of x − x*.
    """

    length: float
    along: Array
    across: Array


def two_cycle(problem: Quadratic, start: Any, length: float, n_steps: int = 60) -> TwoCycle:
    """Run normalised descent and split its path.

    Parameters
    ----------
    problem : Quadratic
        Its largest eigenvalue must be simple.
    start : array_like, (n,)
    length : float
        α > 0.
    n_steps : int

    Returns
    -------
    TwoCycle

    Raises
    ------
    ValueError
        `length` is not positive.
    """
    axis = np.linalg.eigh(problem.Q)[1][:, -1]
    axis = axis * np.sign(axis[np.argmax(np.abs(axis))])  # eigenvectors come with any sign
    run = normalised_descent(problem, start, length, max_steps=n_steps)
    offset = run.points - problem.minimiser
    along = offset @ axis
    across = np.linalg.norm(offset - along[:, None] * axis, axis=1)
    return TwoCycle(length, along, np.asarray(across))


def draw_two_cycle(data: TwoCycle) -> Figure:
    """Draw how the run comes near, then jumps to and fro over the minimiser for ever.

    Parameters
    ----------
    data : TwoCycle

    Returns
    -------
    matplotlib.figure.Figure
    """
    low, high = sorted(data.along[-2:])
    with style():
        fig = Figure(figsize=(6.4, 3.7))
        ax = fig.add_subplot()
        ax.axhspan(low, high, color=LINES[0].color, alpha=0.1)
        ax.plot(data.along, **LINES[0]._asdict(), label="along the steepest axis")
        ax.plot(data.across, **LINES[1]._asdict(), label="distance across it")
        ax.axhline(0, color=FAINT, linewidth=1)
        ax.set_xlabel("step t")
        ax.set_ylabel("x − x*")
        ax.set_title(f"The last jumps are {high - low:.3g} wide, as long as a step")
        ax.legend()
    return fig


@dataclass(frozen=True, eq=False)
class MomentumRace:
    """Plain descent and the heavy ball, each with its best parameters, on one quadratic.

    Attributes
    ----------
    condition : float
        κ of the quadratic.
    plain, heavy : (n_steps + 1,)
        ‖x_t − x*‖.
    plain_factor, heavy_factor : float
        (κ − 1)/(κ + 1) and (√κ − 1)/(√κ + 1).
    """

    condition: float
    plain: Array
    heavy: Array
    plain_factor: float
    heavy_factor: float


def momentum_race(condition: float = 100.0, n_steps: int = 150) -> MomentumRace:
    """Run both methods on ½(x₁² + κx₂²) from (1, 1).

    Parameters
    ----------
    condition : float
        κ ≥ 1.
    n_steps : int

    Returns
    -------
    MomentumRace

    Raises
    ------
    ValueError
        `condition` is less than 1.
    """
    if not condition >= 1:
        raise ValueError(f"condition is {condition}; expected 1 or more.")
    problem = Quadratic(np.diag([1.0, condition]))
    step, momentum = heavy_ball_parameters(1.0, condition)
    best = best_fixed_step(1.0, condition)
    plain = gradient_descent(problem, [1.0, 1.0], best, max_steps=n_steps)
    heavy = heavy_ball(problem, [1.0, 1.0], step, momentum, max_steps=n_steps)
    return MomentumRace(
        condition,
        np.asarray(np.linalg.norm(plain.points, axis=1)),
        np.asarray(np.linalg.norm(heavy.points, axis=1)),
        fixed_step_factor(best, 1.0, condition),
        float(np.sqrt(momentum)),
    )


def draw_momentum_race(data: MomentumRace) -> Figure:
    """Draw both distances and, faint, the straight lines that the two factors predict.

    Parameters
    ----------
    data : MomentumRace

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig, ax = _log_plot("‖x − x*‖")
        for line, name, curve, factor in (
            (LINES[0], "plain", data.plain, data.plain_factor),
            (LINES[1], "heavy ball", data.heavy, data.heavy_factor),
        ):
            steps = np.arange(len(curve))
            predicted = np.maximum(curve[0] * factor**steps, _FLOOR)
            ax.plot(steps, predicted, color=FAINT, linewidth=1)
            _curve(ax, curve, line._asdict(), f"{name}, factor {factor:.3f}")
        ax.set_title(f"Condition {data.condition:g}: momentum takes its root")
        ax.legend(loc="lower left")
    return fig


def _gap(problem: Quadratic, points: Array) -> Array:
    """f(x) − f(x*), as a square: the difference itself would cancel."""
    offset = points - problem.minimiser
    return np.asarray(np.sum(offset @ problem.Q * offset, axis=1) / 2)


def _log_plot(ylabel: str) -> tuple[Figure, Axes]:
    fig = Figure(figsize=(6.4, 3.9))
    ax = fig.add_subplot()
    ax.set_yscale("log")
    ax.set_xlabel("step t")
    ax.set_ylabel(ylabel)
    return fig, ax


def _curve(ax: Axes, values: Array, look: dict[str, Any], label: str) -> None:
    every = max(len(values) // 12, 1)
    ax.plot(np.maximum(values, _FLOOR), **look, markevery=every, label=label)
