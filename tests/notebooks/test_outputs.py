from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from mathlib.notebooks import outputs
from mathlib.notebooks.normal import problems

Make = Callable[..., Any]
output = nbformat.v4.new_output


def found(make: Make, *made: Any, tags: tuple[str, ...] = ()) -> list[str]:
    nb = make("T# Title", "Cx = 1")
    nb.cells[1].outputs = list(made)
    nb.cells[1].metadata["tags"] = list(tags)
    return list(outputs.refusals(nb))


def shown(**data: str) -> Any:
    return output("display_data", data={key.replace("_", "/", 1): v for key, v in data.items()})


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (output("error", ename="ValueError", evalue="no", traceback=[]), "raised ValueError"),
        (output("stream", name="stderr", text="UserWarning: x"), "wrote to stderr"),
        (output("stream", text="read /home/ada/data.csv\n"), "path of this machine (/home/ada"),
        (output("stream", text="C:\\Users\\ada\\x"), "path of this machine (C:"),
        (shown(text_plain="'/tmp/abc'"), "path of this machine (/tmp/abc"),
        (shown(text_html="<p>in /Users/ada</p>"), "path of this machine (/Users/ada"),
        (shown(text_plain="<object at 0x7f3a2b4c5d6e>"), "memory address"),
        (shown(text_plain="x" * 10_001), "10,001 characters"),
        (shown(image_png="x" * 200_001), "200,001 bytes"),
    ],
)
def test_each_output_that_cannot_be_committed_is_refused(
    notebook: Make, made: Any, sentence: str
) -> None:
    reasons = found(notebook, made)
    assert len(reasons) == 1 and reasons[0].startswith("cell 2: ") and sentence in reasons[0]


@pytest.mark.parametrize(
    "text",
    ["1/2 or a/b/c", "https://x.org/home/page", "slope 2.000", "0x1f", "d/tmp"],
)
def test_ordinary_text_passes(notebook: Make, text: str) -> None:
    assert found(notebook, output("stream", text=text)) == []


def test_an_expected_exception_passes(notebook: Make) -> None:
    error = output("error", ename="ValueError", evalue="no", traceback=[])
    assert found(notebook, error, tags=("raises-exception",)) == []


def test_raw_cells_and_huge_notebooks_are_refused(notebook: Make) -> None:
    nb = notebook("T# Title")
    nb.cells.append(nbformat.v4.new_raw_cell("raw"))
    assert any("raw cell" in reason for reason in problems(nb))
    nb = notebook("T# Title", *["Cx = " + "1" * 90_000] * 30)
    assert any("the limit is 2,000,000" in reason for reason in problems(nb))
