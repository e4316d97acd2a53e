"""Arrays in a file: written whole or not at all, and doubted when they are read."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from mathlib._files import write_atomically
from mathlib._validate import Array
from mathlib.eeg.errors import DataError


def write_npz(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays as a compressed .npz; it has its name only when it is whole on the disk.

    Raises
    ------
    DataError
        The disk is full, or the place cannot be written.
    """
    content = BytesIO()
    np.savez_compressed(content, **arrays)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content.getvalue())
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise DataError(
            f"{path} could not be written "
            f"({'the disk is full' if full else error.strerror or error}): choose another place."
        ) from error


def read_npz(path: Path, names: Mapping[str, int], content: str) -> dict[str, Array]:
    """Read the named arrays of an .npz; nothing in it is ever executed.

    Parameters
    ----------
    path : Path
    names : mapping of str to int
        The arrays that must be there and the number of axes of each.
    content : str
        What the file should hold, for the message.

    Raises
    ------
    DataError
        The file is missing, is cut short, or holds something else.
    """
    path = path.expanduser()
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in names}
    except FileNotFoundError as error:
        raise DataError(f"There is no file {path}: give one that holds {content}.") from error
    except (EOFError, KeyError, OSError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{path} could not be read as {content}: {error}. It is cut short or another file."
        ) from error
    for name, n_axes in names.items():
        if arrays[name].ndim != n_axes:
            raise DataError(
                f"{path} does not hold {content}: its {name} has shape {arrays[name].shape}; "
                f"expected {n_axes} {'axis' if n_axes == 1 else 'axes'}."
            )
    return arrays
