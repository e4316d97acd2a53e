"""Where data sets lie on this machine, by MNE's conventions and settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mathlib.eeg.errors import DataError
from mathlib.eeg.files.record import DataSet, RemoteFile
from mathlib.eeg.files.verify import check


def configured_folder(dataset: DataSet) -> Path:
    """Return the folder that MNE is set to, without creating it, asking or writing a setting.

    MNE's setting for the data set comes first, then ``MNE_DATA``, then ``~/mne_data``; each may
    stand in the environment or in MNE's own file.

    Raises
    ------
    DataError
        MNE is set to a folder that is not there: perhaps a disk that is not plugged in.
    """
    import mne

    chosen = mne.get_config(dataset.setting, mne.get_config("MNE_DATA"))
    if chosen is None:
        return Path("~/mne_data").expanduser()
    root = Path(chosen).expanduser()
    if not root.is_dir():
        raise DataError(
            f"MNE is set to keep its data in {root}, and there is no such folder: create it, or "
            "say where the data is with a path."
        )
    return root


def given_folder(dataset: DataSet, path: Path) -> Path:
    """Return the folder that a person named, which must hold the folder of the data set.

    Raises
    ------
    DataError
        It does not; the message says what was found instead.
    """
    path = path.expanduser()
    if (path / dataset.folder).is_dir():
        return path
    refuse_inside(dataset, path)
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "does not exist"
        raise DataError(f"The path {path} {what}: give the folder that holds {dataset.folder}.")
    found = sorted(entry.name for entry in path.iterdir())
    shown = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
    raise DataError(
        f"The path {path} holds no folder {dataset.folder} "
        f"({'it holds ' + shown if found else 'it is empty'}): give the folder that does."
    )


def refuse_inside(dataset: DataSet, path: Path) -> None:
    """Refuse a path that leads into the folder of the data set.

    Raises
    ------
    DataError
        With the folder to give instead.
    """
    for folder in (path.absolute(), *path.absolute().parents):
        if folder.name == dataset.folder:
            raise DataError(
                f"The path {path} leads into {dataset.folder} itself: give the folder that holds "
                f"it, {folder.parent}."
            )


def place_of(dataset: DataSet, file: RemoteFile, root: Path) -> Path:
    """Return where a file lies below `root`, or, when it is nowhere, where it belongs."""
    places = [root / dataset.folder / layout / file.name for layout in dataset.layouts]
    return next((place for place in places if place.is_file()), places[0])


def find(dataset: DataSet, subject: int, task: str, path: Path | None) -> list[Path]:
    """Return the files that one subject and task need, each proved to be the published one.

    Parameters
    ----------
    dataset : DataSet
    subject, task
    path : Path or None
        The folder that holds the folder of the data set; None for the one that MNE is set to.

    Returns
    -------
    list of Path

    Raises
    ------
    DataError
        No such subject or task, the folder or a file is missing (the message has the command that
        gets it), or a file is not the published one.
    """
    files = dataset.files([subject], [task])
    root = configured_folder(dataset) if path is None else given_folder(dataset, path)
    places = [place_of(dataset, file, root) for file in files]
    missing = [place for place in places if not place.is_file()]
    if missing:
        command = f"python course.py data get {dataset.name} --subjects {subject} --tasks {task}"
        if path is not None:
            command += f" --path {root}"
        raise DataError(
            f"{listed([place.name for place in missing])} {'is' if len(missing) == 1 else 'are'} "
            f"not in {missing[0].parent}: get {'it' if len(missing) == 1 else 'them'} with "
            f"`{command}`."
        )
    for file, place in zip(files, places):
        check(place, file)
    return places


def present(
    dataset: DataSet, root: Path, files: Iterable[RemoteFile]
) -> list[tuple[RemoteFile, Path]]:
    """Return those files that are there, proved or not, and where."""
    placed = [(file, place_of(dataset, file, root)) for file in files]
    return [(file, place) for file, place in placed if place.is_file()]


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does; beyond six only the first are named."""
    if len(names) == 1:
        return names[0]
    if len(names) > 6:
        return f"{', '.join(names[:3])} and {len(names) - 3} other files"
    return f"{', '.join(names[:-1])} and {names[-1]}"
