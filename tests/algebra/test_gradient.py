"""The table of gradients F2.18–F2.32, derived by the laws and confirmed by quotients."""

import numpy as np
import pytest

from mathlib import algebra as al
from mathlib.algebra import det, identity, inv, logdet, norm2, tr
from mathlib.algebra.tree import symbols
from mathlib.gradcheck import numerical_gradient

J = al.matrix("J", "k", "n")
U, V = al.matrix("U", "p", "n"), al.matrix("V", "n", "p")

TABLE = {
    "Tr AX": lambda q: (tr(J @ q.X), q.X, J.T),
    "aᵀXb": lambda q: (q.a.T @ q.X @ q.b, q.X, q.a @ q.b.T),
    "Tr XᵀAX": lambda q: (tr(q.X.T @ q.A @ q.X), q.X, (q.A + q.A.T) @ q.X),
    "Tr AXBXᵀ": lambda q: (
        tr(q.A @ q.X @ q.B @ q.X.T),
        q.X,
        q.A @ q.X @ q.B + q.A.T @ q.X @ q.B.T,
    ),
    "‖AX − B‖²": lambda q: (norm2(q.C @ q.X - q.Y), q.X, 2 * q.C.T @ (q.C @ q.X - q.Y)),
    "‖X‖": lambda q: (al.norm(q.X), q.X, q.X / al.norm(q.X)),
    "‖W ⊙ X‖²": lambda q: (norm2(q.W * q.X), q.X, 2 * (q.W * q.W * q.X)),
    "aᵀXᵀXb": lambda q: (
        q.b.T @ q.X.T @ q.X @ q.h,
        q.X,
        q.X @ (q.b @ q.h.T + q.h @ q.b.T),
    ),
    "log det XᵀX": lambda q: (logdet(q.X.T @ q.X), q.X, 2 * q.X @ inv(q.X.T @ q.X)),
    "‖X‖_*": lambda q: (al.nuclear_norm(q.X), q.X, al.polar(q.X)),
    "‖X‖₂": lambda q: (al.spectral_norm(q.X), q.X, al.top_pair(q.X)),
    "Tr Xᵏ": lambda q: (tr(q.A @ q.A @ q.A @ q.A), q.A, 4 * q.A.T @ q.A.T @ q.A.T),
    "Tr AX⁻¹B": lambda q: (
        tr(U @ inv(q.A) @ V),
        q.A,
        -inv(q.A).T @ U.T @ V.T @ inv(q.A).T,
    ),
    "det X": lambda q: (det(q.A), q.A, det(q.A) * inv(q.A).T),
    "Tr e^X": lambda q: (tr(al.expm(q.A)), q.A, al.expm(q.A.T)),
    "log Σ e^h": lambda q: (
        al.log(al.ones("k").T @ al.exp(q.h)),
        q.h,
        al.exp(q.h) / (al.ones("k").T @ al.exp(q.h)),
    ),
    "log det(I + XXᵀ)": lambda q: (
        logdet(identity("n") + q.X @ q.X.T),
        q.X,
        2 * inv(identity("n") + q.X @ q.X.T) @ q.X,
    ),
}

FURTHER = {
    "network": lambda q: (norm2(q.Y - q.C @ al.tanh(q.A @ q.X)) / 2, q.A),
    "trace of a sum": lambda q: (tr((q.A + q.M) @ (q.A.T - q.S)), q.A),
    "diagonals": lambda q: (al.diag(q.A @ q.M).T @ q.a + tr(al.Diag(q.a) @ q.A), q.A),
    "Diag": lambda q: (norm2(al.Diag(q.a) @ q.X), q.a),
    "scalar": lambda q: (q.s**2 * norm2(q.X) + al.exp(q.s) - q.s / 3, q.s),
    "scalar inside": lambda q: (norm2(q.s * q.X - q.W), q.s),
    "quotient": lambda q: (q.a.T @ q.A @ q.a / (q.a.T @ q.a), q.a),
    "vec": lambda q: (norm2(al.vec(q.X)) + al.inner(al.vec(q.X), al.vec(q.W)), q.X),
    "product of traces": lambda q: (tr(q.A) * tr(q.A @ q.M), q.A),
    "function of a trace": lambda q: (al.exp(tr(q.A @ q.M)), q.A),
    "a 1×1 product inside a matrix": lambda q: (tr((q.a.T @ q.X @ q.b) * q.A), q.X),
    "a function of a transpose": lambda q: (tr(q.W @ al.sigmoid(q.X.T) @ q.A), q.X),
    "a sum times a product": lambda q: (
        (q.s + q.a.T @ q.c) * tr(q.X.T @ q.W),
        q.a,
    ),
}


def confirm(expr, X, derived, rng):
    """Compare with quotients, entry by entry; shapes first."""
    sizes = al.sample_sizes(al.size_letters(expr, X), rng)
    values = al.sample_values([expr, X], rng, sizes=sizes)
    value = al.evaluate(derived.result, values, sizes=sizes)

    def f(array):
        return al.evaluate(expr, values | {X.name: array}, sizes=sizes).item()

    expected = numerical_gradient(f, values[X.name])
    assert value.shape == expected.shape
    np.testing.assert_allclose(value, expected, rtol=1e-7, atol=1e-7 * np.abs(expected).max())
    held = [symbol for symbol in symbols(expr) if symbol != X]
    moved = al.sample_values([expr, X], rng, sizes=sizes, constants=held)
    for step in derived.steps:
        gap = al.relative_gap(derived.start, step.after, moved, sizes=sizes)
        assert gap < 1e-9, step


@pytest.mark.parametrize("name", TABLE)
def test_table_of_gradients(name, letters, rng):
    expr, X, expected = TABLE[name](letters)
    derived = al.gradient(expr, X)
    assert derived.result == expected
    assert derived.steps[-1].after == tr(derived.result.T @ X.d) or not derived.steps
    confirm(expr, X, derived, rng)


@pytest.mark.parametrize("name", FURTHER)
def test_further_gradients(name, letters, rng):
    expr, X = FURTHER[name](letters)
    confirm(expr, X, al.gradient(expr, X), rng)


def test_a_symmetric_variable_has_a_symmetric_gradient(letters, rng):
    P, A = letters.P, letters.A
    derived = al.gradient(tr(A @ P) + logdet(P), P)
    assert derived.result == (A + A.T) / 2 + inv(P)
    assert "dX is symmetric: symmetric part" not in [s.law for s in al.gradient(logdet(P), P).steps]
    values = al.sample_values(tr(A @ P) + logdet(P), rng, constants=[A])
    slope = al.directional_derivative(tr(A @ P) + logdet(P), values).item()
    value = np.sum(al.evaluate(derived.result, values) * values["dP"])
    assert value == pytest.approx(slope, rel=1e-10)


def test_steps_of_the_design(letters):
    A, X = letters.A, letters.X
    laws = [step.law for step in al.gradient(tr(X.T @ A @ X), X).steps]
    assert laws[-3:] == ["sum of inner products", "common right factor", "inner product as a trace"]


def test_read_off(letters):
    A, X, dX = letters.A, letters.X, letters.X.d
    assert al.read_off(2 * tr(X.T @ A @ dX), dX) == 2 * A.T @ X
    assert al.read_off(tr(dX.T @ A @ X) + tr(X.T @ A @ dX), dX) == A @ X + A.T @ X
    assert al.read_off(letters.s * 0, dX) == al.zeros("n", "k")
    with pytest.raises(al.NoLawError, match="not linear in dX"):
        al.read_off(tr(dX.T @ dX), dX)


def test_a_constant_has_gradient_zero(letters):
    assert al.gradient(tr(letters.A), letters.X).result == al.zeros("n", "k")


def test_what_cannot_be_derived_says_so(letters):
    with pytest.raises(al.ShapeError, match="a gradient belongs to a scalar, got n×k"):
        al.gradient(letters.X, letters.X)
    with pytest.raises(al.NoLawError, match="out of kron"):
        al.gradient(tr(al.kron(letters.A, letters.B)), letters.A)
