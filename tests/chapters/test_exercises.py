"""Each notebook announces its exercises, with their difficulty and minutes, as registered."""

from __future__ import annotations

import json

import pytest

from mathlib.exercises import registry
from mathlib.exercises.chapters import PUBLISHED
from mathlib.notebooks.root import Chapter, chapters


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.number)
def test_announcing_lines_agree_with_the_registry(chapter: Chapter) -> None:
    if chapter.number not in registry.chapter_names():
        pytest.skip(f"chapter {chapter.number} has no exercises")
    notebook = json.loads(chapter.notebook.read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    assert registry.heading_disagreements(chapter.number, "\n".join(cells)) == []


def test_progress_counts_the_chapters_that_are_there() -> None:
    assert tuple(chapter.number for chapter in chapters()) == PUBLISHED
