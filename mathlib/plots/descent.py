"""Paths of descent among the level sets of a quadratic in the plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.descent import Quadratic, Trajectory
from mathlib.plots.style import FAINT, INK, LINES, style
from mathlib.plots.unit_balls import UnitBall

_LEVELS = 9


@dataclass(frozen=True, eq=False)
class DescentPaths:
    """A quadratic on a square around its minimiser, and the paths that runs took there.

    Attributes
    ----------
    first, second : (n,)
        The two coordinates of the grid.
    values : (n, n)
        Loss above its minimum; rows follow `second`, columns `first`.
    minimiser : (2,)
    paths : dict from name to (n_points, 2)
    """

    first: Array
    second: Array
    values: Array
    minimiser: Array
    paths: dict[str, Array]


def descent_paths(
    problem: Quadratic, runs: Mapping[str, Trajectory], radius: float | None = None, n: int = 61
) -> DescentPaths:
    """Gather what a picture of several runs needs.

    Parameters
    ----------
    problem : Quadratic
        In two dimensions.
    runs : mapping from name to Trajectory
        One to six.
    radius : float, optional
        Half the side of the square; by default the farthest start lies well inside it.
    n : int
        Points a side.

    Returns
    -------
    DescentPaths

    Raises
    ------
    ValueError
        The problem or a run is not two-dimensional, there is no run or more than six, or `radius`
        is not positive.
    """
    if problem.b.shape != (2,):
        raise ValueError(f"the problem has {len(problem.b)} dimensions; expected 2.")
    if not 1 <= len(runs) <= len(LINES):
        raise ValueError(f"{len(runs)} runs are given; expected 1 to {len(LINES)}.")
    for name, run in runs.items():
        if run.points.shape[1:] != (2,):
            raise ValueError(f"the points of {name!r} have shape {run.points.shape[1:]}, not (2,).")
    centre = problem.minimiser
    if radius is None:
        starts = [float(np.abs(run.points[0] - centre).max()) for run in runs.values()]
        radius = 1.3 * max(starts) or 1.0
    if not radius > 0:
        raise ValueError(f"radius is {radius}; expected a positive number.")
    first, second = (np.linspace(c - radius, c + radius, n) for c in centre)
    grid = np.stack(np.meshgrid(first, second), axis=-1) - centre
    values = np.einsum("ijk,kl,ijl->ij", grid, problem.Q, grid) / 2
    paths = {name: run.points.copy() for name, run in runs.items()}
    return DescentPaths(first, second, values, centre, paths)


def draw_descent_paths(
    data: DescentPaths,
    ball: UnitBall | None = None,
    *,
    window: tuple[float, float, float, float] | None = None,
) -> Figure:
    """Draw the level sets, the paths, and, if wanted, a unit ball around the first start.

    Parameters
    ----------
    data : DescentPaths
    ball : UnitBall, optional
        Drawn with a half width of an eighth of the square, its steepest point lit.
    window : (left, right, bottom, top), optional
        The part of the square that is shown, at most as high as wide; by default all of it.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        The window is empty, or higher than wide.
    """
    left, right, bottom, top = window or (*data.first[[0, -1]], *data.second[[0, -1]])
    if not 0 < top - bottom <= right - left:
        raise ValueError(
            f"the window is {right - left:g} wide and {top - bottom:g} high; expected a window "
            "that is not empty and at most as high as wide."
        )
    # Fixed margins: a widget draws this in a hurry.
    with style(), mpl.rc_context({"figure.constrained_layout.use": False}):
        width = 5.2 if window is None else 7.2
        height = (0.87 * width * (top - bottom) / (right - left) + 0.6) if window else 4.9
        fig = Figure(figsize=(width, height))
        below = 0.49 / height  # of the height, for the label and the numbers of the axis
        fig.subplots_adjust(left=0.1, right=0.97, bottom=below, top=1 - 0.3 * below)
        ax = fig.add_subplot()
        ax.grid(False)
        # Squared steps: equal distances between the level sets of a bowl.
        seen = data.values[
            np.ix_(_within(data.second, bottom, top), _within(data.first, left, right))
        ]
        levels = float(seen.max()) * (np.arange(1, _LEVELS) / _LEVELS) ** 2
        ax.contour(data.first, data.second, data.values, levels, colors=FAINT, linewidths=0.7)
        for line, (name, points) in zip(LINES, data.paths.items()):
            ax.plot(*points.T, **line._asdict(), label=name, linewidth=1.4, markersize=3.5)
        if ball is not None:
            _draw_ball(ax, ball, next(iter(data.paths.values()))[0], np.ptp(data.first) / 8)
        ax.plot(*data.minimiser, marker="*", markersize=12, color=INK)
        # A path may leave the square; the square stays.
        ax.set_xlim(left, right)
        ax.set_ylim(bottom, top)
        ax.set_aspect("equal")
        ax.set_xlabel("x₁")
        ax.set_ylabel("x₂")
        ax.legend(loc="upper right", frameon=True, framealpha=0.9)
    return fig


def _within(grid: Array, low: float, high: float) -> Array:
    return np.asarray((grid >= low) & (grid <= high))


def _draw_ball(ax: Axes, ball: UnitBall, centre: Array, size: float) -> None:
    scale = size / float(np.abs(ball.outline).max())
    ax.fill(*(centre + scale * ball.outline).T, color=LINES[4].color, alpha=0.18)
    ax.plot(*(centre + scale * ball.outline).T, color=LINES[4].color, linewidth=1.2)
    tip = centre + scale * ball.direction
    ax.plot(*tip, marker="o", markersize=9, color=LINES[4].color, markeredgecolor=INK)
