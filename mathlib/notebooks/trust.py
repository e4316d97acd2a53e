"""Signed notebooks: JupyterLab shows the rich outputs of a notebook only if it is signed."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}


def sign(path: Path, data_dir: Path) -> None:
    """Record the notebook at `path` as trusted in `data_dir`.

    A JupyterLab started with `--NotebookNotary.data_dir=<data_dir>` then trusts it; the
    person's own Jupyter settings are neither read nor changed.

    Parameters
    ----------
    path : pathlib.Path
        A notebook of the course.
    data_dir : pathlib.Path
        The folder of the key and of the list of signatures; made when it is not there.

    Raises
    ------
    OSError
        The folder cannot be written to, or the disk is full.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    try:
        with NotebookNotary(data_dir=str(data_dir)) as notary:
            if not notary.check_signature(notebook):
                notary.sign(notebook)
    except sqlite3.Error as error:
        code = _ERRNO.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, errno.EIO)
        raise OSError(code, os.strerror(code), str(data_dir)) from error
