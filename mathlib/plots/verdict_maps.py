"""Yours, numerical, and their ratio side by side: where a wrong gradient is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array, matrix, same_shape
from mathlib.plots.style import style

_LARGEST = 12


@dataclass(frozen=True, eq=False)
class VerdictMaps:
    """Two gradients and their ratio.

    Attributes
    ----------
    yours, numerical : (m, n)
    ratio : (m, n)
        yours / numerical; NaN where the numerical one is negligible beside its largest entry.
    """

    yours: Array
    numerical: Array
    ratio: Array


def verdict_maps(yours: Any, numerical: Any) -> VerdictMaps:
    """Divide a gradient by the numerical one, entry by entry.

    Parameters
    ----------
    yours, numerical : array_like, (m, n), at most 12 rows and columns

    Returns
    -------
    VerdictMaps

    Raises
    ------
    ValueError
        The arguments are not finite matrices of equal shape, or too large to be read.
    """
    first, second = matrix(yours, "yours"), matrix(numerical, "numerical")
    same_shape(first, second, ("yours", "numerical"))
    if not first.size or max(first.shape) > _LARGEST:
        raise ValueError(
            f"yours has shape {first.shape}; expected 1 to {_LARGEST} rows and columns. "
            "Pass a block of it."
        )
    counted = np.abs(second) > 1e-6 * np.abs(second).max()
    ratio = np.full(second.shape, np.nan)
    np.divide(first, second, out=ratio, where=counted)
    return VerdictMaps(first, second, ratio)


def draw_verdict_maps(data: VerdictMaps) -> Figure:
    """Draw both gradients and their ratio as maps with the numbers written in.

    Parameters
    ----------
    data : VerdictMaps

    Returns
    -------
    matplotlib.figure.Figure
    """
    size = float(max(np.abs(data.yours).max(), np.abs(data.numerical).max()) or 1.0)
    rows, columns = data.yours.shape
    with style():
        width = max(2.0, 0.62 * columns)
        fig = Figure(figsize=(3 * width + 0.6, max(1.5, 0.48 * rows) + 0.7))
        axes = fig.subplots(1, 3)
        _map(axes[0], data.yours, "yours", (-size, size))
        _map(axes[1], data.numerical, "numerical", (-size, size))
        _map(axes[2], data.ratio, "yours / numerical", (-1.0, 3.0))  # centred on 1
        steady = _one_number(data.ratio)
        fig.suptitle(
            "The ratio differs from entry to entry"
            if steady is None
            else f"The ratio is {steady:.3g} everywhere",
            x=0.01,
            ha="left",
            fontsize=11,
        )
    return fig


def _map(ax: Axes, values: Array, title: str, limits: tuple[float, float]) -> None:
    middle, half = (limits[0] + limits[1]) / 2, (limits[1] - limits[0]) / 2
    ax.imshow(
        np.nan_to_num(values, nan=middle),
        cmap="PuOr",
        vmin=limits[0],
        vmax=limits[1],
        aspect="auto",
    )
    for (i, j), value in np.ndenumerate(values):
        dark = abs(value - middle) > 0.65 * half
        text = "·" if np.isnan(value) else f"{value:.2f}"
        ax.text(j, i, text, ha="center", va="center", color="white" if dark else "black")
    ax.set_title(title, fontsize=10)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(False)


def _one_number(ratio: Array) -> float | None:
    known = ratio[~np.isnan(ratio)]
    if known.size and np.ptp(known) <= 1e-5 * np.abs(known).max():
        return float(known.mean())
    return None
