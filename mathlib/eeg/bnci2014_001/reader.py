"""Reads one person's trials of both days out of the files of BNCI 2014-001."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.bnci2014_001.mat import Run, read_runs
from mathlib.eeg.bnci2014_001.record import BNCI2014_001
from mathlib.eeg.errors import DataError
from mathlib.eeg.files.folders import find
from mathlib.eeg.preprocess import band_pass, cut, electrode_info, electrode_positions
from mathlib.eeg.trials import Trials

Artifacts = Literal["keep", "drop"]

CHANNELS = (
    *("Fz", "FC3", "FC1", "FCz", "FC2", "FC4", "C5", "C3", "C1", "Cz", "C2", "C4", "C6"),
    *("CP3", "CP1", "CPz", "CP2", "CP4", "P1", "Pz", "P2", "POz"),
)
"""The 22 EEG electrodes in the order of the files."""

# In the order of the numbers 1 to 4 in the files.
_CLASSES = ("left", "right", "feet", "tongue")
_TASKS = {"four_class": _CLASSES, "left_right": _CLASSES[:2]}


def load_bnci2014_001(
    subject: int, task: str, path: Path | None, artifacts: Artifacts = "keep"
) -> Trials:
    """Read one person's trials of one task, of both days.

    Parameters
    ----------
    subject : int
        1 to 9.
    task : {"four_class", "left_right"}
    path : Path or None
        The folder that holds `MNE-bnci-data`; None for the one that MNE is set to. Nothing is
        downloaded.
    artifacts : {"keep", "drop"}
        What to do with trials that an expert marked as disturbed, about one in ten. Keeping them
        is what most published accuracies are computed on, and leaves every class equally often.

    Returns
    -------
    Trials
        `sessions` is 1 for the first day (T) and 2 for the second (E); `runs` are 1 to 6 and 7 to
        12. A trial in whose window samples are missing is left out.

    Raises
    ------
    DataError
        Wrong subject, task or option, a file is missing (the message has the command that gets it),
        or it is not the published one.
    """
    if artifacts not in ("keep", "drop"):
        raise DataError(f"artifacts is {artifacts!r}: choose keep or drop.")
    days = [read_runs(file) for file in find(BNCI2014_001, subject, task, path)]
    rates = {run.sampling_rate for runs in days for run in runs}
    if len(rates) > 1:
        raise DataError(f"The recordings of subject {subject} differ in their sampling rate.")
    (sampling_rate,) = rates

    class_names = _TASKS[task]
    signals, labels, numbers, sessions = [], [], [], []
    n_before = 0
    for session, runs in enumerate(days, start=1):
        for number, run in enumerate(runs, start=n_before + 1):
            wanted = run.classes <= len(class_names)
            if artifacts == "drop":
                wanted &= ~run.artifacts
            pieces, kept = _trials(run, wanted)
            signals.append(pieces)
            labels.append(run.classes[kept] - 1)
            numbers += [number] * len(pieces)
            sessions += [session] * len(pieces)
        n_before += len(runs)
    return Trials(
        signals=np.concatenate(signals),
        labels=np.concatenate(labels),
        class_names=class_names,
        runs=np.array(numbers, dtype=np.int64),
        sessions=np.array(sessions, dtype=np.int64),
        channels=CHANNELS,
        positions=electrode_positions(electrode_info(sampling_rate, CHANNELS)),
        sampling_rate=sampling_rate,
        name=f"bnci2014_001 A{subject:02d} {task}",
        simulated=False,
        licence=BNCI2014_001.licence,
        citation=BNCI2014_001.citation,
    )


def _trials(run: Run, wanted: Array) -> tuple[Array, Array]:
    """The windows of a run's wanted trials, and which of all its trials they are."""
    filtered = band_pass(run.signals, run.sampling_rate)
    pieces, inside = cut(filtered, run.sampling_rate, run.cues)
    gaps, _ = cut(run.missing[None], run.sampling_rate, run.cues)
    usable = wanted[inside] & ~gaps.any(axis=(1, 2))
    return pieces[usable], np.flatnonzero(inside)[usable]
