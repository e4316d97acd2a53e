"""Misuse of a derivation, and records that cannot be checked: one sentence each."""

import dataclasses

import numpy as np
import pytest

from mathlib import algebra
from mathlib.algebra import identity, matrix, tr
from mathlib.exercises import registry
from mathlib.exercises.derive import DeriveError, derive

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        (lambda d, X, A: setattr(d, "dl", X), r"no left-hand side dl; there is dL\. Did you mean"),
        (lambda d, X, A: setattr(d, "dL", np.ones((2, 2))), "not with numbers in arrays"),
        (lambda d, X, A: setattr(d, "dL", "tr(X)"), "expression of d.symbols"),
        (lambda d, X, A: setattr(d, "dL", tr(matrix("M", "n", "n"))), "M is not a letter"),
        (lambda d, X, A: setattr(d, "dL", tr(matrix("A", "k", "k"))), "A is not a letter"),
        (lambda d, X, A: d.grad(A=X), "d.grad takes X; got A"),
        (lambda d, X, A: d.grad(X=np.ones(3)), "not with numbers"),
        (lambda d, X, A: d.hold(X), "The gradient in X is asked for"),
        (lambda d, X, A: d.hold("A"), "is not a letter"),
        (lambda d, X, A: derive("00.1"), r"solved by a function: check\(\"00.1\", inner\)"),
    ],
)
def test_misuse_is_one_sentence(quadratic, misuse, said):
    d, X, A, _ = quadratic
    with pytest.raises(DeriveError, match=said) as told:
        misuse(d, X, A)
    assert told.value._render_traceback_() == [str(told.value)]


def test_shapes_that_do_not_fit_are_told_in_letters(quadratic):
    d, X, A, dX = quadratic
    with pytest.raises(algebra.ShapeError) as told:
        d.dL = tr(A @ dX @ X)
    assert told.value._render_traceback_() == ["inner sides must agree: n×k times n×k"]
    assert d.lines == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "Not a slug"},
        {"hints": ("a", "", "c")},
        {"gradients": {}},
        {"gradients": {"Y": identity("n")}},
        {"sizes": ({"n": 3, "k": 2},)},
    ],
)
def test_record_that_could_not_be_checked_is_refused(fields):
    made = registry.find("derive-quadratic-form").exercise
    with pytest.raises(ValueError, match=r"slug|hints|gradient|points"):
        dataclasses.replace(made, **fields)
