"""The rules of the house for chapters, each a function that says what it found."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from mathlib._files import plain_errors, write_atomically
from mathlib.notebooks.formulas import formula_problems, without_code
from mathlib.notebooks.links import headings, link_problems
from mathlib.notebooks.normal import file_problems, normalise
from mathlib.notebooks.notebook import Notebook, read, text_of
from mathlib.notebooks.outputs import IMAGES
from mathlib.notebooks.overview import core_minutes, with_chapter_table
from mathlib.notebooks.root import START_PAGE
from mathlib.notebooks.solutions import BEGIN, END
from mathlib.notebooks.statements import read_statements
from mathlib.notebooks.tags import tag_problems

TEXT_LINES = 12
CODE_LINES = 25
CODE_LINES_MEDIAN = 8
CORE_MINUTES = 90
# JupyterLab shows about this many characters of a paragraph on a line.
CHARACTERS_PER_LINE = 120

_REFUSED_WORDS = re.compile(r"\b(?:clearly|simply|obviously)\b", re.I)
_MARK = re.compile(r"(?:BEGIN|END)\s*SOLUTION", re.I)
_DRAWS = re.compile(r"\bplots\.show\s*\(|\bplt\.show\s*\(|(?<![\w.])show\s*\(")
_CHECKS = re.compile(r"(?<![\w.])check\s*\(")
_RIGHT = re.compile(r"· right$", re.M)


def findings(path: Path) -> list[str]:
    """Return everything that is not in order with the notebook at `path`, a sentence each.

    Raises
    ------
    CourseError
        The file cannot be read as a notebook, or the file of statements is broken.
    """
    nb = read(path)
    found = file_problems(path)
    start = path.name == START_PAGE
    folder = path.parent if start else path.parent.parent
    found += title_problems(nb, None if start else path.stem[:2])
    for rule in _RULES:
        found += rule(nb)
    found += text_problems(nb)
    found += link_problems(nb, path, folder)
    if start and with_chapter_table(nb, folder) != nb:
        found.append("the table of chapters is not up to date: --fix writes it afresh")
    if not start:
        found += minutes_problems(nb)
        found += length_problems(nb)
        found += tag_problems(nb, path.stem[:2], read_statements(folder / "statements.toml"))
    return found


def mend(path: Path) -> bool:
    """Write the notebook at `path` in normal form; return whether that changed the file.

    The start page also gets its table of chapters afresh.
    """
    nb = read(path)
    if path.name == START_PAGE:
        nb = with_chapter_table(nb, path.parent)
    data = text_of(normalise(nb)).encode()
    if path.read_bytes() == data:
        return False
    with plain_errors(path.parent):
        write_atomically(path, data)
    return True


def title_problems(nb: Notebook, number: str | None) -> Iterator[str]:
    """A notebook begins with its title; a chapter's reads `# 00 · Title`."""
    first = nb.cells[0] if nb.cells else None
    line = first.source.split("\n")[0] if first and first.cell_type == "markdown" else ""
    if number is None and not line.startswith("# "):
        yield "the first cell does not begin with the title: write '# Title'"
    if number is not None and not line.startswith(f"# {number} · "):
        yield f"the first cell does not begin with the title: write '# {number} · Title'"


def minutes_problems(nb: Notebook) -> Iterator[str]:
    """A chapter says at its beginning how long its core takes, and it is not too long."""
    minutes = core_minutes(nb)
    if minutes is None:
        yield "the first three cells do not say how long the core takes: write 'Core: 60 minutes'"
    elif minutes > CORE_MINUTES:
        yield f"the core takes {minutes} minutes, the limit is {CORE_MINUTES}: make parts deeper"


def heading_problems(nb: Notebook) -> Iterator[str]:
    """One title, and no level that is skipped on the way down."""
    previous = 0
    for number, level, text in headings(nb):
        if level == 1 and previous > 0:
            yield f"cell {number}: {text!r} is a second title; use ##"
        elif level > previous + 1:
            yield f"cell {number}: {text!r} skips a level; use {'#' * (previous + 1)}"
        previous = level


def rendered_lines(source: str) -> int:
    """Return how many lines a text cell takes on the screen, roughly.

    A line counts once for every 120 characters begun. Blank lines, the rule under a table's head
    and comments do not count, and of a link only what is shown.
    """
    text = re.sub(r"<!--.*?-->", "", source, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return sum(
        math.ceil(len(line.strip()) / CHARACTERS_PER_LINE)
        for line in text.split("\n")
        if line.strip() and not re.fullmatch(r"[\s|:-]+", line)
    )


def length_problems(nb: Notebook) -> Iterator[str]:
    """Text cells of at most 12 lines; code cells of at most 25, and of at most 8 in the median."""
    lengths = []
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "markdown":
            lines = rendered_lines(cell.source)
            if lines > TEXT_LINES:
                yield f"cell {number}: the text takes {lines} lines, the limit is {TEXT_LINES}"
        elif cell.cell_type == "code":
            lines = sum(1 for line in cell.source.split("\n") if line.strip())
            lengths.append(lines)
            if lines > CODE_LINES:
                yield f"cell {number}: the code has {lines} lines, the limit is {CODE_LINES}"
    if lengths and statistics.median(lengths) > CODE_LINES_MEDIAN:
        median = statistics.median(lengths)
        yield f"half of the code cells have over {median:g} lines, the limit is {CODE_LINES_MEDIAN}"


def word_problems(nb: Notebook) -> Iterator[str]:
    """No word that tells a learner who is stuck that they should not be."""
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "markdown":
            for match in _REFUSED_WORDS.finditer(without_code(cell.source)):
                yield f"cell {number}: leave out {match[0]!r}"


def text_problems(nb: Notebook) -> Iterator[str]:
    """Every formula can be typeset."""
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "markdown":
            for reason in formula_problems(cell.source):
                yield f"cell {number}: {reason}"


def solution_problems(nb: Notebook) -> Iterator[str]:
    """Solution marks pair up, in code, around something, and a check follows in its own cell."""
    for number, cell in enumerate(nb.cells, start=1):
        marks = [line.strip() for line in cell.source.split("\n") if _MARK.search(line)]
        if not marks:
            continue
        if cell.cell_type != "code":
            yield f"cell {number}: a solution mark stands outside code"
            continue
        if any(mark not in (BEGIN, END) for mark in marks):
            yield f"cell {number}: a solution mark is not spelled {BEGIN!r} or {END!r}"
        elif marks != [BEGIN, END] * (len(marks) // 2):
            yield f"cell {number}: solution marks do not pair up"
        elif re.search(rf"{BEGIN}\s*{END}", cell.source):
            yield f"cell {number}: a solution is empty"
        if _CHECKS.search(cell.source):
            yield f"cell {number}: a check stands in the cell of the solution; give it its own"
        following = nb.cells[number] if number < len(nb.cells) else None
        if following is None or not _CHECKS.search(following.source):
            yield f"cell {number}: no check follows the exercise"


def verdict_problems(nb: Notebook) -> Iterator[str]:
    """In the source, where the solutions stand, every check that is stored reads 'right'."""
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "code" and _CHECKS.search(cell.source):
            text = "\n".join(str(o.get("data", {}).get("text/plain", "")) for o in cell.outputs)
            if not _RIGHT.search(text):
                yield f"cell {number}: the stored verdict is not 'right': mend it, then run again"


def figure_problems(nb: Notebook) -> Iterator[str]:
    """Every figure has a picture, and a text for those who cannot see it."""
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type != "code":
            continue
        shown = [o for o in cell.outputs if any(mime in o.get("data", {}) for mime in IMAGES)]
        if _DRAWS.search(cell.source) and not any("image/png" in o.data for o in shown):
            yield f"cell {number}: it draws a figure, but no picture is stored: run the chapter"
        for output in shown:
            text = str(output.data.get("text/plain", "")).strip()
            alt = _alt(output)
            if not alt or not text or text.startswith("<"):
                yield f"cell {number}: a picture lacks a text alternative: plots.show(fig, alt=…)"
            elif alt not in text:
                yield f"cell {number}: a picture's text and its text alternative disagree"


def _alt(output: Notebook) -> str:
    """Return the text alternative where nbconvert and `plots.show` keep it."""
    metadata = output.get("metadata", {})
    holders = (*(metadata.get(mime, {}) for mime in IMAGES), metadata)
    return next((str(holder["alt"]).strip() for holder in holders if "alt" in holder), "")


_RULES = (heading_problems, word_problems, solution_problems, verdict_problems, figure_problems)
