import io

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from mathlib.plots import FUNCTION_CHOICES
from mathlib.widgets import (
    GAPS,
    eigen_pair_explorer,
    judge_settling,
    pair_frame,
    pair_frames,
)
from mathlib.widgets.eigen_pair import HIGHEST_KINK, LOWEST_KINK


@pytest.fixture
def without_pictures(monkeypatch):
    """Drawing takes most of a frame's time; what follows from the numbers needs no picture."""
    monkeypatch.setattr("mathlib.widgets.eigen_pair.png", lambda figure: b"")


def parts(widget):
    found = {}
    for child in widget.children:
        found.setdefault(type(child).__name__, []).append(child)
        if hasattr(child, "children"):
            for name, values in parts(child).items():
                found.setdefault(name, []).extend(values)
    return found


@pytest.mark.parametrize(
    ("function", "gap", "kink", "precision"),
    [
        ("log", 1e-2, 1.0, "float64"),
        ("exp", 0.0, LOWEST_KINK, "float32"),
        ("sqrt", 1.0, HIGHEST_KINK, "float64"),
        ("ReEig", 0.0, HIGHEST_KINK, "float64"),
        ("ReEig", 1e-15, LOWEST_KINK, "float32"),
    ],
)
def test_a_frame_holds_picture_words_and_numbers(function, gap, kink, precision):
    frame = pair_frame(function, gap, kink, precision)
    assert Image.open(io.BytesIO(frame.picture)).size == (954, 297)
    assert len(frame.picture) < 45_000 and f"{frame.loewner:.3f}" in frame.sentence
    assert function in frame.alt and precision in frame.alt
    assert frame.errors[2] < (1e-14 if precision == "float64" else 1e-5)
    assert np.isnan(frame.errors[0]) == (gap in (0, 1e-15))  # float32 cannot hold 1e-15
    if gap == 0:
        assert np.isinf(frame.ionescu)
        assert "K has no value" in frame.sentence and "Ionescu NaN" in frame.sentence
    else:
        assert frame.ionescu == pytest.approx(1 / gap, rel=0.2)


def test_a_frame_depends_on_nothing_but_its_arguments():
    first, second = (pair_frame("ReEig", 1e-3, 1.7) for _ in range(2))
    assert (first.picture, first.sentence, first.alt) == (
        second.picture,
        second.sentence,
        second.alt,
    )
    assert first.loewner == pytest.approx(0.5)
    assert pair_frame("log", 1e-3, 0.5).sentence == pair_frame("log", 1e-3, 2.0).sentence


def test_a_gap_that_float32_cannot_hold_is_gap_zero(without_pictures):
    held, lost = (pair_frame("log", gap, precision="float32") for gap in (1e-6, 1e-12))
    assert held.errors[0] > 1e-3 and np.isnan(lost.errors[0])


def test_a_state_outside_the_sliders_is_refused():
    for state in (("log", 2.0, 1.0), ("log", -0.1, 1.0), ("tan", 0.1, 1.0), ("ReEig", 0.1, 0.1)):
        with pytest.raises(ValueError, match="expected"):
            pair_frame(*state)
    with pytest.raises(ValueError, match="expected"):
        pair_frame("log", 0.1, 1.0, "float16")


def test_every_control_changes_the_picture():
    widget = eigen_pair_explorer()
    found = parts(widget)
    function, precision = found["ToggleButtons"]
    (gap,), (kink,) = found["SelectionSlider"], found["FloatSlider"]
    picture, reading = found["HTML"][:2]
    assert isinstance(widget, ipywidgets.VBox) and kink.disabled
    assert picture.value.startswith('<img src="data:image/png;base64,') and 'alt="' in picture.value
    seen = [picture.value]
    gap.value = GAPS["10⁻⁶"]
    seen.append(picture.value)
    function.value = "ReEig"
    seen.append(picture.value)
    assert not kink.disabled
    kink.value = 1.7
    seen.append(picture.value)
    precision.value = "float32"
    seen.append(picture.value)
    assert len(set(seen)) == 5
    assert pair_frame("ReEig", 1e-6, 1.7, "float32").sentence in reading.value
    assert 'role="status"' in reading.value


def test_the_notches_go_from_one_to_zero():
    values = list(GAPS.values())
    assert values[0] == 1 and values[-1] == 0 and values == sorted(values, reverse=True)
    assert len(values) == 17 and GAPS["10⁻¹⁵"] == 1e-15


def test_an_error_in_a_redraw_is_not_swallowed(monkeypatch, without_pictures):
    widget = eigen_pair_explorer()
    monkeypatch.setattr("mathlib.widgets.eigen_pair.pair_frame", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        parts(widget)["SelectionSlider"][0].value = 1.0


def test_the_question_has_the_answer_that_the_widget_shows(without_pictures):
    shown = f"{pair_frame('sqrt', 0.0).loewner:.3f}"
    assert shown == "0.383" and judge_settling(shown).startswith("✓")
    assert judge_settling(" 0,383 ").startswith("✓") and judge_settling("0.3835").startswith("✓")
    assert "fears the division" in judge_settling("0")
    assert "Two roots add up" in judge_settling("0.767")
    assert "Choose sqrt" in judge_settling("0.588")
    assert judge_settling("0.38").startswith("✗ Not yet")
    assert judge_settling("zero").startswith("Type one number")


def test_the_answer_is_judged_by_enter_and_by_the_button(without_pictures):
    found = parts(eigen_pair_explorer())
    (field,), (button,) = found["Text"], found["Button"]
    judgement = found["HTML"][-1]
    field.value = "0.588"
    assert "Choose sqrt" in judgement.value
    judgement.value = ""
    button.click()
    assert "Choose sqrt" in judgement.value
    field.value = "0.383"
    assert "✓" in judgement.value


def test_the_frames_show_the_gap_closing_and_every_function(without_pictures):
    shown = pair_frames()
    assert len({frame.alt for frame in shown}) == len(shown) == 7
    for function in FUNCTION_CHOICES:
        assert any(f"matrix of {function}" in frame.alt for frame in shown)
