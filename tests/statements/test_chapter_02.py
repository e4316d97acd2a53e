"""The statements of chapter 02, computed; an erratum is computed as printed and as it is right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.differentials import (
    adjugate,
    det,
    det_jvp,
    inverse_jvp,
    inverse_vjp,
    logdet,
    logdet_jvp,
    logdet_vjp,
    solve_vjp,
)
from mathlib.gradcheck import directional_derivative, numerical_gradient, relative_error

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


def invertible(seed, n=4):
    """A matrix with singular values from 1 to 2: its condition hides no error."""
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    return U * np.linspace(1, 2, n) @ V


def singular(n, rank):
    left, right = normal(rank, (n, rank), (rank, n))
    return left @ right


# Rules


@pytest.mark.statement("F2.1")
@pytest.mark.statement("S04")
@few
@seeds
def test_sum(seed):
    X, dX, M, N, C = normal(seed, (3, 4), (3, 4), (2, 3), (4, 5), (2, 5))

    def A(X):
        return M @ np.sin(X) @ N

    def B(X):
        return M @ X**2 @ N

    for sign in (1, -1):
        together = along(lambda X, sign=sign: A(X) + sign * B(X) + C, X, dX)
        apart = M @ (np.cos(X) * dX) @ N + sign * M @ (2 * X * dX) @ N  # C is constant: dC = 0
        assert relative_error(together, apart) < BY_QUOTIENT


@pytest.mark.statement("F2.2")
@pytest.mark.statement("S04")
@few
@seeds
def test_product(seed):
    X, dX, M = normal(seed, (3, 4), (3, 4), (5, 3))
    A, dA, B, dB = M @ np.exp(X), M @ (np.exp(X) * dX), X.T, dX.T  # 5×4 and 4×3
    change = along(lambda X: M @ np.exp(X) @ X.T, X, dX)
    assert change.shape == (5, 3)
    assert relative_error(dA @ B + A @ dB, change) < BY_QUOTIENT
    # The order counts: with square factors, dB A for A dB conforms and is wrong.
    A, B, dA, dB = normal(seed, *[(3, 3)] * 4)
    change = along(lambda t: (A + t * dA) @ (B + t * dB), 0.0, 1.0)
    assert relative_error(dA @ B + A @ dB, change) < BY_QUOTIENT
    assert relative_error(dA @ B + dB @ A, change) > 1e-3


@pytest.mark.statement("F2.3")
@pytest.mark.statement("S04")
def test_transpose():
    A, dA = normal(0, (3, 5), (3, 5))
    assert relative_error(along(lambda A: (A**3).T, A, dA), (3 * A**2 * dA).T) < BY_QUOTIENT


@pytest.mark.statement("F2.4")
@pytest.mark.statement("S04")
def test_trace():
    A, dA, B = normal(0, (3, 5), (3, 5), (5, 3))
    change = along(lambda A: np.trace(np.sin(A) @ B), A, dA)
    assert change == pytest.approx(np.trace((np.cos(A) * dA) @ B), rel=BY_QUOTIENT)


@pytest.mark.statement("F2.5")
@pytest.mark.statement("S05")
@few
@seeds
def test_inverse(seed):
    D, (dD,) = invertible(seed), normal(seed, (4, 4))
    Y = np.linalg.inv(D)
    assert relative_error(inverse_jvp(D, dD), -Y @ dD @ Y) < BY_IDENTITY
    assert relative_error(-Y @ dD @ Y, along(np.linalg.inv, D, dD)) < BY_QUOTIENT


@pytest.mark.statement("F2.6")
@pytest.mark.statement("E01")
@pytest.mark.parametrize("N", [2, 3, 5])
def test_jacobi_has_no_factor_one_over_N(N):
    D, (dD,) = invertible(N, N), normal(N, (N, N))
    change = along(np.linalg.det, D, dD)
    by_adjugate = np.trace(adjugate(D) @ dD)
    assert abs(by_adjugate - change) < BY_QUOTIENT * np.linalg.norm(adjugate(D))
    by_inverse = np.linalg.det(D) * np.trace(np.linalg.solve(D, dD))
    assert by_inverse == pytest.approx(by_adjugate, rel=BY_IDENTITY)
    assert det_jvp(D, dD) == pytest.approx(by_adjugate, rel=BY_IDENTITY)
    for printed in (by_adjugate / N, by_inverse / N):
        assert abs(printed - change) / abs(change) == pytest.approx(1 - 1 / N, rel=1e-6)
    # D = tI: the determinant is t^N, so d det = N t^(N−1) dt.
    t = 1.3
    assert det_jvp(t * np.eye(N), np.eye(N)) == pytest.approx(N * t ** (N - 1), rel=BY_IDENTITY)


@pytest.mark.statement("F2.7")
@pytest.mark.parametrize(("n", "rank"), [(3, 2), (4, 3), (4, 2), (3, 0)])
def test_the_adjugate_form_needs_no_inverse(n, rank):
    D, (dD,) = singular(n, rank), normal(7, (n, n))
    change = along(np.linalg.det, D, dD)
    assert abs(np.trace(adjugate(D) @ dD) - change) < BY_QUOTIENT * max(1, abs(change))
    assert (abs(change) > 1e-3) == (rank == n - 1)
    with pytest.raises(ValueError, match="condition number"):
        inverse_jvp(D, dD)


@pytest.mark.statement("F2.8")
@pytest.mark.statement("E02")
@pytest.mark.parametrize("N", [2, 3, 5])
def test_both_terms_of_the_product_rule_count(N):
    D, (dD,) = invertible(N, N), normal(N, (N, N))
    change = along(np.linalg.det, D, dD)
    first = np.trace(adjugate(D) @ dD)
    second = np.trace(D @ along(adjugate, D, dD))
    size = N * np.linalg.norm(adjugate(D)) * np.linalg.norm(D)
    assert abs(first + second - N * change) < BY_QUOTIENT * size
    assert abs(second - (N - 1) * change) < BY_QUOTIENT * size
    # As printed, with the identity for the undefined E: N d det D = Tr(D* dD) alone.
    assert abs(first - N * change) / abs(N * change) == pytest.approx(1 - 1 / N, rel=1e-5)
    assert relative_error(D @ adjugate(D), np.linalg.det(D) * np.eye(N)) < BY_IDENTITY


@pytest.mark.statement("F2.9")
@few
@seeds
def test_logarithm_of_the_determinant(seed):
    X, (dX,) = invertible(seed), normal(seed, (4, 4))
    Y = np.linalg.inv(X)
    size = np.linalg.norm(Y) * np.linalg.norm(dX)
    assert abs(along(logdet, X, dX) - np.trace(Y @ dX)) < BY_QUOTIENT * size
    assert abs(logdet_jvp(X, dX) - np.trace(Y @ dX)) < BY_IDENTITY * size
    assert relative_error(logdet_vjp(1.0, X), Y.T) < BY_IDENTITY
    assert relative_error(numerical_gradient(logdet, X), Y.T) < BY_QUOTIENT
    assert relative_error(Y, Y.T) > 1e-2  # X⁻¹ instead of X⁻ᵀ would show


@pytest.mark.statement("F2.10")
@pytest.mark.statement("S05")
def test_elementwise_product():
    X, dX, M = normal(0, (3, 4), (3, 4), (3, 3))
    A, dA, B, dB = M @ X, M @ dX, np.exp(X), np.exp(X) * dX
    change = along(lambda X: (M @ X) * np.exp(X), X, dX)
    assert relative_error(dA * B + A * dB, change) < BY_QUOTIENT


@pytest.mark.statement("F2.11")
@pytest.mark.statement("S05")
@pytest.mark.statement("E07")
def test_elementwise_function():
    A, dA = normal(0, (3, 4), (3, 4))
    derivative = np.array([[1 - np.tanh(a) ** 2 for a in row] for row in A])  # f' at each scalar
    assert relative_error(derivative * dA, along(np.tanh, A, dA)) < BY_QUOTIENT
    # Printed [∂f/∂A_ij]: read as the derivative of the whole array f(A) it has four indices.
    whole = np.array([along(np.tanh, A, np.eye(12)[k].reshape(3, 4)) for k in range(12)])
    assert whole.shape == (12, 3, 4) and derivative.shape == (3, 4)
    diagonal = np.array([whole[k].ravel()[k] for k in range(12)]).reshape(3, 4)
    assert relative_error(diagonal, derivative) < BY_QUOTIENT
    assert np.count_nonzero(np.abs(whole) > 1e-12) == 12  # an entry of f(A) knows its own a only


# Layers


@pytest.mark.statement("F2.33")
@few
@seeds
def test_backward_through_the_inverse(seed):
    X, (G,) = invertible(seed), normal(seed, (4, 4))
    Y = np.linalg.inv(X)
    expected = numerical_gradient(lambda X: inner(G, np.linalg.inv(X)), X)
    assert relative_error(-Y.T @ G @ Y.T, expected) < BY_QUOTIENT
    assert relative_error(inverse_vjp(G, X), -Y.T @ G @ Y.T) < BY_IDENTITY


@pytest.mark.statement("F2.34")
@few
@seeds
def test_backward_through_a_linear_system(seed):
    A, (B, G) = invertible(seed), normal(seed, (4, 3), (4, 3))
    Y = np.linalg.solve(A, B)
    in_B = np.linalg.inv(A).T @ G
    in_A = -in_B @ Y.T
    by_A = numerical_gradient(lambda A: inner(G, np.linalg.solve(A, B)), A)
    by_B = numerical_gradient(lambda B: inner(G, np.linalg.solve(A, B)), B)
    assert relative_error(in_A, by_A) < BY_QUOTIENT and relative_error(in_B, by_B) < BY_QUOTIENT
    for ours, right in zip(solve_vjp(G, A, B), (in_A, in_B), strict=True):
        assert ours.shape == right.shape and relative_error(ours, right) < BY_IDENTITY


@pytest.mark.statement("F2.36")
@few
@seeds
def test_second_differential_of_the_logarithm(seed):
    X, (dX,) = invertible(seed), normal(seed, (4, 4))
    Y = np.linalg.solve(X, dX)
    second = along(lambda X: logdet_jvp(X, dX), X, dX)
    assert abs(second + np.trace(Y @ Y)) < BY_QUOTIENT * np.linalg.norm(Y) ** 2
    # On symmetric positive definite matrices it is negative: log det is concave there.
    S, H = X @ X.T, dX + dX.T
    step = np.linalg.solve(S, H)
    assert -np.trace(step @ step) < 0


@pytest.mark.statement("S03")
@few
@given(seed=st.integers(0, 1000), m=st.integers(1, 4), n=st.integers(1, 4))
def test_the_trace_form_of_the_differential(seed, m, n):
    X, dX, A = normal(seed, (m, n), (m, n), (m, n))
    gradient = A * np.cos(X) + 2 * X
    change = along(lambda X: np.sum(A * np.sin(X)) + np.sum(X * X), X, dX)
    size = np.linalg.norm(gradient) * np.linalg.norm(dX)
    assert abs(np.trace(gradient.T @ dX) - change) < BY_QUOTIENT * size


# Errata


@pytest.mark.statement("E03")
def test_the_sum_of_the_two_terms_vanishes_and_not_each():
    D, (dD,) = invertible(3), normal(3, (4, 4))
    Y = np.linalg.inv(D)
    first, second = dD @ Y, D @ along(np.linalg.inv, D, dD)
    size = np.linalg.norm(first)
    assert np.linalg.norm(first + second) < BY_QUOTIENT * size
    # As printed the two are equal and zero; their distance is twice their size.
    assert np.linalg.norm(first - second) / size == pytest.approx(2, rel=1e-6)
    assert np.linalg.norm(first) > 0.1 and np.linalg.norm(second) > 0.1


@pytest.mark.statement("E04")
def test_a_differential_is_a_linear_map_of_a_free_increment():
    x, increments = 0.7, np.array([1e-1, 1e-3, 1e-5, 0.0])
    printed = increments[-1]  # the limit of the increments
    assert np.cos(x) * printed == 0  # with it every differential vanishes

    def df(dx):
        return np.cos(x) * dx  # f = sin, and dx of any size

    assert df(3.0) == pytest.approx(directional_derivative(np.sin, x, 3.0), rel=BY_QUOTIENT)
    assert df(2.0 + 3.0) == pytest.approx(df(2.0) + df(3.0), rel=BY_IDENTITY)
    left = [abs(np.sin(x + h) - np.sin(x) - df(h)) / h for h in (1e-2, 1e-3)]
    assert left[0] / left[1] == pytest.approx(10, rel=0.02)


@pytest.mark.statement("E05")
def test_a_slope_and_a_square_matrix_are_meant():
    # "Scope of f": the number that a quotient tends to, the slope.
    assert directional_derivative(np.exp, 0.3, 1.0) == pytest.approx(np.exp(0.3), rel=BY_QUOTIENT)
    # "Squared matrix": the determinant asks for a square one, D², of any square D, is another.
    (D,) = normal(5, (3, 3))
    assert abs(det(D @ D) - det(D)) > 1e-3 and det(D @ D) == pytest.approx(det(D) ** 2)
    with pytest.raises(ValueError, match="expected a square matrix"):
        det(np.ones((2, 3)))


@pytest.mark.statement("E06")
def test_one_entry_moves_and_the_function_takes_the_whole_matrix():
    X, A = normal(6, (3, 4), (4, 3))

    def f(X):
        return np.trace(A @ X @ A @ X)

    gradient = 2 * (A @ X @ A).T
    for i, j in np.ndindex(X.shape):
        E = np.zeros_like(X)
        E[i, j] = 1.0
        assert directional_derivative(f, X, E) == pytest.approx(gradient[i, j], rel=1e-7, abs=1e-9)
        with pytest.raises(ValueError, match="matmul"):
            f(X[i, j] + 1e-6)  # as printed: a number where a matrix belongs
