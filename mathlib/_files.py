"""Files that are either whole or not there, and plain words for what a disk refuses."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mathlib._validate import CourseError

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{16}\.tmp")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}


class ChangedMeanwhileError(Exception):
    """The file on disk is no longer the one that was to be replaced."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes, *, only_over: str | None = None) -> None:
    """Write `data` to `path` so that a reader or a crash sees the old file or the new one.

    Parameters
    ----------
    path : pathlib.Path
        Its folder must exist.
    data : bytes
        The whole content.
    only_over : str, optional
        Replace only a file with this digest; it is looked at again just before the replacement.

    Raises
    ------
    ChangedMeanwhileError
        `only_over` was given and the file differs; nothing was written.
    OSError
        The disk refused; the old file is untouched and no temporary file is left.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        # The mode is cut down by the process's umask, as for any file a person saves.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if only_over is not None and digest(path.read_bytes()) != only_over:
            raise ChangedMeanwhileError(path.name)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Delete temporary files that a killed `write_atomically` left in `folder`."""
    for entry in folder.iterdir():
        if _TEMPORARY.fullmatch(entry.name):
            entry.unlink(missing_ok=True)


def free_name(path: Path, note: str) -> Path:
    """Return a path beside `path` that nothing has yet: `name (note).ipynb`, `name (note 2).ipynb`.

    A link that points nowhere counts as something.
    """
    candidate = path.with_name(f"{path.stem} ({note}){path.suffix}")
    count = 1
    while os.path.lexists(candidate):
        count += 1
        candidate = path.with_name(f"{path.stem} ({note} {count}){path.suffix}")
    return candidate


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Turn an OSError about `folder` into one sentence that says what to do.

    Raises
    ------
    CourseError
        The disk is full, the folder cannot be written to, or a file stands in the way.
    """
    try:
        yield
    except OSError as error:
        raise CourseError(_sentence(error, folder)) from error


def _sentence(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return (
            f"The disk that holds {folder} is full: free some space and run the command again; "
            "your files are as they were."
        )
    if error.errno in _LOCKED:
        return (
            f"{folder} cannot be written to: choose a folder of your own, for example with "
            "--workspace, or change its permissions; your files are as they were."
        )
    if isinstance(error, (FileExistsError, NotADirectoryError, IsADirectoryError)):
        return (
            f"{error.filename or folder} stands in the way: move it, or choose another folder; "
            "your files are as they were."
        )
    return (
        f"{folder} could not be written ({error.strerror or error}): see to the disk and run the "
        "command again; your files are as they were."
    )


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system has folders to sync."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
