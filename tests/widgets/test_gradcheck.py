import io
import time

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from mathlib.plots import BUGS, bug_errors
from mathlib.widgets import bug_frame, bug_selector, frames, judge_answer
from mathlib.widgets.gradcheck import LOG10_STEPS


def parts(widget):
    found = {}
    for child in widget.children:
        found.setdefault(type(child).__name__, []).append(child)
        if hasattr(child, "children"):
            for name, values in parts(child).items():
                found.setdefault(name, []).extend(values)
    return found


@pytest.mark.parametrize("bug", BUGS)
@pytest.mark.parametrize("log10_step", [*LOG10_STEPS, -5.0])
def test_a_frame_holds_picture_words_and_the_error(bug, log10_step):
    frame = bug_frame(bug, log10_step)
    data = bug_errors(bug, np.array([10.0**log10_step]))
    assert frame.error == pytest.approx(float(data.errors[0]), rel=1e-6)
    assert f"{frame.error:.3g}" in frame.sentence and f"{frame.error:.3g}" in frame.alt
    assert Image.open(io.BytesIO(frame.picture)).size == (576, 333)
    assert frame == bug_frame(bug, log10_step)


def test_a_state_outside_the_slider_is_refused():
    for state in (("none", 0.1), ("none", -14.1), ("none", np.nan), ("typo", -5.0)):
        with pytest.raises(ValueError, match="expected"):
            bug_frame(*state)


def test_slider_and_buttons_change_picture_and_number():
    widget = bug_selector()
    found = parts(widget)
    (buttons,), (slider,) = found["ToggleButtons"], found["FloatSlider"]
    picture, reading = found["HTML"][:2]
    assert picture.value.startswith('<img src="data:image/png;base64,') and 'alt="' in picture.value
    seen = {picture.value}
    for value in LOG10_STEPS:
        slider.value = value
        seen.add(picture.value)
        assert bug_frame("none", value).sentence in reading.value
    for bug in BUGS[1:]:
        buttons.value = bug
        seen.add(picture.value)
        assert bug_frame(bug, 0.0).sentence in reading.value
    assert len(seen) == 3 + 4


def test_an_error_in_a_redraw_is_not_swallowed(monkeypatch):
    widget = bug_selector()
    monkeypatch.setattr("mathlib.widgets.gradcheck.bug_frame", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        parts(widget)["FloatSlider"][0].value = -3.0


def test_a_redraw_is_quick():
    slider = parts(bug_selector())["FloatSlider"][0]
    times = []
    for value in np.linspace(-14, 0, 9):
        start = time.perf_counter()
        slider.value = value
        times.append(time.perf_counter() - start)
    assert np.median(times) < 0.6  # a guard against a tenfold slip; about 0.07 s on two cores


def test_the_question_asks_for_what_the_plateau_says():
    assert 1 + bug_errors("sum for mean").plateau == pytest.approx(8)
    assert judge_answer("8").startswith("✓") and judge_answer(" 8,0 ").startswith("✓")
    assert "|1 − B|" in judge_answer("7")
    assert judge_answer("3").startswith("✗ Not yet")
    for text in ("", "eight", "nan nan"):
        assert judge_answer(text).startswith("Type one number")


def test_the_answer_is_judged_by_enter_and_by_the_button():
    widget = bug_selector()
    found = parts(widget)
    (field,), (button,) = found["Text"], found["Button"]
    judgement = found["HTML"][-1]
    field.value = "7"
    assert "|1 − B|" in judgement.value
    judgement.value = ""
    button.click()
    assert "|1 − B|" in judgement.value
    field.value = "8"
    assert "✓" in judgement.value and isinstance(widget, ipywidgets.VBox)


def test_the_frames_show_every_bug():
    shown = frames()
    assert len(shown) == 7 and len({frame.picture for frame in shown}) == 7
    for bug in BUGS[1:]:
        assert sum(f"'{bug}'" in frame.alt for frame in shown) == 1
    assert all(len(frame.picture) < 45_000 for frame in shown)
