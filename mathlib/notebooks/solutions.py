"""Solution regions of a source chapter: how they are marked and what stands in them."""

from __future__ import annotations

from mathlib.notebooks.notebook import Notebook

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def solution_lines(nb: Notebook) -> list[str]:
    """Return the lines between solution marks, stripped, without blank ones and comments."""
    lines: list[str] = []
    for cell in nb.cells:
        inside = False
        for line in map(str.strip, cell.source.split("\n")):
            if line == BEGIN:
                inside = True
            elif line == END:
                inside = False
            elif inside and line and not line.startswith("#"):
                lines.append(line)
    return lines
