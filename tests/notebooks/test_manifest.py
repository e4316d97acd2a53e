from __future__ import annotations

from pathlib import Path

import pytest

from mathlib.notebooks.manifest import Entry, read_manifest, write_manifest

ENTRIES = {"b/b.ipynb": Entry("s", "n", "h"), "a.csv": Entry("t", "m", "")}


def test_what_is_written_is_read_and_written_only_once(tmp_path: Path) -> None:
    write_manifest(tmp_path, ENTRIES)
    assert read_manifest(tmp_path) == ENTRIES
    written = (tmp_path / "manifest.json").stat().st_ino
    write_manifest(tmp_path, dict(reversed(ENTRIES.items())))
    assert (tmp_path / "manifest.json").stat().st_ino == written


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"files": []}', '{"files": {"a": {"x": 1}}}', "\x00\x00"]
)
def test_a_manifest_that_cannot_be_read_remembers_nothing(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    assert read_manifest(tmp_path) == {}
