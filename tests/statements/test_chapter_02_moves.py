"""The identities of chapter 02 that move factors inside a trace and across a colon."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.differentials import squared_frobenius_norm_jvp, squared_frobenius_norm_vjp
from mathlib.gradcheck import directional_derivative, relative_error

BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-11
few = settings(max_examples=15, deadline=None)
seeds = given(seed=st.integers(0, 1000))


def normal(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def inner(A, B):
    assert A.shape == B.shape
    return float(np.sum(A * B))


def along(f, X, dX):
    """Return the derivative of f at X along dX, by central quotients of fourth order."""
    return directional_derivative(f, X, dX)


@pytest.mark.statement("F2.12")
@few
@given(seed=st.integers(0, 1000), M=st.integers(1, 6), N=st.integers(1, 6))
def test_cyclic_rule(seed, M, N):
    P, Q = normal(seed, (M, N), (N, M))
    size = np.linalg.norm(P) * np.linalg.norm(Q)
    assert abs(np.trace(P @ Q) - np.trace(Q @ P)) < BY_IDENTITY * size
    # Three factors may be rotated, not put in any order.
    A, B, C = normal(seed, *[(3, 3)] * 3)
    assert np.trace(A @ B @ C) == pytest.approx(np.trace(C @ A @ B), rel=1e-9, abs=1e-11)
    assert abs(np.trace(A @ B @ C) - np.trace(B @ A @ C)) > 1e-6


@pytest.mark.statement("F2.13")
@few
@seeds
def test_hadamard_moves_inside_the_trace(seed):
    C, D, F = normal(seed, *[(3, 5)] * 3)
    left, right = np.trace(C.T @ (D * F)), np.trace((C * D).T @ F)
    assert abs(left - right) < BY_IDENTITY * np.linalg.norm(C) * np.linalg.norm(D * F)


@pytest.mark.statement("F2.14")
@pytest.mark.statement("S19")
@few
@seeds
def test_a_factor_moves_across_and_returns_transposed(seed):
    A, B, C = normal(seed, (3, 5), (3, 4), (4, 5))
    size = np.linalg.norm(A) * np.linalg.norm(B) * np.linalg.norm(C)
    assert abs(inner(A, B @ C) - inner(B.T @ A, C)) < BY_IDENTITY * size
    assert abs(inner(A, B @ C) - inner(A @ C.T, B)) < BY_IDENTITY * size


@pytest.mark.statement("F2.15")
@pytest.mark.statement("S18")
@few
@seeds
def test_the_inner_product_has_three_faces(seed):
    A, B = normal(seed, (3, 5), (3, 5))
    size = np.linalg.norm(A) * np.linalg.norm(B)
    for other in (np.trace(A.T @ B), inner(B, A), inner(A.T, B.T)):
        assert abs(inner(A, B) - other) < BY_IDENTITY * size


@pytest.mark.statement("F2.16")
@pytest.mark.statement("S19")
@few
@seeds
def test_hadamard_moves_across_the_colon(seed):
    A, B, C = normal(seed, *[(3, 5)] * 3)
    size = np.linalg.norm(A) * np.linalg.norm(B * C)
    assert abs(inner(A, B * C) - inner(A * B, C)) < BY_IDENTITY * size


@pytest.mark.statement("F2.17")
@pytest.mark.statement("S20")
@pytest.mark.parametrize("shape", [(3, 5), (5, 2), (1, 4), (6, 1)])
def test_square_of_the_norm(shape):
    X, dX = normal(0, shape, shape)
    change = along(lambda X: inner(X, X), X, dX)
    assert change == pytest.approx(2 * inner(X, dX), rel=BY_QUOTIENT)
    assert squared_frobenius_norm_jvp(X, dX) == pytest.approx(2 * inner(X, dX), rel=BY_IDENTITY)
    assert relative_error(squared_frobenius_norm_vjp(1.0, X), 2 * X) < BY_IDENTITY


@pytest.mark.statement("S20")
def test_the_rules_of_the_gist_under_the_colon():
    # Sum, product, Hadamard product and transpose, as the gist writes them, against quotients.
    A, B, C, dA, dB = normal(1, (3, 4), (4, 5), (3, 5), (3, 4), (4, 5))
    change = along(lambda t: inner(C, (A + t * dA) @ (B + t * dB)), 0.0, 1.0)
    right = inner(C, dA @ B) + inner(C, A @ dB)
    assert change == pytest.approx(right, rel=BY_QUOTIENT)
    X, Y, W, dX, dY = normal(2, *[(3, 4)] * 5)
    change = along(lambda t: inner(W, (X + t * dX) * (Y + t * dY)), 0.0, 1.0)
    assert change == pytest.approx(inner(W, dX * Y) + inner(W, X * dY), rel=BY_QUOTIENT)
    change = along(lambda t: inner(X + t * dX, Y + t * dY), 0.0, 1.0)
    assert change == pytest.approx(inner(dX, Y) + inner(X, dY), rel=BY_QUOTIENT)
    assert inner(W.T, (X + dX).T) == pytest.approx(inner(W, X) + inner(W, dX), rel=BY_IDENTITY)


@pytest.mark.statement("S06")
@few
@given(seed=st.integers(0, 1000), M=st.integers(1, 5), N=st.integers(1, 5))
def test_trace_rules_as_printed(seed, M, N):
    c = 1.7
    C, D, F = normal(seed, *[(M, N)] * 3)
    P, Q = normal(seed + 1, *[(M, M)] * 2)
    rules = {
        "linear": (np.trace(c * P + Q), c * np.trace(P) + np.trace(Q)),
        "transpose": (np.trace(P.T), np.trace(P)),
        "product": (np.trace(C @ D.T), np.trace(D.T @ C)),  # M×M on the left, N×N on the right
        "entries": (np.trace(C.T @ D), np.sum(C * D)),
        "Hadamard": (np.trace(C.T @ (D * F)), np.trace((C * D).T @ F)),
    }
    assert (C @ D.T).shape == (M, M) and (D.T @ C).shape == (N, N)
    for left, right in rules.values():
        assert left == pytest.approx(right, rel=1e-9, abs=BY_IDENTITY)


@pytest.mark.statement("E40")
def test_the_colon_wants_equal_shapes_and_binds_last():
    A, B, C = normal(3, *[(3, 3)] * 3)
    assert inner(A, A) == pytest.approx(np.linalg.norm(A) ** 2, rel=BY_IDENTITY)
    assert abs(inner(A, A) - np.linalg.norm(A)) > 0.1  # the title's "norm" would need a root
    # A : B ⊙ C read from the left is a number times a matrix, no number at all.
    assert np.shape(inner(A, B) * C) == (3, 3) and np.shape(inner(A, B * C)) == ()
    # NumPy broadcasts a row against a matrix in silence; the colon must refuse it.
    row = A[:1]
    assert np.ndim(np.sum(row * B)) == 0
    with pytest.raises(AssertionError):
        inner(row, B)
