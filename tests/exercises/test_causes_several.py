"""Several results, several mistakes that fit, and two slips at once."""

import dataclasses

import numpy as np
import pytest

from mathlib.exercises.exercise import Mistake
from mathlib.exercises.registry import Entry


def product_vjp(G, A, C):
    """Gradients of ⟨G, AC⟩ in A and in C."""
    return G @ C.T, A.T @ G


@pytest.fixture(scope="module")
def product_exercise(make):
    return make(
        product_vjp,
        {"G": "mn", "A": "mk", "C": "kn"},
        ("mk", "kn"),
        lambda rng: [
            (rng.normal(size=(m, n)), rng.normal(size=(m, k)), rng.normal(size=(k, n)))
            for m, k, n in ((2, 3, 4), (5, 2, 3), (3, 6, 2))
        ],
    )


def test_several_results_may_come_as_a_list(verdict_of, product_exercise):
    assert verdict_of(product_exercise, lambda G, A, C: [G @ C.T, A.T @ G]).status == "right"


def test_second_of_two_results_is_blamed_alone(verdict_of, product_exercise):
    found = verdict_of(product_exercise, lambda G, A, C: (G @ C.T, -A.T @ G))
    assert found.cause == "sign"
    assert "the right gradient number 2" in found.message


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda G, A, C: (A.T @ G, G @ C.T), "results in another order"),
        (lambda G, A, C: G @ C.T, "wrong number of results"),
        (lambda G, A, C: (G @ C.T, A.T @ G, 0), "wrong number of results"),
        (lambda G, A, C: (G @ C.T, "second"), "wrong type"),
    ],
)
def test_number_and_order_of_results(cause_of, product_exercise, answer, named):
    assert cause_of(product_exercise, answer) == named


def test_mistakes_that_coincide_are_both_named(make, verdict_of):
    exercise = make(
        lambda x: x**2,
        {"x": "n"},
        "n",
        lambda rng: [(rng.normal(size=n),) for n in (3, 5)],
    ).exercise
    twins = {
        "the ½ forgotten": Mistake(lambda x: 2 * x**2, "The ½ is forgotten.", "Look at the ½."),
        "counted twice": Mistake(lambda x: x**2 + x**2, "It is counted twice.", "Count."),
    }
    entry = Entry("99.1", "99", dataclasses.replace(exercise, mistakes=twins))
    found = verdict_of(entry, lambda x: 2 * x**2)
    assert found.cause == ("the ½ forgotten", "counted twice")
    assert "One of these explains it" in found.message
    assert "The ½ is forgotten." in found.message
    assert "It is counted twice." in found.message


def test_named_mistake_with_a_sign_on_top(verdict_on):
    found = verdict_on("00.4", lambda f, X, h=1e-5: -np.full(X.shape, f(X + h) - f(X - h)) / 2 / h)
    assert found.cause == "all entries moved at once, and sign"
