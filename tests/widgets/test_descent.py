import io

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from mathlib.descent import Quadratic, gradient_descent
from mathlib.widgets import (
    NORM_CHOICES,
    descent_explorer,
    descent_frame,
    descent_frames,
    judge_border,
)
from mathlib.widgets.descent import MOST_ETA_L, REACH


def parts(widget):
    found = {}
    for child in widget.children:
        found.setdefault(type(child).__name__, []).append(child)
        if hasattr(child, "children"):
            for name, values in parts(child).items():
                found.setdefault(name, []).extend(values)
    return found


@pytest.mark.parametrize("norm", NORM_CHOICES)
@pytest.mark.parametrize(
    "state", [(-3.0, 0.5, 1.5), (REACH, REACH, MOST_ETA_L), (-REACH, REACH, 0)]
)
def test_a_frame_holds_picture_words_and_numbers(norm, state):
    first, second, eta_L = state
    frame = descent_frame(first, second, norm, eta_L)
    assert Image.open(io.BytesIO(frame.picture)).size == (468, 441)
    assert f"{frame.last_loss:.3g}" in frame.sentence and f"{frame.last_loss:.3g}" in frame.alt
    assert norm in frame.alt and len(frame.picture) < 45_000
    assert frame == descent_frame(first, second, norm, eta_L)
    if eta_L == 0:
        assert frame.last_loss == frame.first_loss and "stands still" in frame.alt


def test_the_numbers_are_those_of_descent():
    frame = descent_frame(-3.0, 0.5, "ℓ₂", 1.5)
    bowl = Quadratic([[3.0, 4.0], [4.0, 9.0]])
    run = gradient_descent(bowl, [-3.0, 0.5], 1.5 / 11)
    assert (frame.first_loss, frame.n_steps) == (bowl.loss([-3.0, 0.5]), 50)
    assert frame.last_loss == pytest.approx(run.losses[-1], rel=1e-9)


@pytest.mark.parametrize("norm", NORM_CHOICES)
def test_every_norm_descends_up_to_two_and_not_beyond(norm):
    for eta_L in (0.5, 1.0, 1.95):
        frame = descent_frame(-3.0, 0.5, norm, eta_L)
        assert frame.last_loss < 0.1 * frame.first_loss
    beyond = descent_frame(-3.0, 0.5, norm, MOST_ETA_L)
    assert norm == "ℓ₁" or ("runs away" in beyond.alt and beyond.last_loss > beyond.first_loss)


def test_the_norm_of_the_bowl_arrives_in_one_step():
    frame = descent_frame(-3.0, 0.5, "P = Q", 1.0)
    assert frame.n_steps == 1 and "after 1 step" in frame.sentence and "arrives" in frame.alt


@pytest.mark.parametrize("norm", NORM_CHOICES)
def test_a_start_at_the_minimum_has_no_direction(norm):
    frame = descent_frame(0.0, 0.0, norm, 1.0)
    assert frame.n_steps == 0 and "the gradient is zero" in frame.alt


def test_a_state_outside_the_sliders_is_refused():
    for state in (
        (3.1, 0, "ℓ₂", 1),
        (np.nan, 0, "ℓ₂", 1),
        (0, 1, "ℓ₂", 2.3),
        (0, 1, "ℓ₂", -0.1),
        (0, 1, "l2", 1),
    ):
        with pytest.raises(ValueError, match="expected"):
            descent_frame(*state)


def test_every_control_changes_the_picture():
    widget = descent_explorer()
    found = parts(widget)
    (buttons,), sliders = found["ToggleButtons"], found["FloatSlider"]
    picture, reading = found["HTML"][:2]
    assert isinstance(widget, ipywidgets.VBox) and len(sliders) == 3
    assert picture.value.startswith('<img src="data:image/png;base64,') and 'alt="' in picture.value
    seen = {picture.value}
    sliders[0].value = 2.0
    sliders_seen = [picture.value]
    sliders[1].value = -3.0
    sliders_seen.append(picture.value)
    sliders[2].value = MOST_ETA_L
    sliders_seen.append(picture.value)
    buttons.value = "ℓ∞"
    seen.update([*sliders_seen, picture.value])
    assert len(seen) == 5
    assert descent_frame(2.0, -3.0, "ℓ∞", MOST_ETA_L).sentence in reading.value
    assert 'role="status"' in reading.value


def test_an_error_in_a_redraw_is_not_swallowed(monkeypatch):
    widget = descent_explorer()
    monkeypatch.setattr("mathlib.widgets.descent.descent_frame", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        parts(widget)["FloatSlider"][0].value = 1.0


def test_the_question_has_the_answer_that_the_widget_shows():
    slider = parts(descent_explorer())["FloatSlider"][2]
    notches = np.round(np.arange(slider.min, slider.max + 1e-9, slider.step), 2)
    held = [e for e in notches[38:] if _holds(descent_frame(-3.0, 0.5, "ℓ₂", e))]
    assert max(held) == 2.0 and all(_holds(descent_frame(-3.0, 0.5, "ℓ₂", e)) for e in (0, 0.05, 1))
    assert judge_border("2").startswith("✓") and judge_border(" 2,00 ").startswith("✓")
    assert "not yet the border" in judge_border("1")
    assert "Go back" in judge_border("2.05") and "Go back" in judge_border("2.2")
    assert judge_border("1.95").startswith("✗ Not yet")
    for text in ("-2", "9", "nan"):
        assert "goes from 0 to 2.2" in judge_border(text)
    assert judge_border("two").startswith("Type one number")


def _holds(frame):
    return frame.last_loss <= frame.first_loss


def test_the_answer_is_judged_by_enter_and_by_the_button():
    found = parts(descent_explorer())
    (field,), (button,) = found["Text"], found["Button"]
    judgement = found["HTML"][-1]
    field.value = "1"
    assert "not yet the border" in judgement.value
    judgement.value = ""
    button.click()
    assert "not yet the border" in judgement.value
    field.value = "2"
    assert "✓" in judgement.value


def test_the_frames_show_every_norm_and_both_sides_of_the_border():
    shown = descent_frames()
    assert len({frame.picture for frame in shown}) == len(shown) == 8
    for norm in NORM_CHOICES:
        assert any(f"norm {norm} with ηL = 1.00" in frame.alt for frame in shown)
    assert "runs away" in shown[-1].alt and "runs away" not in shown[-2].alt
