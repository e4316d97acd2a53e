"""What an answer depends on: data of the notebook, a number typed for a size, or nothing at all."""

import dataclasses

import numpy as np
import pytest

from mathlib.exercises.registry import Entry


def test_outside_data_is_said_only_when_it_changes_the_answer(cause_of, sandwich_exercise):
    idle, used = np.ones((3, 3)), 3.0

    def reads_it_in_vain(A, X):
        _ = idle
        return A @ X + X.T + 1

    assert cause_of(sandwich_exercise, reads_it_in_vain) is None
    assert cause_of(sandwich_exercise, lambda A, X: A @ X + used * X.T) == "depends on outside data"


def test_right_answer_may_use_outside_data(verdict_of, sandwich_exercise):
    half = 0.5
    assert verdict_of(sandwich_exercise, lambda A, X: 2 * half * (A @ X + X.T)).status == "right"


def test_outside_array_is_named(verdict_of, sandwich_exercise):
    space = {"M": np.ones((3, 3)), "np": np}
    exec("def answer(A, X):\n    return np.resize(M, A.shape) @ X + X.T", space)
    found = verdict_of(sandwich_exercise, space["answer"])
    assert found.cause == "depends on outside data"
    assert "reads `M` from the notebook" in found.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda p, y: p - p, "Two equal values were subtracted"),
        (lambda p, y: 2 // (7 + len(p)) * (p - y), "2 // 5 is 0"),
    ],
)
def test_zero_everywhere_is_not_called_an_ignored_input(make, verdict_of, answer, words):
    exercise = make(
        lambda p, y: (p - y) ** 3,
        {"p": "n", "y": "n"},
        "n",
        lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in (3, 5, 4)],
    )
    none = Entry("99.1", "99", dataclasses.replace(exercise.exercise, mistakes={}))
    found = verdict_of(none, answer)
    assert found.cause == "zero everywhere"
    assert found.paragraphs[0] == "Yours is zero at every input (tried 3)."
    assert words in found.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda A, X: (A @ X + X.T) * len(A) / 5, "Yours is right where n = 5 only, at 1 of 3"),
        (lambda A, X: (A @ X + X.T) * 7 / len(A), "right at none of 3 inputs"),
    ],
)
def test_number_typed_for_a_size(verdict_of, sandwich_exercise, answer, words):
    found = verdict_of(sandwich_exercise, answer)
    assert found.cause == "typed number"
    assert words in found.message


def test_step_that_never_enters_is_noticed_although_every_series_has_the_same_step(
    make, verdict_of
):
    shifted = make(
        lambda x, h: np.sin(x + h) * np.cos(h * x),
        {"x": "n", "h": ""},
        "n",
        lambda rng: [(rng.normal(size=n), h) for n, h in ((3, 0.5), (4, 0.25), (2, 0.125))],
    )
    found = verdict_of(shifted, lambda x, h: np.sin(x + 0.1) * np.cos(0.1 * x))
    assert found.cause == "h ignored"
    assert "typed where h belongs" in found.message
