"""Reads one person's runs of both days out of the files of BNCI 2014-001."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mathlib.eeg.bnci2014_001.mat import read_runs
from mathlib.eeg.bnci2014_001.record import BNCI2014_001
from mathlib.eeg.errors import DataError
from mathlib.eeg.files.folders import find
from mathlib.eeg.preprocess import electrode_info, electrode_positions
from mathlib.eeg.recording import Recording

Artifacts = Literal["keep", "drop"]

CHANNELS = (
    *("Fz", "FC3", "FC1", "FCz", "FC2", "FC4", "C5", "C3", "C1", "Cz", "C2", "C4", "C6"),
    *("CP3", "CP1", "CPz", "CP2", "CP4", "P1", "Pz", "P2", "POz"),
)
"""The 22 EEG electrodes in the order of the files."""

# In the order of the numbers 1 to 4 in the files.
_CLASSES = ("left", "right", "feet", "tongue")
_TASKS = {"four_class": _CLASSES, "left_right": _CLASSES[:2]}


def read_bnci2014_001(
    subject: int, task: str, path: Path | None, artifacts: Artifacts = "keep"
) -> tuple[Recording, ...]:
    """Read one person's runs of both days, with the cues of one task.

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
    tuple of Recording
        `session` is 1 for the first day (T) and 2 for the second (E); the runs with trials are
        numbered through both days, 1 to 12.

    Raises
    ------
    DataError
        Wrong subject, task or option, a file is missing (the message has the command that gets it),
        or it is not the published one.
    """
    if artifacts not in ("keep", "drop"):
        raise DataError(f"artifacts is {artifacts!r}: choose keep or drop.")
    days = [read_runs(file) for file in find(BNCI2014_001, subject, task, path)]
    class_names = _TASKS[task]
    recordings: list[Recording] = []
    for session, runs in enumerate(days, start=1):
        for run in runs:
            wanted = run.classes <= len(class_names)
            if artifacts == "drop":
                wanted &= ~run.artifacts
            info = electrode_info(run.sampling_rate, CHANNELS)
            recordings.append(
                Recording(
                    signals=run.signals,
                    missing=run.missing,
                    sampling_rate=run.sampling_rate,
                    cues=run.cues[wanted],
                    labels=run.classes[wanted] - 1,
                    class_names=class_names,
                    run=len(recordings) + 1,
                    session=session,
                    channels=CHANNELS,
                    positions=electrode_positions(info),
                    name=f"bnci2014_001 A{subject:02d} {task}",
                    simulated=False,
                    licence=BNCI2014_001.licence,
                    citation=BNCI2014_001.citation,
                )
            )
    return tuple(recordings)
