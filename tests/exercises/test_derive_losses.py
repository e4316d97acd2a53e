"""A loss of one's own, derived like an exercise and not kept."""

import pytest

from mathlib.algebra import expm, matrix, tr
from mathlib.exercises.derive import DeriveError, derive

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_a_loss_of_ones_own_is_judged_like_an_exercise_and_not_kept(workspace):
    A, X = matrix("A", "n", "m"), matrix("X", "m", "n")
    d = derive(tr(A @ X), X)
    assert [symbol.name for symbol in d.symbols] == ["X", "A", "dX"]
    d.dL = tr(A @ d.symbols[-1])
    assert d.lines[0].kind == "holds"
    assert d.grad(X=A).cause == "transposed" and d.grad(X=A.T).status == "right"
    d.dL = 2 * tr(A @ d.symbols[-1])
    assert d.lines[1].kind == "broken" and d.grad(X=A.T).status == "wrong"
    assert not (workspace / ".course" / "progress.json").exists()


@pytest.mark.parametrize(
    ("loss", "moving", "said"),
    [
        (lambda A, X: A @ X, lambda A, X: (X,), "which is 1×1"),
        (lambda A, X: tr(A @ X), lambda A, X: (), "nothing moves"),
        (lambda A, X: tr(A), lambda A, X: (X,), "X does not stand in it"),
        (lambda A, X: tr(A @ expm(X) @ A), lambda A, X: (X,), "no law of this course"),
    ],
)
def test_a_loss_that_cannot_be_derived_is_one_sentence(loss, moving, said):
    A, X = matrix("A", "n", "n"), matrix("X", "n", "n")
    with pytest.raises(DeriveError, match=said):
        derive(loss(A, X), *moving(A, X))
