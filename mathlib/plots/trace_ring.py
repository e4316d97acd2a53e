"""The factors of a trace on a ring: turning the ring changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mathlib.plots.style import FAINT, INK, LINES, style


def draw_trace_ring(labels: Sequence[str], sizes: Sequence[str], lit: int) -> Figure:
    """Draw tiles clockwise from the top, with the gap between the last and the first.

    Parameters
    ----------
    labels : sequence of str, two or more
        The factors in the order in which they stand in the trace.
    sizes : sequence of str, as many
        Their shapes, in letters.
    lit : int
        Which tile is lit, from 0.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There are fewer than two labels, another number of sizes, or no tile number `lit`.
    """
    count = len(labels)
    if count < 2 or len(sizes) != count or not 0 <= lit < count:
        raise ValueError(
            f"{count} labels, {len(sizes)} sizes and lit = {lit}; expected two or more labels, "
            "as many sizes, and a tile to light."
        )
    # Half a step off the top: the trace is read from there, clockwise.
    angles = np.pi / 2 - 2 * np.pi * (np.arange(count) + 0.5) / count
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    with style(), mpl.rc_context({"figure.constrained_layout.use": False}):
        fig = Figure(figsize=(4.2, 3.9))
        ax = fig.add_axes((0.02, 0.02, 0.96, 0.96))
        ax.set_axis_off()
        around = np.linspace(0, 2 * np.pi, 181)
        ax.plot(np.cos(around), np.sin(around), color=FAINT, linewidth=1, zorder=1)
        for number, ((x, y), label, size) in enumerate(zip(places, labels, sizes)):
            line = LINES[1] if number == lit else LINES[0]
            box = {"boxstyle": "round,pad=0.55", "facecolor": "white", "edgecolor": line.color}
            ax.text(x, y, label, ha="center", va="center", fontsize=16, bbox=box | {"lw": 2.5})
            ax.text(0.6 * x, 0.6 * y, size, ha="center", va="center", fontsize=10)
        ax.plot([0, 0], [0.86, 1.14], color=INK, linewidth=2)
        ax.text(0, 1.24, "read from here, clockwise", ha="center", va="center", fontsize=9)
        ax.set_xlim(-1.4, 1.4)
        ax.set_ylim(-1.2, 1.4)
    return fig
