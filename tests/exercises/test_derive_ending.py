"""The end of a derivation: a last line that can be read off, and the gradient read off it."""

import pytest

from mathlib.algebra import d as differential_of
from mathlib.algebra import inner, inv, matrix, tr
from mathlib.exercises.derive import derive

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_unworked_differentials_may_stand_but_not_last(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(differential_of(X.T) @ A @ X) + tr(X.T @ A @ dX)
    d.dL = differential_of(tr(X.T @ A @ X))
    d.dL = tr(differential_of(X.T @ (A @ X)))
    assert [v.kind for v in d.lines] == ["holds"] * 3
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert "d(…) still stands" in verdict.message


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (lambda X, A, dX: tr(X.T @ A @ dX) + tr(X.T @ A.T @ dX), "dX stands in 2 terms"),
        (lambda X, A, dX: tr(dX @ X.T @ (A + A.T)), "dX does not stand last"),
        (lambda X, A, dX: tr(dX.T @ (A + A.T) @ X), "dX does not stand last"),
    ],
)
def test_last_line_that_cannot_be_read_off(quadratic, last, said):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = last(X, A, dX)
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert said in verdict.message


@pytest.mark.parametrize(
    "last",
    [
        lambda X, A, dX: inner((A + A.T) @ X, dX),
        lambda X, A, dX: inner(dX, (A + A.T) @ X),
        lambda X, A, dX: 2 * inner((A + A.T) @ X / 2, dX),
        lambda X, A, dX: tr(((A + A.T) @ X).T @ dX),
    ],
)
def test_other_last_lines_that_can(quadratic, last):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = last(X, A, dX)
    assert d.grad(X=A @ X + A.T @ X).status == "right"


@pytest.mark.parametrize(
    ("gradient", "cause", "said"),
    [
        (lambda X, A: X.T @ (A + A.T), "transposed", "n×k; yours is k×n. It is the transpose"),
        (lambda X, A: X.T @ A, "wrong shape", "n×k; yours is k×n"),
        (lambda X, A: 2 * (A + A.T) @ X, "factor", "2.000 × the gradient in X"),
        (lambda X, A: -(A + A.T) @ X, "factor", "−1.000 ×"),
        (lambda X, A: 2 * A @ X, "other", "⟨G, dX⟩, and read off G"),
    ],
)
def test_wrong_gradient_below_right_lines(quadratic, gradient, cause, said):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A + A.T) @ dX)
    verdict = d.grad(X=gradient(X, A))
    assert (verdict.status, verdict.cause) == ("wrong", cause)
    assert said in verdict.message


def test_transposed_gradient_of_a_square_matrix():
    A, X, B = matrix("A", "k", "n"), matrix("X", "n", "n"), matrix("B", "n", "k")
    d = derive(tr(A @ inv(X) @ B), X)
    X, A, B, dX = d.symbols
    d.dL = -tr(A @ inv(X) @ dX @ inv(X) @ B)
    d.dL = -tr(inv(X) @ B @ A @ inv(X) @ dX)
    verdict = d.grad(X=-inv(X) @ B @ A @ inv(X))
    assert (verdict.status, verdict.cause) == ("wrong", "transposed")


def test_stub_is_not_attempted_yet(quadratic):
    d = quadratic[0]
    d.dL = ...
    d.dL = None
    verdict = d.grad(X=...)
    assert verdict.status == "not attempted yet"
    assert d.lines == ()
    assert d.grad().status == "not attempted yet"


def test_lines_without_a_gradient_are_unfinished(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ (A + A.T) @ dX)
    assert d.grad().status == "not attempted yet"
    assert "d.grad(X=…)" in d.grad(X=...).message


def test_gradient_without_a_line_shows_no_method(quadratic):
    d, X, A, _ = quadratic
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert "A line of dL is missing" in verdict.message
