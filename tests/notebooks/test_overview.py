from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mathlib.notebooks.overview import chapter_table, core_minutes, title, with_chapter_table

Make = Callable[..., Any]


def test_title_and_minutes_are_read_from_the_first_cells(notebook: Make) -> None:
    nb = notebook("T# 03 · Lines · and more\n\nText", "Cx = 90", "T*Core:* 45 min · deeper: 20 min")
    assert title(nb) == "Lines · and more"
    assert core_minutes(nb) == 45
    assert core_minutes(notebook("T# 03 · Lines\n\n50 core minutes")) == 50
    assert core_minutes(notebook("T# a", "Tb", "Tc", "TCore: 45 minutes")) is None


def test_the_table_lists_the_chapters_that_are_there(course: Any) -> None:
    table = chapter_table(course.root / "chapters")
    assert table.split("\n")[2:] == [
        "| [00 · Version 1](00_first/00_first.ipynb) | 20 min |",
        "| [01 · Version 1](01_second/01_second.ipynb) | 20 min |",
    ]


def test_only_the_cell_of_the_table_is_written(course: Any, notebook: Make) -> None:
    nb = notebook("T# Start", "Told table")
    nb.cells[1]["id"] = "table-of-chapters"
    made = with_chapter_table(nb, course.root / "chapters")
    assert made.cells[0] == nb.cells[0]
    assert made.cells[1].source == chapter_table(course.root / "chapters")
    assert nb.cells[1].source == "old table"
