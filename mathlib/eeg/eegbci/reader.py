"""Reads one person's trials out of the recordings of EEGBCI."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.eegbci.record import EEGBCI, TASKS
from mathlib.eeg.errors import DataError
from mathlib.eeg.files.folders import find
from mathlib.eeg.preprocess import (
    CHANNELS,
    band_pass,
    cut,
    electrode_info,
    electrode_positions,
)
from mathlib.eeg.trials import Trials


def load_eegbci(subject: int, task: str, path: Path | None) -> Trials:
    """Read one person's trials of one task.

    Parameters
    ----------
    subject : int
        1 to 109. Those in `AT_128_HZ` were recorded at 128 Hz instead of 160 Hz and have other
        numbers of trials.
    task : str
        A key of `TASKS`: what is imagined, or (`…_executed`) done. T1 is the left fist or both
        fists, T2 the right fist or both feet. In `four_class` the two pairs come from different
        runs, so a slow drift helps to tell the pairs apart: read its accuracy with that in mind.
    path : Path or None
        The folder that holds `MNE-eegbci-data`; None for the one that MNE is set to. Nothing is
        downloaded.

    Returns
    -------
    Trials

    Raises
    ------
    DataError
        Wrong subject or task, a recording is missing (the message has the command that gets
        it), or it is not the published one.
    """
    files = find(EEGBCI, subject, task, path)
    chosen = TASKS[task]
    runs = sorted(chosen.runs)
    recordings = [_read(file) for file in files]
    if len({recording.sampling_rate for recording in recordings}) > 1:
        raise DataError(f"The recordings of subject {subject} differ in their sampling rate.")
    sampling_rate = recordings[0].sampling_rate

    signals, labels, groups = [], [], []
    for run, recording in zip(runs, recordings):
        filtered = band_pass(recording.signals, recording.sampling_rate)
        pieces, kept = cut(filtered, recording.sampling_rate, recording.cues)
        meaning = dict(zip(("T1", "T2"), chosen.runs[run]))
        signals.append(pieces)
        labels += [
            chosen.class_names.index(meaning[code])
            for code, keep in zip(recording.codes, kept)
            if keep
        ]
        groups += [chosen.group[run]] * len(pieces)
    return Trials(
        signals=np.concatenate(signals),
        labels=np.array(labels, dtype=np.int64),
        class_names=chosen.class_names,
        runs=np.array(groups, dtype=np.int64),
        channels=CHANNELS,
        positions=electrode_positions(electrode_info(sampling_rate)),
        sampling_rate=sampling_rate,
        name=f"eegbci S{subject:03d} {task}",
        simulated=False,
        licence=EEGBCI.licence,
        citation=EEGBCI.citation,
    )


@dataclass(frozen=True)
class _Recording:
    """One run: signals in volts, and when which cue was shown, in seconds."""

    signals: Array
    sampling_rate: float
    cues: list[float]
    codes: list[str]


def _read(file: Path) -> _Recording:
    import mne
    from mne.datasets import eegbci

    try:
        raw: Any = mne.io.read_raw_edf(file, verbose="ERROR")
        eegbci.standardize(raw)
        signals = raw.get_data(picks=list(CHANNELS))
    except (ValueError, OSError) as error:
        raise DataError(f"{file} could not be read as EDF with the 21 channels: {error}") from error
    shown = [(float(cue["onset"]), str(cue["description"])) for cue in raw.annotations]
    tasks = [(onset, code) for onset, code in shown if code in ("T1", "T2")]
    return _Recording(
        signals=signals,
        sampling_rate=float(raw.info["sfreq"]),
        cues=[onset for onset, _ in tasks],
        codes=[code for _, code in tasks],
    )
