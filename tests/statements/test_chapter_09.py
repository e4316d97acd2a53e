"""The statements of chapter 09 on the two forms of the eigen-gradient, and the errata in them.

A formula stands here as it is printed in the chapter; difference quotients, 50-digit arithmetic and
autograd, none of which knows it, decide.
"""

import mpmath
import numpy as np
import pytest
import scipy.linalg
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import directional_derivative, numerical_gradient, relative_error

BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-12
few = settings(max_examples=6, deadline=None)
seeds = given(seed=st.integers(0, 1000))
APART = np.array([0.4, 1.3, 2.2, 3.7])  # sorted, as eigh returns them; no two near


def sym(M):
    return (M + M.T) / 2


def orthogonal(rng, n=4):
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


def draw(seed, eigenvalues=APART):
    """Return U, X = UΛUᵀ, a symmetric direction H and a gradient G from above."""
    rng = np.random.default_rng(seed)
    n = len(eigenvalues)
    U = orthogonal(rng, n)
    return U, sym(U * eigenvalues @ U.T), sym(rng.normal(size=(n, n))), rng.normal(size=(n, n))


def function_of(f):
    """Return X ↦ U f(Λ)Uᵀ by NumPy's eigh; its derivative is always taken by quotients."""

    def apply(X):
        eigenvalues, U = np.linalg.eigh(sym(X))
        return U * f(eigenvalues) @ U.T

    return apply


def loewner(f, df, x):
    gap = x[:, None] - x
    tied = gap == 0
    return np.where(tied, df(x)[:, None], (f(x)[:, None] - f(x)) / np.where(tied, 1, gap))


def ionescu(x):
    """K_ij = 1/(λ_j − λ_i), K_ii = 0."""
    gap = x - x[:, None]
    return np.where(gap == 0, 0, 1 / np.where(gap == 0, 1, gap))


def reciprocal(x):
    return 1 / x


def vectors(X, U):
    """Return eigenvectors of X with the signs nearest to U's."""
    V = np.linalg.eigh(X)[1]
    return V * np.sign(np.sum(U * V, axis=0))


def gradient_of_log(G, X):
    """Return the gradient in a symmetric X of ⟨G, log X⟩, by quotients."""
    log = function_of(np.log)
    return numerical_gradient(lambda X: float(np.sum(G * log(X))), X)


# First-order perturbation


@pytest.mark.statement("F9.1")
@few
@seeds
def test_eigenvalues_move_by_the_diagonal(seed):
    U, X, dX, _ = draw(seed)
    shifts = directional_derivative(np.linalg.eigvalsh, X, dX)
    assert shifts.shape == (4,)
    assert relative_error(np.sum(U * (dX @ U), axis=0), shifts) < BY_QUOTIENT


@pytest.mark.statement("F9.2")
@pytest.mark.statement("E35")
@few
@seeds
def test_eigenvectors_turn_by_k(seed):
    U, X, dX, _ = draw(seed)
    turned = directional_derivative(lambda X: vectors(X, U), X, dX)
    B = U.T @ dX @ U
    assert relative_error(U @ (ionescu(APART) * B), turned) < BY_QUOTIENT
    assert relative_error(U @ (ionescu(APART).T * B), turned) > 1.9  # the other way round


# A loss of eigenvectors and eigenvalues


def sign_blind(eigenvalues, U, A, C, c):
    """A loss that no change of sign of an eigenvector is felt by."""
    forms = (U * (A @ U)).sum(0)  # u_iᵀAu_i
    return ((c * eigenvalues) ** 3).sum() + (C * U**2).sum() + (forms * eigenvalues).sum()


def through_eigenvectors(seed):
    """Return the partial gradients in U and λ by autograd, and the whole one by quotients."""
    U, X, _, A = draw(seed)
    rng = np.random.default_rng(seed + 1)
    C, c = rng.normal(size=(4, 4)), rng.normal(size=4)
    leaves = [torch.tensor(v, requires_grad=True) for v in (APART, U)]
    sign_blind(*leaves, *map(torch.tensor, (A, C, c))).backward()
    whole = numerical_gradient(lambda X: sign_blind(*np.linalg.eigh(sym(X)), A, C, c), X)
    return U, leaves[1].grad.numpy(), leaves[0].grad.numpy(), whole


@pytest.mark.statement("F9.3")
@few
@seeds
def test_ionescus_form(seed):
    U, grad_U, grad_values, whole = through_eigenvectors(seed)
    inside = sym(ionescu(APART) * (U.T @ grad_U)) + np.diag(grad_values)
    found = U @ inside @ U.T
    assert found.shape == whole.shape
    assert relative_error(found, whole) < BY_QUOTIENT


@pytest.mark.statement("E33")
@pytest.mark.statement("E34")
@pytest.mark.statement("E35")
def test_ionescus_form_as_printed_elsewhere():
    """A further 2, the symmetrisation inside, K the other way round: each is far off."""
    U, grad_U, grad_values, whole = through_eigenvectors(7)
    M, D, K = U.T @ grad_U, np.diag(grad_values), ionescu(APART)

    def error(middle):
        return relative_error(U @ middle @ U.T, whole)

    assert error(sym(K * M) + D) < BY_QUOTIENT
    assert error(2 * sym(K * M) + D) > 0.1
    assert error(K * sym(M) + D) > 0.1
    assert error(sym(K.T * M) + D) > 0.1
    in_the_eigenbasis = U.T @ whole @ U
    off = np.eye(4) == 0
    doubled = 2 * sym(K * M)
    turned = sym(K.T * M)
    np.testing.assert_allclose(doubled[off], 2 * in_the_eigenbasis[off], atol=1e-6)
    np.testing.assert_allclose(turned[off], -in_the_eigenbasis[off], atol=1e-6)


@pytest.mark.statement("F9.4")
@few
@seeds
def test_symmetric_part_of_a_product_with_a_skew_matrix(seed):
    M = np.random.default_rng(seed).normal(size=(4, 4))
    K = ionescu(APART)
    np.testing.assert_array_equal(K, -K.T)
    np.testing.assert_allclose(sym(K * M), K * (M - M.T) / 2, rtol=0, atol=1e-13)


@pytest.mark.statement("F9.5")
@pytest.mark.statement("E34")
@few
@seeds
def test_symmetrised_inside_no_increment_sees_it(seed):
    U, grad_U, grad_values, whole = through_eigenvectors(seed)
    inside = ionescu(APART) * sym(U.T @ grad_U)
    assert np.abs(inside).max() > 1e-3
    np.testing.assert_allclose(inside, -inside.T, atol=1e-13)
    for dX in map(sym, np.random.default_rng(seed).normal(size=(3, 4, 4))):
        assert abs(np.sum(U @ inside @ U.T * dX)) < 1e-11 * np.abs(inside).max()
    # What is left of the gradient, seen by symmetric increments, is the eigenvalue term.
    left = U.T @ sym(U @ (inside + np.diag(grad_values)) @ U.T) @ U
    np.testing.assert_allclose(left, np.diag(grad_values), atol=1e-11)
    assert relative_error(U @ left @ U.T, whole) > 1e-3


# Daleckii and Krein


def many_digits(A):
    return mpmath.matrix(A.tolist())


def derivative_in_50_digits(f, X, H):
    """Return D f(X)[H] by a central quotient in 50 digits: right to about 30."""
    with mpmath.workdps(50):
        h = mpmath.mpf(10) ** -16
        X, H = many_digits(X), many_digits(H)
        moved = (f(X + h * H) - f(X - h * H)) / (2 * h)
        return np.array(moved.apply(mpmath.re).tolist(), dtype=float)


@pytest.mark.statement("F9.6")
@pytest.mark.parametrize("seed", [1, 2])
def test_daleckii_krein_for_the_logarithm(seed):
    U, X, H, _ = draw(seed)
    found = U @ (loewner(np.log, reciprocal, APART) * (U.T @ H @ U)) @ U.T
    assert relative_error(found, derivative_in_50_digits(mpmath.logm, X, H)) < 1e-14


@pytest.mark.statement("F9.12")
@few
@seeds
def test_the_derivative_is_its_own_adjoint(seed):
    _, X, H, G = draw(seed)
    log, S = function_of(np.log), sym(G)
    left = np.sum(S * directional_derivative(log, X, H))
    right = np.sum(directional_derivative(log, X, S) * H)
    assert abs(left - right) < BY_QUOTIENT * np.linalg.norm(S) * np.linalg.norm(H)


@pytest.mark.statement("F9.13")
@pytest.mark.statement("E33")
@few
@seeds
def test_the_two_forms_are_equal(seed):
    """∇_U and ∇_λ come from autograd of ⟨G, U f(Λ)Uᵀ⟩."""
    U, _, _, G = draw(seed)
    eigenvalues, V = (torch.tensor(v, requires_grad=True) for v in (APART, U))
    (torch.tensor(G) * (V * eigenvalues.log() @ V.T)).sum().backward()
    grad_U, grad_values = V.grad.numpy(), eigenvalues.grad.numpy()
    np.testing.assert_allclose(grad_U, 2 * sym(G) @ U * np.log(APART), atol=1e-13)
    np.testing.assert_allclose(grad_values, np.diag(U.T @ G @ U) / APART, atol=1e-13)
    turn = ionescu(APART) * (U.T @ grad_U)
    krein = U @ (loewner(np.log, reciprocal, APART) * (U.T @ sym(G) @ U)) @ U.T
    assert relative_error(U @ (sym(turn) + np.diag(grad_values)) @ U.T, krein) < BY_IDENTITY
    assert relative_error(U @ (2 * sym(turn) + np.diag(grad_values)) @ U.T, krein) > 0.05


@pytest.mark.statement("F9.14")
@few
@seeds
def test_backward_pass(seed):
    U, X, _, G = draw(seed)
    found = U @ (loewner(np.log, reciprocal, APART) * (U.T @ sym(G) @ U)) @ U.T
    assert relative_error(found, gradient_of_log(G, X)) < BY_QUOTIENT
    np.testing.assert_allclose(found, found.T, atol=1e-13)
    unsymmetrised = U @ (loewner(np.log, reciprocal, APART) * (U.T @ G @ U)) @ U.T
    assert relative_error(unsymmetrised, gradient_of_log(G, X)) > 0.05


# Equal eigenvalues


def by_blocks(function, X, H):
    """Return D f(X)[H] from f of the block matrix [[X, H], [0, X]], which needs no eigenvectors."""
    n = len(X)
    return function(np.block([[X, H], [np.zeros((n, n)), X]]))[:n, n:]


TIED = np.array([1.7, 1.7, 1.7, 3.2])


@pytest.mark.statement("F9.15")
@pytest.mark.parametrize(
    ("f", "df", "function"),
    [
        (np.log, reciprocal, scipy.linalg.logm),
        (np.exp, np.exp, scipy.linalg.expm),
        (np.sqrt, lambda x: 0.5 / np.sqrt(x), scipy.linalg.sqrtm),
    ],
    ids=["log", "exp", "sqrt"],
)
def test_repeated_eigenvalues_and_any_choice_of_eigenvectors(f, df, function):
    U, X, H, _ = draw(3, TIED)
    right = by_blocks(function, X, H)
    rng = np.random.default_rng(4)
    for _ in range(3):
        V = U.copy()
        V[:, :3] = U[:, :3] @ orthogonal(rng, 3)
        found = V @ (loewner(f, df, TIED) * (V.T @ H @ V)) @ V.T
        assert relative_error(found, right) < 1e-10
    gaps = 10.0 ** -np.arange(1, 6)
    slopes = np.array([loewner(f, df, np.array([1.7 - g, 1.7 + g]))[0, 1] for g in gaps])
    errors = np.abs(slopes - df(np.array(1.7)))
    assert np.all(errors[1:] < 0.02 * errors[:-1] + 1e-10)  # of second order in the gap


@pytest.mark.statement("F9.15")
@pytest.mark.statement("E36")
def test_ties_set_to_zero_drop_a_part_of_the_gradient():
    U, X, H, _ = draw(5, TIED)
    L = loewner(np.log, reciprocal, TIED)
    masked = np.where((TIED[:, None] == TIED) & (np.eye(4) == 0), 0, L)
    right = by_blocks(scipy.linalg.logm, X, H)
    wrong = U @ (masked * (U.T @ H @ U)) @ U.T
    assert relative_error(wrong, right) > 0.1
    lost = U.T @ (right - wrong) @ U
    expected = np.where(masked == L, 0, (U.T @ H @ U) / 1.7)
    np.testing.assert_allclose(lost, expected, atol=1e-10)


@pytest.mark.statement("F9.16")
@pytest.mark.parametrize("c", [0.6, 1.0, 2.5])
def test_derivative_at_a_multiple_of_the_identity(c):
    _, _, H, _ = draw(6)
    X = c * np.eye(4)
    for f, slope in ((mpmath.logm, 1 / c), (mpmath.expm, np.exp(c)), (mpmath.sqrtm, 0.5 / c**0.5)):
        assert relative_error(slope * H, derivative_in_50_digits(f, X, H)) < 1e-14


@pytest.mark.statement("F9.16")
@pytest.mark.statement("E36")
@pytest.mark.statement("E37")
@few
@seeds
def test_gradient_of_the_logarithm_at_the_identity(seed):
    """It is sym G; set to 0, or with the ties at 0, it is not."""
    _, _, _, G = draw(seed)
    right = gradient_of_log(G, np.eye(4))
    assert relative_error(sym(G), right) < BY_QUOTIENT
    assert relative_error(np.zeros((4, 4)), right) == 1
    assert relative_error(np.diag(np.diag(G)), right) > 0.05


# A probe that moves one triangle


@pytest.mark.statement("E39")
def test_one_triangle_moved_looks_like_a_factor_two():
    U, X, H, _ = draw(8)
    c = np.array([0.3, -1.2, 0.7, 2.0])
    G = U * c @ U.T  # the gradient of cᵀλ(X)

    def loss(X):
        return float(c @ np.linalg.eigvalsh(X, UPLO="L"))

    probed = numerical_gradient(loss, X)  # entry by entry: the solver reads one triangle
    off = np.tril(np.ones((4, 4)), -1) == 1
    np.testing.assert_allclose(probed[off], 2 * G[off], atol=1e-8)
    np.testing.assert_allclose(np.triu(probed, 1), 0, atol=1e-8)
    assert abs(directional_derivative(loss, X, H) - np.sum(G * H)) < 1e-8
