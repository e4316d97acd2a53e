"""What a learner gets: no solution anywhere, and a notebook that runs from top to bottom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mathlib.notebooks.handout import handouts
from mathlib.notebooks.learner import learner_copy
from mathlib.notebooks.notebook import Notebook, parse, read
from mathlib.notebooks.root import chapters, notebook_paths, repository_root
from mathlib.notebooks.run import execute
from mathlib.notebooks.solutions import solution_lines
from mathlib.notebooks.workspace import update

EVERY = pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
CHAPTERS = [chapter.notebook for chapter in chapters()]


def checks(nb: Notebook) -> list[Notebook]:
    """Return the code cells that call `check`."""

    def calls_check(source: str) -> bool:
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "check"
            for node in ast.walk(ast.parse(source))
        )

    return [cell for cell in nb.cells if cell.cell_type == "code" and calls_check(cell.source)]


def all_text(nb: Notebook) -> list[str]:
    """Return the lines of all sources and of all outputs that are text, stripped."""
    texts = [cell.source for cell in nb.cells]
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            texts += [output.get("text", ""), *output.get("traceback", [])]
            texts += [v for k, v in output.get("data", {}).items() if not k.startswith("image/")]
    return [line.strip() for text in texts for line in text.split("\n")]


@EVERY
def test_no_line_of_a_solution_reaches_the_copy(path: Path) -> None:
    source = read(path)
    text = all_text(learner_copy(source))
    assert [line for line in solution_lines(source) if line in text] == []
    assert not any("SOLUTION" in line for line in text)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_exercise_of_the_chapter_is_open_in_the_copy(path: Path) -> None:
    source = read(path)
    made = learner_copy(source)
    regions = sum(cell.source.count("### BEGIN SOLUTION") for cell in source.cells)
    dots = sum(
        line.strip() == "..." for cell in made.cells for line in cell.source.split("\n")
    ) - sum(line.strip() == "..." for cell in source.cells for line in cell.source.split("\n"))
    assert regions == dots > 0
    assert all(cell.outputs == [] for cell in checks(made))


def test_the_workspace_holds_exactly_these_copies(tmp_path: Path) -> None:
    update(tmp_path / "work")
    for handout in handouts(repository_root()):
        assert (tmp_path / "work" / handout.name).read_bytes() == handout.data
        if handout.name.endswith(".ipynb"):
            assert parse(handout.data.decode()) == learner_copy(read(handout.origin))


@EVERY
def test_the_copy_runs_and_every_check_reads_not_attempted_yet(path: Path, tmp_path: Path) -> None:
    root = update(tmp_path / "work").root
    folder = repository_root() / "chapters"
    mine = root / path.relative_to(folder)
    executed = execute(read(mine), mine.parent)
    for cell in checks(executed):
        answers = [output.data["text/plain"] for output in cell.outputs if "data" in output]
        assert len(answers) == 1 and "not attempted yet" in answers[0].lower(), cell.source
    assert len(checks(executed)) > 0 or path not in CHAPTERS
