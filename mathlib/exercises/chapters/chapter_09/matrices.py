"""Small matrix formulas that the exercises, predictions and hunts of chapter 09 share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import Array

_H = 1e-3


def sym(M: Array) -> Array:
    """Return the symmetric part."""
    return np.asarray((M + M.T) / 2)


def off_diagonal(M: Array) -> Array:
    """Return M with zeros on the diagonal."""
    return np.asarray(M - np.diag(np.diag(M)))


def matrix_log(X: Array) -> Array:
    """Return the logarithm of a symmetric positive definite matrix."""
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U * np.log(eigenvalues) @ U.T)


def rate(f: Callable[[Array], Any], X: Array, dX: Array) -> Any:
    """Return the derivative of f at X along dX, by quotients of fourth order."""
    near = f(X + _H * dX) - f(X - _H * dX)
    return (8 * near - (f(X + 2 * _H * dX) - f(X - 2 * _H * dX))) / (12 * _H)
