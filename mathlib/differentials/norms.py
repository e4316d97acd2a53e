"""The Frobenius norm and its square, which need no decomposition."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array, real_array
from mathlib.differentials.conditioning import like, number


def squared_frobenius_norm(X: Any) -> float:
    """Return ‖X‖²_F = ⟨X, X⟩, the sum of the squared entries of an array of any shape."""
    return float(np.sum(np.square(_array(X))))


def squared_frobenius_norm_jvp(X: Any, dX: Any) -> float:
    """Return d⟨X, X⟩ = 2⟨X, dX⟩.

    Parameters
    ----------
    X : array_like, any shape
    dX : array_like, the shape of `X`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        The shapes differ.
    """
    point = _array(X)
    return 2 * float(np.sum(point * like(dX, "dX", point, "X")))


def squared_frobenius_norm_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through ‖X‖²_F: 2GX.

    Parameters
    ----------
    G : float
    X : array_like, any shape

    Returns
    -------
    array of the shape of `X`

    Raises
    ------
    ValueError
        G is not a number.
    """
    return np.asarray(2 * number(G, "G") * _array(X))


def frobenius_norm(X: Any) -> float:
    """Return ‖X‖_F, the root of the sum of the squared entries of an array of any shape."""
    return float(np.linalg.norm(_array(X)))


def frobenius_norm_jvp(X: Any, dX: Any) -> float:
    """Return d‖X‖_F = ⟨X, dX⟩ / ‖X‖_F.

    Parameters
    ----------
    X : array_like, any shape, not zero
    dX : array_like, the shape of `X`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        X is zero, where the norm has a kink, or the shapes differ.
    """
    direction = _direction(X)
    return float(np.sum(direction * like(dX, "dX", direction, "X")))


def frobenius_norm_vjp(G: Any, X: Any) -> Array:
    """Gradient in X of a loss that reaches X through ‖X‖_F: G · X/‖X‖_F.

    Parameters
    ----------
    G : float
    X : array_like, any shape, not zero

    Returns
    -------
    array of the shape of `X`

    Raises
    ------
    ValueError
        X is zero, where the norm has a kink, or G is not a number.
    """
    return np.asarray(number(G, "G") * _direction(X))


def _array(X: Any) -> Array:
    return real_array(X, "X").astype(np.float64)


def _direction(X: Any) -> Array:
    point = _array(X)
    if not point.any():
        raise ValueError(
            "X is zero, of norm 0: the norm has a kink there and no gradient. "
            "Use the squared norm, whose gradient at 0 is 0."
        )
    scaled = point / np.abs(point).max()  # no overflow and no underflow in the squares
    return np.asarray(scaled / np.linalg.norm(scaled))
