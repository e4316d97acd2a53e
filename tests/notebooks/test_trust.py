from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from mathlib.notebooks import trust
from mathlib.notebooks.notebook import text_of

Make = Callable[..., Any]


def test_a_signed_notebook_is_trusted_and_a_changed_one_is_not(
    tmp_path: Path, notebook: Make
) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(text_of(notebook("T# Title", "Cx = 1")).encode())
    for _ in range(2):
        trust.sign(path, tmp_path / "deep/state")
    with NotebookNotary(data_dir=str(tmp_path / "deep/state")) as notary:
        nb = nbformat.read(path, as_version=4)
        assert notary.check_signature(nb)
        nb.cells[1].source = "x = 2"
        assert not notary.check_signature(nb)


def test_a_full_disk_is_an_oserror(
    tmp_path: Path, notebook: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(text_of(notebook("T# Title")).encode())

    def full(*arguments: Any) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(trust.NotebookNotary, "sign", full)
    with pytest.raises(OSError, match="No space"):
        trust.sign(path, tmp_path / "state")
