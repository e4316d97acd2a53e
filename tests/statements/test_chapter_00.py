"""The statements of chapter 00, computed (those on symmetric variables are told in chapter 08)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import (
    adjoint_test,
    directional_derivative,
    numerical_gradient,
    relative_error,
    taylor_test,
)
from mathlib.plots import quotient_errors

U = 2.0**-53
BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-11


def problem(seed=0, m=3, n=4):
    """L(X) = Σ_ij A_ij exp(X_ij) / 2 + ‖BX‖² / 2, with its gradient and a direction."""
    rng = np.random.default_rng(seed)
    X, A, H = (rng.normal(size=(m, n)) for _ in range(3))
    B = rng.normal(size=(5, m))

    def loss(X):
        return np.sum(A * np.exp(X)) / 2 + np.sum((B @ X) ** 2) / 2

    return loss, A * np.exp(X) / 2 + B.T @ B @ X, X, H


@pytest.mark.statement("F0.1")
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), m=st.integers(1, 4), n=st.integers(1, 4))
def test_one_matrix_gives_the_differential_in_every_direction(seed, m, n):
    loss, G, X, H = problem(seed, m, n)
    assert G.shape == X.shape
    change = directional_derivative(loss, X, H)
    size = np.linalg.norm(G) * np.linalg.norm(H)
    assert abs(change - np.trace(G.T @ H)) < BY_QUOTIENT * size


@pytest.mark.statement("F0.1")
def test_that_matrix_is_unique():
    loss, G, X, _ = problem()
    # The differential in the unit directions leaves no entry free.
    read_off = np.zeros_like(X)
    for index in np.ndindex(X.shape):
        E = np.zeros_like(X)
        E[index] = 1
        read_off[index] = directional_derivative(loss, X, E)
    assert relative_error(read_off, G) < BY_QUOTIENT
    # Any other G' fails in the direction H = G − G'.
    other = G + 1e-3 * np.random.default_rng(1).normal(size=X.shape)
    H = G - other
    assert np.sum(G * H) - np.sum(other * H) == pytest.approx(np.sum(H**2), rel=BY_IDENTITY)
    assert not taylor_test(loss, X, other, direction=H).passed


@pytest.mark.statement("F0.2")
@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("central", 2), ("central4", 4)])
def test_order_of_the_quotients(method, order):
    h = np.array([0.04, 0.02, 0.01])
    errors = quotient_errors(steps=h, methods=(method,)).errors[method]
    assert np.allclose(errors[:-1] / errors[1:], 2.0**order, rtol=0.03)
    leading = {"forward": h / 2, "central": h**2 / 6, "central4": h**4 / 30}[method]
    assert np.allclose(errors, leading, rtol=0.03)  # f = f'' = f''' for the exponential


@pytest.mark.statement("F0.3")
@pytest.mark.parametrize(
    ("method", "best", "lowest"),
    [("forward", 2 * np.sqrt(U), np.sqrt(U)), ("central", np.cbrt(3 * U), U ** (2 / 3))],
)
def test_best_step_and_best_error(method, best, lowest):
    # Averaged over many points, for the error at one point is a matter of luck.
    h = np.logspace(-11, -2, 91)
    points = np.random.default_rng(0).uniform(0.5, 1.5, size=100)
    runs = [quotient_errors(x=x, steps=h, methods=(method,)).errors[method] for x in points]
    errors = np.sqrt(np.mean(np.square(runs), axis=0))
    assert best / 5 < h[np.argmin(errors)] < 5 * best
    assert lowest / 10 < errors.min() < 10 * lowest


@pytest.mark.statement("F0.4")
def test_the_complex_step_cancels_nothing():
    loss, G, X, H = problem()
    exact = np.sum(G * H)
    for h in (1e-10, 1e-30, 1e-100):
        by_step = directional_derivative(loss, X, H, "complex", step=h)
        assert abs(by_step - exact) < BY_IDENTITY * abs(exact)
        assert by_step == np.imag(loss(X + 1j * h * H)) / h
    coarse = [directional_derivative(loss, X, H, "complex", h) - exact for h in (0.02, 0.01)]
    assert coarse[0] / coarse[1] == pytest.approx(4, rel=0.01)  # O(h²)


@pytest.mark.statement("F0.5")
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_backward_pass_is_the_adjoint_of_the_derivative(seed):
    rng = np.random.default_rng(seed)
    X, A = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))

    def layer(X):
        return A @ np.tanh(X) @ X.T

    def jvp(H):
        S = 1 / np.cosh(X) ** 2
        return A @ (S * H) @ X.T + A @ np.tanh(X) @ H.T

    def vjp(G):
        return (A.T @ G @ X) / np.cosh(X) ** 2 + G.T @ A @ np.tanh(X)

    H, G = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
    assert relative_error(directional_derivative(layer, X, H), jvp(H)) < BY_QUOTIENT
    assert relative_error(vjp(G), numerical_gradient(lambda X: np.sum(G * layer(X)), X)) < 1e-8
    result = adjoint_test(jvp, vjp, (3, 4), (2, 3), rng)
    assert result.relative_gap < BY_IDENTITY
    # Only the adjoint passes.
    assert not adjoint_test(jvp, lambda G: vjp(G) * (1 + 1e-6), (3, 4), (2, 3), rng).passed


@pytest.mark.statement("F0.6")
def test_inside_the_symmetric_matrices_only_the_symmetric_part_counts():
    loss, G, X, H = problem(m=4, n=4)
    S = (G + G.T) / 2
    inside = H + H.T
    change = directional_derivative(loss, X, inside)
    assert abs(change - np.sum(S * inside)) < BY_QUOTIENT * np.linalg.norm(S)
    assert abs(np.sum((G - S) * inside)) < BY_IDENTITY * np.linalg.norm(S)
    assert np.linalg.norm(G - S) > 0.1  # the rest is there, and no symmetric direction sees it


@pytest.mark.statement("F0.7")
def test_derivative_in_the_independent_entries():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(4, 4))
    lower = np.tril_indices(4)

    def build(entries):
        X = np.zeros((4, 4), dtype=entries.dtype)
        X[lower] = entries
        return X + np.tril(X, -1).T

    def loss(X):
        return np.sum(A * np.exp(X))

    entries = rng.normal(size=10)
    S = A * np.exp(build(entries))
    S = (S + S.T) / 2
    expected = (2 * S - np.diag(np.diag(S)))[lower]
    numerical = numerical_gradient(lambda e: loss(build(e)), entries)
    assert relative_error(numerical, expected) < BY_QUOTIENT
    exact = numerical_gradient(lambda e: loss(build(e)), entries, "complex")
    assert relative_error(exact, expected) < BY_IDENTITY


@pytest.mark.statement("F0.8")
def test_the_remainder_falls_with_slope_two_only_for_the_gradient():
    loss, G, X, H = problem()
    right = taylor_test(loss, X, G, direction=H)
    wrong = taylor_test(loss, X, 1.01 * G, direction=H)
    assert abs(right.slope - 2) < 0.05 and right.verdict == "slope 2: the gradient is right"
    assert abs(wrong.slope - 1) < 0.05 and wrong.verdict == "slope 1: it is not"
    # Another matrix with the same ⟨G, H⟩ is not told apart by this direction.
    D = np.random.default_rng(1).normal(size=X.shape)
    across = D - np.sum(D * H) / np.sum(H * H) * H
    assert taylor_test(loss, X, G + across, direction=H).passed
    assert not taylor_test(loss, X, G + across).passed


@pytest.mark.statement("F0.9")
def test_a_random_sign_direction_sees_the_whole_error_on_average():
    error = np.random.default_rng(0).normal(size=(2, 4))
    bits = np.arange(2**8)[:, None] >> np.arange(8) & 1
    signs = (2.0 * bits - 1).reshape(-1, 2, 4)  # all 256 of them: the mean is exact
    seen = np.einsum("ij,kij->k", error, signs)
    assert np.mean(seen**2) == pytest.approx(np.sum(error**2), rel=BY_IDENTITY)
    assert np.allclose(np.einsum("k,kij->ij", seen, signs) / 256, error, atol=1e-12)


class TestExerciseAnswers:
    def test_trace_of_a_square(self):
        X = np.array([[2.0, 1.0], [1.0, 3.0]])

        def loss(X):
            return np.trace(X @ X)

        assert np.array_equal(2 * X.T, [[4, 2], [2, 6]])
        assert relative_error(numerical_gradient(loss, X), 2 * X.T) < BY_QUOTIENT
        both = directional_derivative(loss, X, np.array([[0.0, 1.0], [1.0, 0.0]]))
        assert abs(both - 4) < BY_QUOTIENT

    def test_one_gaussian_direction_finds_one_wrong_entry_among_a_million(self):
        X = np.random.default_rng(0).normal(size=(1000, 1000))
        wrong = X.copy()
        wrong[417, 23] *= 1.5

        def loss(X):
            return np.sum(X * X) / 2

        assert taylor_test(loss, X, X).passed
        assert taylor_test(loss, X, wrong).verdict == "slope 1: it is not"

    def test_the_complex_step_loses_abs_and_conjugation(self):
        for f in (np.abs, lambda x: np.real(x * np.conj(x)), lambda x: np.maximum(np.abs(x), 0)):
            assert np.imag(f(0.7 + 1e-30j)) == 0
            with pytest.raises(ValueError, match="not analytic"):
                directional_derivative(f, 0.7, 1.0, "complex")

    def test_gradient_from_noise(self):
        rng = np.random.default_rng(0)
        G = rng.normal(size=(2, 3))
        H = rng.normal(size=(200_000, 2, 3))
        estimates = np.einsum("ij,kij->k", G, H)[:, None, None] * H
        assert relative_error(estimates.mean(axis=0), G) < 0.02
        variance = np.sum(estimates.var(axis=0))
        assert variance == pytest.approx((6 + 1) * np.sum(G**2), rel=0.03)  # (mn + 1)‖G‖² exactly
