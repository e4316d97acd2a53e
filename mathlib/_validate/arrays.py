"""Checks of NumPy arguments, each with a message that says how to mend the call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def real_array(value: Any, name: str, *, ndim: int | None = None) -> Array:
    """Return `value` as a real floating array with finite entries.

    Parameters
    ----------
    value : array_like
        Anything NumPy turns into numbers; integers become float64, float32 stays float32.
    name : str
        What the caller calls the argument; the message uses it.
    ndim : int, optional
        The number of axes that is expected.

    Returns
    -------
    numpy.ndarray
        The same numbers; no copy where none is needed.

    Raises
    ------
    TypeError
        `value` is not numeric, or it is complex.
    ValueError
        The number of axes differs from `ndim`, or an entry is NaN or infinite.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} is not a rectangular array: {error}") from error
    if array.dtype.kind not in "buif":
        kind = "complex" if array.dtype.kind == "c" else str(array.dtype)
        raise TypeError(f"{name} has dtype {kind}; expected real numbers. Pass a float array.")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    if ndim is not None and array.ndim != ndim:
        raise ValueError(
            f"{name} has shape {array.shape}; expected {ndim} {'axis' if ndim == 1 else 'axes'}."
        )
    finite = np.isfinite(array)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(
            f"{name} has the entry {array[where]} at index {where}; expected finite numbers. "
            "Find where it was made: a logarithm or a division is the usual place."
        )
    return array


def matrix(value: Any, name: str) -> Array:
    """Return `value` as a real, finite matrix; see `real_array` for what is raised."""
    return real_array(value, name, ndim=2)


def square_matrix(value: Any, name: str) -> Array:
    """Return `value` as a real, finite square matrix.

    Raises
    ------
    ValueError
        The two sides differ; also all that `real_array` raises.
    """
    array = matrix(value, name)
    if array.shape[0] != array.shape[1]:
        raise ValueError(f"{name} has shape {array.shape}; expected a square matrix.")
    return array


def symmetric_matrix(value: Any, name: str, *, tolerance: float = 1e-8) -> Array:
    """Return `value` as a real, finite, symmetric matrix.

    Raises
    ------
    ValueError
        The largest difference from the transpose exceeds `tolerance` times the largest entry;
        also all that `square_matrix` raises.
    """
    array = square_matrix(value, name)
    gap = float(np.abs(array - array.T).max(initial=0.0))
    if gap > tolerance * float(np.abs(array).max(initial=0.0)):
        raise ValueError(
            f"{name} differs from its transpose by up to {gap:.3g}; expected a symmetric matrix. "
            f"Pass ({name} + {name}.T) / 2 if the difference is rounding."
        )
    return array


def same_shape(first: Array, second: Array, names: tuple[str, str]) -> None:
    """Refuse two arrays of different shapes, which NumPy would broadcast in silence.

    Raises
    ------
    ValueError
        The shapes differ.
    """
    if first.shape != second.shape:
        raise ValueError(
            f"{names[0]} has shape {first.shape} and {names[1]} has shape {second.shape}; "
            "expected equal shapes."
        )
