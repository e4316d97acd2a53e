"""Statement tags such as [F0.1] in a chapter, held against the file of statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mathlib.notebooks.notebook import Notebook
from mathlib.notebooks.statements import Statement

_TAG = r"[FSE]\d[\d.]*[a-z]?"
# [F0.1], [F0.1, E02], and in a formula [\mathrm{F}0.1]
_BRACKET = re.compile(rf"\[\s*({_TAG}\*?(?:\s*,\s*{_TAG}\*?)*)\s*\]")
_QUOTED = re.compile(rf"""["']({_TAG})["']""")


def tags(nb: Notebook) -> list[tuple[int, str]]:
    """Return the tags in order: (number of the cell from 1, tag).

    In text and comments a tag stands in square brackets; in code it may also be a string.
    """
    found: list[tuple[int, str]] = []
    for number, cell in enumerate(nb.cells, start=1):
        source = re.sub(r"\\(?:mathrm|text)\{([FSE])\}", r"\1", cell.source)
        groups = _BRACKET.findall(source)
        if cell.cell_type == "code":
            groups += _QUOTED.findall(source)
        found += [(number, tag.strip().rstrip("*")) for group in groups for tag in group.split(",")]
    return found


def tag_problems(nb: Notebook, chapter: str, statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the tags that no statement has, and the chapter's statements that it does not tag.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        The chapter.
    chapter : str
        Its number, such as "00".
    statements : iterable of Statement
        All statements of the course.
    """
    chapter_of = {statement.tag: statement.chapter for statement in statements}
    seen = tags(nb)
    for number, tag in seen:
        if tag not in chapter_of:
            yield f"cell {number}: no statement has the tag {tag}"
    present = {tag for _, tag in seen}
    missing = [tag for tag, home in chapter_of.items() if home == chapter and tag not in present]
    if missing:
        yield f"the chapter does not tag {', '.join(missing)}, which statements.toml gives to it"
