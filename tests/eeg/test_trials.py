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
        ({"channels": ("C3", "C4", "Cz")}, "3 channel names for 2 channels"),
        ({"positions": np.zeros((3, 2))}, r"positions have shape \(3, 2\); expected \(2, 3\)"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Trials(**parts(**changes))
