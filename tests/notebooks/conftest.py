from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mathlib.notebooks.normal import normalise
from mathlib.notebooks.notebook import Notebook, text_of

SOLVED = """def double(x):
    \"\"\"Return twice x.\"\"\"
    ### BEGIN SOLUTION
    return {factor} * x
    ### END SOLUTION"""


def _notebook(*cells: Any) -> Notebook:
    made = [
        nbformat.v4.new_markdown_cell(cell[1:])
        if isinstance(cell, str) and cell.startswith("T")
        else nbformat.v4.new_code_cell(cell[1:])
        if isinstance(cell, str)
        else cell
        for cell in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


@pytest.fixture
def notebook() -> Callable[..., Notebook]:
    """Make a notebook: a string that begins with T is a text cell, one with C a code cell."""
    return _notebook


class Course:
    """A small course in a temporary folder, of which new versions can be published."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "chapters").mkdir(parents=True)
        self.publish(1)

    def publish(self, version: int) -> None:
        for number, name in (("00", "00_first"), ("01", "01_second")):
            nb = _notebook(
                f"T# {number} · Version {version}\n\nCore: 20 minutes.",
                "C" + SOLVED.format(factor=version + 1),
                f'Ccheck("{number}.1", double)',
                "Cprint('kept')",
            )
            for cell in nb.cells[1:]:
                cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="seen\n")]
            self.write(f"{name}/{name}.ipynb", nb)
        self.write("start.ipynb", _notebook(f"T# Start {version}"))
        (self.root / "chapters/01_second/numbers.csv").write_text(f"version\n{version}\n")

    def write(self, name: str, nb: Notebook) -> None:
        path = self.root / "chapters" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text_of(normalise(nb)).encode())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path / "course")
