"""One door to all data sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from mathlib.eeg.bnci2014_001 import BNCI2014_001, read_bnci2014_001
from mathlib.eeg.bnci2014_001.reader import Artifacts
from mathlib.eeg.eegbci import EEGBCI, read_eegbci
from mathlib.eeg.errors import DataError
from mathlib.eeg.files.record import DataSet
from mathlib.eeg.recording import Recording, trials_of
from mathlib.eeg.simulate import simulate
from mathlib.eeg.trials import Trials, Truth

RECORDED: Mapping[str, DataSet] = MappingProxyType(
    {dataset.name: dataset for dataset in (EEGBCI, BNCI2014_001)}
)
"""The data sets that are published somewhere, by name."""

NAMES = ("simulated", *RECORDED)
"""What `load` knows."""


def load(
    data: str,
    *,
    subject: int | None = None,
    task: str | None = None,
    path: str | os.PathLike[str] | None = None,
    artifacts: Artifacts | None = None,
    seed: int | None = None,
) -> Trials:
    """Load trials by the name of the data set. Nothing is ever downloaded.

    Parameters
    ----------
    data : {"simulated", "eegbci", "bnci2014_001"}
        "simulated" is computed (`simulate`); the others were recorded from people (`read_eegbci`,
        `read_bnci2014_001`) and must be here: `course data get` gets them.
    subject, task, path
        For recorded data: whose trials (1), of what (the first task of the data set), and the
        folder that holds the data set's folder (the one that MNE is set to).
    artifacts : {"keep", "drop"}, optional
        For "bnci2014_001": what to do with trials that an expert marked as disturbed ("keep").
    seed : int, optional
        For "simulated": draws all that is random (0).

    Returns
    -------
    Trials
        8 to 30 Hz, 0.5 to 3.5 s after the cue; see `trials_of`.

    Raises
    ------
    DataError
        There is no such data set, an argument belongs to another one, or the data is not here or
        not as published. Simulated data is never given in place of missing recordings.

    Examples
    --------
    >>> load("eegbci", subject=1, task="hands_feet").signals.shape  # doctest: +SKIP
    (45, 21, 481)
    """
    return trials_of(*_read(data, subject, task, path, artifacts, seed))


def load_recordings(
    data: str,
    *,
    subject: int | None = None,
    task: str | None = None,
    path: str | os.PathLike[str] | None = None,
    artifacts: Artifacts | None = None,
    seed: int | None = None,
) -> tuple[Recording, ...]:
    """Load the continuous runs behind the trials of `load`, before filter and window.

    Parameters
    ----------
    data, subject, task, path, artifacts, seed
        As for `load`.

    Returns
    -------
    tuple of Recording
        Run by run; `trials_of` makes trials of them.

    Raises
    ------
    DataError
        As `load`.
    """
    return _read(data, subject, task, path, artifacts, seed)[0]


def _read(
    data: str,
    subject: int | None,
    task: str | None,
    path: str | os.PathLike[str] | None,
    artifacts: Artifacts | None,
    seed: int | None,
) -> tuple[tuple[Recording, ...], Truth | None]:
    """The runs, and what was planted in them."""
    if data == "simulated":
        recorded = {"subject": subject, "task": task, "path": path, "artifacts": artifacts}
        _refuse(recorded, data)
        return simulate(0 if seed is None else seed)
    if data not in RECORDED:
        raise DataError(f"There is no data set {data!r}: choose one of {', '.join(NAMES)}.")
    _refuse({"seed": seed}, data)
    place = None if path is None else Path(path)
    subject = 1 if subject is None else subject
    task = RECORDED[data].default_task if task is None else task
    if data == BNCI2014_001.name:
        kept = "keep" if artifacts is None else artifacts
        return read_bnci2014_001(subject, task, place, kept), None
    _refuse({"artifacts": artifacts}, data)
    return read_eegbci(subject, task, place), None


def _refuse(arguments: Mapping[str, object], data: str) -> None:
    """Name what would be ignored, instead of ignoring it."""
    for name, value in arguments.items():
        if value is not None:
            raise DataError(f"{name} does not belong to the data set {data}: leave it out.")
