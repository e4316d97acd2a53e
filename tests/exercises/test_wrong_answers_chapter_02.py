"""Wrong answers to chapter 02 as a reader wrote them: each refused, for the reason that is true."""

import numpy as np
import pytest

from mathlib.algebra import identity, inner, inv, tr
from mathlib.exercises import derive, registry


def trace_with_the_second_term_turned_round(A, X, B):
    return A @ X @ B + B.T @ X.T @ A.T


def trace_with_all_of_A(A, X, B):
    return (A + A.T) @ X @ B


def trace_with_all_of_B(A, X, B):
    return A @ X @ (B + B.T)


def _from_each_entry(entry):
    def answer(D):
        n = len(D)
        return np.array([[entry(D, i, j) for j in range(n)] for i in range(n)])

    return answer


def _minor(D, i, j):
    return np.linalg.det(np.delete(np.delete(D, i, axis=0), j, axis=1))


def det_without_the_axis(D):
    return np.array([np.linalg.det(np.delete(D, i)) for i in range(len(D))])


def inverse_with_stars(G, X):
    Y = np.linalg.inv(X)
    return -Y.T * G * Y.T


def inverse_of_each_entry(G, X):
    Y = 1 / X
    return -Y.T @ G @ Y.T


def inverse_by_the_rule_for_numbers(G, X):
    return -G / X**2


def inverse_with_both_on_the_right(G, X):
    Y = np.linalg.inv(X)
    return -G @ Y @ Y


def solve_with_the_backward_system_twice(G, A, B):
    GB = np.linalg.solve(A.T, G)
    return -np.linalg.solve(A.T, GB) @ np.linalg.solve(A, B).T, GB


def solve_with_B_and_G_exchanged_in_one_result(G, A, B):
    back = np.linalg.inv(A).T
    return -back @ (B @ G.T) @ back, back @ G


# the exercise, the answer, what the message has to say
ANSWERS = [
    ("trace-form", trace_with_the_second_term_turned_round, "have transposed shapes"),
    ("trace-form", trace_with_all_of_A, "A is transposed, and B is not"),
    ("trace-form", trace_with_all_of_B, "B is transposed, and A is not"),
    ("det", lambda D: -_from_each_entry(_minor)(D), "Every minor has a minus"),
    (
        "det",
        _from_each_entry(lambda D, i, j: (-1) ** i + j * _minor(D, i, j)),
        "ends before the `+ j`",
    ),
    ("det", _from_each_entry(lambda D, i, j: (-1) ** i * _minor(D, i, j)), "with the row alone"),
    ("det", _from_each_entry(lambda D, i, j: (-1) ** j * _minor(D, i, j)), "with the column alone"),
    (
        "det",
        _from_each_entry(lambda D, i, j: (-1) ** (i + j) * _minor(D, i, i)),
        "Row i and column i",
    ),
    (
        "det",
        _from_each_entry(lambda D, i, j: (-1) ** (i + j) * _minor(D, j, j)),
        "Row j and column j",
    ),
    ("det", _from_each_entry(lambda D, i, j: (-1) ** (i + j) * np.linalg.det(D)), "the whole D"),
    (
        "det",
        _from_each_entry(lambda D, i, j: np.linalg.det(np.delete(D, i, axis=0))),
        "need a square matrix",
    ),
    ("det", det_without_the_axis, "without `axis=` flatten a matrix"),
    ("inverse", inverse_with_stars, "multiplied entry by entry"),
    ("inverse", inverse_of_each_entry, "`1 / X` divides entry by entry"),
    ("inverse", inverse_by_the_rule_for_numbers, "the rule for numbers"),
    ("inverse", inverse_with_both_on_the_right, "neither is transposed"),
    ("solve", solve_with_the_backward_system_twice, "A⁻ᵀ is applied to G twice"),
    (
        "solve",
        solve_with_B_and_G_exchanged_in_one_result,
        "returns the right gradient number 1 at all",
    ),
]
SLUGS = {
    "trace-form": "gradient-of-a-trace-form",
    "det": "gradient-of-the-determinant",
    "inverse": "backward-pass-of-the-inverse",
    "solve": "backward-pass-of-a-linear-solve",
}


@pytest.mark.parametrize(("short", "answer", "words"), ANSWERS, ids=[w for _, _, w in ANSWERS])
def test_wrong_answer_is_refused_for_the_right_reason(verdict_on, short, answer, words):
    verdict = verdict_on(registry.find(SLUGS[short]).number, answer)
    assert verdict.status == "wrong"
    assert verdict.cause is not None
    assert words in verdict.message.replace("\n", " "), verdict
    assert "Hadamard" not in verdict.message


def test_signs_without_a_known_pattern_are_not_called_an_absolute_value(verdict_on):
    def first_entry_turned(D):
        G = _from_each_entry(lambda D, i, j: (-1) ** (i + j) * _minor(D, i, j))(D)
        G[0, 0] *= -1
        return G

    verdict = verdict_on(registry.find(SLUGS["det"]).number, first_entry_turned)
    assert verdict.status == "wrong"
    assert "absolute value" not in verdict.message


def test_transpose_of_a_derived_gradient_is_called_so():
    d = derive("derive-quadratic-form")
    X, A, dX = d.symbols
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A + A.T) @ dX)
    verdict = d.grad(X=X.T @ (A + A.T))
    assert verdict.cause == "transposed"
    assert "yours is k×n. It is the transpose" in verdict.message.replace("\n", " ")
    verdict = d.grad(X=X.T @ A)
    assert verdict.cause == "wrong shape"
    assert "transpose" not in verdict.message


def test_wrong_gradient_below_a_bracket_is_not_told_of_a_trace_alone():
    d = derive("derive-least-squares")
    X, A, B, dX = d.symbols
    d.dL = 2 * inner(A @ X - B, A @ dX)
    d.dL = 2 * inner(A.T @ (A @ X - B), dX)
    verdict = d.grad(X=2 * A.T @ A @ X)
    assert verdict.status == "wrong"
    assert "⟨G, dX⟩" in verdict.message


def test_a_line_with_a_singular_inverse_is_not_called_nonlinear():
    d = derive("derive-log-volume")
    X, dX = d.symbols
    dM = dX @ X.T + X @ dX.T
    d.dL = tr((identity("n") + inv(X @ X.T)) @ dM)
    assert d.lines[0].kind == "broken"
    assert "not linear" not in d.lines[0].message
    d = derive("derive-log-volume")
    d.dL = tr(inv(X @ X.T) @ dM @ dM)
    assert "not linear" in d.lines[0].message
