"""Trials as points: the two directions in which they spread most, before and behind a layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.eeg import Trials
from mathlib.plots.eeg_source import source_line
from mathlib.plots.style import INK, LINES, style


def principal_plane(features: Array) -> Array:
    """Project points on the plane of their largest spread.

    Parameters
    ----------
    features : (n_points, n_features)

    Returns
    -------
    (n_points, 2)
        Each direction turned so that its largest entry in size is positive.
    """
    x = real_array(features, "features", ndim=2)
    x = x - x.mean(axis=0)
    _, _, directions = np.linalg.svd(x, full_matrices=False)
    top = directions[:2]
    largest = np.argmax(np.abs(top), axis=1)
    signs = np.sign(top[np.arange(2), largest])
    return np.asarray(x @ (signs[:, None] * top).T)


def draw_embedding(trials: Trials, spaces: Mapping[str, Array], tested: Array) -> Figure:
    """Draw the trials of each class in each space; those of the run left out have a black rim.

    Parameters
    ----------
    trials : Trials
    spaces : mapping of str to (n_trials, n_features)
    tested : (n_trials,) array of bool

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        A space has not one row for each trial.
    """
    with style():
        fig = Figure(figsize=(4.4 * len(spaces), 3.9))
        axes = fig.subplots(1, len(spaces), squeeze=False)[0]
        for ax, (title, features) in zip(axes, spaces.items()):
            points = principal_plane(features)
            if len(points) != len(trials.labels):
                raise ValueError(f"{title} has {len(points)} rows for {len(trials.labels)} trials.")
            for k, (line, name) in enumerate(zip(LINES, trials.class_names)):
                for rim, group in ((line.color, ~tested), (INK, tested)):
                    own = points[(trials.labels == k) & group]
                    ax.plot(
                        *own.T,
                        ls="",
                        marker=line.marker,
                        ms=7,
                        color=line.color,
                        alpha=0.75,
                        markeredgecolor=rim,
                        markeredgewidth=1.4 if rim == INK else 0.5,
                        label=name if rim != INK else None,
                    )
            ax.set_title(title)
            ax.set_xticks([])
            ax.set_yticks([])
        axes[0].legend(title="imagined", loc="best")
        fig.suptitle(source_line(trials), fontsize=10)
    return fig
