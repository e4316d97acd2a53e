"""Answers that raise: the learner's own line, and what the exception means here."""

import numpy as np
import pytest


def test_exception_names_the_learners_own_line(verdict_on):
    def helper(a, b):
        return a @ b

    def answer(a, X, b):
        scaled = 2 * a
        return helper(scaled, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "raises"
    assert "line 2 of helper: `return a @ b`" in verdict.message
    assert "a of shape (3,), X of shape (3, 4), b of shape (4,)" in verdict.message
    assert "a and b are vectors of different lengths, 3 and 4" in verdict.message
    assert "mathlib" not in verdict.message
    assert ".py" not in verdict.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, X, b: undefined_name, "Nothing has the name `undefined_name`"),  # noqa: F821
        (lambda a, X, b: a[99], "points outside its array"),
        (lambda a, X, b: 1 / 0, "ZeroDivisionError"),
        (lambda a, X, b: a + b, "two sizes must be equal, or one of them 1"),
    ],
)
def test_common_exceptions_are_explained(verdict_on, answer, words):
    assert words in verdict_on("00.2", answer).message


def _turned(a, X, b):
    return a @ b.T


def _dotted(a, X, b):
    return np.dot(a, b)


def _turned_matrix(a, X, b):
    return X @ a.T


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_turned, ("`.T` does nothing to b", "np.outer", "a[:, None]")),
        (_dotted, ("vectors of different lengths", "np.outer")),
        (_turned_matrix, ("`.T` does nothing to a", "a[:, None] is a column")),
    ],
)
def test_product_of_vectors_that_does_not_fit(verdict_on, answer, words):
    message = verdict_on("00.2", answer).message
    assert all(w in message for w in words), message
    assert "may have to be transposed" not in message


def test_matrices_that_do_not_fit_may_be_transposed(verdict_on):
    assert "transposed" in verdict_on("00.7", lambda X, W, Y: X @ (X @ W - Y)).message


def test_elementwise_product_with_agreeing_inner_sides_hints_at_the_matrix_product(verdict_on):
    verdict = verdict_on("00.7", lambda X, W, Y: X * W)
    assert "Hadamard for matrix product" in verdict.message


def test_number_handed_to_f_is_told_from_a_wrong_index(verdict_on):
    message = verdict_on("00.4", lambda f, X, h=1e-5: f(X[0, 0] + h)).message
    assert "f was given a single number, and wants a whole matrix, of shape (3, 4)" in message
    assert "outside its array" not in message
    row = verdict_on("00.4", lambda f, X, h=1e-5: f(X[0] + h)).message
    assert "f was given an array of shape (4,)" in row


def test_size_typed_as_a_number_that_raises_elsewhere(verdict_on):
    def answer(a, X, b):
        G = np.zeros((3, 4))
        G += np.outer(a, b)
        return G

    assert "At the other inputs it is right: is a size typed" in verdict_on("00.2", answer).message


def test_an_inverse_that_does_not_exist_is_no_size_typed_as_a_number(verdict_on):
    def det_grad(D):
        return np.linalg.det(D) * np.linalg.inv(D).T

    message = verdict_on("gradient-of-the-determinant", det_grad).message
    assert "has no inverse" in message and "2 of 6 inputs" in message
    assert "At the other inputs it is right. Which form" in message
