"""Every notebook of the course keeps the rules of the house; a new chapter joins by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from mathlib.notebooks.audit import findings
from mathlib.notebooks.root import chapters, notebook_paths, repository_root


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_the_notebook_is_in_order(path: Path) -> None:
    assert findings(path) == []


def test_no_notebook_stands_outside_the_order_of_the_folder() -> None:
    folder = repository_root() / "chapters"
    known = {path.relative_to(folder) for path in notebook_paths()}
    found = {path.relative_to(folder) for path in folder.rglob("*.ipynb")}
    assert {path for path in found if ".ipynb_checkpoints" not in path.parts} == known
    assert len(known) == len(chapters()) + 1
