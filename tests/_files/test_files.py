from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from mathlib import _files as files
from mathlib._validate import CourseError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a much longer old text")
    files.write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_atomically(path, b"new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_only_the_expected_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(files.ChangedMeanwhileError):
        files.write_atomically(path, b"new", only_over=files.digest(b"other"))
    assert path.read_text() == "old"
    files.write_atomically(path, b"new", only_over=files.digest(b"old"))
    assert path.read_text() == "new"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_new_files_have_the_mode_that_the_persons_umask_gives(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        files.write_atomically(tmp_path / "a.txt", b"new")
    finally:
        os.umask(old)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


def test_only_our_own_leftovers_are_removed(tmp_path: Path) -> None:
    ours = tmp_path / ".a.ipynb.0123456789abcdef.tmp"
    theirs = [tmp_path / name for name in (".a.tmp", "a.0123456789abcdef.tmp", ".course.txt")]
    for path in (ours, *theirs):
        path.write_text("x")
    files.remove_leftovers(tmp_path)
    assert names(tmp_path) == sorted(path.name for path in theirs)


def test_a_free_name_is_free(tmp_path: Path, link: Any) -> None:
    path = tmp_path / "a.b.ipynb"
    found = []
    for _ in range(2):
        found.append(files.free_name(path, "new"))
        found[-1].write_text("x")
    found[0].unlink()
    link(found[0], tmp_path / "nowhere")
    found.append(files.free_name(path, "new"))
    assert [name.name for name in found] == [
        "a.b (new).ipynb",
        "a.b (new 2).ipynb",
        "a.b (new 3).ipynb",
    ]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "x"), "is full: free some space"),
        (OSError(errno.EDQUOT, "x"), "is full: free some space"),
        (OSError(errno.EROFS, "x"), "cannot be written to"),
        (PermissionError(errno.EACCES, "x"), "cannot be written to"),
        (FileExistsError(errno.EEXIST, "x", "thing"), "thing stands in the way"),
        (NotADirectoryError(errno.ENOTDIR, "x", "thing"), "thing stands in the way"),
        (OSError(errno.EIO, "Input/output error"), "(Input/output error)"),
    ],
)
def test_what_a_disk_refuses_is_said_in_one_sentence(
    tmp_path: Path, error: OSError, sentence: str
) -> None:
    with pytest.raises(CourseError) as caught, files.plain_errors(tmp_path):
        raise error
    text = str(caught.value)
    assert sentence in text and "\n" not in text and text.endswith("your files are as they were.")
