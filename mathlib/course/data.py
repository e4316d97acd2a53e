"""`course data`: what data sets there are, where they lie, how to get them, are they whole."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mathlib._validate import CourseError

if TYPE_CHECKING:
    from mathlib.eeg.files.record import DataSet, RemoteFile

_PATH_HELP = "the folder that holds the data set's folder (default: where MNE keeps its data)"
_NAMES_HELP = "eegbci or bnci2014_001"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare `data` and its five verbs."""
    parser = subparsers.add_parser("data", help="list, get, make, prove or find the data sets")
    verbs = parser.add_subparsers(metavar="verb", required=True)

    verb = verbs.add_parser("list", help="say what each data set is and on whose terms")
    verb.set_defaults(func=list_all)

    verb = verbs.add_parser(
        "get",
        help="download recordings; what is there already is not fetched again",
        description="Download recordings of a data set, each proved by its published SHA-256. "
        "Interrupted or started again, it goes on after the files that have arrived.",
    )
    _add_choice(verb)
    verb.add_argument("--path", type=Path, metavar="DIR", help=_PATH_HELP)
    verb.add_argument(
        "--mirror",
        action="append",
        default=[],
        metavar="URL",
        help="an address with a copy of the files, tried before the official ones",
    )
    verb.add_argument("--dry-run", action="store_true", help="say what would be fetched")
    verb.set_defaults(func=get)

    verb = verbs.add_parser("verify", help="compare every file that is there with its SHA-256")
    verb.add_argument("data", nargs="?", help=f"{_NAMES_HELP} (default: both)")
    verb.add_argument("--path", type=Path, metavar="DIR", help=_PATH_HELP)
    verb.set_defaults(func=verify)

    verb = verbs.add_parser("where", help="say where the data sets lie and how much is there")
    verb.add_argument("data", nargs="?", help=f"{_NAMES_HELP} (default: both)")
    verb.add_argument("--path", type=Path, metavar="DIR", help=_PATH_HELP)
    verb.set_defaults(func=where)

    verb = verbs.add_parser(
        "simulate",
        help="write simulated trials to a file, for other tools; the course itself needs no file",
    )
    verb.add_argument("--seed", type=int, default=0, help="draws all that is random (0)")
    verb.add_argument(
        "--out", type=Path, metavar="FILE", help="an .npz file (data/simulated_seed_<seed>.npz)"
    )
    verb.set_defaults(func=simulate)


def _add_choice(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("data", help=_NAMES_HELP)
    verb.add_argument(
        "--subjects", default="1", metavar="N", help="numbers such as 1-9,42, or all (1)"
    )
    verb.add_argument(
        "--tasks", nargs="+", metavar="TASK", help="names that `course data list` shows, or all"
    )


def subject_numbers(text: str, n_subjects: int) -> tuple[int, ...]:
    """Return the numbers that a text such as "1-3,7" or "all" names, each once, in order.

    Raises
    ------
    CourseError
        The text is neither, or a number is not from 1 to `n_subjects`.
    """
    if text == "all":
        return tuple(range(1, n_subjects + 1))
    numbers: list[int] = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        if found is None:
            raise CourseError(f"--subjects is {text!r}: give numbers such as 1-3,7, or all.")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= n_subjects:
            raise CourseError(
                f"--subjects names {part.strip()}: give numbers from 1 to {n_subjects}, "
                "the smaller one first."
            )
        numbers += range(first, last + 1)
    return tuple(dict.fromkeys(numbers))


def list_all(arguments: argparse.Namespace) -> int:
    """Print the cards of all data sets."""
    from mathlib.eeg import RECORDED
    from mathlib.eeg.simulate import CARD

    print("\n\n".join(repr(card) for card in (CARD, *(d.card for d in RECORDED.values()))))
    return 0


def get(arguments: argparse.Namespace) -> int:
    """Download what is missing, or say what that would be."""
    from mathlib.course.data_progress import Bar
    from mathlib.eeg.files.download import download, plan

    dataset = _record(arguments.data)
    files = _chosen(dataset, arguments.subjects, arguments.tasks)
    root = _target(dataset, arguments.path)
    if arguments.dry_run:
        intended = plan(dataset, files, root)
        about = "" if all(file.exact for file in intended.wanted) else "about "
        for file in intended.wanted:
            print(f"{file.name}  {about}{_megabytes(file.size)}")
        free = shutil.disk_usage(_existing(root)).free
        print(f"to fetch  {_count(intended.wanted)}, {about}{_megabytes(intended.size)}")
        print(f"there     {_count(intended.here)}")
        print(f"from      {', then '.join((*arguments.mirror, *dataset.mirrors))}")
        print(f"to        {root / dataset.folder}, {_megabytes(free)} left")
        return 0
    with Bar(dataset, files) as watcher:
        done = download(dataset, files, root, mirrors=arguments.mirror, watcher=watcher)
    print(
        f"{_count(done.wanted)} fetched, {len(done.here)} there already; all proved by SHA-256, in "
        f"{root / dataset.folder}."
    )
    print(f"Licence: {dataset.licence}. Please cite {dataset.citation}.")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Compare the files that are there with what is published; 1 when one differs."""
    from mathlib.eeg.files.folders import present
    from mathlib.eeg.files.verify import is_published

    n_bad = 0
    for dataset in _records(arguments.data):
        root = _source(dataset, arguments.path)
        here = present(dataset, root, dataset.all_files())
        bad = [place for file, place in here if not is_published(place, file)]
        n_bad += len(bad)
        print(f"{dataset.name}: {_count(here)} in {root / dataset.folder}, {len(bad)} not whole")
        for place in bad:
            print(f"  {place}")
    if n_bad:
        print("`python course.py data get` with their subjects and tasks replaces them.")
    return 1 if n_bad else 0


def where(arguments: argparse.Namespace) -> int:
    """Print the folder of each data set and how much of it is there."""
    from mathlib.eeg.files.folders import present

    for dataset in _records(arguments.data):
        root = _source(dataset, arguments.path)
        places = [place for _, place in present(dataset, root, dataset.all_files())]
        size = sum(place.stat().st_size for place in places)
        print(f"{dataset.name}: {root / dataset.folder}")
        print(
            f"  {_count(places)} there, {_megabytes(size)}; {dataset.setting} or MNE_DATA moves it"
        )
    return 0


def simulate(arguments: argparse.Namespace) -> int:
    """Simulate trials and write them to a file."""
    from mathlib.eeg import load, write_trials

    out = arguments.out or Path("data", f"simulated_seed_{arguments.seed}.npz")
    trials = load("simulated", seed=arguments.seed)
    write_trials(trials, out)
    print(trials.card)
    print(f"Written to {out}; `mathlib.eeg.read_trials` reads it.")
    return 0


def _record(name: str) -> DataSet:
    from mathlib.eeg import RECORDED

    if name == "simulated":
        raise CourseError("Simulated data needs no file: it is computed when it is asked for.")
    if name not in RECORDED:
        raise CourseError(f"There is no data set {name!r}: choose one of {', '.join(RECORDED)}.")
    return RECORDED[name]


def _records(name: str | None) -> list[DataSet]:
    from mathlib.eeg import RECORDED

    return list(RECORDED.values()) if name is None else [_record(name)]


def _chosen(dataset: DataSet, subjects: str, tasks: Sequence[str] | None) -> tuple[RemoteFile, ...]:
    numbers = subject_numbers(subjects, dataset.n_subjects)
    if tasks == ["all"]:
        tasks = tuple(dataset.tasks)
    return dataset.files(numbers, tasks or [dataset.default_task])


def _source(dataset: DataSet, path: Path | None) -> Path:
    """The folder to look into; it may hold nothing yet."""
    from mathlib.eeg.files.folders import configured_folder, refuse_inside

    if path is None:
        return configured_folder(dataset)
    refuse_inside(dataset, path.expanduser())
    return path.expanduser()


def _target(dataset: DataSet, path: Path | None) -> Path:
    """The folder to write to."""
    root = _source(dataset, path)
    if root.exists() and not root.is_dir():
        raise CourseError(f"--path is {root}, which is a file: give a folder.")
    return root


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that there is."""
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())


def _count(things: Iterable[object]) -> str:
    n = len(list(things))
    return f"{n} {'file' if n == 1 else 'files'}"


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.1f} MB"
