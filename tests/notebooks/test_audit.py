from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mathlib.notebooks import audit
from mathlib.notebooks.normal import normalise
from mathlib.notebooks.notebook import text_of

Make = Callable[..., Any]
Rule = Callable[[Any], Any]

EXERCISE = "Cdef f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
CHECK = 'Ccheck("00.1", f)'


@pytest.mark.parametrize(
    ("rule", "cells", "reason"),
    [
        (audit.heading_problems, ["T# A", "T# B"], "cell 2: 'B' is a second title"),
        (audit.heading_problems, ["T# A", "T### B"], "cell 2: 'B' skips a level; use ##"),
        (audit.heading_problems, ["T## A"], "cell 1: 'A' skips a level; use #"),
        (audit.word_problems, ["TThis is Clearly so."], "leave out 'Clearly'"),
        (audit.word_problems, ["TIt is *simply* so."], "leave out 'simply'"),
        (audit.word_problems, ["T# Obviously"], "leave out 'Obviously'"),
        (audit.length_problems, ["T" + "a\n\n" * 13], "the text takes 13 lines, the limit is 12"),
        (audit.length_problems, ["T" + "a" * (120 * 12 + 1)], "the text takes 13 lines"),
        (audit.length_problems, ["C" + "x = 1\n" * 26, "Cx", "Cx"], "the code has 26 lines"),
        (audit.length_problems, ["C" + "x = 1\n" * 9], "half of the code cells have over 9 lines"),
        (audit.text_problems, ["T# A", "TLet $x_1_2$."], "cell 2: formula 'x_1_2': double"),
        (audit.minutes_problems, ["T# A"], "do not say how long the core takes"),
        (audit.minutes_problems, ["T# A\n\nCore: 91 minutes"], "the core takes 91 minutes"),
        (audit.solution_problems, [EXERCISE, "Tno check"], "no check follows the exercise"),
        (audit.solution_problems, [EXERCISE], "no check follows the exercise"),
        (audit.solution_problems, [EXERCISE + "\n" + CHECK[1:], CHECK], "give it its own"),
        (audit.solution_problems, ["T### BEGIN SOLUTION"], "a solution mark stands outside code"),
        (
            audit.solution_problems,
            [EXERCISE.replace("### END", "## END"), CHECK],
            "is not spelled '### BEGIN SOLUTION'",
        ),
        (
            audit.solution_problems,
            [EXERCISE.replace("    ### END SOLUTION", ""), CHECK],
            "solution marks do not pair up",
        ),
        (audit.solution_problems, [EXERCISE.replace("    return x\n", ""), CHECK], "is empty"),
    ],
)
def test_each_rule_refuses_what_breaks_it(
    notebook: Make, rule: Rule, cells: list[str], reason: str
) -> None:
    reasons = list(rule(notebook(*cells)))
    assert len(reasons) == 1 and reason in reasons[0]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        (audit.heading_problems, ["T# A", "T## B", "T### C", "T## D", "C# E"]),
        (audit.word_problems, ["TThe word `simply`, and clearlyx."]),
        (audit.length_problems, ["T" + "a\n\n" * 12, "C" + "x = 1\n\n" * 25, "Cx", "Cx"]),
        (audit.length_problems, ["T| a | b |\n|---|---|\n" + "| c | d |\n" * 11]),
        (audit.length_problems, ["T" + f"[a]({'x' * 999})\n" * 12]),
        (audit.minutes_problems, ["T# A", "T**Core: 75 minutes**, with 40 more"]),
        (audit.minutes_problems, ["T# A · 60 core minutes"]),
        (audit.solution_problems, [EXERCISE, CHECK, "T`### END`"]),
    ],
)
def test_each_rule_accepts_what_keeps_it(notebook: Make, rule: Rule, cells: list[str]) -> None:
    assert list(rule(notebook(*cells))) == []


def test_the_title_carries_the_number(notebook: Make) -> None:
    assert list(audit.title_problems(notebook("T# 03 · Lines"), "03")) == []
    assert list(audit.title_problems(notebook("T# Welcome"), None)) == []
    for nb in (notebook("T# Lines"), notebook("T# 04 · Lines"), notebook("C# 03 · L"), notebook()):
        assert len(list(audit.title_problems(nb, "03"))) == 1
    assert len(list(audit.title_problems(notebook("TWelcome"), None))) == 1


def picture(text: str | None, alt: str | None) -> Any:
    data = {"image/png": "aGk="} | ({} if text is None else {"text/plain": text})
    metadata = {} if alt is None else {"image/png": {"alt": alt}}
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


@pytest.mark.parametrize(
    ("outputs", "reason"),
    [
        ([], "no picture is stored"),
        ([nbformat.v4.new_output("stream", text="Figure: a line")], "no picture is stored"),
        ([picture("<Figure size 640x480 with 1 Axes>", "a line")], "lacks a text alternative"),
        ([picture(None, "a line")], "lacks a text alternative"),
        ([picture("Figure: a line", None)], "lacks a text alternative"),
        ([picture("Figure: a line", "  ")], "lacks a text alternative"),
        ([picture("Figure: a line", "a circle")], "disagree"),
    ],
)
def test_each_broken_figure_is_refused(notebook: Make, outputs: list[Any], reason: str) -> None:
    for call in ('plots.show(fig, alt="a line")', 'show(fig, alt="a line")', "plt.show()"):
        nb = notebook("T# A", "C" + call)
        nb.cells[1].outputs = outputs
        reasons = list(audit.figure_problems(nb))
        assert len(reasons) == 1 and reason in reasons[0]


def test_a_figure_with_picture_and_text_passes(notebook: Make) -> None:
    nb = notebook("T# A", 'Cplots.show(fig, alt="a line")', "Cresults.show()")
    nb.cells[1].outputs = [picture("Figure: a line", "a line")]
    assert list(audit.figure_problems(nb)) == []


def verdict(text: str) -> Any:
    return nbformat.v4.new_output("execute_result", data={"text/plain": text})


@pytest.mark.parametrize(
    "text",
    [
        "✗ 00.1 · wrong\n  Right at 3 of 5 random inputs.",
        "○ 00.1 · not attempted yet",
        "◐ 00.1 · right values, method not shown",
    ],
)
def test_a_stored_verdict_that_is_not_right_is_refused(notebook: Make, text: str) -> None:
    nb = notebook("T# A", EXERCISE, CHECK)
    assert len(list(audit.verdict_problems(nb))) == 1
    nb.cells[2].outputs = [verdict(text)]
    assert len(list(audit.verdict_problems(nb))) == 1


@pytest.fixture
def chapter(tmp_path: Path, notebook: Make) -> Path:
    path = tmp_path / "chapters/00_a/00_a.ipynb"
    path.parent.mkdir(parents=True)
    nb = notebook("T# 00 · A\n\nCore: 20 minutes. [F0.1]", EXERCISE, CHECK)
    nb.cells[2].outputs = [verdict("✓ 00.1 · right\n  Right at all 5 random inputs.")]
    path.write_bytes(text_of(normalise(nb)).encode())
    statement = 'tag = "F0.1"\nstatement = "a"\nchapter = "00"\ntrack = "core"\n'
    (tmp_path / "chapters/statements.toml").write_text(f"[[statement]]\n{statement}")
    return path


def test_a_chapter_in_order_has_no_findings(chapter: Path) -> None:
    assert audit.findings(chapter) == []
    assert not audit.mend(chapter)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# 00 · A", "# 00 · A [F9.99]", "no statement has the tag F9.99"),
        ("[F0.1]", "", "does not tag F0.1"),
        ("# 00 · A", "# A", "does not begin with the title"),
        ("Core: 20 minutes", "", "how long the core takes"),
        ("Core: 20 minutes.", "Core: 20 minutes. Clearly.", "leave out 'Clearly'"),
        ("Core: 20 minutes.", "Core: 20 minutes. $x", "a $ is not closed"),
        ("Core: 20 minutes.", "Core: 20 minutes. [a](#b)", "leads to no heading"),
        ('check(\\"00.1\\", f)', "f", "no check follows"),
        ('check(\\"00.1\\", f)', 'check(\\"00.1\\", f); plt.show()', "no picture is stored"),
        ('"metadata": {}', '"metadata": {"x": 1}', "a cell has metadata beside its tags"),
        ("Core: 20 minutes.", "Core: 20 minutes." + " a" * 800, "lines, the limit is 12"),
        ("# 00 · A", "# 00 · A\\n### B", "skips a level"),
        ("· right", "· wrong", "the stored verdict is not 'right'"),
    ],
)
def test_every_rule_is_applied_to_a_chapter(chapter: Path, old: str, new: str, reason: str) -> None:
    text = chapter.read_text(encoding="utf-8")
    assert old in text
    chapter.write_text(text.replace(old, new), encoding="utf-8")
    assert any(reason in finding for finding in audit.findings(chapter))


def test_mend_writes_the_normal_form_and_the_table_of_the_start_page(
    chapter: Path, notebook: Make
) -> None:
    start = chapter.parents[1] / "start.ipynb"
    nb = notebook("T# Welcome", "T| old |")
    nb.cells[1]["id"] = "table-of-chapters"
    nb.metadata["x"] = 1
    start.write_bytes(text_of(nb).encode())
    assert any("table of chapters" in finding for finding in audit.findings(start))
    assert audit.mend(start)
    assert audit.findings(start) == []
    assert "| [00 · A](00_a/00_a.ipynb) | 20 min |" in start.read_text()
    assert not audit.mend(start)
