"""The table of gradients of chapter 02, row by row, and where a row has a condition."""

import numpy as np
import pytest
import scipy.linalg
import torch

from mathlib.differentials import (
    adjugate,
    det,
    det_vjp,
    frobenius_norm_vjp,
    nuclear_norm_vjp,
    spectral_norm_vjp,
)
from mathlib.gradcheck import numerical_gradient, relative_error

BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-11
RNG = np.random.default_rng(0)


def top_pair(X):
    U, _, Vt = np.linalg.svd(X, full_matrices=False)
    return np.outer(U[:, 0], Vt[0])


def polar(X):
    U, _, Vt = np.linalg.svd(X, full_matrices=False)
    return U @ Vt


def softmax(h):
    e = np.exp(h - h.max())
    return e / e.sum()


def random(*shape):
    return RNG.normal(size=shape)


A43, A33, A53, A24 = random(4, 3), random(3, 3), random(5, 3), random(2, 4)
B44, B54, B42, W34 = random(4, 4), random(5, 4), random(4, 2), random(3, 4)
a3, a4, b4 = random(3), random(4), random(4)
X34, X43, X44, h6 = random(3, 4), random(4, 3), random(4, 4) + 3 * np.eye(4), random(6)
T = torch.tensor
# The point, the loss in NumPy, the loss in torch, the gradient of the table.
TABLE = [
    pytest.param(
        X34,
        lambda X: np.trace(A43 @ X),
        lambda X: torch.trace(T(A43) @ X),
        lambda X: A43.T,
        marks=pytest.mark.statement("F2.18"),
        id="F2.18",
    ),
    pytest.param(
        X34,
        lambda X: a3 @ X @ b4,
        lambda X: T(a3) @ X @ T(b4),
        lambda X: np.outer(a3, b4),
        marks=pytest.mark.statement("F2.19"),
        id="F2.19",
    ),
    pytest.param(
        X34,
        lambda X: np.trace(X.T @ A33 @ X),
        lambda X: torch.trace(X.T @ T(A33) @ X),
        lambda X: (A33 + A33.T) @ X,
        marks=pytest.mark.statement("F2.20"),
        id="F2.20",
    ),
    pytest.param(
        X34,
        lambda X: np.trace(A33 @ X @ B44 @ X.T),
        lambda X: torch.trace(T(A33) @ X @ T(B44) @ X.T),
        lambda X: A33 @ X @ B44 + A33.T @ X @ B44.T,
        marks=pytest.mark.statement("F2.21"),
        id="F2.21",
    ),
    pytest.param(
        X34,
        lambda X: np.sum((A53 @ X - B54) ** 2),
        lambda X: ((T(A53) @ X - T(B54)) ** 2).sum(),
        lambda X: 2 * A53.T @ (A53 @ X - B54),
        marks=pytest.mark.statement("F2.22"),
        id="F2.22",
    ),
    pytest.param(
        X34,
        np.linalg.norm,
        torch.linalg.matrix_norm,
        lambda X: X / np.linalg.norm(X),
        marks=pytest.mark.statement("F2.23"),
        id="F2.23",
    ),
    pytest.param(
        X34,
        lambda X: np.sum((W34 * X) ** 2),
        lambda X: ((T(W34) * X) ** 2).sum(),
        lambda X: 2 * W34 * W34 * X,
        marks=pytest.mark.statement("F2.24"),
        id="F2.24",
    ),
    pytest.param(
        X34,
        lambda X: a4 @ X.T @ X @ b4,
        lambda X: T(a4) @ X.T @ X @ T(b4),
        lambda X: X @ (np.outer(a4, b4) + np.outer(b4, a4)),
        marks=pytest.mark.statement("F2.25"),
        id="F2.25",
    ),
    pytest.param(
        X43,
        lambda X: np.log(np.linalg.det(X.T @ X)),
        lambda X: torch.logdet(X.T @ X),
        lambda X: 2 * X @ np.linalg.inv(X.T @ X),
        marks=pytest.mark.statement("F2.26"),
        id="F2.26",
    ),
    pytest.param(
        X34,
        lambda X: np.linalg.norm(X, "nuc"),
        lambda X: torch.linalg.matrix_norm(X, "nuc"),
        polar,
        marks=pytest.mark.statement("F2.27"),
        id="F2.27",
    ),
    pytest.param(
        X34,
        lambda X: np.linalg.norm(X, 2),
        lambda X: torch.linalg.matrix_norm(X, 2),
        top_pair,
        marks=pytest.mark.statement("F2.28"),
        id="F2.28",
    ),
    pytest.param(
        X44,
        lambda X: np.trace(np.linalg.matrix_power(X, 5)),
        lambda X: torch.trace(torch.linalg.matrix_power(X, 5)),
        lambda X: 5 * np.linalg.matrix_power(X, 4).T,
        marks=pytest.mark.statement("F2.29"),
        id="F2.29",
    ),
    pytest.param(
        X44,
        lambda X: np.trace(A24 @ np.linalg.inv(X) @ B42),
        lambda X: torch.trace(T(A24) @ torch.linalg.inv(X) @ T(B42)),
        lambda X: -np.linalg.inv(X).T @ A24.T @ B42.T @ np.linalg.inv(X).T,
        marks=pytest.mark.statement("F2.30"),
        id="F2.30",
    ),
    pytest.param(
        X44,
        np.linalg.det,
        torch.linalg.det,
        lambda X: adjugate(X).T,
        marks=pytest.mark.statement("F2.31"),
        id="F2.31",
    ),
    pytest.param(
        X44,
        lambda X: np.trace(scipy.linalg.expm(X)),
        lambda X: torch.trace(torch.linalg.matrix_exp(X)),
        lambda X: scipy.linalg.expm(X).T,
        marks=pytest.mark.statement("F2.32"),
        id="F2.32",
    ),
    pytest.param(
        h6,
        lambda h: np.log(np.exp(h).sum()),
        lambda h: torch.logsumexp(h, 0),
        softmax,
        marks=pytest.mark.statement("F2.35"),
        id="F2.35",
    ),
]


@pytest.mark.parametrize(("X", "loss", "oracle", "gradient"), TABLE)
def test_row_of_the_table(X, loss, oracle, gradient):
    G = gradient(X)
    assert G.shape == X.shape
    leaf = torch.tensor(X, requires_grad=True)
    value = oracle(leaf)
    assert float(value.detach()) == pytest.approx(loss(X), rel=BY_IDENTITY)
    (by_autograd,) = torch.autograd.grad(value, leaf)
    assert relative_error(G, by_autograd.numpy()) < BY_IDENTITY
    assert relative_error(G, numerical_gradient(loss, X)) < BY_QUOTIENT


@pytest.mark.statement("F2.20")
def test_only_for_symmetric_A_twice_AX_is_enough():
    A, X = A33, X34
    S, K = (A + A.T) / 2, (A - A.T) / 2
    assert relative_error(2 * S @ X, (S + S.T) @ X) < BY_IDENTITY
    assert relative_error(2 * A @ X, (A + A.T) @ X) > 0.1
    assert np.abs((K + K.T) @ X).max() < BY_IDENTITY  # a skew A has the gradient 0


@pytest.mark.statement("F2.31")
def test_the_determinant_has_a_gradient_where_it_vanishes():
    D = random(4, 3) @ random(3, 4)  # rank 3
    assert relative_error(det_vjp(1.0, D), numerical_gradient(det, D)) < BY_QUOTIENT


@pytest.mark.statement("F2.23")
@pytest.mark.statement("F2.27")
@pytest.mark.statement("F2.28")
def test_the_package_agrees_with_the_table():
    assert relative_error(frobenius_norm_vjp(1.0, X34), X34 / np.linalg.norm(X34)) < BY_IDENTITY
    assert relative_error(nuclear_norm_vjp(1.0, X34), polar(X34)) < BY_IDENTITY
    assert relative_error(spectral_norm_vjp(1.0, X34), top_pair(X34)) < BY_IDENTITY
