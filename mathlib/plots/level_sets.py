"""A gradient of a function of two numbers, among the level sets that it crosses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.gradcheck import numerical_gradient
from mathlib.plots.style import INK, LINES, style


@dataclass(frozen=True, eq=False)
class LevelSets:
    """Values of a function on a square around a point, and its gradient there.

    Attributes
    ----------
    point : (2,)
    gradient : (2,)
    first, second : (n,)
        The two coordinates of the grid.
    values : (n, n)
        Rows follow `second`, columns `first`.
    """

    point: Array
    gradient: Array
    first: Array
    second: Array
    values: Array


def level_sets(
    f: Callable[[Array], Any],
    point: Any,
    gradient: Any = None,
    radius: float = 1.0,
    n: int = 41,
) -> LevelSets:
    """Evaluate a function of two numbers around a point.

    Parameters
    ----------
    f : callable
        (2,) -> one number.
    point : array_like, (2,)
        The centre of the square.
    gradient : array_like, (2,), optional
        By default the numerical gradient.
    radius : float
        Half the side of the square.
    n : int
        Points a side.

    Returns
    -------
    LevelSets

    Raises
    ------
    ValueError
        `point` or `gradient` does not have two entries, or `radius` is not positive.
    """
    centre = real_array(point, "point")
    slope = real_array(numerical_gradient(f, centre) if gradient is None else gradient, "gradient")
    for array, name in ((centre, "point"), (slope, "gradient")):
        if array.shape != (2,):
            raise ValueError(f"{name} has shape {array.shape}; expected (2,).")
    if not radius > 0:
        raise ValueError(f"radius is {radius}; expected a positive number.")
    first, second = (np.linspace(c - radius, c + radius, n) for c in centre)
    values = np.array([[float(f(np.array([x, y]))) for x in first] for y in second])
    return LevelSets(centre, slope, first, second, values)


def draw_level_sets(data: LevelSets, names: tuple[str, str] = ("x₁", "x₂")) -> Figure:
    """Draw the level sets, the gradient as an arrow, and the direction along which f is level.

    Parameters
    ----------
    data : LevelSets
    names : tuple of str
        What the axes are called.

    Returns
    -------
    matplotlib.figure.Figure
    """
    half = float(np.ptp(data.first)) / 2
    length = float(np.linalg.norm(data.gradient))
    arrow = 0.6 * half * data.gradient / length if length else data.gradient
    with style():
        fig = Figure(figsize=(4.6, 4.4))
        ax = fig.add_subplot()
        ax.grid(False)
        lines = ax.contour(data.first, data.second, data.values, 12, colors=INK, linewidths=0.8)
        ax.clabel(lines, list(lines.levels)[::2], fontsize=8, fmt="%.3g")
        if length:
            across = np.array([-arrow[1], arrow[0]])
            ends = np.stack([data.point - across, data.point + across])
            ax.plot(*ends.T, color=LINES[1].color, linestyle="--", label="level direction")
            ax.annotate(
                "",
                xy=tuple(data.point + arrow),
                xytext=tuple(data.point),
                arrowprops={"arrowstyle": "-|>", "color": LINES[0].color, "lw": 2.5},
            )
            ax.plot([], [], color=LINES[0].color, lw=2.5, label="gradient")
        ax.plot(*data.point, marker="o", color=INK, markersize=6)
        ax.set_aspect("equal")
        ax.set_xlabel(names[0])
        ax.set_ylabel(names[1])
        ax.set_title("The gradient stands across the level sets")
        if length:
            ax.legend(loc="upper left", framealpha=0.9, frameon=True)
    return fig
