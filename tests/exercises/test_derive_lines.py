"""One line at a time: whether it holds, follows or breaks, and what is said of it."""

import numpy as np
import pytest

from mathlib.algebra import identity, inner, inv, matrix, norm2, positive, sqrt, square, tr
from mathlib.exercises.derivation import Goal, Surface
from mathlib.exercises.derive import Derivation, DeriveError, derive
from mathlib.exercises.ending import _summary

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_lines_that_follow_from_a_broken_one_are_said_to_follow(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX) + tr(X.T @ A @ dX)
    d.dL = 2 * tr(X.T @ A @ dX)
    d.dL = 2 * tr(A @ dX @ X.T)
    assert [v.kind for v in d.lines] == ["holds", "broken", "follows", "follows"]
    message = d.grad(X=2 * A @ X).message
    assert "Line 2 is the first that does not hold" in message
    assert "lines 3–4 follow correctly from your line 2" in message


def test_a_line_that_breaks_again_ends_what_follows(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.dL = tr(A @ dX @ X.T)
    d.dL = 3 * tr(A @ dX @ X.T)
    assert [v.kind for v in d.lines] == ["broken", "follows", "broken again"]
    assert "line 2 follows correctly from your line 1." in _summary(d.lines[0], d.lines)


def test_a_right_line_after_a_broken_one_does_not_mend_it(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A + A.T) @ dX)
    assert d.lines[1].kind == "holds again"
    assert "mend line 1 first" in d.lines[1].message
    assert d.grad(X=(A + A.T) @ X).status == "wrong"


def test_last_line_can_be_taken_back(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX)
    del d.dL
    assert [v.kind for v in d.lines] == ["holds"]
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A.T + A) @ dX)
    assert d.grad(X=(A + A.T) @ X).status == "right"
    del d.dL, d.dL, d.dL
    with pytest.raises(DeriveError, match="no line of dL"):
        del d.dL


def test_beginning_again_starts_afresh(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    assert derive("derive-quadratic-form").lines == ()


def test_a_line_can_be_looked_at(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    assert d.dL == tr(X.T @ A @ dX) + tr(dX.T @ A @ X)
    with pytest.raises(AttributeError):
        _ = d.dM


def test_term_that_changed_is_named_without_the_one_that_stayed(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(dX.T @ A.T @ X) + tr(X.T @ A @ dX)
    assert "The term that changed: `tr(dX.T @ A @ X)` became `tr(dX.T @ A.T @ X)`." in (
        d.lines[1].message
    )


def test_a_single_lawful_step_is_called_by_its_law(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(A @ X @ dX.T) + tr(X.T @ A @ dX)
    assert d.lines[1].message == "Follows from line 1: cyclic rule."


def test_the_same_line_again_is_said_to_be_the_same(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX) + 1 * tr(dX.T @ (A @ X))
    assert d.lines[1].kind == "same"


def test_a_constant_multiple_is_measured(quadratic):
    d, X, A, dX = quadratic
    d.dL = 3 * tr(X.T @ (A + A.T) @ dX)
    assert "At all 5 points it is 3.000 × the numerical differential." in d.lines[0].message


@pytest.mark.parametrize(
    "line",
    [
        lambda X, A, dX: tr(dX.T @ A @ dX),
        lambda X, A, dX: tr(X.T @ A @ X),
        lambda X, A, dX: norm2(dX),
        lambda X, A, dX: tr(X.T @ A @ dX) + tr(X.T @ A @ X),
    ],
)
def test_a_line_that_is_not_linear_is_told_so(quadratic, line):
    d, X, A, dX = quadratic
    d.dL = line(X, A, dX)
    assert d.lines[0].kind == "broken"
    assert "It is not linear in the differentials" in d.lines[0].message


def test_right_values_along_the_drawn_increments_do_not_make_a_line_linear(made_up):
    """Along increments with positive entries |dL| and dL agree; the line is not linear."""
    X, A = matrix("X", "m", "n"), positive("A", "m", "n")
    upwards = Surface(lambda rng, shape: rng.normal(size=shape), lambda X, Z: np.abs(Z))
    made = made_up(
        symbols=(X, A),
        moving=(X,),
        goals=(Goal("dL", inner(A, X)),),
        gradients={"X": A},
        surfaces={"X": upwards},
        lines=1,
    )
    d = Derivation("99.1", made)
    X, A, dX = d.symbols
    d.dL = sqrt(square(inner(A, dX)))
    assert d.lines[0].kind == "broken"
    assert "It is not linear" in d.lines[0].message


def test_a_mistake_that_fits_one_point_only_is_not_named():
    d = derive("derive-log-volume")
    X, dX = d.symbols
    M = identity("n") + X @ X.T
    number = d._points[0].sizes["n"]  # at this point alone it looks like 1/n
    d.dL = tr(inv(M) @ (dX @ X.T + X @ dX.T)) / number
    assert d.lines[0].kind == "broken"
    assert d.lines[0].matches == ()


def test_a_line_of_another_shape_is_told_both(quadratic):
    d, X, A, dX = quadratic
    d.dL = X.T @ A @ dX
    assert d.lines[0].message == "dL is 1×1, and this line is k×k."


def test_a_line_without_a_value_is_told_so(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(inv(A - A) @ X @ dX.T)
    assert "has no value at a random point" in d.lines[0].message


def test_a_number_is_a_line(quadratic):
    d = quadratic[0]
    d.dL = 0
    assert d.lines[0].kind == "broken"
