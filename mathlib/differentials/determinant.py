"""Jacobi's formula: how a determinant, and its logarithm, change."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array, square_matrix
from mathlib.differentials.conditioning import invertible, like, number

_REMEDY = "log|det X| falls to −∞ there; add a ridge such as 1e-8 · I, or use `det`."


def adjugate(D: Any) -> Array:
    """Return adj(D), the transposed matrix of cofactors: D adj(D) = det(D) I.

    Parameters
    ----------
    D : array_like, (n, n)
        Any square matrix, singular ones included.

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        D is not square.

    Notes
    -----
    With D = UΣVᵀ it is det(U) det(V) · V adj(Σ) Uᵀ, and the entries of the diagonal adj(Σ) are
    the products of all *other* singular values: nothing is divided. Source: Stewart (1998).
    """
    U, sigma, Vt = np.linalg.svd(_square(D), full_matrices=False)
    before = np.concatenate([[1.0], np.cumprod(sigma)[:-1]])
    after = np.concatenate([[1.0], np.cumprod(sigma[::-1])[:-1]])[::-1]
    sign = np.linalg.det(U) * np.linalg.det(Vt)
    return np.asarray(sign * (Vt.T * (before * after)) @ U.T)


def det(D: Any) -> float:
    """Return the determinant of a square matrix.

    Raises
    ------
    ValueError
        D is not square.
    """
    return float(np.linalg.det(_square(D)))


def det_jvp(D: Any, dD: Any) -> float:
    """Return d det D = Tr(adj(D) dD); there is no factor 1/n.

    Parameters
    ----------
    D : array_like, (n, n)
        Singular matrices included.
    dD : array_like, (n, n)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        D is not square, or dD has another shape.

    Notes
    -----
    Derived in chapter 02. Source: Magnus and Neudecker (2019), section 8.3.
    """
    point = _square(D)
    return float(np.sum(adjugate(point).T * like(dD, "dD", point, "D")))


def det_vjp(G: Any, D: Any) -> Array:
    """Gradient in D of a loss that reaches D through det D: G · adj(D)ᵀ.

    Parameters
    ----------
    G : float
        The gradient that arrives at the determinant.
    D : array_like, (n, n)
        Singular matrices included.

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        D is not square, or G is not a number.
    """
    return np.asarray(number(G, "G") * adjugate(D).T)


def logdet(X: Any) -> float:
    """Return log|det X|, without overflow of the determinant.

    Raises
    ------
    ValueError
        X is not square, or singular to working precision.
    """
    return float(np.linalg.slogdet(invertible(X, "X", _REMEDY))[1])


def logdet_jvp(X: Any, dX: Any) -> float:
    """Return d log|det X| = Tr(X⁻¹ dX).

    Parameters
    ----------
    X : array_like, (n, n), invertible
    dX : array_like, (n, n)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        X is singular (the message gives its condition number), or a shape does not fit.

    Notes
    -----
    Derived in chapter 02. Source: Magnus and Neudecker (2019), section 8.3.
    """
    point = invertible(X, "X", _REMEDY)
    return float(np.trace(np.linalg.solve(point, like(dX, "dX", point, "X"))))


def logdet_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through log|det X|: G · X⁻ᵀ.

    Parameters
    ----------
    G : float
    X : array_like, (n, n), invertible

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        X is singular (the message gives its condition number), or G is not a number.
    """
    return np.asarray(number(G, "G") * np.linalg.inv(invertible(X, "X", _REMEDY)).T)


def _square(D: Any) -> Array:
    return square_matrix(D, "D").astype(np.float64)
