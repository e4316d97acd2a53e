"""Arrays of another shape: the layout, the axis or the broadcast that made them is told."""

import numpy as np
import pytest

SIZES = ((3, 4), (5, 2), (2, 6))


def test_layout_in_which_a_wrong_shape_would_be_right_is_told(verdict_of, sandwich_exercise):
    words = verdict_of(sandwich_exercise, lambda A, X: (A @ X + X.T).ravel(order="F")).message
    assert "one long vector, column by column" in words
    assert "(9,) where shape (3, 3) (n, n)" in words


def test_return_inside_the_loop_is_told(verdict_of, sandwich_exercise):
    found = verdict_of(sandwich_exercise, lambda A, X: (A @ X + X.T)[0])
    assert "first slice alone" in found.message


def test_wrong_axis_is_told_by_its_letter(make, verdict_of):
    outer = make(
        lambda a, b: np.outer(a, b),
        {"a": "m", "b": "n"},
        "mn",
        lambda rng: [(rng.normal(size=m), rng.normal(size=n)) for m, n in SIZES],
    )
    words = verdict_of(outer, lambda a, b: np.outer(a, a) * b.sum()).message
    assert "Its second axis has 3 entries, which is m, not n" in words


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda P, Q: np.add.reduce(P * Q), "not added up yet"),
        (lambda P, Q: P * Q, "not added up yet"),
        (lambda P, Q: Q * P * P.size, "not averaged yet"),
    ],
)
def test_axis_left_over_is_no_shared_parameter(make, verdict_of, answer, named):
    exercise = make(
        lambda P, Q: np.sum(P * Q),
        {"P": "mn", "Q": "mn"},
        "",
        lambda rng: [(rng.normal(size=s), rng.normal(size=s)) for s in SIZES],
    )
    found = verdict_of(exercise, answer)
    assert found.cause == named
    assert "parameter" not in found.message
    assert "where one number is expected" in found.message


@pytest.mark.parametrize(
    ("answer", "named", "words"),
    [
        (lambda A, X: np.mean(A @ X + X.T), "mean over every axis", "one number where a matrix"),
        (lambda A, X: np.sum(A @ X + X.T), "sum over every axis", "one number where a matrix"),
        (lambda A, X: np.mean(A @ X + X.T, axis=0), "mean over the axis n", "a vector of shape"),
    ],
)
def test_axis_too_few(verdict_of, sandwich_exercise, answer, named, words):
    found = verdict_of(sandwich_exercise, answer)
    assert found.cause == named
    assert words in found.message


def test_matrix_where_a_number_is_expected_is_not_called_a_broadcast(make, verdict_of):
    trace = make(np.trace, {"a": "nn"}, "", lambda rng: [(rng.normal(size=(3, 3)),)])
    found = verdict_of(trace, lambda X: X @ X.T @ X)
    assert found.cause == "wrong shape"
    assert "a matrix of shape (3, 3) where one number is expected" in found.message
    assert "stretch" not in found.message


def test_table_of_all_pairs_may_be_a_column_that_met_a_row(verdict_of, residual_exercise):
    found = verdict_of(residual_exercise, lambda p, y: np.sin(p[:, None] * y))
    assert "One way to this shape is a column (3, 1) that met a row (3,)" in found.message
    assert "stretch" not in verdict_of(residual_exercise, lambda p, y: np.ones((2, len(p)))).message


def test_column_that_met_a_row(verdict_of, residual_exercise):
    found = verdict_of(residual_exercise, lambda p, y: p[:, None] - y)
    assert found.cause == "accidental broadcast"
    assert "its diagonal is right" in found.message


def test_one_number_for_a_vector_is_not_broadcast(make, verdict_of):
    ones = make(lambda x: np.ones_like(x), {"x": "n"}, "n", lambda rng: [(rng.normal(size=3),)])
    found = verdict_of(ones, lambda x: 0.5)
    assert found.cause == "wrong shape"
    assert "NumPy would stretch it" in found.message
