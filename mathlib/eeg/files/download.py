"""Get published files: one after the other, from whichever mirror has them, each whole or not."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mathlib.eeg.errors import DataError
from mathlib.eeg.files.folders import place_of
from mathlib.eeg.files.record import DataSet, RemoteFile
from mathlib.eeg.files.transfer import Patience, TransferError, server_of, transfer
from mathlib.eeg.files.verify import is_published

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_PART = ".{}.part"


class Watcher:
    """Told what happens during a download; this one does not care."""

    def say(self, sentence: str) -> None:
        """Hear what a person may want to know."""

    def progress(self, file: RemoteFile, n_bytes: int) -> None:
        """Hear how much of a file is here."""

    def done(self, file: RemoteFile, *, fetched: bool) -> None:
        """Hear that a file is in its place, fetched now or there before."""


@dataclass(frozen=True)
class Plan:
    """What a download would do.

    Attributes
    ----------
    here, wanted : tuple of RemoteFile
        What is in its place and proved, and what is to be fetched.
    """

    here: tuple[RemoteFile, ...]
    wanted: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.wanted)


def plan(dataset: DataSet, files: Sequence[RemoteFile], root: Path) -> Plan:
    """Sort files into those that are in their place and those to fetch.

    A file that is there and is not the published one is to be fetched.
    """
    here: list[RemoteFile] = []
    wanted: list[RemoteFile] = []
    for file in files:
        (here if _is_here(dataset, file, root) else wanted).append(file)
    return Plan(here=tuple(here), wanted=tuple(wanted))


def download(
    dataset: DataSet,
    files: Sequence[RemoteFile],
    root: Path,
    *,
    mirrors: Sequence[str] = (),
    patience: Patience | None = None,
    watcher: Watcher | None = None,
) -> Plan:
    """Bring files to their places below `root`.

    A file appears under its name only when its SHA-256 is the published one; until then it is a
    hidden `.part` beside it. What is there already stays, so an interrupted download goes on where
    it stopped, file by file. Several downloads at once, in this process or others, wait for each
    other.

    Parameters
    ----------
    dataset : DataSet
    files : sequence of RemoteFile
    root : Path
        The folder that holds, or shall hold, the folder of the data set; made when it is missing.
    mirrors : sequence of str
        Addresses that are tried before those of the record.
    patience : Patience, optional
    watcher : Watcher, optional

    Returns
    -------
    Plan
        What was there before and what was fetched.

    Raises
    ------
    DataError
        No mirror delivered some file, or the disk is full or cannot be written. What has arrived
        stays.
    """
    patience = Patience() if patience is None else patience
    watcher = Watcher() if watcher is None else watcher
    sources = [mirror if mirror.endswith("/") else mirror + "/" for mirror in mirrors]
    sources += dataset.mirrors
    home = root / dataset.folder
    intended = plan(dataset, files, root)
    here = list(intended.here)
    fetched: list[RemoteFile] = []
    for file in here:
        watcher.done(file, fetched=False)
    if not intended.wanted:  # also from a folder that only others may write
        return intended
    with _disk_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home, watcher):
            _sweep(home)
        _check_space(intended.size, home)
        for file in intended.wanted:
            with _alone(home, watcher):
                # Another process may have brought it while this one waited.
                come = _is_here(dataset, file, root)
                if not come:
                    place = place_of(dataset, file, root)
                    _fetch(file, place, sources, patience, watcher)
            (here if come else fetched).append(file)
            watcher.done(file, fetched=not come)
    return Plan(here=tuple(here), wanted=tuple(fetched))


def _is_here(dataset: DataSet, file: RemoteFile, root: Path) -> bool:
    place = place_of(dataset, file, root)
    return place.is_file() and is_published(place, file)


def _fetch(
    file: RemoteFile, place: Path, sources: list[str], patience: Patience, watcher: Watcher
) -> None:
    """Try the mirrors in turn; the one that delivers moves to the front for the next file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(_PART.format(place.name))
    failures = []
    for place_in_line, source in enumerate(list(sources)):
        failure = _ask(source, file, part, patience, watcher)
        if failure is None:
            _settle(part, place)
            sources.remove(source)
            sources.insert(0, source)
            return
        failures.append(failure)
        for following in sources[place_in_line + 1 : place_in_line + 2]:
            watcher.say(f"{file.base}: {failure}; asking {server_of(following)}.")
    raise DataError(
        f"{file.base} could not be downloaded: {'; '.join(failures)}. Start the same command again "
        "later: it goes on after the files that have arrived. Simulated data needs no network."
    )


def _ask(
    source: str, file: RemoteFile, part: Path, patience: Patience, watcher: Watcher
) -> str | None:
    """Ask one mirror as often as it is worth; None, or what went wrong the last time."""
    failure = None
    for attempt in range(patience.attempts):
        if attempt:
            time.sleep(patience.pause)
        try:
            transfer(
                source + file.name,
                file,
                part,
                patience,
                lambda n_bytes: watcher.progress(file, n_bytes),
            )
        except TransferError as error:
            watcher.progress(file, 0)
            failure = f"{server_of(source)} {error.reason}"
            if not error.may_pass:
                break
        else:
            return None
    return failure


def _settle(part: Path, place: Path) -> None:
    """Give a proved file its name, after its bytes have reached the disk."""
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(place)


def _sweep(home: Path) -> None:
    """Remove what a killed download left; the lock is held, so nobody else is writing it."""
    for part in home.rglob(_PART.format("*")):
        part.unlink(missing_ok=True)


def _check_space(n_bytes: int, home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < n_bytes:
        raise DataError(
            f"{home} has {free / 1e6:,.0f} MB left and {n_bytes / 1e6:,.0f} MB are to come: make "
            "room there, choose another folder, or get fewer subjects."
        )


@contextmanager
def _alone(home: Path, watcher: Watcher) -> Iterator[None]:
    """Hold the lock of a data set's folder; the system gives it back when a process dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(home / ".download.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        watcher.say(f"Another download writes to {home}; waiting for its file.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _disk_errors(home: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
        raise DataError(
            f"The download could not be written to {home} ({reason}): make room there or choose "
            "another folder. The files that have arrived stay."
        ) from error
