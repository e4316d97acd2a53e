from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mathlib._validate import CourseError
from mathlib.course import chapters
from mathlib.notebooks import root, workspace
from mathlib.notebooks.normal import normalise
from mathlib.notebooks.notebook import read, text_of


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    chapters.add_parser(parser.add_subparsers(required=True))
    arguments = parser.parse_args(words)
    status: int = arguments.func(arguments)
    return status


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one chapter, which stands in for the repository."""
    folder = tmp_path / "course/chapters"
    (folder / "00_a").mkdir(parents=True)
    title = nbformat.v4.new_markdown_cell("# 00 · A\n\nCore: 20 minutes. [F0.1]")
    nb = nbformat.v4.new_notebook(cells=[title, nbformat.v4.new_code_cell("1 + 1")])
    (folder / "00_a/00_a.ipynb").write_bytes(text_of(normalise(nb)).encode())
    start = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Welcome")])
    (folder / "start.ipynb").write_bytes(text_of(normalise(start)).encode())
    (folder / "statements.toml").write_text(
        '[[statement]]\ntag = "F0.1"\nstatement = "a"\nchapter = "00"\ntrack = "core"\n'
    )
    for module in (root, workspace):
        monkeypatch.setattr(module, "repository_root", lambda: folder.parent)
    return folder.parent


@pytest.mark.parametrize("chapter", ["00", "all"])
def test_run_stores_the_outputs(
    course: Path, capsys: pytest.CaptureFixture[str], chapter: str
) -> None:
    assert command("run", chapter) == 0
    cells = read(course / "chapters/00_a/00_a.ipynb").cells
    assert cells[1].outputs[0].data["text/plain"] == "2"
    printed = capsys.readouterr().out
    assert "00_a … outputs stored (" in printed
    assert ("start … " in printed) == (chapter == "all")


def test_run_names_the_chapters_there_are(course: Path) -> None:
    with pytest.raises(CourseError, match="the chapters are: 00"):
        command("run", "05")


def test_notebooks_lists_what_is_not_in_order_and_mends_it_when_asked(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("notebooks") == 0
    assert capsys.readouterr().out == "2 notebooks in order\n"
    path = course / "chapters/00_a/00_a.ipynb"
    normal = path.read_bytes()
    path.write_bytes(normal.replace(b'"metadata": {}', b'"metadata": {"x": 1}'))
    assert command("notebooks") == 1
    printed = capsys.readouterr().out
    assert "00_a.ipynb: a cell has metadata beside its tags" in printed
    assert "1 thing to mend; --fix" in printed
    assert command("notebooks", "--fix") == 0
    assert path.read_bytes() == normal
    path.write_bytes(normal.replace(b"Core: 20", b"Clearly 20"))
    assert command("notebooks", "--fix") == 1


def test_reset_says_where_the_learners_notebook_is(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine: Any = tmp_path / "mine"
    workspace.update(mine)
    assert command("reset", "00", "--workspace", str(mine)) == 0
    assert "nothing of yours to keep" in capsys.readouterr().out
    (mine / "00_a/00_a.ipynb").write_text("my work")
    assert command("reset", "0", "--workspace", str(mine)) == 0
    (kept,) = (mine / "00_a").glob("*(kept *).ipynb")
    assert kept.read_text() == "my work" and repr(kept.name) in capsys.readouterr().out


def test_reset_without_a_workspace_says_how_to_get_one(course: Path) -> None:
    with pytest.raises(CourseError, match="is not a workspace of the course"):
        command("reset", "00")
