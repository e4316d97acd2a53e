"""Random and small inputs that the exercises and predictions of chapter 10 share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Generator = np.random.Generator


def sym(M: Array) -> Array:
    """Return the symmetric part, of each matrix when there are several."""
    return np.asarray((M + M.mT) / 2)


def orthonormal_rows(rng: Generator, m: int, n: int) -> Array:
    """Return a random (m, n) matrix with orthonormal rows, all of them equally likely.

    Without the signs, Q would come as NumPy's QR leaves it, and a second QR would find nothing to
    turn around.
    """
    Q, R = np.linalg.qr(rng.normal(size=(n, m)))
    return np.asarray((Q * np.sign(np.diag(R))).T)


def chosen_axes(rng: Generator, m: int, n: int) -> Array:
    """Return m of the n axes as rows of zeros and ±1, none in its own place."""
    places = (rng.permutation(n - 1)[:m] + 1) if m < n else rng.permutation(n)
    return np.asarray(np.eye(n)[places] * rng.choice([-1.0, 1.0], size=(m, 1)))


def tangent_at(rng: Generator, W: Array) -> Array:
    """Return a random ξ with ξWᵀ + Wξᵀ = 0."""
    D = rng.normal(size=W.shape)
    return np.asarray(D - sym(D @ W.T) @ W)


def positive(rng: Generator, n: int, low: float = 0.4, high: float = 3.0) -> Array:
    """Return a symmetric matrix with eigenvalues spread from `low` to `high`."""
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
    eigenvalues = np.linspace(low, high, n) * rng.uniform(0.9, 1.1, size=n)
    return sym(Q * eigenvalues @ Q.T)


def matrix_log(X: Array) -> Array:
    """Return log X of a symmetric positive definite matrix, or of each when there are several."""
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray((U * np.log(eigenvalues)[..., None, :]) @ U.mT)
