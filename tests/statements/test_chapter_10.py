"""The statements of chapter 10 on layers, each beside autograd, quotients or another library.

A formula stands here as it is printed in the chapter; what decides does not know it.
"""

import numpy as np
import pytest
import scipy.linalg
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pyriemann.geometry.tangentspace import unupper, upper
from scipy import stats
from sklearn.covariance import shrunk_covariance

from mathlib.gradcheck import numerical_gradient, relative_error

BY_QUOTIENT, BY_AUTOGRAD = 1e-8, 1e-11
few = settings(max_examples=6, deadline=None)
seeds = given(seed=st.integers(0, 1000))


def sym(M):
    return (M + M.mT) / 2


def spd(rng, n, low=0.3, high=4.0):
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
    return sym(Q * np.geomspace(low, high, n) @ Q.T)


def orthonormal_rows(rng, m, n):
    return np.linalg.qr(rng.normal(size=(n, m)))[0].T


def backward(loss, *arrays):
    """Return the gradients that autograd finds."""
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    loss(*leaves).backward()
    found = [leaf.grad.numpy() for leaf in leaves]
    return found if len(found) > 1 else found[0]


def agree(formula, found, bound=BY_AUTOGRAD):
    assert formula.shape == found.shape
    assert relative_error(formula, found) < bound


# Covariance, shrinkage, trace


@pytest.mark.statement("F10.1")
@few
@seeds
def test_covariance(seed):
    rng = np.random.default_rng(seed)
    n, T = 3, 7
    G, Z = rng.normal(size=(n, n)), rng.normal(size=(n, T)) + 2
    J = np.eye(T) - np.ones((T, T)) / T
    assert np.allclose(Z @ J @ Z.T / (T - 1), np.cov(Z), rtol=1e-13)
    found = backward(lambda Z: (torch.tensor(G) * torch.cov(Z)).sum(), Z)
    agree(2 / (T - 1) * sym(G) @ Z @ J, found)


@pytest.mark.statement("F10.2")
@few
@seeds
def test_shrinkage(seed):
    rng = np.random.default_rng(seed)
    n, rho = 4, rng.uniform(0.1, 0.9)
    G, C = rng.normal(size=(n, n)), spd(rng, n)
    found = numerical_gradient(lambda C: float(np.sum(G * shrunk_covariance(C, rho))), C)
    agree((1 - rho) * G + rho * np.trace(G) / n * np.eye(n), found, BY_QUOTIENT)


@pytest.mark.statement("F10.3")
@few
@seeds
def test_trace_normalisation(seed):
    rng = np.random.default_rng(seed)
    G, C = rng.normal(size=(4, 4)), spd(rng, 4)
    t = np.trace(C)
    found = backward(lambda C: (torch.tensor(G) * C / C.trace()).sum(), C)
    agree(G / t - np.sum(G * C) / t**2 * np.eye(4), found)


# BiMap


@pytest.mark.statement("F10.4")
@pytest.mark.statement("F10.5")
@few
@seeds
def test_bimap(seed):
    rng = np.random.default_rng(seed)
    m, n = 3, 5
    G, W, X = rng.normal(size=(m, m)), rng.normal(size=(m, n)), rng.normal(size=(n, n))

    def loss(W, X):
        return torch.einsum("ij,ia,ab,jb->", torch.tensor(G), W, X, W)

    in_W, in_X = backward(loss, W, X)
    agree(G @ W @ X.T + G.T @ W @ X, in_W)
    agree(W.T @ G @ W, in_X)
    symmetric = spd(rng, n)
    agree(2 * sym(G) @ W @ symmetric, backward(loss, W, symmetric)[0])
    assert relative_error(2 * sym(G) @ W @ X, in_W) > 0.1  # not for an X without symmetry


# Half-vectorisation


def half(S):
    rows, columns = np.triu_indices(len(S))
    return S[rows, columns] * np.where(rows == columns, 1, np.sqrt(2))


@pytest.mark.statement("F10.10")
@few
@seeds
def test_half_vectorisation_is_an_isometry(seed):
    rng = np.random.default_rng(seed)
    A, B = (sym(rng.normal(size=(5, 5))) for _ in range(2))
    assert half(A).shape == (15,)
    assert np.isclose(half(A) @ half(B), np.sum(A * B), rtol=1e-12)
    assert np.isclose(np.linalg.norm(half(A)), np.linalg.norm(A), rtol=1e-13)
    assert np.allclose(np.sort(half(A)), np.sort(upper(A)), rtol=1e-14)
    assert abs(np.sum(np.triu(A) ** 2) / np.sum(A**2) - 1) > 0.1  # the plain triangle is none


@pytest.mark.statement("F10.11")
@few
@seeds
def test_backward_pass_of_half_vectorisation(seed):
    rng = np.random.default_rng(seed)
    n = 4
    rows, columns = np.triu_indices(n)
    g, S = rng.normal(size=n * (n + 1) // 2), sym(rng.normal(size=(n, n)))
    formula = np.zeros((n, n))
    formula[rows, columns] = formula[columns, rows] = g / np.sqrt(2)
    formula[np.diag_indices(n)] = g[rows == columns]

    def loss(S):
        weights = torch.tensor(np.where(rows == columns, 1, np.sqrt(2)))
        return (torch.tensor(g) * weights * S[rows, columns]).sum()

    agree(formula, sym(backward(loss, S)))
    agree(formula, unupper(g))  # an isometry's backward pass is its inverse


# LogEig, and the whole network


def loewner(f, df, x):
    gap = x[..., :, None] - x[..., None, :]
    tied = gap == 0
    difference = f(x)[..., :, None] - f(x)[..., None, :]
    return np.where(tied, df(x)[..., :, None], difference / np.where(tied, 1, gap))


def spectral_vjp(G, X, f, df):
    eigenvalues, U = np.linalg.eigh(X)
    return U @ (loewner(f, df, eigenvalues) * (U.mT @ sym(G) @ U)) @ U.mT


@pytest.mark.statement("F10.13")
@pytest.mark.statement("E36")
@pytest.mark.statement("E37")
def test_logarithm_at_the_identity():
    G = np.random.default_rng(3).normal(size=(3, 3))
    formula = spectral_vjp(G, np.eye(3), np.log, lambda x: 1 / x)
    agree(formula, sym(G), 1e-14)
    by_quotients = numerical_gradient(
        lambda X: float(np.sum(G * scipy.linalg.logm(sym(X)))), np.eye(3)
    )
    agree(formula, by_quotients, BY_QUOTIENT)

    def through_eigh(X):
        eigenvalues, U = torch.linalg.eigh(X)
        return (torch.tensor(G) * (U * eigenvalues.log() @ U.mT)).sum()

    assert np.isnan(backward(through_eigh, np.eye(3))).any()
    masked = np.diag(np.diag(sym(G)))  # what is left when the NaN of a tie is set to 0
    assert relative_error(masked, formula) > 0.1
    assert relative_error(np.zeros((3, 3)), formula) == 1


EPS = 1.5  # above the fourth of six eigenvalues of X, hence above two of four behind BiMap


def network_by_hand(X, W, V, labels):
    """Return the gradients in W and V, and how many eigenvalues are clamped."""
    B, m = len(X), len(W)
    Y = W @ X @ W.T
    values, U = np.linalg.eigh(Y)
    R = (U * np.maximum(values, EPS)[:, None, :]) @ U.mT
    rectified, P = np.linalg.eigh(R)
    M = (P * np.log(rectified)[:, None, :]) @ P.mT
    rows, columns = np.triu_indices(m)
    weights = np.where(rows == columns, 1, np.sqrt(2))
    features = M[:, rows, columns] * weights
    H = features @ V.T
    exp = np.exp(H - H.max(axis=1, keepdims=True))
    in_H = (exp / exp.sum(axis=1, keepdims=True) - np.eye(V.shape[0])[labels]) / B
    in_V = in_H.T @ features
    g = in_H @ V
    in_M = np.zeros((B, m, m))
    in_M[:, rows, columns] = g / np.sqrt(2)
    in_M[:, columns, rows] = g / np.sqrt(2)
    in_M[:, np.arange(m), np.arange(m)] = g[:, rows == columns]
    L = loewner_of_log(rectified)
    in_R = P @ (L * (P.mT @ in_M @ P)) @ P.mT
    K = loewner(lambda x: np.maximum(x, EPS), lambda x: np.where(x > EPS, 1.0, 0.0), values)
    in_Y = U @ (K * (U.mT @ sym(in_R) @ U)) @ U.mT
    return np.sum(2 * sym(in_Y) @ W @ X, axis=0), in_V, int(np.sum(values < EPS))


def loewner_of_log(x):
    """The rectified eigenvalues are tied up to rounding, where the plain quotient is noise."""
    gap = x[:, :, None] - x[:, None, :]
    tied = np.abs(gap) < 1e-9
    quotient = np.log(x[:, :, None] / x[:, None, :]) / np.where(tied, 1, gap)
    return np.where(tied, 1 / x[:, :, None], quotient)


@pytest.mark.statement("F10.12")
@few
@seeds
def test_whole_network_by_hand(seed):
    rng = np.random.default_rng(seed)
    B, n, m, classes = 5, 6, 4, 3
    X = np.array([spd(rng, n) for _ in range(B)])
    W, V = orthonormal_rows(rng, m, n), rng.normal(size=(classes, m * (m + 1) // 2))
    labels = rng.integers(classes, size=B)
    in_W, in_V, clamped = network_by_hand(X, W, V, labels)
    assert clamped >= 2 * B  # two in each matrix, tied behind ReEig

    def loss(W, V):
        values, U = torch.linalg.eigh(W @ torch.tensor(X) @ W.mT)
        M = (U * values.clamp(min=EPS).log()[:, None, :]) @ U.mT
        rows, columns = torch.triu_indices(m, m)
        features = M[:, rows, columns] * torch.where(rows == columns, 1.0, 2.0).double().sqrt()
        return torch.nn.functional.cross_entropy(features @ V.mT, torch.tensor(labels))

    by_autograd = backward(loss, W, V)
    agree(in_W, by_autograd[0], 1e-10)
    agree(in_V, by_autograd[1], 1e-10)


# The remarks that have a number


@pytest.mark.statement("E42")
def test_theorem_holds_beyond_positive_definite_matrices():
    """An indefinite symmetric matrix, a Hermitian one, and one that is only diagonalisable."""
    rng = np.random.default_rng(4)
    A, B = rng.normal(size=(2, 4, 4))
    for X, H in (
        (sym(A), sym(B)),
        (A + A.T + 1j * (B - B.T), A @ B + B.T @ A.T + 1j * (A - A.T)),
        (A, B),
    ):
        values, P = np.linalg.eig(X) if X is A else np.linalg.eigh(X)
        back = np.linalg.inv(P)
        formula = P @ (loewner(np.exp, np.exp, values) * (back @ H @ P)) @ back
        assert (values.real < 0).any()
        assert np.allclose(formula, scipy.linalg.expm_frechet(X, H)[1], rtol=1e-9, atol=1e-9)


@pytest.mark.statement("E44")
def test_eighty_per_cent_of_one_person_leave_much_open():
    for trials in (60, 144, 288):
        right = stats.binomtest(round(0.8 * trials), trials).proportion_ci()
        assert right.high - right.low > 0.09
