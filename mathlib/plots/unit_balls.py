"""All steps of length 1 in a norm, and the one among them that goes down most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.descent import Norm, length, steepest_direction
from mathlib.plots.style import FAINT, INK, LINES, style


@dataclass(frozen=True, eq=False)
class UnitBall:
    """The ball of one norm in the plane, lit by a gradient.

    Attributes
    ----------
    name : str
    gradient : (2,)
    outline : (n, 2)
        Steps of length 1, once around; the first and the last coincide.
    direction : (2,)
        The steepest one.
    value : float
        ⟨g, direction⟩, the least on the ball.
    """

    name: str
    gradient: Array
    outline: Array
    direction: Array
    value: float


def unit_ball(g: Any, norm: Norm = "l2", name: str | None = None) -> UnitBall:
    """Walk around the unit ball of a norm and find its steepest point.

    Parameters
    ----------
    g : array_like, (2,)
        The gradient, not zero.
    norm : {"l2", "l1", "linf"} or (2, 2) array
        As for `mathlib.descent.steepest_direction`.
    name : str, optional
        What the picture calls the norm; by default "P" for a matrix.

    Returns
    -------
    UnitBall
        With 361 points on its outline: corners at multiples of 45° are hit exactly.

    Raises
    ------
    ValueError
        `g` is zero or does not have two entries, or the norm does not fit.
    """
    gradient = real_array(g, "g").astype(np.float64)
    if gradient.shape != (2,):
        raise ValueError(f"g has shape {gradient.shape}; expected (2,), to be drawn in the plane.")
    direction = steepest_direction(gradient, norm)
    angles = np.radians(np.arange(361))
    rays = np.column_stack([np.cos(angles), np.sin(angles)])
    outline = np.array([ray / length(ray, norm) for ray in rays])
    label = name or (norm if isinstance(norm, str) else "P")
    return UnitBall(label, gradient, outline, direction, float(gradient @ direction))


def draw_unit_balls(balls: Sequence[UnitBall]) -> Figure:
    """Draw balls side by side: outline, gradient, steepest point, and the line that touches there.

    Parameters
    ----------
    balls : sequence of UnitBall, one or more

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There is no ball.
    """
    if not balls:
        raise ValueError("there is no ball to draw; expected one or more.")
    reach = 1.25 * max(float(np.abs(ball.outline).max()) for ball in balls)
    with style():
        fig = Figure(figsize=(2.2 * len(balls) + 0.4, 2.8))
        for number, ball in enumerate(balls):
            ax = fig.add_subplot(1, len(balls), number + 1)
            _draw_ball(ax, ball, reach)
            ax.set_title(f"{ball.name}: value −{-ball.value:.2f}")
    return fig


def _draw_ball(ax: Axes, ball: UnitBall, reach: float) -> None:
    size = float(np.linalg.norm(ball.gradient))
    across = np.array([-ball.gradient[1], ball.gradient[0]]) / size
    ends = np.stack([ball.direction - 2 * reach * across, ball.direction + 2 * reach * across])
    ax.fill(*ball.outline.T, color=LINES[0].color, alpha=0.12)
    ax.plot(*ball.outline.T, color=LINES[0].color)
    ax.plot(*ends.T, color=FAINT, linestyle="--", linewidth=1)
    downhill = -0.6 * reach * ball.gradient / size
    ax.annotate(
        "", xy=tuple(downhill), xytext=(0, 0), arrowprops={"arrowstyle": "->", "color": INK}
    )
    ax.plot(*ball.direction, marker="o", markersize=9, color=LINES[1].color)
    ax.set_xlim(-reach, reach)
    ax.set_ylim(-reach, reach)
    ax.set_aspect("equal")
