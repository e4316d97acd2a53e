"""One number a trial, two classes, and a border between them."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.eeg import Trials
from mathlib.plots.eeg_source import source_line
from mathlib.plots.style import INK, LINES, style


def draw_one_number(trials: Trials, number: Array, threshold: float, label: str) -> Figure:
    """Draw the number of every trial in a row for its class, with the threshold.

    Parameters
    ----------
    trials : Trials
    number : (n_trials,)
    threshold : float
    label : str
        What the number is.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There is not one number for each trial.
    """
    values = real_array(number, "number", ndim=1)
    if values.shape != trials.labels.shape:
        raise ValueError(f"number has shape {values.shape}; expected {trials.labels.shape}.")
    with style():
        fig = Figure(figsize=(7.2, 2.6))
        ax = fig.add_subplot()
        for k, line in enumerate(LINES[: len(trials.class_names)]):
            own = values[trials.labels == k]
            # spread up and down so that equal numbers stay visible; the order is the trials' own
            height = k + 0.24 * (np.arange(own.size) % 5 - 2) / 2
            ax.plot(own, height, ls="", marker=line.marker, color=line.color, alpha=0.85)
        ax.axvline(threshold, color=INK, ls="--", lw=1.2)
        ax.set_yticks(range(len(trials.class_names)), trials.class_names)
        ax.set_ylim(-0.5, len(trials.class_names) - 0.5)
        ax.set_xlabel(label)
        ax.set_title(source_line(trials), fontsize=10)
    return fig
