"""The inverse and the solution of a linear system."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array, matrix
from mathlib.differentials.conditioning import invertible, like

_REMEDY = "Add a ridge such as 1e-8 · I, or use `pinv` if its rank is known."


def inverse(X: Any) -> Array:
    """Return X⁻¹.

    Parameters
    ----------
    X : array_like, (n, n), invertible

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        X is not square, or singular (the message gives its condition number).
    """
    return np.asarray(np.linalg.inv(invertible(X, "X", _REMEDY)))


def inverse_jvp(X: Any, dX: Any) -> Array:
    """Return d(X⁻¹) = −X⁻¹ dX X⁻¹.

    Parameters
    ----------
    X : array_like, (n, n), invertible
    dX : array_like, (n, n)

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        X is singular (the message gives its condition number), or dX has another shape.

    Notes
    -----
    Derived in chapter 02. Source: Chen (2023), Theorem 2.1, item 5.
    """
    Y = inverse(X)
    return np.asarray(-Y @ like(dX, "dX", Y, "X") @ Y)


def inverse_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through Y = X⁻¹: −Yᵀ G Yᵀ.

    Parameters
    ----------
    G : array_like, (n, n)
    X : array_like, (n, n), invertible

    Returns
    -------
    (n, n) array

    Raises
    ------
    ValueError
        X is singular (the message gives its condition number), or G has another shape.
    """
    Y = inverse(X)
    return np.asarray(-Y.T @ like(G, "G", Y, "X") @ Y.T)


def solve(A: Any, B: Any) -> Array:
    """Return Y = A⁻¹B.

    Parameters
    ----------
    A : array_like, (n, n), invertible
    B : array_like, (n, k)

    Returns
    -------
    (n, k) array

    Raises
    ------
    ValueError
        A is singular (the message gives its condition number), or B has another number of rows.
    """
    return np.asarray(np.linalg.solve(*_system(A, B)))


def solve_jvp(A: Any, B: Any, dA: Any, dB: Any) -> Array:
    """Return dY = A⁻¹(dB − dA Y) for Y = A⁻¹B.

    Parameters
    ----------
    A : array_like, (n, n), invertible
    B : array_like, (n, k)
    dA : array_like, (n, n)
    dB : array_like, (n, k)

    Returns
    -------
    (n, k) array

    Raises
    ------
    ValueError
        A is singular (the message gives its condition number), or a shape does not fit.
    """
    left, right = _system(A, B)
    change = like(dB, "dB", right, "B") - like(dA, "dA", left, "A") @ np.linalg.solve(left, right)
    return np.asarray(np.linalg.solve(left, change))


def solve_vjp(G: Any, A: Any, B: Any) -> tuple[Array, Array]:
    """Gradients in A and B of a loss that reaches them through Y = A⁻¹B.

    Parameters
    ----------
    G : array_like, (n, k)
    A : array_like, (n, n), invertible
    B : array_like, (n, k)

    Returns
    -------
    tuple of (n, n) array and (n, k) array
        ∇_A = −∇_B Yᵀ and ∇_B = A⁻ᵀG, in the order of the inputs.

    Raises
    ------
    ValueError
        A is singular (the message gives its condition number), or a shape does not fit.

    Notes
    -----
    Derived in chapter 02. Source: Giles (2008).
    """
    left, right = _system(A, B)
    in_B = np.linalg.solve(left.T, like(G, "G", right, "B"))
    return np.asarray(-in_B @ np.linalg.solve(left, right).T), np.asarray(in_B)


def _system(A: Any, B: Any) -> tuple[Array, Array]:
    left, right = invertible(A, "A", _REMEDY), matrix(B, "B").astype(np.float64)
    if len(left) != len(right):
        raise ValueError(
            f"A has shape {left.shape} and B {right.shape}; expected equally many rows."
        )
    return left, right
