"""Norms of singular values, computed by products only.

An SVD takes moduli and so is not analytic. The two iterations below multiply and divide, nothing
else: the imaginary step of `evaluate` passes through them and differentiates them to rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_STEPS = 60  # both iterations at least double the digits once they are close


def polar_value(X: Any) -> Any:
    """Return UVᵀ of X = UΣVᵀ, (m, n): Newton–Schulz Y ← ½Y(3I − YᵀY) [F2.43]."""
    tall = X if X.shape[0] >= X.shape[1] else X.T
    Y = tall / np.sqrt(np.sum(tall * tall))
    for _ in range(_STEPS):
        Y = 1.5 * Y - 0.5 * Y @ (Y.T @ Y)
    return Y if tall is X else Y.T


def nuclear_norm_value(X: Any) -> Any:
    """Return the sum of the singular values as (1, 1)."""
    return np.sum(polar_value(X) * X).reshape(1, 1)


def top_pair_value(X: Any) -> Any:
    """Return u₁v₁ᵀ, (m, n): the projector on v₁ by repeated squaring of XᵀX."""
    projector = X.T @ X
    for _ in range(_STEPS):
        projector = projector / np.trace(projector)
        projector = projector @ projector
    projector = projector / np.trace(projector)
    return X @ projector / np.sqrt(np.trace(projector @ (X.T @ X)))


def spectral_norm_value(X: Any) -> Any:
    """Return the largest singular value as (1, 1)."""
    return np.sum(top_pair_value(X) * X).reshape(1, 1)
