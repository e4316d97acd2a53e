"""One trial of a recording as it comes from the amplifier, and behind the filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.eeg import Recording
from mathlib.eeg.preprocess import WINDOW, band_pass, cut
from mathlib.plots.eeg_source import channel_index, source_line
from mathlib.plots.style import FAINT, INK, LINES, style

AROUND = (-3.5, 3.9)
"""Seconds around the cue that are shown: rest before it, imagery behind it."""


@dataclass(frozen=True, eq=False)
class TrialTraces:
    """Some channels of one trial.

    Attributes
    ----------
    times : (n_times,)
        Seconds from the cue.
    raw, filtered : (n_shown, n_times)
        Microvolts; the mean of each raw channel is taken off.
    channels : tuple of str
    asked : str
        The class of the trial.
    source : str
        Whose signals they are.
    """

    times: Array
    raw: Array
    filtered: Array
    channels: tuple[str, ...]
    asked: str
    source: str


def trial_traces(
    recording: Recording, trial: int, channels: Sequence[str] = ("C3", "Cz", "C4")
) -> TrialTraces:
    """Cut one trial out of a run, before and behind the filter of 8 to 30 Hz.

    Parameters
    ----------
    recording : Recording
    trial : int
        Number of the cue, from 0.
    channels : sequence of str

    Returns
    -------
    TrialTraces

    Raises
    ------
    ValueError
        There is no such trial or channel, or the run ends too early.
    """
    if not 0 <= trial < len(recording.cues):
        raise ValueError(f"trial is {trial}; expected 0 to {len(recording.cues) - 1}.")
    rows = [channel_index(recording.channels, name) for name in channels]
    rate, cue = recording.sampling_rate, recording.cues[trial : trial + 1]
    pieces = []
    for signals in (recording.signals, band_pass(recording.signals, rate)):
        found, kept = cut(signals, rate, cue, AROUND)
        if not kept[0]:
            raise ValueError(f"trial {trial} lies too near to the end of the run to be shown.")
        pieces.append(1e6 * found[0][rows])
    raw, filtered = pieces
    times = AROUND[0] + np.arange(raw.shape[1]) / rate
    asked = recording.class_names[int(recording.labels[trial])]
    centred = raw - raw.mean(axis=1, keepdims=True)
    return TrialTraces(times, centred, filtered, tuple(channels), asked, source_line(recording))


def draw_trial(traces: TrialTraces, *, filtered: bool = True) -> Figure:
    """Draw the channels below each other, raw and, in a second panel, filtered.

    Parameters
    ----------
    traces : TrialTraces
    filtered : bool
        Whether the second panel is there.

    Returns
    -------
    matplotlib.figure.Figure
    """
    panels = [("as recorded", traces.raw)]
    if filtered:
        panels.append(("only 8 to 30 Hz", traces.filtered))
    with style():
        fig = Figure(figsize=(9.0, 2.5 * len(panels) + 0.5))
        axes = fig.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
        for ax, (title, signals) in zip(axes, panels):
            space = 1.1 * float(np.ptp(signals, axis=1).max())
            for k, (name, signal) in enumerate(zip(traces.channels, signals)):
                ax.plot(traces.times, signal - k * space, color=LINES[0].color, lw=0.7)
                ax.annotate(
                    name,
                    (AROUND[0] - 0.08, -k * space),
                    ha="right",
                    va="center",
                    annotation_clip=False,
                )
            bar = 10.0 * max(1, round(space / 40))
            ax.plot([AROUND[1] + 0.12] * 2, [-bar / 2, bar / 2], color=INK, lw=2, clip_on=False)
            ax.annotate(f"{bar:g} µV", (AROUND[1] + 0.2, 0), va="center", annotation_clip=False)
            ax.axvline(0, color=LINES[1].color, ls="--", lw=1.4)
            if title != "as recorded":
                ax.axvspan(*WINDOW, color=FAINT, alpha=0.2, lw=0)
                title += " · grey: the window that is kept"
            ax.set_title(title)
            ax.set_yticks([])
            ax.set_xlim(*AROUND)
        axes[-1].set_xlabel(f"seconds from the cue “{traces.asked} fist”")
        fig.suptitle(traces.source, fontsize=10)
    return fig
