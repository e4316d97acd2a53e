from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mathlib.notebooks.links import anchor, headings, link_problems
from mathlib.notebooks.notebook import text_of

Make = Callable[..., Any]


@pytest.fixture
def chapters(tmp_path: Path, notebook: Make) -> Path:
    for name in ("00_a", "01_b"):
        (tmp_path / "chapters" / name).mkdir(parents=True)
    other = text_of(notebook("T# 01 · B\n\n## Two words"))
    (tmp_path / "chapters/01_b/01_b.ipynb").write_text(other)
    (tmp_path / "chapters/00_a/picture.png").write_bytes(b"x")
    (tmp_path / "README.md").write_text("x")
    return tmp_path / "chapters"


HEADINGS = (
    "T# 00 · A\n\n## 1 · How *fast*? (a `b`)\n\n## Twice\n\n### Twice\n\n## With $x$\n\n"
    '<a id="by-hand"></a>\n\n```\n# not a heading\n```'
)


def found(make: Make, chapters: Path, text: str) -> list[str]:
    nb = make(HEADINGS, "T" + text)
    return list(link_problems(nb, chapters / "00_a/00_a.ipynb", chapters))


@pytest.mark.parametrize(
    "text",
    [
        "[a](#1-·-How-fast?-(a-b))",
        "[a](#1-%C2%B7-How-fast?-(a-b))",
        "[a](#by-hand)",
        "[b](../01_b/01_b.ipynb)",
        "[b](../01_b/01_b.ipynb#Two-words)",
        "![a square](picture.png)",
        '<img src="picture.png" alt="a square">',
        "[paper](https://doi.org/10.1000/182)",
        "`[a](#nowhere)`",
    ],
)
def test_links_that_lead_somewhere_pass(notebook: Make, chapters: Path, text: str) -> None:
    assert found(notebook, chapters, text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[a](#nowhere)", "leads to no heading"),
        ("[a](#not-a-heading)", "leads to no heading"),
        ("[a](#1-·-how-fast?-(a-b))", "leads to no heading"),
        ("[a](#Twice)", "occurs twice"),
        ("[a](#With-$x$)", "with a formula"),
        ("[a]()", "is empty"),
        ("[b](../01_b/01_b.ipynb#Three-words)", "leads to no heading"),
        ("[b](../02_c/02_c.ipynb)", "does not exist"),
        ("[b](../../README.md)", "leads out of the chapters"),
        ("[b](/etc/passwd)", "leads out of the chapters"),
        ("[b](http://example.org)", "use https"),
        ("![](picture.png)", "has no text alternative"),
        ('<img src="picture.png">', "has no text alternative"),
        ('<a href="missing.md">x</a>', "does not exist"),
        ("![a](attachment:a.png)", "is stored inside the notebook"),
    ],
)
def test_each_broken_link_is_refused(
    notebook: Make, chapters: Path, text: str, reason: str
) -> None:
    reasons = found(notebook, chapters, text)
    assert len(reasons) == 1 and reason in reasons[0] and reasons[0].startswith("cell 2: ")


def test_headings_are_read_as_jupyterlab_reads_them(notebook: Make) -> None:
    assert headings(notebook(HEADINGS, "C# a comment", "T#no heading\n\n#### deep ##")) == [
        (1, 1, "00 · A"),
        (1, 2, "1 · How *fast*? (a `b`)"),
        (1, 2, "Twice"),
        (1, 3, "Twice"),
        (1, 2, "With $x$"),
        (3, 4, "deep"),
    ]
    assert anchor("The **law** of [one](x.md)") == "The-law-of-one"
