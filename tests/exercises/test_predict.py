"""Predictions: an option is kept, the measurement decides, nothing is scored, nothing raises."""

import dataclasses
import json

import pytest

from mathlib.exercises import progress, registry
from mathlib.exercises.predict import UnknownPredictionError, predict, reveal
from mathlib.exercises.prediction import Prediction
from mathlib.exercises.store import MemoryStore, open_store

CHAPTERS = [c for c in registry.chapter_names() if registry.predictions(c)]
ALL = [(f"{c}.{i}", p) for c in CHAPTERS for i, p in enumerate(registry.predictions(c), 1)]


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture(params=ALL, ids=[p.slug for _, p in ALL])
def asked(request):
    return request.param


CORNER = next(n for n, p in ALL if p.slug == "steepest-under-the-one-norm")


def options(number):
    prediction = dict(ALL)[number]
    true = prediction.outcome()[1]
    return true, next(o for o in prediction.options if o != true)


def test_chapters_01_and_02_have_three_to_five():
    for chapter in ("01", "02"):
        assert 3 <= len(registry.predictions(chapter)) <= 5


def test_slugs_are_used_once():
    slugs = [p.slug for _, p in ALL]
    assert len(set(slugs)) == len(slugs)


def test_exactly_one_option_holds_and_not_always_the_same_place(asked):
    prediction = asked[1]
    value, true = prediction.outcome()
    assert [o for o, holds in prediction.options.items() if holds(value)] == [true]
    assert prediction.measure() == value  # the same number each time


def test_the_right_option_is_not_found_by_its_place():
    places = {list(p.options).index(p.outcome()[1]) for _, p in ALL}
    assert places == {0, 1, 2}


def test_every_option_can_be_chosen_and_revealed(asked, store):
    number, prediction = asked
    _, true = prediction.outcome()
    for option in prediction.options:
        store = MemoryStore()
        assert f'Noted: "{option}"' in repr(predict(number, option.upper(), store=store))
        shown = repr(reveal(number, store=store))
        assert f'Yours: "{option}"' in " ".join(shown.split())
        assert prediction.why.split()[0] in shown
        record = store.read()[f"prediction:{prediction.slug}"]
        assert record.mistakes == ({} if option == true else {option: 1})


def test_numbers_are_read_loosely(store):
    assert f"Prediction {CORNER}" in repr(predict(f" {CORNER.lstrip('0')}", store=store))


@pytest.mark.parametrize("number", ["01.99", "01.0", "98.1", "steepest", "", "00.1"])
def test_unknown_number_is_one_sentence(number, store):
    for call in (predict, reveal):
        with pytest.raises(UnknownPredictionError) as told:
            call(number, store=store)
        assert told.value._render_traceback_() == [str(told.value)]


def test_unknown_number_names_the_range(store):
    with pytest.raises(UnknownPredictionError, match=r"chapter 02 has 02\.1 to 02\.5"):
        predict("02.9", store=store)


@pytest.mark.parametrize("nothing", [None, ..., "", "  "])
def test_without_an_option_the_options_are_listed_and_nothing_is_kept(nothing, store):
    text = repr(predict(CORNER, nothing, store=store))
    assert '"one" · "two" · "all three"' in text
    assert store.read() == {}


def test_misspelt_option_is_answered_with_the_nearest_and_all(store):
    text = repr(predict(CORNER, "al three", store=store))
    assert 'Did you mean "all three"?' in text
    assert '"one"' in text
    assert store.read() == {}
    assert "Did you mean" not in repr(predict(CORNER, 17, store=store))


def test_reveal_without_a_prediction_says_so_and_shows_the_value(store):
    text = repr(reveal(CORNER, store=store))
    assert "No prediction." in text
    assert "coordinates that move: 1" in text
    assert store.read() == {}


def test_a_prediction_changes_until_it_is_revealed_and_then_stands(store):
    true, false = options(CORNER)
    predict(CORNER, true, store=store)
    predict(CORNER, false, store=store)
    assert f'Yours: "{false}"' in repr(reveal(CORNER, store=store))
    assert f'first prediction stands: "{false}"' in " ".join(
        repr(predict(CORNER, true, store=store)).split()
    )
    assert f'Yours: "{false}"' in repr(reveal(CORNER, store=store))
    assert store.read()["prediction:steepest-under-the-one-norm"].mistakes == {false: 1}


def test_a_miss_is_kept_in_the_workspace_for_later_recall(workspace):
    _, false = options(CORNER)
    predict(CORNER, false)
    reveal(CORNER)
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    record = saved["exercises"]["prediction:steepest-under-the-one-norm"]
    assert record["choice"] == false
    assert record["status"] == "not as predicted"
    assert record["mistakes"] == {false: 1}
    again, _ = open_store(workspace, MemoryStore())
    assert f'Yours: "{false}"' in repr(reveal(CORNER, store=again))


def test_a_prediction_is_never_scored(workspace):
    before = repr(progress())
    predict(CORNER, "one")
    reveal(CORNER)
    assert repr(progress()) == before


def test_html_says_the_same(store):
    panel = predict(CORNER, "two", store=store)
    assert "Noted: " in panel._repr_html_()
    assert "&quot;two&quot;" in panel._repr_html_()


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "Not a slug"), ("options", {"one": bool}), ("shown", "no number")],
)
def test_a_record_that_could_not_be_asked_is_refused(field, value):
    with pytest.raises(ValueError, match=r"slug|options|value"):
        dataclasses.replace(ALL[0][1], **{field: value})


def test_a_measurement_that_decides_nothing_is_refused():
    prediction = Prediction(
        slug="both",
        question="?",
        options={"a": lambda v: v > 0, "b": lambda v: v > 1},
        measure=lambda: 2.0,
        shown="{value}",
        why="",
    )
    with pytest.raises(ValueError, match="2 options hold"):
        prediction.outcome()
