"""Patterns on the head: what a source, or a network, looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.eeg import Trials
from mathlib.eeg.preprocess import electrode_info
from mathlib.plots.eeg_source import source_line
from mathlib.plots.style import style

_COLOURS = 15  # few enough for the palette of the picture


def draw_patterns(trials: Trials, rows: Mapping[str, Mapping[str, Array]]) -> Figure:
    """Draw patterns as maps of the head seen from above, a row for each group.

    Parameters
    ----------
    trials : Trials
        Says where the channels are.
    rows : mapping of str to mapping of str to (n_channels,)
        Name of the row → title → pattern. Each pattern is divided by its largest entry in size,
        and turned so that this entry is positive: a pattern has no sign of its own.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There is no pattern, or one has not a number for each channel.
    """
    import mne

    columns = max((len(row) for row in rows.values()), default=0)
    if columns == 0:
        raise ValueError("rows holds no pattern; expected one at least.")
    info = electrode_info(trials.sampling_rate, trials.channels)
    with style():
        fig = Figure(figsize=(2.7 * columns + 0.8, 2.5 * len(rows) + 0.5))
        axes: Any = fig.subplots(len(rows), columns, squeeze=False)
        for ax in axes.flat:
            ax.axis("off")
        for i, (group, patterns) in enumerate(rows.items()):
            for j, (title, pattern) in enumerate(patterns.items()):
                values = real_array(pattern, title, ndim=1)
                if values.size != len(trials.channels):
                    raise ValueError(
                        f"{title} has {values.size} entries; expected {len(trials.channels)}, one "
                        "for each channel."
                    )
                image, _ = mne.viz.plot_topomap(
                    values / values[np.argmax(np.abs(values))],
                    info,
                    axes=axes[i, j],
                    cmap=mpl.colormaps["PuOr_r"].resampled(_COLOURS),
                    vlim=(-1, 1),
                    contours=4,
                    show=False,
                )
                axes[i, j].set_title(f"{group}\n{title}" if j == 0 else f"\n{title}", fontsize=10)
        bar = fig.colorbar(image, ax=axes, shrink=0.6)
        bar.set_label("share of the largest entry")
        fig.suptitle(source_line(trials), fontsize=10)
    return fig
