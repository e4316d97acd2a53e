"""Norms made of singular values: the largest one, and the sum of all."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array, matrix
from mathlib.differentials.conditioning import like, number, of_rank

_SIMPLE = 1e-10  # a relative gap below this leaves the singular vectors to rounding
_FULL_RANK = (
    "A zero singular value is a kink of the sum: no gradient, a set of subgradients. "
    "Move X off it, or use Σ √(σ² + ε²)."
)


def spectral_norm(X: Any) -> float:
    """Return ‖X‖₂ = σ₁, the largest singular value of a matrix; 0 for a zero matrix."""
    return float(np.linalg.svd(_matrix(X), compute_uv=False).max(initial=0.0))


def spectral_norm_jvp(X: Any, dX: Any) -> float:
    """Return dσ₁ = u₁ᵀ dX v₁.

    Parameters
    ----------
    X : array_like, (m, n), with a simple largest singular value
    dX : array_like, (m, n)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        The two largest singular values coincide (the message gives them), X is zero, or the
        shapes differ.

    Notes
    -----
    Derived in chapter 02. Source: Watson (1992).
    """
    top = _top_pair(X)
    return float(np.sum(top * like(dX, "dX", top, "X")))


def spectral_norm_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through ‖X‖₂: G · u₁v₁ᵀ.

    Parameters
    ----------
    G : float
    X : array_like, (m, n), with a simple largest singular value

    Returns
    -------
    (m, n) array

    Raises
    ------
    ValueError
        The two largest singular values coincide (the message gives them), X is zero, or G is not
        a number.
    """
    return np.asarray(number(G, "G") * _top_pair(X))


def nuclear_norm(X: Any) -> float:
    """Return ‖X‖_*, the sum of the singular values of a matrix."""
    return float(np.linalg.svd(_matrix(X), compute_uv=False).sum())


def nuclear_norm_jvp(X: Any, dX: Any) -> float:
    """Return d‖X‖_* = ⟨UVᵀ, dX⟩ for X = UΣVᵀ.

    Parameters
    ----------
    X : array_like, (m, n), of full rank
    dX : array_like, (m, n)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        X is rank-deficient (the message gives its rank), or the shapes differ.

    Notes
    -----
    Derived in chapter 02. Source: Watson (1992).
    """
    polar = _polar_factor(X)
    return float(np.sum(polar * like(dX, "dX", polar, "X")))


def nuclear_norm_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through ‖X‖_*: G · UVᵀ.

    Parameters
    ----------
    G : float
    X : array_like, (m, n), of full rank

    Returns
    -------
    (m, n) array

    Raises
    ------
    ValueError
        X is rank-deficient (the message gives its rank), or G is not a number.
    """
    return np.asarray(number(G, "G") * _polar_factor(X))


def _matrix(X: Any) -> Array:
    return matrix(X, "X").astype(np.float64)


def _top_pair(X: Any) -> Array:
    U, sigma, Vt = np.linalg.svd(_matrix(X), full_matrices=False)
    first = float(sigma[0]) if len(sigma) else 0.0
    second = float(sigma[1]) if len(sigma) > 1 else 0.0
    if first - second <= _SIMPLE * first:
        raise ValueError(
            f"the two largest singular values of X are {first:.12g} and {second:.12g}: the "
            "largest is not simple, and the norm has a kink. Move X off it, or use a smooth "
            "norm such as the Frobenius norm."
        )
    return np.asarray(np.outer(U[:, 0], Vt[0]))


def _polar_factor(X: Any) -> Array:
    U, _, Vt = np.linalg.svd(of_rank(X, "X", None, _FULL_RANK), full_matrices=False)
    return np.asarray(U @ Vt)
