"""The record of EEGBCI: which runs a task needs, and what is published of their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from mathlib.eeg.files.record import DataSet, RemoteFile

AT_128_HZ = (88, 92, 100)
"""Subjects recorded at 128 Hz instead of 160 Hz; their cues come at other times, too."""

_RUN_BYTES = 2_600_000  # two minutes at 160 Hz; the publisher lists sums, and no sizes


@dataclass(frozen=True)
class Task:
    """The classes, and of each run what its cues T1 and T2 ask for and what is left out with it."""

    class_names: tuple[str, ...]
    runs: Mapping[int, tuple[str, str]]
    group: Mapping[int, int]


def _task(*kinds: tuple[tuple[str, str], tuple[int, ...]]) -> Task:
    """Put runs of one or two kinds together; the n-th runs of all kinds make the n-th group."""
    first_runs = kinds[0][1]
    return Task(
        class_names=tuple(name for cues, _ in kinds for name in cues),
        runs=MappingProxyType({run: cues for cues, runs in kinds for run in runs}),
        group=MappingProxyType(
            {run: first for _, runs in kinds for run, first in zip(runs, first_runs)}
        ),
    )


# T1 and T2 are one code for two questions: which fist, or both fists or both feet. The run decides.
_FISTS = ("left", "right")
_LIMBS = ("hands", "feet")
TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "hands_feet": _task((_LIMBS, (6, 10, 14))),
        "left_right": _task((_FISTS, (4, 8, 12))),
        "hands_feet_executed": _task((_LIMBS, (5, 9, 13))),
        "left_right_executed": _task((_FISTS, (3, 7, 11))),
        "four_class": _task((_FISTS, (4, 8, 12)), (_LIMBS, (6, 10, 14))),
    }
)


@cache
def registry() -> Mapping[str, str]:
    """MNE's table of file names and published SHA-256 sums."""
    table = files("mne").joinpath("data", "eegbci_checksums.txt").read_text(encoding="utf-8")
    return MappingProxyType(dict(line.split() for line in table.splitlines()))


def _needs(subject: int, task: str) -> tuple[RemoteFile, ...]:
    names = [f"S{subject:03d}/S{subject:03d}R{run:02d}.edf" for run in sorted(TASKS[task].runs)]
    return tuple(RemoteFile(name, registry()[name], _RUN_BYTES, exact=False) for name in names)


EEGBCI = DataSet(
    name="eegbci",
    title="PhysioNet EEG Motor Movement/Imagery Dataset 1.0.0",
    summary=(
        ("recorded", "from people, with 64 electrodes of the 10-10 system; EDF+"),
        ("sampling rate", "160 Hz; 128 Hz for subjects 88, 92 and 100"),
        ("trials", "about 45 for each subject and pair of classes, in three runs"),
    ),
    n_subjects=109,
    tasks=MappingProxyType(
        {
            "hands_feet": "both fists or both feet, imagined",
            "left_right": "left or right fist, imagined",
            "hands_feet_executed": "both fists or both feet, moved",
            "left_right_executed": "left or right fist, moved",
            "four_class": "left fist, right fist, both fists or both feet, imagined",
        }
    ),
    needs=_needs,
    setting="MNE_DATASETS_EEGBCI_PATH",
    folder="MNE-eegbci-data",
    layouts=("files/eegmmidb/1.0.0",),
    mirrors=(
        "https://physionet.org/files/eegmmidb/1.0.0/",
        "https://physionet-open.s3.amazonaws.com/eegmmidb/1.0.0/",
    ),
    licence="Open Data Commons Attribution License v1.0 (ODC-By 1.0)",
    citation=(
        "Schalk, McFarland, Hinterberger, Birbaumer and Wolpaw (2004), BCI2000: a general-purpose "
        "brain-computer interface system, doi:10.1109/TBME.2004.827072; Goldberger et al. (2000), "
        "PhysioBank, PhysioToolkit, and PhysioNet, doi:10.1161/01.CIR.101.23.e215"
    ),
)
