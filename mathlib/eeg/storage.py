"""Trials in a file: simulated signals to look at with other tools, or to keep bit for bit."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from mathlib.eeg.errors import DataError
from mathlib.eeg.npz import read_npz, write_npz
from mathlib.eeg.trials import Trials, Truth

_AXES = {
    "signals": 3,
    "labels": 1,
    "class_names": 1,
    "runs": 1,
    "sessions": 1,
    "channels": 1,
    "positions": 2,
    "sampling_rate": 0,
    "name": 0,
    "simulated": 0,
    "licence": 0,
    "citation": 0,
}
_TRUTH_AXES = {
    "truth_sources": 1,
    "truth_patterns": 2,
    "truth_positions": 2,
    "truth_power_change": 2,
}


def write_trials(trials: Trials, path: str | os.PathLike[str]) -> None:
    """Write trials to an .npz file, one array for each attribute of `Trials`.

    What was planted in simulated signals goes along under ``truth_…``.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    arrays = {name: np.asarray(getattr(trials, name)) for name in _AXES}
    if trials.truth is not None:
        for name in _TRUTH_AXES:
            arrays[name] = np.asarray(getattr(trials.truth, name.removeprefix("truth_")))
    write_npz(Path(path), arrays)


def read_trials(path: str | os.PathLike[str]) -> Trials:
    """Read what `write_trials` wrote.

    Raises
    ------
    DataError
        The file is missing, is cut short, or holds something else.
    """
    file = Path(path)
    found = read_npz(file, _AXES, "trials")
    truth = None
    if bool(found["simulated"]):
        planted = read_npz(file, _TRUTH_AXES, "simulated trials")
        truth = Truth(
            sources=tuple(planted["truth_sources"].tolist()),
            patterns=planted["truth_patterns"],
            positions=planted["truth_positions"],
            power_change=planted["truth_power_change"],
        )
    try:
        return Trials(
            signals=found["signals"],
            labels=found["labels"],
            class_names=tuple(found["class_names"].tolist()),
            runs=found["runs"],
            sessions=found["sessions"],
            channels=tuple(found["channels"].tolist()),
            positions=found["positions"],
            sampling_rate=float(found["sampling_rate"]),
            name=str(found["name"]),
            simulated=bool(found["simulated"]),
            licence=str(found["licence"]),
            citation=str(found["citation"]),
            truth=truth,
        )
    except ValueError as error:
        raise DataError(f"{file} does not hold trials: {error}") from error
