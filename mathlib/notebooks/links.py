"""Links of a text cell: does each lead somewhere, in the repository and in a workspace?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mathlib._validate import CourseError
from mathlib.notebooks.formulas import without_blocks, without_code
from mathlib.notebooks.notebook import Notebook, read

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))*)[^)]*\)")
_HTML_LINK = re.compile(r"""<(a|img)\b[^>]*?\b(?:href|src)=["']([^"']*)["'][^>]*>""", re.I)
_HTML_ANCHOR = re.compile(r"""<\w+\b[^>]*?\bid=["']([^"']+)["']""", re.I)


def headings(nb: Notebook) -> list[tuple[int, int, str]]:
    """Return the headings in order: (number of the cell from 1, level from 1, text)."""
    return [
        (number, len(match[1]), match[2])
        for number, cell in enumerate(nb.cells, start=1)
        if cell.cell_type == "markdown"
        for match in _HEADING.finditer(without_blocks(cell.source))
    ]


def anchor(heading: str) -> str:
    """Return the anchor that JupyterLab gives to a heading: its text, with hyphens for spaces."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"(\*\*|\*|`)(.+?)\1", r"\2", text)
    return text.replace(" ", "-")


def link_problems(nb: Notebook, path: Path, chapters: Path) -> Iterator[str]:
    """Yield what is wrong with the links in `nb`.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        The notebook.
    path : pathlib.Path
        Where it lies; relative links start from its folder.
    chapters : pathlib.Path
        The folder of all chapters. A workspace holds nothing else, so no link may lead out of it.
    """
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type != "markdown":
            continue
        for shown, target, is_image in _links(cell.source):
            reason = _problem(target, nb, path, chapters)
            if reason:
                yield f"cell {number}: the link {target!r} {reason}"
            if is_image and not shown.strip():
                yield f"cell {number}: the image {target!r} has no text alternative"


def _links(source: str) -> Iterator[tuple[str, str, bool]]:
    text = without_code(source)
    for match in _LINK.finditer(text):
        yield match[2], match[3], bool(match[1])
    for match in _HTML_LINK.finditer(text):
        image = match[1].lower() == "img"
        alt = re.search(r"""\balt=["']([^"']*)["']""", match[0]) if image else None
        yield (alt[1] if alt else ""), match[2], image


def _problem(target: str, nb: Notebook, path: Path, chapters: Path) -> str | None:
    parts = urlsplit(target)
    if parts.scheme in ("https", "mailto"):
        return None
    if parts.scheme == "attachment":
        return "is stored inside the notebook: keep the image as a file beside it"
    if parts.scheme:
        return f"begins with {parts.scheme}: use https"
    if not parts.path and not parts.fragment:
        return "is empty"
    if parts.path:
        file = (path.parent / unquote(parts.path)).resolve()
        if not file.is_relative_to(chapters.resolve()):
            return "leads out of the chapters, where a workspace has nothing"
        if not file.exists():
            return "leads to a file that does not exist"
        if parts.fragment and file.suffix == ".ipynb":
            try:
                nb = read(file)
            except CourseError:
                return "leads to a notebook that cannot be read"
    return _anchor_problem(unquote(parts.fragment), nb) if parts.fragment else None


def _anchor_problem(name: str, nb: Notebook) -> str | None:
    matching = [text for _, _, text in headings(nb) if anchor(text) == name]
    by_hand = [
        found
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for found in _HTML_ANCHOR.findall(without_code(cell.source))
        if found == name
    ]
    count = len(matching) + len(by_hand)
    if count == 0:
        return "leads to no heading"
    if count > 1:
        return "leads to a heading that occurs twice"
    if any("$" in text for text in matching):
        return "leads to a heading with a formula, whose anchor is not reliable"
    return None
