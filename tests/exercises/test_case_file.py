"""The case file: what was found, with evidence, and how it was found."""

import importlib

import pytest

from mathlib.exercises import case_file, find_line, registry
from mathlib.exercises.store import MemoryStore

CHAPTERS_00_TO_02 = 11  # hunts


@pytest.fixture(autouse=True)
def three_chapters(monkeypatch):
    """The course as it is with three chapters, so that no count moves with the next one."""
    module = importlib.import_module("mathlib.exercises.case_file")
    monkeypatch.setattr(module, "PUBLISHED", ("00", "01", "02"))


@pytest.fixture
def store():
    return MemoryStore()


def test_empty_file_points_to_the_first_hunt(store):
    text = repr(case_file(store=store))
    assert "no evidence yet" in text
    assert not any(character.isdigit() for character in text.replace("E08", ""))
    assert f'`find_line("{next(registry.all_hunts()).tag}")`' in text


def test_looking_at_the_lines_is_no_evidence(store):
    find_line("E02", store=store)
    find_line("E02", guess=17, store=store)
    assert "no evidence yet" in repr(case_file(store=store))


def test_rows_hold_place_printed_right_evidence_and_how(store):
    find_line("E02", guess=3, store=store)
    find_line("E09", guess=1, store=store)
    find_line("E05", guess=1, store=store)
    panel = case_file(store=store)
    assert f"3 of {CHAPTERS_00_TO_02} broken lines, 2 found at the first guess" in repr(panel)
    rows = {row[0]: row for row in panel.table[1:]}
    assert list(rows) == ["E09", "E02", "E05"]  # in the order of the course
    _, where, printed, right, numbers, you = rows["E02"]
    assert "Theorem 2.1" in where and where.endswith("line 3")
    assert "Tr" in printed and "dD^*" in right
    assert "Ratio 3.000, and N = 3" in numbers
    assert you == "✓ first guess"
    assert rows["E09"][-1] == "○ guessed line 1"
    assert rows["E05"][-2] == "words only"
    assert panel._repr_html_().count("<tr>") == 4


def test_it_survives_in_the_workspace(workspace):
    find_line("E02", guess=3)
    assert (workspace / ".course" / "progress.json").exists()
    assert f"1 of {CHAPTERS_00_TO_02} broken lines" in repr(case_file())


def test_outside_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    find_line("E02", guess=3)
    assert list(tmp_path.iterdir()) == []
