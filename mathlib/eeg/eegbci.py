"""The PhysioNet EEG Motor Movement/Imagery Dataset: 109 people who move or imagine to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.eegbci_files import find_runs
from mathlib.eeg.errors import DataError
from mathlib.eeg.preprocess import (
    CHANNELS,
    band_pass,
    cut,
    electrode_info,
    electrode_positions,
)
from mathlib.eeg.trials import Trials

LICENCE = "Open Data Commons Attribution License v1.0 (ODC-By 1.0)"
CITATION = (
    "Schalk, McFarland, Hinterberger, Birbaumer and Wolpaw (2004), BCI2000: a general-purpose "
    "brain-computer interface system, doi:10.1109/TBME.2004.827072; Goldberger et al. (2000), "
    "PhysioBank, PhysioToolkit, and PhysioNet, doi:10.1161/01.CIR.101.23.e215"
)
N_SUBJECTS = 109


@dataclass(frozen=True)
class _Task:
    """The classes, and of each run what its cues T1 and T2 ask for and what is left out with it."""

    class_names: tuple[str, ...]
    runs: Mapping[int, tuple[str, str]]
    group: Mapping[int, int]


def _task(*kinds: tuple[tuple[str, str], tuple[int, ...]]) -> _Task:
    """Put runs of one or two kinds together; the n-th runs of all kinds make the n-th group."""
    first_runs = kinds[0][1]
    return _Task(
        class_names=tuple(name for cues, _ in kinds for name in cues),
        runs=MappingProxyType({run: cues for cues, runs in kinds for run in runs}),
        group=MappingProxyType(
            {run: first for _, runs in kinds for run, first in zip(runs, first_runs)}
        ),
    )


# T1 and T2 are one code for two questions: which fist, or both fists or both feet. The run decides.
_FISTS = ("left", "right")
_LIMBS = ("hands", "feet")
TASKS: Mapping[str, _Task] = MappingProxyType(
    {
        "hands_feet": _task((_LIMBS, (6, 10, 14))),
        "left_right": _task((_FISTS, (4, 8, 12))),
        "hands_feet_executed": _task((_LIMBS, (5, 9, 13))),
        "left_right_executed": _task((_FISTS, (3, 7, 11))),
        "four_class": _task((_FISTS, (4, 8, 12)), (_LIMBS, (6, 10, 14))),
    }
)


def load_eegbci(subject: int, task: str, path: Path | None) -> Trials:
    """Read one person's trials of one task.

    Parameters
    ----------
    subject : int
        1 to 109. Subjects 88, 92 and 100 were recorded at 128 Hz instead of 160 Hz and have other
        numbers of trials.
    task : str
        A key of `TASKS`: what is imagined, or (`…_executed`) done. T1 is the left fist or both
        fists, T2 the right fist or both feet. In `four_class` the two pairs come from different
        runs, so a slow drift helps to tell the pairs apart: read its accuracy with that in mind.
    path : Path or None
        The folder that holds `MNE-eegbci-data`; None for MNE's own, where it downloads what is
        missing.

    Returns
    -------
    Trials

    Raises
    ------
    DataError
        Wrong subject or task, or the recordings cannot be had; see `find_runs`.
    """
    if isinstance(subject, bool) or not isinstance(subject, int | np.integer):
        raise DataError(f"The subject is {subject!r}; give a whole number from 1 to {N_SUBJECTS}.")
    if not 1 <= subject <= N_SUBJECTS:
        raise DataError(f"There is no subject {subject}: give a number from 1 to {N_SUBJECTS}.")
    if task not in TASKS:
        raise DataError(f"There is no task {task!r}: choose one of {', '.join(TASKS)}.")
    chosen = TASKS[task]
    runs = sorted(chosen.runs)
    recordings = [_read(file) for file in find_runs(int(subject), runs, path)]
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
        licence=LICENCE,
        citation=CITATION,
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
