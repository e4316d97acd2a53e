"""Covariances of many people's trials in one file: small enough to compare everybody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.card import Card
from mathlib.eeg.covariance import covariances
from mathlib.eeg.eegbci import AT_128_HZ, EEGBCI, read_eegbci
from mathlib.eeg.errors import DataError
from mathlib.eeg.npz import read_npz, write_npz
from mathlib.eeg.recording import trials_of

TASK = "left_right"
CLASS_NAMES = ("left", "right")
SUBJECTS = tuple(n for n in range(1, EEGBCI.n_subjects + 1) if n not in AT_128_HZ)
"""Everybody who was recorded at 160 Hz."""

_AXES = {"upper": 2, "label": 1, "subject": 1, "run": 1, "channels": 1}
_CONTENT = "the covariances of many people"


@dataclass(frozen=True, repr=False)
class People:
    """Covariances of imagined left and right fist, of many people of EEGBCI.

    Attributes
    ----------
    covariances : (n_trials, n_channels, n_channels), float64
        Symmetric and positive definite, in µV²: 8 to 30 Hz, 0.5 to 3.5 s after the cue, shrunk by
        the oracle approximation, as `mathlib.eeg.covariances` computes them.
    labels : (n_trials,), int64
        0 left, 1 right.
    subjects, runs : (n_trials,), int64
        Whose trial it is, and of which run.
    channels : tuple of str
    class_names : ("left", "right")
    licence, citation : str
        Of EEGBCI, from which the numbers are derived.
    """

    covariances: Array
    labels: Array
    subjects: Array
    runs: Array
    channels: tuple[str, ...]
    class_names: tuple[str, ...] = CLASS_NAMES
    licence: str = EEGBCI.licence
    citation: str = EEGBCI.citation

    def __repr__(self) -> str:
        """Return one line; `card` says more."""
        n_people = len(set(self.subjects.tolist()))
        return f"<Covariances of {len(self.labels)} trials of {n_people} people>"

    @property
    def card(self) -> Card:
        """What the covariances are and on whose terms they may be used, for people."""
        counts = np.bincount(self.labels, minlength=2)
        return Card(
            "eegbci left_right, covariances of many people",
            (
                ("origin", f"derived from recordings of {len(set(self.subjects.tolist()))} people"),
                ("trials", f"{len(self.labels)}: {counts[0]} left, {counts[1]} right"),
                ("channels", f"{len(self.channels)}: {' '.join(self.channels)}"),
                ("signals", "8 to 30 Hz, 0.5 to 3.5 s after the cue, OAS shrinkage, in µV²"),
                ("licence", self.licence),
                ("citation", self.citation),
            ),
        )


def load_covariances(path: str | os.PathLike[str]) -> People:
    """Read a file of covariances that `write_covariances` wrote.

    Parameters
    ----------
    path : str or path
        An .npz file with `upper` (n_trials, n (n + 1) / 2), the upper triangles row by row in µV²;
        `label` (1 left, 2 right), `subject`, `run`, one number a trial; `channels`, n names.

    Returns
    -------
    People

    Raises
    ------
    DataError
        The file is missing, cut short, or holds something else; its parts do not belong together;
        or some matrix is not positive definite.
    """
    file = Path(path)
    found = read_npz(file, _AXES, _CONTENT)
    upper, n = found["upper"].astype(np.float64), len(found["channels"])
    n_trials = len(upper)
    wrong = [name for name in ("label", "subject", "run") if len(found[name]) != n_trials]
    if wrong or upper.shape[1] != n * (n + 1) // 2:
        shapes = ", ".join(f"{name} {found[name].shape}" for name in _AXES)
        raise DataError(f"{file} does not hold {_CONTENT}: the shapes do not fit ({shapes}).")
    if not np.isin(found["label"], (1, 2)).all():
        raise DataError(f"{file} does not hold {_CONTENT}: a label is neither 1 nor 2.")
    C = np.empty((n_trials, n, n))
    rows, columns = np.triu_indices(n)
    C[:, rows, columns] = C[:, columns, rows] = upper
    good: Array = np.all(np.isfinite(upper), axis=1)
    good[good] = np.linalg.eigvalsh(C[good])[:, 0] > 0
    if not good.all():
        raise DataError(
            f"{file} is damaged: the covariance of trial {int(np.argmin(good))} is not positive "
            "definite."
        )
    return People(
        covariances=C,
        labels=found["label"].astype(np.int64) - 1,
        subjects=found["subject"].astype(np.int64),
        runs=found["run"].astype(np.int64),
        channels=tuple(found["channels"].tolist()),
    )


def compute_covariances(
    subjects: Iterable[int] = SUBJECTS,
    path: str | os.PathLike[str] | None = None,
    progress: Callable[[int], None] = lambda subject: None,
) -> People:
    """Compute the covariances of some people from their recordings; one second a person.

    Parameters
    ----------
    subjects : iterable of int
    path : str or path, optional
        The folder that holds `MNE-eegbci-data`; by default the one that MNE is set to.
    progress : callable
        Called with each subject whose covariances are done.

    Returns
    -------
    People

    Raises
    ------
    DataError
        A recording is missing or not as published, or nobody was asked for.
    """
    C, labels, owners, runs = [], [], [], []
    channels: tuple[str, ...] = ()
    for subject in subjects:
        trials = trials_of(read_eegbci(subject, TASK, None if path is None else Path(path)))
        C.append(covariances(trials.signals))
        labels.append(trials.labels)
        owners.append(np.full(len(trials.labels), subject, dtype=np.int64))
        runs.append(trials.runs)
        channels = trials.channels
        progress(subject)
    if not C:
        raise DataError("No subject was named: give one or more.")
    return People(
        covariances=np.concatenate(C),
        labels=np.concatenate(labels),
        subjects=np.concatenate(owners),
        runs=np.concatenate(runs),
        channels=channels,
    )


def write_covariances(people: People, path: str | os.PathLike[str]) -> None:
    """Write covariances to an .npz file in the form that `load_covariances` reads, in float32.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    rows, columns = np.triu_indices(len(people.channels))
    write_npz(
        Path(path),
        {
            "upper": people.covariances[:, rows, columns].astype(np.float32),
            "label": (people.labels + 1).astype(np.int8),
            "subject": people.subjects.astype(np.int16),
            "run": people.runs.astype(np.int8),
            "channels": np.array(people.channels),
        },
    )
