"""How a wrong array is related to the right one: named where it fits, and nothing claimed else."""

import numpy as np
import pytest


def grams(X):
    """X + Xᵀ, a symmetric result."""
    return X + X.T


@pytest.fixture(scope="module")
def grams_exercise(make):
    return make(grams, {"X": "nn"}, "nn", lambda rng: [(rng.normal(size=(n, n)),) for n in (3, 5)])


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda A, X: (A @ X + X.T).T, "transposed"),
        (lambda A, X: -A @ X - X.T, "sign"),
        (lambda A, X: 2 * A @ X + 2 * X.T, "factor 2"),
        (lambda A, X: A @ X / 2 + X.T / 2, "factor 1/2"),
        (lambda A, X: 3 * (A @ X + X.T), "factor 3.000"),
        (lambda A, X: len(A) * (A @ X + X.T), "sum for mean"),
        (lambda A, X: (A @ X + X.T) / len(A), "mean for sum"),
        (lambda A, X: (A @ X + X.T) / A.size, "mean for sum"),
        (lambda A, X: (A @ X + X.T) * A.size, "sum for mean"),
        (lambda A, X: (A @ X + X.T) * np.linalg.norm(A), "factor that varies"),
        (lambda A, X: A * X + X.T, "Hadamard for matrix product"),
        (lambda A, X: A @ X + X, "transpose missing"),
        (lambda A, X: A @ X - X.T, "plus and minus exchanged"),
        (lambda A, X: A @ X, "term left out"),
        (lambda A, X: A @ A @ X + X.T, None),
        (lambda A, X: np.ones_like(A) @ X + X.T, "A ignored"),
        (lambda A, X: -(A @ X + X.T).T, "transposed and sign"),
        (lambda A, X: (A @ X + X.T)[::-1], "reversed"),
        (lambda A, X: np.abs(A @ X + X.T), "sign of some entries"),
        (lambda A, X: (A @ X + X.T) * (2 - np.eye(len(A))), "off-diagonal counted twice"),
        (lambda A, X: np.trunc(A @ X + X.T).astype(int), "cut to whole numbers"),
        (lambda A, X: A @ X + X.T > 0, "truth value"),
        (lambda A, X: (A @ X + X.T).astype(np.float16), "loses precision"),
        (lambda A, X: np.float64((A @ X + X.T).astype(np.float32)), "loses precision"),
        (lambda X, A: A @ X + X.T, "arguments in another order"),
        (lambda A, X: (A @ X + X.T)[:, 0], "wrong shape"),
        (lambda A, X: (A @ X + X.T).ravel(order="F"), "wrong shape"),
        (lambda A, X: (A @ X + X.T)[None], "wrong shape"),
    ],
)
def test_relation_to_the_right_array_is_named(cause_of, sandwich_exercise, answer, named):
    assert cause_of(sandwich_exercise, answer) == named


def test_evidence_comes_first_with_the_measured_factor(verdict_of, sandwich_exercise):
    found = verdict_of(sandwich_exercise, lambda A, X: 2 * (A @ X + X.T))
    assert found.paragraphs[0] == "At all 3 inputs yours is 2.000 × the right gradient."


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda X: X, "missing symmetrisation"),
        (lambda X: 2 * X, "missing symmetrisation"),
        (lambda X: (X + X.T) * (1 + np.eye(len(X))), "diagonal counted twice"),
        (lambda X: (X + X.T) * (2 - np.eye(len(X))), "off-diagonal counted twice"),
        (lambda X: (X + X.T) * (0.5 + 0.5 * np.eye(len(X))), "off-diagonal halved"),
        (lambda X: (X + X.T) * (1 - np.eye(len(X))), "diagonal missing"),
    ],
)
def test_symmetric_variable(cause_of, grams_exercise, answer, named):
    assert cause_of(grams_exercise, answer) == named


def test_transposed_is_never_said_of_a_symmetric_result(cause_of, grams_exercise):
    for answer in (lambda X: 2 * (X + X.T).T, lambda X: (X + X.T).T + 1, lambda X: X.T @ X):
        assert "transpose" not in str(cause_of(grams_exercise, answer))


def test_symmetric_result_with_a_lost_digit_lost_precision_and_nothing_else(
    cause_of, grams_exercise
):
    assert cause_of(grams_exercise, lambda X: (X + X.T) * (1 + 1e-11)) == "loses precision"


def test_lost_precision_is_never_said_of_declared_float32(verdict_of, cause_of, sandwich_exercise):
    def single(A, X):
        return np.float32((A.astype(np.float32) @ X.astype(np.float32) + X.T) * 1.0001)

    assert verdict_of(sandwich_exercise, lambda A, X: np.float32(A @ X + X.T)).status == "right"
    assert cause_of(sandwich_exercise, single) != "loses precision"


def test_nothing_is_claimed_when_nothing_fits(verdict_of, sandwich_exercise):
    found = verdict_of(sandwich_exercise, lambda A, X: np.sin(A) @ X + np.cos(X.T))
    assert found.cause is None
    assert "None of the slips that are known here explains it" in found.message
    assert "The shape is right" in found.message


@pytest.mark.parametrize(
    ("number", "answer", "named"),
    [
        ("00.1", lambda A, B: np.sum(np.abs(A * B)), "absolute value too many"),
        ("00.1", lambda A, B: np.sum(A * B * B), "factor taken twice"),
        ("00.7", lambda X, W, Y: 2 / len(X) * X.T @ (X @ W + Y), "plus and minus exchanged"),
        ("00.7", lambda X, W, Y: 2 / X.shape[1] * X.T @ (X @ W - Y), "factor B/n"),
    ],
)
def test_slip_in_the_formula_of_a_real_exercise(verdict_on, number, answer, named):
    assert verdict_on(number, answer).cause == named
