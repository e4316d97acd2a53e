"""What a file of BNCI 2014-001 holds: runs of one day, in MATLAB's format."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.errors import DataError

N_EEG = 22
"""The first columns of `X`; three EOG electrodes follow, which are not for classifying."""

CUE_DELAY = 2.0  # seconds from the start of a trial to its cue
_VOLTS = 1e-6  # the files are in microvolts


@dataclass(frozen=True)
class Run:
    """One run with trials.

    Attributes
    ----------
    signals : (22, n_times), float64
        Volts; a gap is bridged by a straight line, channel by channel.
    missing : (n_times,), bool
        Where some channel had a gap.
    sampling_rate : float
        Hertz.
    cues : (n_trials,), float64
        When each cue is shown, in seconds from the first sample.
    classes : (n_trials,), int64
        1 left hand, 2 right hand, 3 feet, 4 tongue.
    artifacts : (n_trials,), bool
        What an expert marked as disturbed.
    """

    signals: Array
    missing: Array
    sampling_rate: float
    cues: Array
    classes: Array
    artifacts: Array


def read_runs(file: Path) -> list[Run]:
    """Read the runs of one file that have trials.

    The first cells are recordings of eye movements without trials: three in most files, one in
    A04T. They are recognised by having no trials, not by their place.

    Raises
    ------
    DataError
        The file is not in the format of the data set.
    """
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        cells = loadmat(file, squeeze_me=True, struct_as_record=False, variable_names=["data"])
        runs = [_run(cell) for cell in np.atleast_1d(cells["data"])]
    except (
        *(AttributeError, EOFError, IndexError, KeyError, NotImplementedError, OSError),
        *(TypeError, ValueError, MatReadError, zlib.error),
    ) as error:
        raise DataError(
            f"{file} could not be read as a recording of BNCI 2014-001: {error}."
        ) from error
    found = [run for run in runs if run is not None]
    if not found:
        raise DataError(f"{file} has no run with trials.")
    return found


def _run(cell: Any) -> Run | None:
    starts = _integers(cell.trial)
    if not len(starts):
        return None
    classes, artifacts = _integers(cell.y), _integers(cell.artifacts)
    if not len(starts) == len(classes) == len(artifacts):
        raise ValueError(
            f"{len(starts)} trials, {len(classes)} classes and {len(artifacts)} artifact flags"
        )
    # MATLAB stores numbers as small as it can: 250 comes as uint8, and 2 × 250 would be 244.
    rate = float(cell.fs)
    X = np.asarray(cell.X, dtype=np.float64)
    if X.ndim != 2 or X.shape[1] < N_EEG:
        raise ValueError(f"X has shape {X.shape}; expected (samples, {N_EEG + 3})")
    signals, missing = _bridged(X[:, :N_EEG].T)
    return Run(
        signals=_VOLTS * signals,
        missing=missing,
        sampling_rate=rate,
        cues=(starts - 1) / rate + CUE_DELAY,
        classes=classes,
        artifacts=artifacts != 0,
    )


def _integers(values: Any) -> Array:
    """A column of whole numbers, wide enough to calculate with."""
    return np.atleast_1d(np.asarray(values)).ravel().astype(np.int64)


def _bridged(signals: Array) -> tuple[Array, Array]:
    """Bridge gaps, so that a filter does not spread one NaN over the whole run."""
    holes = ~np.isfinite(signals)
    missing: Array = np.any(holes, axis=0)
    if not missing.any():
        return signals, missing
    times = np.arange(signals.shape[1])
    signals = signals.copy()
    for channel, hole in zip(signals, holes):
        if hole.all():
            raise ValueError("a channel is missing throughout a run")
        channel[hole] = np.interp(times[hole], times[~hole], channel[~hole])
    return signals, missing
