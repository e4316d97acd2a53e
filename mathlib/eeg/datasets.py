"""One door to all data sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, overload

from mathlib.eeg.eegbci import load_eegbci
from mathlib.eeg.errors import DataError
from mathlib.eeg.simulate import simulate
from mathlib.eeg.trials import Trials


@overload
def load(
    data: Literal["eegbci"],
    *,
    subject: int = 1,
    task: str = "hands_feet",
    path: str | os.PathLike[str] | None = None,
) -> Trials: ...


@overload
def load(data: Literal["simulated"], *, seed: int = 0) -> Trials: ...


def load(
    data: str,
    *,
    subject: int | None = None,
    task: str | None = None,
    path: str | os.PathLike[str] | None = None,
    seed: int | None = None,
) -> Trials:
    """Load trials by the name of the data set.

    Parameters
    ----------
    data : {"eegbci", "simulated"}
        "eegbci" was recorded from people (`load_eegbci`); "simulated" is computed (`simulate`).
    subject, task, path
        For "eegbci": whose trials (1), of what ("hands_feet"), and the folder that holds
        `MNE-eegbci-data`. With a path nothing is downloaded; without one MNE downloads what its
        own folder lacks.
    seed : int, optional
        For "simulated": draws all that is random (0).

    Returns
    -------
    Trials

    Raises
    ------
    DataError
        There is no such data set, an argument belongs to the other one, or the data cannot be had.

    Examples
    --------
    >>> load("eegbci", subject=1, task="hands_feet").signals.shape  # doctest: +SKIP
    (45, 21, 481)
    """
    if data == "simulated":
        given = {"subject": subject, "task": task, "path": path}
        _refuse(given, data, "eegbci")
        return simulate(0 if seed is None else seed)
    if data == "eegbci":
        _refuse({"seed": seed}, data, "simulated")
        return load_eegbci(
            1 if subject is None else subject,
            "hands_feet" if task is None else task,
            None if path is None else Path(path),
        )
    raise DataError(f"There is no data set {data!r}: choose eegbci or simulated.")


def _refuse(arguments: Mapping[str, object], data: str, other: str) -> None:
    """Name what would be ignored, instead of ignoring it."""
    for name, value in arguments.items():
        if value is not None:
            raise DataError(f"{name} belongs to the data set {other}, not to {data}: leave it out.")
