import io

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from mathlib.eeg import Trials
from mathlib.widgets import cone_frame, cone_frames, judge_wrong_side, spd_cone_explorer
from mathlib.widgets.spd_cone import ASKED_FLOOR, HIGHEST_ANGLE, HIGHEST_FLOOR, LOWEST_ANGLE


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(2)
    labels = np.arange(20) % 2
    # apart in C3 against C4, with an overlap; the floor of the question takes a part of it away
    power = np.stack([np.exp(0.5 * (1 - 2 * labels)), np.ones(20), np.exp(0.5 * labels)], axis=1)
    power *= np.exp(0.4 * rng.normal(size=power.shape))
    signals = np.sqrt(power)[:, :, None] * rng.normal(size=(20, 3, 80))
    return Trials(
        signals=signals,
        labels=labels,
        class_names=("left", "right"),
        runs=np.ones(20, dtype=int),
        channels=("C3", "Cz", "C4"),
        positions=np.zeros((3, 3)),
        sampling_rate=160.0,
        name="made up",
        simulated=True,
        licence="",
        citation="",
    )


@pytest.fixture(scope="module")
def C(trials):
    return np.stack([np.cov(signal) for signal in trials.signals])


def parts(widget):
    found = {}
    for child in widget.children:
        found.setdefault(type(child).__name__, []).append(child)
        if hasattr(child, "children"):
            for name, values in parts(child).items():
                found.setdefault(name, []).extend(values)
    return found


@pytest.mark.parametrize(
    ("angle", "floor", "morph"),
    [(0.0, 0.0, 0.0), (LOWEST_ANGLE, HIGHEST_FLOOR, 1.0), (HIGHEST_ANGLE, 0.0, 0.5)],
)
def test_a_frame_holds_picture_words_and_numbers(trials, C, angle, floor, morph):
    frame = cone_frame(trials, C, angle, floor, morph)
    assert Image.open(io.BytesIO(frame.picture)).size == (414, 396)
    assert len(frame.picture) < 60_000 and "no person was recorded" in frame.alt
    assert f"{frame.wrong} of 20 trials" in frame.sentence and frame.sentence in frame.alt
    assert frame.clamped > 0 if floor else frame.clamped == 0


def test_a_frame_depends_on_nothing_but_its_arguments(trials, C):
    first, second = (cone_frame(trials, C, 30.0, 0.5, 0.3) for _ in range(2))
    assert first == second


def test_a_state_outside_the_sliders_is_refused(trials, C):
    for state in ((91.0, 0.0, 0.0), (0.0, -0.1, 0.0), (0.0, 2.1, 0.0), (0.0, 0.0, 1.2)):
        with pytest.raises(ValueError, match="expected"):
            cone_frame(trials, C, *state)


def test_every_control_changes_the_picture(trials, C):
    widget = spd_cone_explorer(trials, C)
    found = parts(widget)
    picture, reading = found["HTML"][:2]
    assert isinstance(widget, ipywidgets.VBox)
    assert picture.value.startswith('<img src="data:image/png;base64,') and 'alt="' in picture.value
    seen = {picture.value}
    for slider, value in zip(found["FloatSlider"], (45.0, 0.8, 0.3)):
        slider.value = value
        seen.add(picture.value)
    assert len(seen) == 4
    assert cone_frame(trials, C, 45.0, 0.8, 0.3).sentence in reading.value
    assert 'role="status"' in reading.value


def test_an_error_in_a_redraw_is_not_swallowed(trials, C, monkeypatch):
    widget = spd_cone_explorer(trials, C)
    monkeypatch.setattr("mathlib.widgets.spd_cone.cone_frame", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        parts(widget)["FloatSlider"][0].value = 10.0


def test_the_answer_is_what_the_widget_shows(trials, C):
    raised = cone_frame(trials, C, 0.0, ASKED_FLOOR, 1.0).wrong
    untouched = cone_frame(trials, C, 0.0, 0.0, 1.0).wrong
    assert raised != untouched
    found = parts(spd_cone_explorer(trials, C))
    (field,), (button,) = found["Text"], found["Button"]
    judgement = found["HTML"][-1]
    field.value = str(raised)
    assert "✓" in judgement.value
    judgement.value = ""
    button.click()
    assert "✓" in judgement.value


def test_answers_are_judged():
    assert judge_wrong_side(" 9 ", 9, 4).startswith("✓ Right: 9, and 4")
    assert "floor at 0" in judge_wrong_side("4", 9, 4)
    assert judge_wrong_side("5", 9, 4).startswith("✗ Not yet")
    assert judge_wrong_side("many", 9, 4).startswith("Type one whole number")


def test_the_frames_show_morph_turn_and_floor(trials, C):
    shown = cone_frames(trials, C)
    assert len({frame.picture for frame in shown}) == len(shown) == 5
