import dataclasses

import numpy as np
import pytest

from mathlib.eeg import Trials


def parts(**changes):
    rng = np.random.default_rng(0)
    return {
        "signals": rng.normal(size=(5, 2, 7)),
        "labels": np.array([0, 1, 2, 1, 0]),
        "class_names": ("a", "b", "c"),
        "runs": np.array([1, 1, 2, 2, 2]),
        "channels": ("C3", "C4"),
        "positions": rng.normal(size=(2, 3)),
        "sampling_rate": 160.0,
        "name": "made up",
        "simulated": True,
        "licence": "",
        "citation": "",
    } | changes


def test_parts_that_fit_are_accepted_and_cannot_be_exchanged():
    trials = Trials(**parts())
    assert trials.truth is None
    assert trials.unit == "V"
    with pytest.raises(dataclasses.FrozenInstanceError):
        trials.labels = np.zeros(5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"signals": np.ones((5, 7))}, r"signals have shape \(5, 7\)"),
        ({"labels": np.zeros((5, 1), int)}, r"labels have shape \(5, 1\); expected \(5,\)"),
        ({"labels": np.array([0, 1, 2, 3, 0])}, "between 0 and 2, .* a, b, c"),
        ({"labels": np.array([1, 1, 2, -1, 0])}, "between 0 and 2"),
        ({"runs": np.zeros(4, int)}, r"runs have shape \(4,\)"),
        ({"sessions": np.ones(4, int)}, r"sessions have shape \(4,\); expected \(5,\)"),
        ({"channels": ("C3", "C4", "Cz")}, "3 channel names for 2 channels"),
        ({"positions": np.zeros((3, 2))}, r"positions have shape \(3, 2\); expected \(2, 3\)"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Trials(**parts(**changes))


def test_one_session_unless_said_otherwise():
    assert Trials(**parts()).sessions.tolist() == [1] * 5
    assert Trials(**parts(sessions=np.array([1, 1, 2, 2, 2]))).sessions.tolist() == [1, 1, 2, 2, 2]


def test_card_says_what_it_is_and_repr_is_short():
    trials = Trials(**parts(licence="free", citation="somebody (2001)"))
    assert repr(trials) == "<Trials of made up: 5 × 2 × 7>"
    text = repr(trials.card)
    for words in (
        "simulated, no person",
        "5: 2 a, 2 b, 1 c",
        "C3 C4",
        "160 Hz, in V",
        "free",
        "(2001)",
    ):
        assert words in text
    recorded = Trials(**parts(simulated=False))
    assert "simulated" not in repr(recorded.card)
    assert "<table>" in trials.card._repr_html_()
