"""A function with chords between pairs of eigenvalues: their slopes fill the Loewner matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.style import FAINT, INK, LINES, style

_REACH = 0.15  # how far the curve goes on beyond the outermost ends, as a share of their distance
_TANGENT = 0.12  # half the length of a tangent, likewise


@dataclass(frozen=True, eq=False)
class Chords:
    """A curve, and lines through pairs of its points.

    Attributes
    ----------
    x, y : (n,)
        The curve.
    ends : (k, 2)
        The pairs on the horizontal axis; two equal numbers stand for a tangent.
    heights : (k, 2)
        The values of the function at the ends.
    slopes : (k,)
        Of the chord, or of the tangent.
    """

    x: Array
    y: Array
    ends: Array
    heights: Array
    slopes: Array


def chords(
    f: Callable[[Array], Array],
    df: Callable[[Array], Array],
    pairs: Sequence[tuple[float, float]],
    n: int = 201,
) -> Chords:
    """Compute the slopes of chords, and of tangents where both ends are one.

    Parameters
    ----------
    f, df : callable
        A function and its slope, entry by entry; f exists also a little beyond the outermost ends.
    pairs : sequence of two numbers each
        One to five.
    n : int
        Points of the curve.

    Returns
    -------
    Chords

    Raises
    ------
    ValueError
        There are no pairs or more than five, or f is not finite somewhere on the curve.
    """
    if not 1 <= len(pairs) < len(LINES):
        raise ValueError(f"{len(pairs)} pairs are given; expected 1 to {len(LINES) - 1}.")
    ends = np.array(pairs, dtype=np.float64)
    margin = _REACH * (float(np.ptp(ends)) or 1.0)
    x = np.linspace(ends.min() - margin, ends.max() + margin, n)
    with np.errstate(all="ignore"):
        y = np.asarray(f(x), dtype=np.float64)
    if not np.isfinite(y).all():
        raise ValueError(
            f"f is not finite on the whole of [{x[0]:.3g}, {x[-1]:.3g}]; move the pairs away from "
            "the edge of its domain."
        )
    heights = np.asarray(f(ends), dtype=np.float64)
    gap = ends[:, 1] - ends[:, 0]
    rise = heights[:, 1] - heights[:, 0]
    tangents = np.asarray(df(ends[:, 0]), dtype=np.float64)
    slopes = np.where(gap == 0, tangents, rise / np.where(gap == 0, 1.0, gap))
    return Chords(x, y, ends, heights, slopes)


def draw_chords(data: Chords, name: str = "f(λ)") -> Figure:
    """Draw the curve, each chord with its slope, and tangents as short lines.

    Parameters
    ----------
    data : Chords
    name : str
        What the vertical axis is called.

    Returns
    -------
    matplotlib.figure.Figure
    """
    length = float(np.ptp(data.x))
    with style():
        fig = Figure(figsize=(6.4, 3.5))
        ax = fig.add_subplot()
        ax.plot(data.x, data.y, color=FAINT, lw=5, alpha=0.5)
        for line, ends, heights, slope in zip(LINES, data.ends, data.heights, data.slopes):
            a, b = ends
            if a == b:
                across = np.array([a - _TANGENT * length, a + _TANGENT * length])
                up = heights[0] + slope * (across - a)
                label = f"tangent at {a:g}: slope {slope:.3f}"
            else:
                across, up = ends, heights
                label = f"{a:g} to {b:g}: slope {slope:.3f}"
            ax.plot(across, up, color=line.color, linestyle=line.linestyle, label=label)
            ax.plot(ends, heights, color=line.color, marker=line.marker, linestyle="none")
        ax.axhline(0, color=INK, lw=0.5)
        ax.set_xlabel("eigenvalue λ")
        ax.set_ylabel(name)
        ax.set_title("Each pair of eigenvalues has a chord, and a slope")
        ax.legend(loc="best", fontsize=9)
    return fig
