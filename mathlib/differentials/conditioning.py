"""The door of this room: which matrices a rule is valid for, measured before it is used."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array, matrix, real_array, same_shape, square_matrix


def invertible(value: Any, name: str, remedy: str) -> Array:
    """Return a float64 square matrix whose inverse means something in its own precision.

    Parameters
    ----------
    value : array_like, (n, n)
    name : str
        What the caller calls it.
    remedy : str
        A sentence that says what to do with a singular matrix.

    Returns
    -------
    (n, n) float64 array

    Raises
    ------
    ValueError
        The matrix is not square, or its condition number exceeds 1 / (n · unit of its dtype); the
        message gives the condition number.
    """
    array = square_matrix(value, name)
    sigma = np.linalg.svd(array.astype(np.float64), compute_uv=False)
    if len(sigma) and sigma[-1] <= _tolerance(array) * sigma[0]:
        condition = f"{sigma[0] / sigma[-1]:.2g}" if sigma[-1] else "infinity"
        raise ValueError(
            f"{name} is singular to working precision: its condition number is {condition}. "
            f"{remedy}"
        )
    return array.astype(np.float64)


def of_rank(value: Any, name: str, rank: int | None, remedy: str) -> Array:
    """Return a float64 matrix of the rank that the caller relies on.

    Parameters
    ----------
    value : array_like, (m, n)
    name : str
    rank : int, optional
        By default full rank, min(m, n).
    remedy : str
        A sentence that says what to do with another rank.

    Returns
    -------
    (m, n) float64 array

    Raises
    ------
    ValueError
        The measured rank, the number of singular values above max(m, n) units of its dtype, is
        another; the message gives both.
    """
    array = matrix(value, name)
    expected = min(array.shape) if rank is None else rank
    sigma = np.linalg.svd(array.astype(np.float64), compute_uv=False)
    measured = int(np.sum(sigma > _tolerance(array) * sigma.max(initial=0.0)))
    if measured != expected:
        raise ValueError(
            f"{name} of shape {array.shape} has rank {measured}; expected rank {expected}. {remedy}"
        )
    return array.astype(np.float64)


def like(value: Any, name: str, point: Array, point_name: str) -> Array:
    """Return an increment or an upstream gradient as float64, of the shape of `point`.

    Raises
    ------
    ValueError
        The shapes differ.
    """
    array = real_array(value, name).astype(np.float64)
    same_shape(point, array, (point_name, name))
    return array


def number(value: Any, name: str) -> float:
    """Return the upstream gradient of a scalar function.

    Raises
    ------
    ValueError
        It is not a single number.
    """
    return float(real_array(value, name, ndim=0))


def _tolerance(array: Array) -> float:
    return float(max(array.shape) * np.finfo(array.dtype).eps)
