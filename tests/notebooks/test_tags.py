from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mathlib.notebooks.statements import Statement
from mathlib.notebooks.tags import tag_problems, tags

Make = Callable[..., Any]

STATEMENTS = [
    Statement("F0.1", "a", "00", "core"),
    Statement("E39", "b", "00", "deeper"),
    Statement("S05", "c", "03", "core"),
]


def test_tags_are_found_where_they_are_written(notebook: Make) -> None:
    nb = notebook(
        r"TUnique [F0.1], see [S05, E39*]; $$a\qquad[\mathrm{F}2.6]$$",
        'Cfind_line("E02", guess=3)  # [F0.4]',
        "TNot F0.9, not [E], not [0.1], not [Fine](x.md).",
    )
    assert tags(nb) == [
        (1, "F0.1"),
        (1, "S05"),
        (1, "E39"),
        (1, "F2.6"),
        (2, "F0.4"),
        (2, "E02"),
    ]


def test_a_tag_that_no_statement_has_is_refused(notebook: Make) -> None:
    nb = notebook("T[F0.1] and [E39] and [S05]", "T[F0.77]")
    assert list(tag_problems(nb, "00", STATEMENTS)) == ["cell 2: no statement has the tag F0.77"]


def test_a_statement_of_the_chapter_that_it_does_not_tag_is_named(notebook: Make) -> None:
    reasons = list(tag_problems(notebook("T[F0.1]"), "00", STATEMENTS))
    assert reasons == ["the chapter does not tag E39, which statements.toml gives to it"]
    assert list(tag_problems(notebook("T[S05] [E39]"), "03", STATEMENTS)) == []
