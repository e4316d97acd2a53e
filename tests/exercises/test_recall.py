"""Recall items: three from earlier chapters, missed ones first, the numbers decide."""

import dataclasses
import json
import math

import numpy as np
import pytest

from mathlib.exercises import check, find_line, predict, recall, registry, reveal
from mathlib.exercises.recall import RecallError
from mathlib.exercises.recall_choice import COUNT, choose, in_turn, slot
from mathlib.exercises.recall_item import RecallItem
from mathlib.exercises.store import MemoryStore, Record

CHAPTERS = [c for c in registry.chapter_names() if registry.recall_items(c)]
ALL = [(c, item) for c in CHAPTERS for item in registry.recall_items(c)]
HOME = {item.slug: chapter for chapter, item in ALL}
LATER = ("01", "02", "03", "05", "11")


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture(params=ALL, ids=[item.slug for _, item in ALL])
def asked(request):
    return request.param


def item_of(slug):
    return next(item for _, item in ALL if item.slug == slug)


def a_right_answer(item):
    value, true = item.outcome()
    return true if item.options else value


def a_wrong_answer(item):
    value, true = item.outcome()
    if item.options:
        return next(name for name in item.options if name != true)
    return 1.5 * value + 1


def flat(shown):
    return " ".join(repr(shown).split())


# The registered items


def test_first_three_chapters_have_four_to_seven():
    for chapter in ("00", "01", "02"):
        assert 4 <= len(registry.recall_items(chapter)) <= 7


def test_slugs_are_used_once():
    assert len(HOME) == len(ALL)


def test_the_right_answer_is_computed(asked):
    """Another measurement makes another answer right, so nothing is typed."""
    item = asked[1]
    value, true = item.outcome()
    assert item.measure() == value
    assert item.is_right(item.read(a_right_answer(item)))
    assert not item.is_right(item.read(a_wrong_answer(item)))
    if item.options:
        assert [name for name, holds in item.options.items() if holds(value)] == [true]
    else:
        moved = dataclasses.replace(item, measure=lambda: 2 * value + 1)
        assert not moved.is_right(value)
        assert moved.is_right(2 * value + 1)


def test_what_is_shown_agrees_with_the_measurement(asked):
    item = asked[1]
    value, _ = item.outcome()
    shown = item.shown.format(value=value)
    assert any(f"{value:.{digits}f}" in shown for digits in range(4)), shown
    assert "{" not in shown


def test_the_right_option_is_not_found_by_its_place():
    chosen = [item for _, item in ALL if item.options]
    places = {list(item.options).index(item.outcome()[1]) for item in chosen}
    assert places == {0, 1, 2} or len(places) > 1


def test_an_item_belongs_to_what_its_chapter_asks(asked):
    chapter, item = asked
    known = {entry.exercise.slug for entry in registry.chapter_entries(chapter)}
    known |= {f"prediction:{p.slug}" for p in registry.predictions(chapter)}
    known |= {f"hunt:{h.tag}" for h in registry.hunts(chapter)}
    assert set(item.about) <= known


# Which three


@pytest.mark.parametrize("chapter", LATER)
def test_three_come_from_earlier_chapters_only(chapter):
    items = choose(chapter, {})
    assert len({item.slug for item in items}) == COUNT
    assert all(HOME[item.slug] < chapter for item in items)


def test_without_progress_the_three_are_always_the_same():
    for chapter in LATER:
        assert choose(chapter, {}) == choose(chapter, {})
        assert repr(recall(chapter, store=MemoryStore())) == repr(
            recall(chapter, store=MemoryStore())
        )


def test_chapters_take_turns_the_nearest_first():
    homes = [HOME[item.slug] for item in in_turn("03")]
    assert homes[:3] == ["02", "01", "00"]
    slugs = [item.slug for chapter in ("01", "02", "03") for item in choose(chapter, {})]
    assert len(set(slugs)) == len(slugs)


def test_what_was_missed_comes_first(asked):
    chapter, item = asked
    later = f"{int(chapter) + 1:02d}"
    for name in item.about:
        for missed in (Record(status="wrong"), Record(status="right", mistakes={"sign": 2})):
            assert item in choose(later, {name: missed})[:2] or _shared(item, name)
    assert choose(later, {slot(item): Record(status="not recalled")})[0] == item


def _shared(item, name):
    """Whether more items belong to the same exercise, so that another one may come first."""
    return sum(name in other.about for _, other in ALL) > 2


def test_right_answers_are_no_misses():
    done = {
        "central-quotient": Record(status="right"),
        "prediction:best-step-in-a-valley": Record(status="as predicted", choice="four fifths"),
        "hunt:E09": Record(status="found", choice="4"),
    }
    assert choose("02", done) == choose("02", {})


def test_a_wrong_check_a_wrong_prediction_and_a_wrong_guess_are_found(workspace):
    before = {item.slug for item in choose("02", {})}
    wanted = {
        "coordinate-of-the-diamond",
        "length-at-another-multiplier",
        "backward-through-a-sum",
    }
    assert wanted.isdisjoint(before)
    number = next(
        f"01.{i}"
        for i, p in enumerate(registry.predictions("01"), 1)
        if p.slug == "steepest-under-the-one-norm"
    )
    predict(number, "all three")
    reveal(number)
    find_line("E09", guess=1)
    check("cumulative-sum-vjp", lambda G, x: np.cumsum(G))
    text = flat(recall("02"))
    assert all(item_of(slug).question in text for slug in wanted)


def test_what_was_recalled_comes_last():
    first = choose("02", {})[0]
    again = choose("02", {slot(first): Record(status="recalled")})
    assert first not in again


def test_the_three_of_a_chapter_stay_when_more_is_missed(workspace):
    before = repr(recall("02"))
    find_line("E09", guess=1)
    assert repr(recall("02")) == before


def test_an_item_that_was_withdrawn_makes_room_for_another(store):
    store.records["recall-of:02"] = Record(choice="gone left-by-the-best-step")
    assert len(recall("02", store=store).panels) == COUNT


# Answers


def test_each_item_can_be_answered_right_and_wrong(asked):
    chapter, item = asked
    later = f"{int(chapter) + 1:02d}"
    for answer, words in ((a_right_answer(item), "So it is."), (a_wrong_answer(item), "numbers")):
        store = MemoryStore()
        store.records[slot(item)] = Record(status="not recalled")  # so that it comes first
        text = flat(recall(later, answer, store=store).panels[0])
        assert words in text and " ".join(item.why.split()) in text
        record = store.read()[slot(item)]
        assert record.status == ("recalled" if words == "So it is." else "not recalled")


def test_a_letter_or_capital_letters_name_an_option():
    item = item_of("slope-with-one-wrong-entry")
    assert item.read("B") == item.read(" Slope  1 ") == "slope 1"
    assert item.read("d") is None and item.read(1) is None


def test_a_number_may_be_written_as_text():
    item = item_of("change-of-an-inverse")
    assert item.is_right(item.read("−0,1")) and item.is_right(item.read(-0.1001))
    assert [item.read(x) for x in ("a lot", "nan", True, float("inf"))] == [None] * 4


def test_unanswered_is_fine_and_tells_no_answer(store):
    for answers in ((), (..., ...), (None, ..., ...)):
        shown = recall("01", *answers, store=store)
        assert len(shown.panels) == COUNT
        for panel, item in zip(shown.panels, choose("01", {})):
            assert "Measured" not in repr(panel) and item.why not in flat(panel)
            assert "<details" in panel._repr_html_()
    assert set(store.read()) == {"recall-of:01"}


def test_an_answer_that_cannot_be_read_keeps_nothing(store):
    text = flat(recall("01", "much", 17, store=store))
    assert '"much" is no number' in text and '"17" is none of the options' in text
    assert set(store.read()) == {"recall-of:01"}


def test_the_first_answer_is_kept_and_a_later_chapter_may_mend_it(store):
    item = choose("01", {})[0]
    recall("01", a_wrong_answer(item), store=store)
    assert "So it is" in repr(recall("01", a_right_answer(item), store=store))
    assert store.read()[slot(item)].status == "not recalled"
    assert recall("02", store=store).panels[0].paragraphs[0] == item.question
    recall("02", a_right_answer(item), store=store)
    assert store.read()[slot(item)].status == "recalled"


def test_answers_live_in_progress_and_are_not_scored(workspace):
    from mathlib.exercises import progress

    before = repr(progress())
    recall("01", a_wrong_answer(choose("01", {})[0]))
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    assert saved["exercises"][slot(choose("01", {})[0])]["status"] == "not recalled"
    assert repr(progress()) == before


def test_nothing_is_written_outside_a_workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recall("01", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("00",), "Nothing comes before"),
        (("first",), "Nothing comes before"),
        (("01", 1, 2, 3, 4), "There are 3 questions; got 4 answers"),
    ],
)
def test_misuse_is_one_sentence(call, said, store):
    with pytest.raises(RecallError, match=said) as told:
        recall(*call, store=store)
    assert told.value._render_traceback_() == [str(told.value)]


# Records that could not be asked


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Not a slug"),
        ("options", {"one": bool}),
        ("shown", "no number"),
        ("about", ()),
        ("about", ("prediction: spaces",)),
        ("about", ("hunt:9",)),
    ],
)
def test_a_record_that_could_not_be_asked_is_refused(field, value):
    with pytest.raises(ValueError, match=r"slug|options|value|belongs"):
        dataclasses.replace(ALL[0][1], **{field: value})


@pytest.mark.parametrize(
    ("options", "value", "said"),
    [
        ({"a": lambda v: v > 0, "b": lambda v: v > 1}, 2.0, "2 options hold"),
        ({"a": lambda v: v > 0, "b": lambda v: v > 1}, -1.0, "0 options hold"),
        ({}, math.nan, "expected a number"),
    ],
)
def test_a_measurement_that_decides_nothing_is_refused(options, value, said):
    item = RecallItem(
        slug="broken",
        question="?",
        measure=lambda: value,
        shown="{value}",
        why="",
        about=("central-quotient",),
        options=options,
    )
    with pytest.raises(ValueError, match=said):
        item.outcome()
