"""What an output may hold if it is to be committed; only a person can mend the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nbformat

from mathlib.notebooks.notebook import Notebook

IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
_MACHINE_PATH = re.compile(
    r"(?<![\w./:])/(?:home|root|Users|tmp|var|usr|opt|work|mnt|private)/[\w.+-]+"
    r"|\b[A-Z]:\\{1,2}Users\\"
)
_ADDRESS = re.compile(r"\b0x[0-9a-f]{8,}\b")

MAX_IMAGE_BYTES = 200_000
MAX_TEXT_CHARACTERS = 10_000
MAX_NOTEBOOK_BYTES = 2_000_000


def refusals(nb: Notebook) -> Iterator[str]:
    """Yield what keeps the cells and outputs of `nb` from being committed, a sentence each."""
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "raw":
            yield f"cell {number} is a raw cell: make it text or code"
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            yield from (f"cell {number}: {reason}" for reason in _output_refusals(cell, output))
    size = len(nbformat.v4.writes(nb).encode())
    if size > MAX_NOTEBOOK_BYTES:
        yield (
            f"the notebook has {size:,} bytes, the limit is {MAX_NOTEBOOK_BYTES:,}: "
            "make figures smaller"
        )


def _output_refusals(cell: Notebook, output: Notebook) -> Iterator[str]:
    if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", ()):
        yield f"it raised {output.ename}: mend the cell, or tag it raises-exception"
    if output.output_type == "stream" and output.name == "stderr":
        yield f"it wrote to stderr ({output.text.strip()[:60]!r}): silence the cause"
    for mime, size in _image_sizes(output):
        if size > MAX_IMAGE_BYTES:
            yield f"its {mime} has {size:,} bytes, the limit is {MAX_IMAGE_BYTES:,}: lower the dpi"
    for text in _texts(output):
        if len(text) > MAX_TEXT_CHARACTERS:
            yield f"its output has {len(text):,} characters, the limit is {MAX_TEXT_CHARACTERS:,}"
        if match := _MACHINE_PATH.search(text):
            yield f"its output names a path of this machine ({match[0]}): print the name only"
        if match := _ADDRESS.search(text):
            yield f"its output holds a memory address ({match[0]}): print something that lasts"


def _image_sizes(output: Notebook) -> Iterator[tuple[str, int]]:
    data: dict[str, Any] = output.get("data", {})
    return ((mime, len(data[mime])) for mime in IMAGES if mime in data)


def _texts(output: Notebook) -> Iterator[str]:
    if output.output_type == "stream":
        yield output.text
    elif output.output_type == "error":
        yield output.evalue
    else:
        data: dict[str, Any] = output.get("data", {})
        yield from (data[mime] for mime in ("text/plain", "text/markdown") if mime in data)
        if "text/html" in data:
            yield re.sub(r"<[^>]*>", " ", data["text/html"])
