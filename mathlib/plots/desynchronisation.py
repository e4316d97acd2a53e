"""Where and when the power of a rhythm falls: time-frequency maps against rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.eeg import Recording
from mathlib.eeg.preprocess import cut
from mathlib.plots.eeg_source import channel_index, decibels, source_line
from mathlib.plots.style import INK, style

_AROUND = (-3.4, 3.9)
_REST = (-2.5, -0.5)
_SPARE = 0.6  # seconds on both sides that the wavelets need and that are not shown
_COLOURS = 25  # few enough for the palette of the picture
_STEP = 8  # every eighth sample is shown


@dataclass(frozen=True, eq=False)
class PowerMaps:
    """Mean power in time and frequency, in decibels over that of rest.

    Attributes
    ----------
    times : (n_times,)
        Seconds from the cue.
    frequencies : (n_frequencies,)
        Hertz.
    change : (n_classes, n_channels, n_frequencies, n_times)
        Decibels; 0 is the mean of rest, −3 is half of its power.
    channels, class_names : tuple of str
    n_trials : int
    source : str
    """

    times: Array
    frequencies: Array
    change: Array
    channels: tuple[str, ...]
    class_names: tuple[str, ...]
    n_trials: int
    source: str


def power_maps(
    recordings: Sequence[Recording], channels: Sequence[str] = ("C3", "C4")
) -> PowerMaps:
    """Follow the power of some channels around the cue, averaged over the trials of each class.

    Parameters
    ----------
    recordings : sequence of Recording
        The runs of one person.
    channels : sequence of str

    Returns
    -------
    PowerMaps

    Raises
    ------
    ValueError
        There is no such channel.

    Notes
    -----
    Morlet wavelets, as MNE-Python computes them, with half as many cycles as hertz: each sees
    about a third of a second. Power at a frequency is divided by its own mean from 2.5 to 0.5 s
    before the cue.
    """
    from mne.time_frequency import tfr_array_morlet

    first = recordings[0]
    rate = first.sampling_rate
    rows = [channel_index(first.channels, name) for name in channels]
    window = (_AROUND[0] - _SPARE, _AROUND[1] + _SPARE)
    pieces, labels = [], []
    for recording in recordings:
        found, kept = cut(recording.signals[rows], rate, recording.cues, window)
        pieces.append(found)
        labels.append(recording.labels[kept])
    signals, classes = np.concatenate(pieces), np.concatenate(labels)
    frequencies = np.arange(6.0, 31.0)
    power = tfr_array_morlet(
        signals, rate, frequencies, n_cycles=frequencies / 2, output="power", verbose="ERROR"
    )
    times = window[0] + np.arange(signals.shape[2]) / rate
    rest = (times >= _REST[0]) & (times <= _REST[1])
    mean = np.stack([power[classes == k].mean(axis=0) for k in range(len(first.class_names))])
    change = decibels(mean / mean[..., rest].mean(axis=-1, keepdims=True))
    shown = np.flatnonzero((times >= _AROUND[0]) & (times <= _AROUND[1]))[::_STEP]
    return PowerMaps(
        times[shown],
        frequencies,
        change[..., shown],
        tuple(channels),
        first.class_names,
        len(classes),
        source_line(first),
    )


def draw_power_maps(maps: PowerMaps) -> Figure:
    """Draw one map for each class and channel, all on one scale of colours.

    Parameters
    ----------
    maps : PowerMaps

    Returns
    -------
    matplotlib.figure.Figure
    """
    n_classes, n_channels = maps.change.shape[:2]
    with style():
        fig = Figure(figsize=(4.4 * n_channels, 2.2 * n_classes + 0.9))
        axes: Any = fig.subplots(n_classes, n_channels, sharex=True, sharey=True, squeeze=False)
        for (i, j), ax in np.ndenumerate(axes):
            mesh = ax.pcolormesh(
                maps.times,
                maps.frequencies,
                maps.change[i, j],
                cmap=mpl.colormaps["PuOr_r"].resampled(_COLOURS),
                vmin=-6,
                vmax=6,
                shading="nearest",
            )
            ax.axvline(0, color=INK, ls="--", lw=1)
            ax.grid(False)
            ax.set_title(f"{maps.class_names[i]} fist imagined, over {maps.channels[j]}")
            if j == 0:
                ax.set_ylabel("frequency (Hz)")
            if i == n_classes - 1:
                ax.set_xlabel("seconds from the cue")
        bar = fig.colorbar(mesh, ax=axes, shrink=0.7)
        bar.set_label("power against rest (dB)")
        fig.suptitle(f"{maps.source} · mean of {maps.n_trials} trials", fontsize=10)
    return fig
