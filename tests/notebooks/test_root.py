from __future__ import annotations

from pathlib import Path

import pytest

from mathlib._validate import CourseError
from mathlib.notebooks import root


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def test_the_repository_is_found_from_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    found = root.repository_root()
    assert (found / "pyproject.toml").is_file() and (found / "mathlib").is_dir()
    assert root.default_workspace() == found / "workspace"


def test_away_from_the_repository_the_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(root, "__file__", str(tmp_path / "site/mathlib/notebooks/root.py"))
    with pytest.raises(CourseError, match="pip install -e"):
        root.repository_root()


def test_chapters_come_in_order_and_hidden_or_empty_folders_do_not_count(tmp_path: Path) -> None:
    make(
        tmp_path,
        "03_c/03_c.ipynb",
        "00_a_first/00_a_first.ipynb",
        "00_a_first/data/numbers.json",
        ".hidden/x.ipynb",
        "statements.toml",
        "start.ipynb",
        "07_left_over/.ipynb_checkpoints/x.ipynb",
    )
    found = root.chapters(tmp_path)
    assert [(chapter.number, chapter.name) for chapter in found] == [
        ("00", "00_a_first"),
        ("03", "03_c"),
    ]
    assert found[1].notebook == tmp_path / "03_c/03_c.ipynb"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["3_c/3_c.ipynb"], "is not named like 00_checking"),
        (["03-c/03-c.ipynb"], "is not named like 00_checking"),
        (["03_C/03_C.ipynb"], "is not named like 00_checking"),
        (["03_c/c.ipynb"], r"must hold one notebook, 03_c.ipynb; it holds c.ipynb"),
        (["03_c/notes.md"], "it holds none"),
        (["03_c/03_c.ipynb", "03_c/extra.ipynb"], "it holds 03_c.ipynb, extra.ipynb"),
        (["03_c/03_c.ipynb", "03_d/03_d.ipynb"], "share the number 03"),
    ],
)
def test_a_folder_that_breaks_the_order_is_refused(
    tmp_path: Path, names: list[str], sentence: str
) -> None:
    make(tmp_path, *names)
    with pytest.raises(CourseError, match=sentence):
        root.chapters(tmp_path)


def test_a_chapter_is_found_by_number_or_name(tmp_path: Path) -> None:
    make(tmp_path, "03_c/03_c.ipynb")
    for asked in ("03", "3", "03_c"):
        assert root.find_chapter(asked, tmp_path).name == "03_c"
    with pytest.raises(CourseError, match="no chapter '4'; the chapters are: 03"):
        root.find_chapter("4", tmp_path)
