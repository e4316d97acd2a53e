"""The Cholesky factor of a symmetric positive definite matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from mathlib._validate import Array, symmetric_matrix
from mathlib.differentials.conditioning import like


def cholesky(S: Any) -> Array:
    """Return the lower triangular C with positive diagonal and S = CCᵀ.

    Parameters
    ----------
    S : array_like, (n, n), symmetric positive definite

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        S is not symmetric, or not positive definite to working precision; the message gives its
        smallest and its largest eigenvalue.
    """
    array = symmetric_matrix(S, "S")
    eigenvalues = np.linalg.eigvalsh(array.astype(np.float64))
    tolerance = len(array) * float(np.finfo(array.dtype).eps)
    if len(array) and eigenvalues[0] <= tolerance * abs(eigenvalues[-1]):
        raise ValueError(
            f"S is not positive definite: its eigenvalues go from {eigenvalues[0]:.3g} to "
            f"{eigenvalues[-1]:.3g}. Add a ridge such as 1e-8 · I, or collect more samples than "
            "dimensions if S is a covariance."
        )
    symmetric = array.astype(np.float64)
    return np.asarray(np.linalg.cholesky((symmetric + symmetric.T) / 2))


def cholesky_jvp(S: Any, dS: Any) -> Array:
    """Return dC = C Φ(C⁻¹ dS C⁻ᵀ); Φ keeps the lower triangle and halves the diagonal.

    Parameters
    ----------
    S : array_like, (n, n), symmetric positive definite
    dS : array_like, (n, n), symmetric

    Returns
    -------
    (n, n) array, lower triangular

    Raises
    ------
    ValueError
        S is not symmetric positive definite, or dS is not symmetric or has another shape.

    Notes
    -----
    Derived in chapter 08. Source: Murray (2016).
    """
    C = cholesky(S)
    step = symmetric_matrix(like(dS, "dS", C, "S"), "dS")
    return np.asarray(C @ _lower_half(_divide(C, _divide(C, step).T)))


def cholesky_vjp(G: Any, S: Any) -> Array:
    """Gradient in S, inside the symmetric matrices, of a loss that reaches S through C.

    Parameters
    ----------
    G : array_like, (n, n)
        Only the lower triangle counts: the rest of C is always zero.
    S : array_like, (n, n), symmetric positive definite

    Returns
    -------
    (n, n) array, symmetric
        sym(C⁻ᵀ Φ(CᵀG) C⁻¹).

    Raises
    ------
    ValueError
        S is not symmetric positive definite, or G has another shape.

    Notes
    -----
    Derived in chapter 08. Source: Murray (2016).
    """
    C = cholesky(S)
    inner = _lower_half(
        C.T @ like(G, "G", C, "S")
    )  # Cᵀ is upper triangular: G's upper part is idle
    gradient = _divide(C, _divide(C, inner.T, transposed=True).T, transposed=True)
    return np.asarray((gradient + gradient.T) / 2)


def _lower_half(M: Array) -> Array:
    lower = np.tril(M)
    return np.asarray(lower - np.diag(np.diag(lower)) / 2)


def _divide(C: Array, M: Array, *, transposed: bool = False) -> Array:
    """Return C⁻¹M, or C⁻ᵀM."""
    return np.asarray(scipy.linalg.solve_triangular(C, M, lower=True, trans=int(transposed)))
