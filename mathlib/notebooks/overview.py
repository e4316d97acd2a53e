"""What chapters say about themselves, and the table on the start page that is made from it."""

from __future__ import annotations

import copy
import re
from pathlib import Path

from mathlib.notebooks.notebook import Notebook, read
from mathlib.notebooks.root import chapters

TABLE_CELL = "table-of-chapters"
_MINUTES = re.compile(r"(?i)\bcore\b[^\n\d]*(\d+)\s*(?:min\b|minutes?\b)|(\d+)\s*core minutes")


def title(nb: Notebook) -> str:
    """Return the title without its number."""
    line = str(nb.cells[0].source).split("\n")[0]
    return re.sub(r"^#\s*(?:\d\d\s*·\s*)?", "", line).strip()


def core_minutes(nb: Notebook) -> int | None:
    """Return how long the core of a chapter takes, as its first three cells say it."""
    text = "\n".join(cell.source for cell in nb.cells[:3] if cell.cell_type == "markdown")
    match = _MINUTES.search(text)
    return int(match[1] or match[2]) if match else None


def chapter_table(folder: Path) -> str:
    """Return the table of the chapters in `folder`, in Markdown: title with link, core minutes."""
    rows = ["| chapter | core |", "|---|---|"]
    for chapter in chapters(folder):
        nb = read(chapter.notebook)
        link = f"{chapter.name}/{chapter.notebook.name}"
        minutes = core_minutes(nb)
        time = f"{minutes} min" if minutes is not None else ""
        rows.append(f"| [{chapter.number} · {title(nb)}]({link}) | {time} |")
    return "\n".join(rows)


def with_chapter_table(nb: Notebook, folder: Path) -> Notebook:
    """Return a copy of the start page `nb` whose table lists the chapters in `folder`."""
    result = copy.deepcopy(nb)
    for cell in result.cells:
        if cell.get("id") == TABLE_CELL:
            cell.source = chapter_table(folder)
    return result
