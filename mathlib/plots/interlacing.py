"""Eigenvalues before and behind a BiMap: those behind lie between those before."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from mathlib._validate import Array, real_array
from mathlib.plots.style import LINES, style


def draw_interlacing(before: Array, behind: Array, floor: float, source: str) -> Figure:
    """Draw the range of the spectra of all trials, before and behind a layer, with ReEig's floor.

    Parameters
    ----------
    before : (n_trials, n)
        Eigenvalues of each trial.
    behind : (n_trials, m)
    floor : float
        The ε of ReEig, positive.
    source : str
        Whose trials they are.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        An eigenvalue or the floor is not positive: the scale is logarithmic.
    """
    spectra = [real_array(values, "eigenvalues", ndim=2) for values in (before, behind)]
    if floor <= 0 or min(values.min() for values in spectra) <= 0:
        raise ValueError("expected positive eigenvalues and a positive floor, for a log scale.")
    with style():
        fig = Figure(figsize=(7.6, 2.6))
        ax = fig.add_subplot()
        ax.set_xscale("log")
        ax.xaxis.set_minor_formatter(NullFormatter())
        for height, (line, values) in enumerate(zip(LINES, spectra)):
            rows = height + np.linspace(-0.25, 0.25, len(values))
            for row, own in zip(rows, values):
                ax.plot(own, np.full(own.size, row), ls="", marker="|", color=line.color, ms=4)
        ax.axvline(floor, color=LINES[2].color, ls="--", lw=1.2)
        ax.annotate("floor ε", (floor * 1.15, 1.38))
        ax.set_yticks([0, 1], ["before BiMap", "behind it"])
        ax.set_ylim(1.6, -0.5)
        ax.set_xlabel("eigenvalues of all trials, as a share of the mean")
        ax.set_title(source, fontsize=10)
    return fig
