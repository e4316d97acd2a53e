"""From continuous signals to trials: one band and one window for all data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from mathlib._validate import Array

CHANNELS = (
    *("FC5", "FC3", "FC1", "FCz", "FC2", "FC4", "FC6"),
    *("C5", "C3", "C1", "Cz", "C2", "C4", "C6"),
    *("CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6"),
)
"""The 21 electrodes above the sensorimotor cortex, row by row from front to back: what is taken of
EEGBCI's 64 and what is simulated. BNCI 2014-001 has its own 22."""

BAND = (8.0, 30.0)
"""Passband in hertz: the mu and the beta rhythm, which fall when a movement is imagined."""

WINDOW = (0.5, 3.5)
"""Seconds after the cue, both ends included: the reaction is over, the imagery is not."""


def band_pass(signals: Array, sampling_rate: float) -> Array:
    """Keep 8 to 30 Hz of a continuous recording.

    Parameters
    ----------
    signals : (n_channels, n_times), float64
        A whole run: filtered before it is cut, so that no trial has a filter's edge in it.
    sampling_rate : float
        Hertz.

    Returns
    -------
    (n_channels, n_times), unit of `signals`

    Notes
    -----
    MNE's default filter: a linear-phase FIR with a Hamming window, without delay; transition bands
    of 2 Hz below and 7.5 Hz above, length 1.65 s at every sampling rate.
    """
    import mne

    return np.asarray(mne.filter.filter_data(signals, sampling_rate, *BAND, verbose="ERROR"))


def cut(
    signals: Array,
    sampling_rate: float,
    cues: Iterable[float],
    window: tuple[float, float] = WINDOW,
) -> tuple[Array, Array]:
    """Cut the window of each cue out of a continuous recording.

    Parameters
    ----------
    signals : (n_channels, n_times)
    sampling_rate : float
        Hertz.
    cues : iterable of float
        Seconds from the first sample.
    window : (float, float)
        Seconds after the cue, both ends included; negative before it.

    Returns
    -------
    pieces : (n_kept, n_channels, n_window)
        ``n_window`` is 481 at 160 Hz and 751 at 250 Hz.
    kept : (n_cues,), bool
        False where the window reaches beyond the recording.
    """
    start, stop = (round(edge * sampling_rate) for edge in window)
    first = np.rint(np.asarray(list(cues), dtype=float) * sampling_rate).astype(int) + start
    kept = (first >= 0) & (first + stop - start < signals.shape[1])
    samples = first[kept, None] + np.arange(stop - start + 1)
    return np.ascontiguousarray(signals[:, samples].transpose(1, 0, 2)), kept


def electrode_info(sampling_rate: float, channels: Sequence[str] = CHANNELS) -> Any:
    """MNE's description of channels at their standard 10-05 places; a new one at each call."""
    import mne

    info = mne.create_info(list(channels), sampling_rate, "eeg", verbose="ERROR")
    info.set_montage("colin27_1005", verbose="ERROR")
    return info


def electrode_positions(info: Any) -> Array:
    """Places of the electrodes of an MNE description on the head, (n_channels, 3), in metres."""
    return np.array([channel["loc"][:3] for channel in info["chs"]])
