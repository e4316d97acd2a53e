"""Hunts: the numbers find the line that is declared broken, and the guess is compared with it."""

import dataclasses
import re

import numpy as np
import pytest

from mathlib.exercises import registry
from mathlib.exercises.find_line import UnknownHuntError, find, find_line
from mathlib.exercises.hunt import DRAWS, Hunt, Line
from mathlib.exercises.store import MemoryStore

HUNTS = list(registry.all_hunts())
WORDS = {"E05"}


@pytest.fixture(params=HUNTS, ids=[h.tag for h in HUNTS])
def hunt(request):
    return request.param


@pytest.fixture
def store():
    return MemoryStore()


def flat(panel):
    return " ".join(repr(panel).split())


def test_tags_are_those_of_the_chapters():
    tags = {
        chapter: [h.tag for h in HUNTS if h in registry.hunts(chapter)] for chapter in ("01", "02")
    }
    assert sorted(tags["01"]) == ["E08", "E09", "E10", "E11"]
    assert sorted(tags["02"]) == [f"E{i:02d}" for i in range(1, 8)]


def test_numbers_name_the_declared_line(hunt):
    found = hunt.first_broken()
    if hunt.tag in WORDS:
        assert found is None
        assert all(line.left is None for line in hunt.lines)
        return
    number, inputs, measured = found
    assert number == hunt.broken
    assert set(inputs) == set(hunt.inputs()[0])
    assert not measured.holds


def test_a_line_that_holds_is_tested_by_more_than_constants(hunt):
    """Each computed side moves with the inputs, or is a printed constant on one side only."""
    draws = hunt.inputs()
    for line in hunt.lines:
        if line.left is None:
            continue
        values = [hunt.measure(line, inputs) for inputs in draws]
        sides = [(v.left, v.right) for v in values]
        assert any(len({np.asarray(s[k]).tobytes() for s in sides}) > 1 for k in (0, 1)), line.tex


def test_the_same_numbers_at_every_call(hunt):
    for one, two in zip(hunt.inputs(), hunt.inputs(), strict=True):
        assert one.keys() == two.keys()
        for name in one:
            assert np.array_equal(one[name], two[name])


def test_lines_are_shown_without_an_answer(hunt, store):
    for guess in (None, ...):
        text = flat(find_line(hunt.tag, guess, store=store))
        for line in hunt.lines:
            assert " ".join(line.tex.split()) in text
        assert "first that does not hold?" in text
        assert hunt.why[:40] not in text
    assert store.read() == {}


@pytest.mark.parametrize("guess", [0, 99, -1, "2", 1.0, True])
def test_a_guess_that_is_no_line_is_not_kept(guess, store):
    assert "Nothing is noted" in flat(find_line("E02", guess, store=store))
    assert store.read() == {}


def test_every_guess_gets_the_line_the_question_and_the_explanation(hunt):
    for guess in range(1, len(hunt.lines) + 1):
        store = MemoryStore()
        panel = find_line(hunt.tag, guess, store=store)
        text = flat(panel)
        assert f"You said {guess}. {' '.join(hunt.think.split())}" in text
        assert " ".join(hunt.why.split()) in text
        assert panel.sign == ("✓" if guess == hunt.broken else "○")
        record = store.read()[f"hunt:{hunt.tag}"]
        assert record.choice == str(guess)
        assert record.status == ("found" if guess == hunt.broken else "shown")


def test_evidence_of_the_determinant():
    text = flat(find_line("E02", guess=2, store=MemoryStore()))
    assert f"Lines 1 and 2 hold at {DRAWS} random inputs. Line 3 is the first" in text
    numbers = re.search(r"left ([\d.]+), right ([\d.]+)\. Ratio ([\d.]+),", text)
    left, right, ratio = map(float, numbers.groups())
    assert left / right == pytest.approx(3, abs=2e-3)
    assert ratio == 3.0
    assert "and N = 3" in text


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("E10", "left 0/0 (not a number), right 1.000, and ‖∇f‖ = 0."),
        ("E07", "an array 2×3, the right side is an array 2×3×2×3."),
        ("E04", "right 0.000."),
        ("E05", "No number can show it: the slip is in the words."),
        ("E08", "Ratio −1.000, and α = −"),
        ("E03", "Ratio −1.000."),
    ],
)
def test_evidence_of_special_kinds(tag, said):
    assert said in flat(find_line(tag, guess=1, store=MemoryStore()))


def test_bimap_fails_by_the_skew_part_of_G_alone():
    hunt = find("h10")
    draws = hunt.inputs()
    held = [[hunt.measure(line, inputs).holds for line in hunt.lines[:5]] for inputs in draws]
    silent = [np.allclose(inputs["G"], inputs["G"].T) for inputs in draws]
    assert silent == [True, True, False, False, False]
    assert held == [[True, True, True, quiet, True] for quiet in silent]
    text = flat(find_line("H10", guess=4, store=MemoryStore()))
    numbers = re.search(
        r"left (−?[\d.]+), right (−?[\d.]+)\. Ratio .* left is .* = (−?\d+\.\d+)\.", text
    )
    left, right, excess = (float(x.replace("−", "-")) for x in numbers.groups())
    assert right - left == pytest.approx(excess, abs=2e-3)
    assert abs(excess) > 0.1


def test_the_first_guess_is_kept(store):
    find_line("E02", guess=1, store=store)
    text = flat(find_line("E02", guess=3, store=store))
    assert "You said 3; your first guess was 1." in text
    assert store.read()["hunt:E02"].status == "shown"


@pytest.mark.parametrize("tag", ["e2", "E2", " E02 ", "e02"])
def test_tag_is_read_loosely(tag):
    assert find(tag).tag == "E02"


@pytest.mark.parametrize("tag", ["E99", "", "the second", None, 2])
def test_unknown_tag_is_one_sentence(tag):
    with pytest.raises(UnknownHuntError, match="There is no hunt") as told:
        find_line(tag)
    assert told.value._render_traceback_() == [str(told.value)]


def test_tex_is_closed_and_html_escapes(hunt):
    for text in (*(line.tex for line in hunt.lines), hunt.printed, hunt.right):
        assert text.count("$") % 2 == 0
        assert text.count("{") == text.count("}")
        assert "<" not in text
    assert "<script" not in find_line(hunt.tag)._repr_html_()


def test_a_broken_line_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="line 9 of 4 lines"):
        dataclasses.replace(find("E02"), broken=9)


def test_shapes_are_compared_before_values():
    """A column against a row would broadcast to a square, and equal numbers would hide it."""
    hunt = dataclasses.replace(
        find("E02"),
        lines=(Line("x", lambda D, dD: np.ones((3, 1)), lambda D, dD: np.ones(3)),),
        broken=1,
    )
    assert isinstance(hunt, Hunt)
    assert hunt.first_broken()[0] == 1


def test_after_a_guess_the_lines_stand_there_still_with_what_the_numbers_said(hunt, store):
    rows = find_line(hunt.tag, guess=1, store=store).table[1:]
    assert [row[1] for row in rows] == [line.tex for line in hunt.lines]
    said = [row[2] for row in rows]
    assert said[hunt.broken - 1] == "✗ does not hold"
    assert said[hunt.broken :] == [""] * (len(rows) - hunt.broken)
    for line, words in zip(hunt.lines[: hunt.broken - 1], said):
        assert words == ("nothing to compute" if line.left is None else f"holds at {DRAWS} inputs")
