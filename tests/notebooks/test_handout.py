from __future__ import annotations

from typing import Any

from mathlib.notebooks.handout import handouts


def test_everything_a_chapter_needs_is_handed_out_and_nothing_else(course: Any, link: Any) -> None:
    chapters = course.root / "chapters"
    (chapters / "statements.toml").write_text("not for the workspace")
    for name in ("01_second/data/deep.json", "01_second/.hidden", "01_second/__pycache__/x.pyc"):
        (chapters / name).parent.mkdir(exist_ok=True)
        (chapters / name).write_text("x")
    link(chapters / "01_second/link.csv", chapters / "statements.toml")
    assert [handout.name for handout in handouts(course.root)] == [
        "start.ipynb",
        "00_first/00_first.ipynb",
        "01_second/01_second.ipynb",
        "01_second/data/deep.json",
        "01_second/numbers.csv",
    ]


def test_the_source_digest_changes_with_the_chapter_alone(course: Any) -> None:
    before = {handout.name: handout.source for handout in handouts(course.root)}
    assert before == {handout.name: handout.source for handout in handouts(course.root)}
    assert len(set(before.values())) == len(before)
    (course.root / "chapters/01_second/numbers.csv").write_text("other")
    after = {handout.name: handout.source for handout in handouts(course.root)}
    assert {name for name in before if before[name] != after[name]} == {"01_second/numbers.csv"}
