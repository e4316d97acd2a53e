"""Covariances of two channels as ellipses: widths are powers, the tilt is moving together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.eeg import Trials
from mathlib.plots.eeg_source import channel_index, source_line
from mathlib.plots.style import INK, LINES, style

_CIRCLE = np.linspace(0, 2 * np.pi, 97)


def ellipse(C: Array) -> Array:
    """Return the points z with zᵀC⁻¹z = 1, once around.

    Parameters
    ----------
    C : (2, 2)
        Symmetric positive definite.

    Returns
    -------
    (2, 97)

    Raises
    ------
    ValueError
        C is not a positive definite 2 × 2 matrix.

    Notes
    -----
    C^{1/2} maps the unit circle to it; its shadow on an axis reaches to the standard deviation.
    """
    C = real_array(C, "C", ndim=2)
    if C.shape != (2, 2):
        raise ValueError(f"C has shape {C.shape}; expected (2, 2).")
    values, U = np.linalg.eigh(C)
    if not values[0] > 0:
        raise ValueError(f"C has the eigenvalue {values[0]:.3g}; expected a positive definite C.")
    return np.asarray((U * np.sqrt(values)) @ U.T @ np.stack([np.cos(_CIRCLE), np.sin(_CIRCLE)]))


def draw_ellipses(
    trials: Trials, C: Array, channels: Sequence[str] = ("C3", "C4"), shown: int = 6
) -> Figure:
    """Draw samples of one trial with its ellipse, and the ellipses of some trials of each class.

    Parameters
    ----------
    trials : Trials
    C : (n_trials, n_channels, n_channels)
        Their covariances in µV².
    channels : (str, str)
    shown : int
        How many trials of each class.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There is no such channel.
    """
    rows = [channel_index(trials.channels, name) for name in channels]
    small = C[:, rows][:, :, rows]
    with style():
        fig = Figure(figsize=(9.2, 4.2))
        left, right = fig.subplots(1, 2, sharex=True, sharey=True)
        dots = 1e6 * trials.signals[0][rows]
        left.plot(*dots, ls="", marker=".", ms=3, color=LINES[0].color, alpha=0.5)
        for radius in (1, 2):
            left.plot(*(radius * ellipse(small[0])), color=INK, lw=1.6)
        left.set_title(f"one trial: {dots.shape[1]} samples, and its ellipse ×1, ×2")
        for k, (line, name) in enumerate(zip(LINES, trials.class_names)):
            own = small[trials.labels == k]
            for number, matrix in enumerate(own[:shown]):
                right.plot(
                    *(2 * ellipse(matrix)),
                    color=line.color,
                    ls=line.linestyle,
                    lw=1,
                    label=name if number == 0 else None,
                )
        right.set_title(f"{shown} trials of each class")
        right.legend(title="imagined", loc="upper left")
        for ax in (left, right):
            _axes(ax, channels)
        fig.suptitle(source_line(trials), fontsize=10)
    return fig


def _axes(ax: Axes, channels: Sequence[str]) -> None:
    ax.set_aspect("equal")
    ax.set_xlabel(f"{channels[0]} (µV)")
    ax.set_ylabel(f"{channels[1]} (µV)")
