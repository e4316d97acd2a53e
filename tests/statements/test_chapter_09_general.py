"""The statements of chapter 09 on matrices that are not symmetric, with complex eigenvalues."""

import numpy as np
import pytest
import scipy.linalg
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import directional_derivative, numerical_gradient, relative_error

BY_QUOTIENT = 1e-8
few = settings(max_examples=6, deadline=None)
seeds = given(seed=st.integers(0, 1000))


def spinning(seed, n=5):
    """Return a real n×n matrix with two complex pairs and one real eigenvalue, well conditioned."""
    rng = np.random.default_rng(seed)
    D = scipy.linalg.block_diag([[0.6, 0.9], [-0.9, 0.6]], [[1.8, 0.7], [-0.7, 1.8]], [[2.9]])
    S = np.eye(n) + 0.2 * rng.normal(size=(n, n))
    while np.linalg.cond(S) > 8:
        S = np.eye(n) + 0.2 * rng.normal(size=(n, n))
    H, G = rng.normal(size=(2, n, n))
    return S @ D @ np.linalg.inv(S), H, G


def loewner(f, df, values):
    gap = values[:, None] - values
    tied = gap == 0
    quotient = (f(values)[:, None] - f(values)) / np.where(tied, 1, gap)
    return np.where(tied, df(values)[:, None], quotient)


FUNCTIONS = {
    "exp": (np.exp, np.exp, scipy.linalg.expm),
    "log": (np.log, lambda z: 1 / z, scipy.linalg.logm),
    "sin": (np.sin, np.cos, scipy.linalg.sinm),
}
each = pytest.mark.parametrize(("f", "df", "function"), FUNCTIONS.values(), ids=FUNCTIONS)


def derivative(function, X, H):
    """Return D f(X)[H] from f of a block matrix, without eigenvectors."""
    n = len(X)
    return function(np.block([[X, H], [np.zeros((n, n)), X]]))[:n, n:]


@pytest.mark.statement("F9.29")
@each
def test_a_function_of_a_real_matrix_is_real(f, df, function):
    X, _, _ = spinning(1)
    values, P = np.linalg.eig(X)
    assert np.sum(values.imag != 0) == 4
    found = P * f(values) @ np.linalg.inv(P)
    assert np.abs(found.imag).max() < 1e-13 * np.abs(found).max()
    assert relative_error(found.real, function(X)) < 1e-12


@pytest.mark.statement("F9.30")
@each
def test_derivative_by_eigenvectors(f, df, function):
    X, H, _ = spinning(2)
    values, P = np.linalg.eig(X)
    inverse = np.linalg.inv(P)
    found = P @ (loewner(f, df, values) * (inverse @ H @ P)) @ inverse
    assert np.abs(found.imag).max() < 1e-12 * np.abs(found).max()
    assert relative_error(found.real, derivative(function, X, H)) < 1e-11
    assert relative_error(found.real, directional_derivative(function, X, H)) < BY_QUOTIENT


def backward(G, X, f, df):
    values, P = np.linalg.eig(X)
    back = np.linalg.inv(P).conj().T
    inside = loewner(f, df, values).conj() * (P.conj().T @ G @ back)
    return back @ inside @ P.conj().T


@pytest.mark.statement("F9.31")
@pytest.mark.statement("F9.32")
@each
def test_backward_pass(f, df, function):
    X, _, G = spinning(3)
    found = backward(G, X, f, df)
    assert np.abs(found.imag).max() < 1e-12 * np.abs(found).max()
    assert relative_error(derivative(function, X.T, G), found.real) < 1e-11
    without_conjugate = backward(G, X, lambda z: f(z).conj(), lambda z: df(z).conj())
    for dX in np.random.default_rng(30).normal(size=(2, 5, 5)):
        slope = directional_derivative(lambda X: np.sum(G * np.real(function(X))), X, dX)
        assert abs(np.sum(found.real * dX) - slope) < BY_QUOTIENT * np.linalg.norm(found)
        assert abs(np.sum(without_conjugate.real * dX) - slope) > 1e-3 * np.linalg.norm(found)


@pytest.mark.statement("F9.31")
def test_backward_pass_by_autograd():
    X, _, G = spinning(4)
    leaf = torch.tensor(X, requires_grad=True)
    (torch.tensor(G) * torch.linalg.matrix_exp(leaf)).sum().backward()
    assert relative_error(backward(G, X, np.exp, np.exp).real, leaf.grad.numpy()) < 1e-12


@pytest.mark.statement("F9.33")
@few
@seeds
def test_without_the_transpose_it_is_not_the_gradient(seed):
    X, _, G = spinning(seed)
    right = numerical_gradient(lambda X: float(np.sum(G * (X @ X))), X)
    transposed, forward = (derivative(lambda X: X @ X, Y, G) for Y in (X.T, X))
    assert relative_error(transposed, right) < BY_QUOTIENT
    assert relative_error(forward, right) > 0.05
    np.testing.assert_allclose(
        forward - transposed, (X - X.T) @ G + G @ (X - X.T), rtol=0, atol=1e-12
    )


def matched(X, values):
    """Return the eigenpairs of X in the order of these eigenvalues."""
    found, P = np.linalg.eig(X)
    order = [int(np.abs(found - v).argmin()) for v in values]
    assert sorted(order) == list(range(len(values)))
    return found[order], P[:, order]


@pytest.mark.statement("F9.34")
@few
@seeds
def test_eigenvalues_move_by_a_diagonal(seed):
    X, dX, _ = spinning(seed)
    values, P = np.linalg.eig(X)
    moved = directional_derivative(lambda X: matched(X, values)[0].real, X, dX)
    turned = directional_derivative(lambda X: matched(X, values)[0].imag, X, dX)
    found = np.diag(np.linalg.inv(P) @ dX @ P)
    assert relative_error(found.real, moved) < 1e-7
    assert relative_error(found.imag, turned) < 1e-7


def scale_blind(P, values, A, c):
    """A real loss that no scaling of a column of P is felt by, as torch or NumPy arrays.

    The weights c differ inside a conjugate pair, so the formula's real part is needed.
    """
    forms = (P.conj() * (A @ P)).sum(0) / (P.conj() * P).sum(0)
    return (c * abs(forms) ** 2).sum().real + (c * (values**2).real).sum()


@pytest.mark.statement("F9.41")
@pytest.mark.parametrize("alike", [True, False], ids=["pairs alike", "pairs apart"])
def test_a_loss_of_the_eigenvectors(alike):
    """∇_P and ∇_λ by autograd, whose complex gradient means dL = Re Tr(∇ᴴ dP)."""
    X, _, A = spinning(5)
    values, P = np.linalg.eig(X)
    c = np.random.default_rng(6).normal(size=5)
    if alike:
        c = np.array(
            [c[int(np.abs(values - v.conj()).argmin())] + c[i] for i, v in enumerate(values)]
        )
    leaves = [torch.tensor(v, requires_grad=True) for v in (P, values)]
    scale_blind(*leaves, torch.tensor(A + 0j), torch.tensor(c)).backward()
    grad_P, grad_values = (leaf.grad.numpy() for leaf in leaves)
    gap = values - values[:, None]
    K = np.where(gap == 0, 0, 1 / np.where(gap == 0, 1, gap))
    inside = K.conj() * (P.conj().T @ grad_P) + np.diag(grad_values)
    found = np.linalg.inv(P).conj().T @ inside @ P.conj().T
    whole = numerical_gradient(lambda X: float(scale_blind(*matched(X, values)[::-1], A, c)), X)
    assert relative_error(found.real, whole) < 1e-7
    assert (np.abs(found.imag).max() < 1e-11 * np.abs(found).max()) == alike
