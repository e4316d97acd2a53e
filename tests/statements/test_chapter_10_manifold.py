"""The statements of chapter 10 on manifolds: orthonormal rows, polar factors, the SPD cone."""

import numpy as np
import pytest
import scipy.linalg
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pyriemann.geometry.distance import distance_riemann

from mathlib.gradcheck import directional_derivative, relative_error

BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-12
few = settings(max_examples=6, deadline=None)
seeds = given(seed=st.integers(0, 1000))
m, n = 3, 5


def sym(M):
    return (M + M.T) / 2


def skew(M):
    return (M - M.T) / 2


def spd(rng, size):
    Q = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return sym(Q * np.geomspace(0.3, 4, size) @ Q.T)


def orthonormal_rows(rng):
    Q, R = np.linalg.qr(rng.normal(size=(n, m)))
    return (Q * np.sign(np.diag(R))).T


def tangent_basis(W):
    """Return an orthonormal basis of {ξ : ξWᵀ + Wξᵀ = 0}, from the constraint alone."""
    units = np.eye(m * n).reshape(-1, m, n)
    constraint = np.array([(E @ W.T + W @ E.T).ravel() for E in units]).T
    return scipy.linalg.null_space(constraint).T.reshape(-1, m, n)


def projected(D, W):
    return D - sym(D @ W.T) @ W


class Loss:
    """Tr(A(WXWᵀ)³), which like an SPDNet's loss depends on more than the span of W's rows."""

    def __init__(self, rng):
        self.X, self.A = spd(rng, n), sym(rng.normal(size=(m, m)))

    def __call__(self, W):
        return float(np.trace(self.A @ np.linalg.matrix_power(W @ self.X @ W.T, 3)))

    def gradient(self, W):
        W = torch.tensor(W, requires_grad=True)
        Y = W @ torch.tensor(self.X) @ W.mT
        (torch.tensor(self.A) @ Y @ Y @ Y).trace().backward()
        return W.grad.numpy()


def volume_gradient(W, X):
    """Return the gradient of log det WXWᵀ, which only the span of the rows decides."""
    W = torch.tensor(W, requires_grad=True)
    torch.logdet(W @ torch.tensor(X) @ W.mT).backward()
    return W.grad.numpy()


# Orthonormal rows


@pytest.mark.statement("F10.6")
@few
@seeds
def test_riemannian_gradient_is_the_orthogonal_projection(seed):
    rng = np.random.default_rng(seed)
    W, loss = orthonormal_rows(rng), Loss(rng)
    D = loss.gradient(W)
    xi = projected(D, W)
    basis = tangent_basis(W)
    assert len(basis) == m * n - m * (m + 1) // 2
    shares = np.tensordot(basis, D, axes=2)
    assert xi.shape == W.shape
    assert relative_error(xi, np.tensordot(shares, basis, axes=1)) < BY_IDENTITY
    for H in basis[:2]:  # along the manifold, the loss changes by ⟨ξ, H⟩
        B = W.T @ H - H.T @ W - W.T @ H @ W.T @ W  # skew, and WB = H

        def along(t, B=B):
            return loss(W @ scipy.linalg.expm(t[0, 0] * B))

        slope = directional_derivative(along, np.zeros((1, 1)), np.eye(1))
        assert abs(slope - np.sum(xi * H)) < 1e-7 * np.linalg.norm(xi)


@pytest.mark.statement("F10.7")
@few
@seeds
def test_the_variant_drops_the_turning_of_the_rows(seed):
    rng = np.random.default_rng(seed)
    W, loss = orthonormal_rows(rng), Loss(rng)
    D = loss.gradient(W)
    variant = D @ (np.eye(n) - W.T @ W)
    assert np.abs(variant @ W.T + W @ variant.T).max() < BY_IDENTITY * np.abs(D).max()
    assert relative_error(variant + skew(D @ W.T) @ W, projected(D, W)) < BY_IDENTITY
    assert np.linalg.norm(variant - projected(D, W)) > 1e-3 * np.linalg.norm(D)
    span_only = volume_gradient(W, loss.X)
    assert np.abs(skew(span_only @ W.T)).max() < 1e-11
    other = span_only @ (np.eye(n) - W.T @ W)
    assert relative_error(other, projected(span_only, W)) < 1e-10


def by_triangle(M):
    Q, R = scipy.linalg.qr(M.T, mode="economic")
    return (Q * np.sign(np.diag(R))).T


def by_polar(M):
    return scipy.linalg.fractional_matrix_power(M @ M.T, -0.5) @ M


@pytest.mark.statement("F10.8")
@pytest.mark.parametrize("retraction", [by_triangle, by_polar])
def test_retractions_agree_with_the_step_to_second_order(retraction):
    rng = np.random.default_rng(11)
    W = orthonormal_rows(rng)
    xi = projected(rng.normal(size=(m, n)), W)
    off = []
    for eta in (0.02, 0.01, 0.005):
        M = W - eta * xi
        moved = retraction(M)
        assert np.abs(moved @ moved.T - np.eye(m)).max() < 1e-13
        off.append(np.linalg.norm(moved - M))
    ratios = np.array(off[:-1]) / off[1:]
    assert np.all(np.abs(ratios - 4) < 0.05)
    across = W - 0.01 * rng.normal(size=(m, n))  # not tangent: first order is lost
    assert np.linalg.norm(retraction(across) - across) > 10 * off[1]
    assert relative_error(by_polar(M), scipy.linalg.polar(M)[0]) < 1e-13


@pytest.mark.statement("F10.9")
@pytest.mark.parametrize("retraction", [by_triangle, by_polar])
def test_slope_of_the_loss_along_a_retraction(retraction):
    rng = np.random.default_rng(12)
    W, loss = orthonormal_rows(rng), Loss(rng)
    xi = projected(loss.gradient(W), W)
    size = np.linalg.norm(xi)  # ξ is long: the quotient's step is measured along a unit vector

    def along(t):
        return loss(retraction(W - t[0, 0] * xi / size))

    slope = size * directional_derivative(along, np.zeros((1, 1)), np.eye(1))
    assert abs(slope / -(size**2) - 1) < BY_QUOTIENT


# Polar factors


@pytest.mark.statement("F2.42")
@few
@seeds
def test_polar_factor_in_two_ways(seed):
    X = np.random.default_rng(seed).normal(size=(n, m))
    U, _, Vt = np.linalg.svd(X, full_matrices=False)
    found = scipy.linalg.polar(X)[0]
    assert found.shape == X.shape
    assert relative_error(U @ Vt, found) < BY_IDENTITY
    by_root = X @ scipy.linalg.fractional_matrix_power(X.T @ X, -0.5)
    assert relative_error(by_root, found) < 1e-9


@pytest.mark.statement("F2.43")
def test_newton_and_schulz_reach_the_polar_factor():
    X = np.random.default_rng(13).normal(size=(n, m))
    Y = X / np.linalg.norm(X)
    for _ in range(25):
        before = np.linalg.svd(Y, compute_uv=False)
        Y = Y @ (3 * np.eye(m) - Y.T @ Y) / 2
        followed = np.sort(before * (3 - before**2) / 2)[::-1]
        assert np.allclose(np.linalg.svd(Y, compute_uv=False), followed, atol=1e-13)
    assert relative_error(Y, scipy.linalg.polar(X)[0]) < 1e-12
    for start, end in ((1e-3, 1), (1.73, 1), (1.74, -1)):  # √3 = 1.7320…
        sigma = start
        for _ in range(60):
            sigma = sigma * (3 - sigma**2) / 2
        assert abs(sigma - end) < 1e-12


# The cone with its affine-invariant metric


@pytest.mark.statement("F10.14")
@few
@seeds
def test_affine_invariant_gradient(seed):
    rng = np.random.default_rng(seed)
    X, target, H = spd(rng, 4), spd(rng, 4), sym(rng.normal(size=(4, 4)))
    C = rng.normal(size=(4, 4))

    def loss(X):
        return float(np.sum(C * X) + np.trace(np.linalg.solve(target, X @ X)))

    leaf = torch.tensor(X, requires_grad=True)
    squared = torch.linalg.solve(torch.tensor(target), leaf @ leaf)
    ((torch.tensor(C) * leaf).sum() + squared.trace()).backward()
    G = leaf.grad.numpy()
    gradient = X @ sym(G) @ X
    inverse = np.linalg.inv(X)
    paired = np.trace(inverse @ gradient @ inverse @ H)  # the metric at X
    slope = directional_derivative(loss, X, H)
    assert abs(paired - slope) < 1e-7 * max(abs(slope), np.linalg.norm(G))
    assert np.abs(gradient - gradient.T).max() < 1e-12 * np.abs(gradient).max()


@pytest.mark.statement("F10.15")
@few
@seeds
def test_affine_invariant_distance(seed):
    rng = np.random.default_rng(seed)
    X, Y, A = spd(rng, 4), spd(rng, 4), rng.normal(size=(4, 4)) + 2 * np.eye(4)
    here = np.linalg.norm(np.log(scipy.linalg.eigvalsh(X, Y)))
    moved = np.linalg.norm(np.log(scipy.linalg.eigvalsh(A @ X @ A.T, A @ Y @ A.T)))
    assert np.isclose(here, distance_riemann(X, Y), rtol=1e-10)
    assert np.isclose(moved, here, rtol=1e-7)
    assert abs(np.linalg.norm(A @ (X - Y) @ A.T) / np.linalg.norm(X - Y) - 1) > 0.01
