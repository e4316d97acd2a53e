"""The picture of a Taylor test: remainders against the step, with slopes to compare."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.gradcheck import TaylorTest
from mathlib.plots.style import FAINT, LINES, Line, log_axes, style


def draw_taylor(tests: Mapping[str, TaylorTest]) -> Figure:
    """Draw the first-order remainders of one or several Taylor tests.

    Parameters
    ----------
    tests : mapping from a name to a TaylorTest
        One to five; the name stands in the legend.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        No test is given, or more than there are line styles.
    """
    if not 1 <= len(tests) < len(LINES):
        raise ValueError(f"{len(tests)} tests are given; expected 1 to {len(LINES) - 1}.")
    with style():
        fig = Figure(figsize=(6.4, 3.9))
        ax = fig.add_subplot()
        log_axes(ax)
        first = next(iter(tests.values()))
        _plot(ax, first.steps, first.remainders_zero, LINES[-1], "without a gradient")
        for line, (name, test) in zip(LINES, tests.items(), strict=False):
            _plot(ax, test.steps, test.remainders, line, name)
            _write_slope(ax, test)
        ax.plot(first.steps, first.rounding, color=FAINT, lw=1, label="rounding")
        ax.set_xlabel("step h")
        ax.set_ylabel("remainder")
        ax.set_title("With the right gradient the remainder falls with slope 2")
        ax.legend(loc="upper left", fontsize=8)
    return fig


def _plot(ax: Axes, steps: Array, values: Array, line: Line, name: str) -> None:
    shown = values > 0  # zero has no logarithm
    color, linestyle, marker = line
    ax.plot(
        steps[shown],
        values[shown],
        color=color,
        linestyle=linestyle,
        marker=marker,
        markevery=2,
        label=name,
    )


def _write_slope(ax: Axes, test: TaylorTest) -> None:
    if np.isnan(test.slope):
        return
    middle = test.steps.size // 2
    ax.annotate(
        f"slope {test.slope:.1f}",
        (test.steps[middle], max(float(test.remainders[middle]), 1e-300)),
        textcoords="offset points",
        xytext=(8, -12),
        fontsize=9,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
