"""Where the recordings of EEGBCI lie: find them, have MNE fetch them, and verify every byte."""

from __future__ import annotations

import errno
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from mathlib.eeg.errors import DataError

FOLDER = "MNE-eegbci-data"
INSIDE = Path(FOLDER, "files", "eegmmidb", "1.0.0")
_OFFLINE = "`--data simulated` works without a network"


def find_runs(subject: int, runs: Sequence[int], path: Path | None) -> list[Path]:
    """Return the EDF files of some runs, each verified against MNE's registry.

    Parameters
    ----------
    subject : int
    runs : sequence of int
    path : Path or None
        The folder that holds `MNE-eegbci-data`: it is read and nothing is fetched. None: the
        folder that MNE is set to (``MNE_DATASETS_EEGBCI_PATH``, ``MNE_DATA``, else ``~/mne_data``),
        and MNE fetches what is missing there.

    Returns
    -------
    list of Path, in the order of `runs`

    Raises
    ------
    DataError
        The folder or a file is missing, a file is not the official one, or fetching failed.
    """
    names = [f"S{subject:03d}/S{subject:03d}R{run:02d}.edf" for run in runs]
    if path is None:
        root = _configured_folder()
        missing = [name for name in names if not (root / INSIDE / name).is_file()]
        if missing:
            _fetch(subject, runs, missing, root)
    else:
        root = _given_folder(path.expanduser())
        missing = [name for name in names if not (root / INSIDE / name).is_file()]
        if missing:
            raise DataError(
                f"{_listed([Path(name).name for name in missing])} {_is(missing)} not in "
                f"{(root / INSIDE / missing[0]).parent}: put {_it(missing)} there, or leave the "
                "path out to have what is missing downloaded to MNE's own folder."
            )
    for name in names:
        _verify(root / INSIDE / name, name)
    return [root / INSIDE / name for name in names]


def _configured_folder() -> Path:
    """MNE's folder for this data set, without creating it, asking or writing a setting."""
    import mne

    chosen = mne.get_config("MNE_DATASETS_EEGBCI_PATH", mne.get_config("MNE_DATA"))
    if chosen is None:
        return Path("~/mne_data").expanduser()
    root = Path(chosen).expanduser()
    if not root.is_dir():
        raise DataError(
            f"MNE is set to keep its data in {root}, and there is no such folder: create it, or "
            "say where the data is with a path."
        )
    return root


def _given_folder(path: Path) -> Path:
    """The folder a person named, which must hold `MNE-eegbci-data`."""
    if (path / FOLDER).is_dir():
        return path
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "does not exist"
        raise DataError(f"The path {path} {what}: give the folder that holds {FOLDER}.")
    for folder in (path.absolute(), *path.absolute().parents):
        if folder.name == FOLDER:
            raise DataError(
                f"The path {path} leads into {FOLDER} itself: give the folder that holds it, "
                f"{folder.parent}."
            )
    found = sorted(entry.name for entry in path.iterdir())
    shown = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
    raise DataError(
        f"The path {path} holds no folder {FOLDER} "
        f"({'it holds ' + shown if found else 'it is empty'}): give the folder that does."
    )


def _fetch(subject: int, runs: Sequence[int], missing: list[str], root: Path) -> None:
    """Have MNE download what is missing; pooch gives a file its name when it is verified."""
    import requests
    from mne.datasets import eegbci

    # A download must not be hidden, and standard output belongs to the caller.
    print(
        f"Downloading {len(missing)} of {len(runs)} recordings of subject {subject} from PhysioNet "
        f"to {root} (about 2.5 MB each).",
        file=sys.stderr,
    )
    what = _listed([Path(name).name for name in missing])
    try:
        root.mkdir(parents=True, exist_ok=True)  # MNE's folder; load_data refuses a missing one
        with _quiet_pooch():
            eegbci.load_data(subject, list(runs), path=root, update_path=False, verbose="ERROR")
    except requests.exceptions.HTTPError as error:
        raise DataError(
            f"{what} could not be downloaded, the server refused ({error}): "
            f"try again later; {_OFFLINE}."
        ) from error
    except requests.exceptions.RequestException as error:
        raise DataError(
            f"{what} could not be downloaded, the server was not reached or the connection broke: "
            f"check your network and try again; {_OFFLINE}."
        ) from error
    except ValueError as error:
        raise DataError(
            f"{what} did not arrive as published (the SHA-256 differs) and was thrown away: "
            f"try again, perhaps on another network; {_OFFLINE}."
        ) from error
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise DataError(
            f"{what} could not be written to {root} ({reason}): make room there, or set "
            f"MNE_DATASETS_EEGBCI_PATH to another folder; {_OFFLINE}."
        ) from error


def _verify(file: Path, name: str) -> None:
    """Compare a file with the published SHA-256; 5 ms for a recording."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} could not be read ({error.strerror or error}).") from error
    if hashlib.sha256(content).hexdigest() != registry()[name]:
        raise DataError(
            f"{file} is cut short or altered: its {len(content):,} bytes are not the published "
            "ones (the SHA-256 differs). Delete it and get it again."
        )


@cache
def registry() -> dict[str, str]:
    """MNE's table of file names and published SHA-256 sums."""
    table = files("mne").joinpath("data", "eegbci_checksums.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in table.splitlines())


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    """Keep pooch's log of every attempt off the screen for a while."""
    import pooch

    logger = pooch.get_logger()
    before = logger.disabled
    logger.disabled = True  # not setLevel: a logger outside the tree keeps what its cache says
    try:
        yield
    finally:
        logger.disabled = before


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(things: list[str]) -> str:
    return "is" if len(things) == 1 else "are"


def _it(things: list[str]) -> str:
    return "it" if len(things) == 1 else "them"
