"""Letters that are not free: symmetric, definite, orthonormal, held, or short for others."""

import numpy as np
import pytest

from mathlib.algebra import inner, inv, logdet, matrix, norm2, spd, symmetric, tr
from mathlib.exercises.derivation import Goal, Surface
from mathlib.exercises.derive import Derivation, DeriveError

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_symmetric_letter_has_a_symmetric_gradient(made_up):
    S, A = symmetric("S", "n"), matrix("A", "n", "n")
    made = made_up(
        symbols=(S, A),
        moving=(S,),
        goals=(Goal("dL", tr(A @ S)),),
        gradients={"S": (A + A.T) / 2},
        lines=1,
    )
    d = Derivation("99.1", made)
    S, A, dS = d.symbols
    d.dL = tr(A.T @ dS)  # right along symmetric increments only
    assert d.lines[0].kind == "holds"
    verdict = d.grad(S=A.T)
    assert (verdict.status, verdict.cause) == ("wrong", "not tangent")
    assert "take its symmetric part" in verdict.message
    assert d.grad(S=(A + A.T) / 2).status == "right"


def test_spd_letter_is_drawn_positive_definite(made_up):
    S = spd("S", "n")
    made = made_up(
        symbols=(S,), moving=(S,), goals=(Goal("dL", logdet(S)),), gradients={"S": inv(S)}, lines=1
    )
    d = Derivation("99.1", made)
    for point in d._points:
        assert np.linalg.eigvalsh(point.values["S"])[0] > 0
        assert np.array_equal(point.values["dS"], point.values["dS"].T)
    S, dS = d.symbols
    d.dL = tr(inv(S) @ dS)
    assert d.grad(S=inv(S)).status == "right"


def orthonormal():
    def draw(rng, shape):
        return np.linalg.qr(rng.normal(size=shape))[0]

    def project(W, Z):
        inside = W.T @ Z
        return Z - W @ (inside + inside.T) / 2

    return Surface(draw, project)


def test_tangent_space_of_orthonormal_columns(made_up):
    W, A = matrix("W", "m", "n"), matrix("A", "m", "n")
    gradient = A - W @ (W.T @ A + A.T @ W) / 2
    made = made_up(
        symbols=(W, A),
        moving=(W,),
        goals=(Goal("dL", inner(A, W)),),
        gradients={"W": gradient},
        surfaces={"W": orthonormal()},
        sizes=tuple({"m": m, "n": n} for m, n in ((5, 3), (4, 2), (6, 4), (7, 3))),
        lines=1,
    )
    d = Derivation("99.1", made)
    W, A, dW = d.symbols
    d.dL = inner(A, dW)
    d.dL = inner(A - W @ (W.T @ A + A.T @ W) / 2, dW)  # equal along tangents only
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    assert d.grad(W=A).cause == "not tangent"
    assert d.grad(W=gradient).status == "right"


def test_held_letter_does_not_move(made_up):
    A, X = matrix("A", "m", "n"), matrix("X", "n", "k")
    made = made_up(
        symbols=(A, X),
        moving=(A, X),
        goals=(Goal("dL", norm2(A @ X)),),
        gradients={"A": 2 * A @ X @ X.T, "X": 2 * A.T @ A @ X},
        may_hold=("A",),
        lines=1,
    )
    both = Derivation("99.1", made)
    dA, dX = both.symbols[2:]
    both.dL = 2 * inner(A @ X, dA @ X) + 2 * inner(A @ X, A @ dX)
    both.dL = 2 * inner(A @ X @ X.T, dA) + 2 * inner(A.T @ A @ X, dX)
    assert both.grad(X=2 * A.T @ A @ X).status == "not attempted yet"
    assert both.grad(X=2 * A.T @ A @ X, A=2 * A @ X @ X.T).status == "right"
    held = Derivation("99.1", made)
    held.hold(A)
    assert [s.name for s in held.symbols] == ["A", "X", "dX"]
    held.dL = 2 * inner(A.T @ A @ X, dX)
    assert held.lines[0].kind == "holds"
    with pytest.raises(DeriveError, match="before the first line"):
        held.hold(A)
    assert held.grad(X=2 * A.T @ A @ X).status == "right"


def test_abbreviation_moves_with_what_it_stands_for(made_up):
    A, X, B = matrix("A", "m", "n"), matrix("X", "n", "k"), matrix("B", "m", "k")
    M = matrix("M", "m", "k")
    made = made_up(
        symbols=(X, A, B),
        moving=(X,),
        lets={M: A @ X - B},
        goals=(Goal("dM", A @ X - B, optional=True), Goal("dL", norm2(M))),
        gradients={"X": 2 * A.T @ M},
        lines=2,
    )
    d = Derivation("99.1", made)
    X, A, B, M, dX, dM = d.symbols
    d.dM = A @ dX
    d.dL = 2 * inner(M, dM)
    assert d.grad(X=2 * A.T @ M).status == "right values, method not shown"
    assert "dM still stands" in d.grad(X=2 * A.T @ M).message
    d.dL = 2 * inner(A.T @ M, dX)
    assert [v.kind for v in d.lines] == ["holds"] * 3
    assert d.grad(X=2 * A.T @ M).status == "right"
