"""Reads one person's runs out of the recordings of EEGBCI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.eegbci.record import EEGBCI, TASKS
from mathlib.eeg.errors import DataError
from mathlib.eeg.files.folders import find
from mathlib.eeg.preprocess import CHANNELS, electrode_info, electrode_positions
from mathlib.eeg.recording import Recording


def read_eegbci(subject: int, task: str, path: Path | None) -> tuple[Recording, ...]:
    """Read one person's runs of one task.

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
    tuple of Recording
        Of the 64 channels the 21 above the sensorimotor cortex. `run` is the group that is left
        out together; see `Trials`.

    Raises
    ------
    DataError
        Wrong subject or task, a recording is missing (the message has the command that gets it), or
        it is not the published one.
    """
    files = find(EEGBCI, subject, task, path)
    chosen = TASKS[task]
    recordings = []
    for run, file in zip(sorted(chosen.runs), files):
        signals, sampling_rate, cues = _read(file)
        meaning = dict(zip(("T1", "T2"), chosen.runs[run]))
        asked = [(onset, meaning[code]) for onset, code in cues if code in meaning]
        recordings.append(
            Recording(
                signals=signals,
                missing=np.zeros(signals.shape[1], dtype=bool),
                sampling_rate=sampling_rate,
                cues=np.array([onset for onset, _ in asked], dtype=np.float64),
                labels=np.array(
                    [chosen.class_names.index(name) for _, name in asked], dtype=np.int64
                ),
                class_names=chosen.class_names,
                run=chosen.group[run],
                session=1,
                channels=CHANNELS,
                positions=electrode_positions(electrode_info(sampling_rate)),
                name=f"eegbci S{subject:03d} {task}",
                simulated=False,
                licence=EEGBCI.licence,
                citation=EEGBCI.citation,
            )
        )
    if len({recording.sampling_rate for recording in recordings}) > 1:
        raise DataError(f"The recordings of subject {subject} differ in their sampling rate.")
    return tuple(recordings)


def _read(file: Path) -> tuple[Array, float, list[tuple[float, str]]]:
    """Signals in volts, the sampling rate, and the onset and code of every annotation."""
    import mne
    from mne.datasets import eegbci

    try:
        raw: Any = mne.io.read_raw_edf(file, verbose="ERROR")
        eegbci.standardize(raw)  # the names in the files end in dots and shout
        signals = raw.get_data(picks=list(CHANNELS))
    except (ValueError, OSError) as error:
        raise DataError(f"{file} could not be read as EDF with the 21 channels: {error}") from error
    cues = [(float(note["onset"]), str(note["description"])) for note in raw.annotations]
    return signals, float(raw.info["sfreq"]), cues
