"""Turning what was returned into arrays, and comparing: shape, then dtype, then values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

LAST_DIGITS = 1e-13
LARGEST = 10**6  # entries; no exercise returns more, and more would stop the notebook
SINGLE = (
    3e-5  # what float32 can be held to: its rounding, 1.2e-7, grown by a few hundred operations
)


@dataclass(frozen=True)
class Unusable:
    """A returned value that cannot be compared, with the reason as one or two sentences."""

    cause: str
    says: str


def as_array(value: Any, noun: str) -> Array | Unusable:
    """Return a number, nested list, NumPy array or torch tensor as an array of real numbers."""
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        value = _from_torch(value)
    if isinstance(value, list | tuple):
        return _from_sequence(value, noun)
    if not isinstance(value, np.ndarray | np.generic | int | float | complex):
        return Unusable("wrong type", _wrong_type(value, noun))
    array = np.asarray(value)
    if array.size > LARGEST:
        return Unusable(
            "huge array",
            f"Your function returns an array of shape {array.shape}, {array.size:,} entries, "
            f"which is far more than the {noun} has. It was not looked at any further.",
        )
    if array.dtype == object:
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            return Unusable(
                "wrong type",
                "Your function returns an array of Python objects (dtype object), "
                "not of numbers. Build it from numbers of one type.",
            )
    if array.dtype.kind == "c":
        return Unusable(
            "wrong type",
            f"Your function returns complex numbers; the {noun} is real. "
            "If the imaginary part should vanish, take `.real` and ask where it came from.",
        )
    if array.dtype.kind not in "buif":
        return Unusable(
            "wrong type", f"Your function returns an array of dtype {array.dtype}, not of numbers."
        )
    return array


def _from_torch(tensor: Any) -> Any:
    tensor = tensor.detach().cpu()
    if tensor.numel() > LARGEST:
        return np.broadcast_to(np.float64(0), tuple(tensor.shape))  # only its shape is told
    tensor = tensor.to_dense() if tensor.is_sparse else tensor
    return tensor.float().numpy() if "bfloat16" in str(tensor.dtype) else tensor.numpy()


def _from_sequence(value: list[Any] | tuple[Any, ...], noun: str) -> Array | Unusable:
    length = len(value)
    if length > LARGEST:
        return Unusable(
            "huge array",
            f"Your function returns a {type(value).__name__} of {length:,} items, which is far "
            f"more than the {noun} has. It was not looked at any further.",
        )
    parts = [as_array(item, noun) if not _is_number(item) else item for item in value]
    for part in parts:
        if isinstance(part, Unusable):
            return part
    try:
        return np.asarray(parts) if parts else np.zeros(0)
    except ValueError:
        return Unusable(
            "wrong shape",
            f"Your function returns a {type(value).__name__} whose items have different lengths, "
            "so that it is not a rectangular array.",
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _wrong_type(value: Any, noun: str) -> str:
    kind = type(value).__name__
    expected = f"the {noun} is a number or an array (NumPy, torch, or nested lists)"
    if isinstance(value, str):
        return f"Your function returns text; {expected}. A `print` or `str` may have slipped in."
    if kind == "generator" and value.gi_code.co_name == "<genexpr>":
        return (
            "Your function returns a generator: `( … for … in … )` in round brackets makes one, "
            f"and nothing is computed yet; {expected}. Square brackets make a list."
        )
    if kind == "generator":
        return f"Your function returns a generator, since it uses `yield`; {expected}. `return` it."
    if kind == "coroutine":
        value.close()
        return f"Your function is declared `async`; {expected}. Drop the word `async`."
    if callable(value):
        return f"Your function returns a function; {expected}. Is a pair of brackets missing?"
    return f"Your function returns an object of type {kind}; {expected}."


@dataclass(frozen=True)
class Comparison:
    """How an array stands to the right one.

    Attributes
    ----------
    same_shape, finite : bool
    error : largest difference relative to the largest right entry; inf if not comparable
    within : whether `error` is within the precision of the array's dtype
    """

    same_shape: bool
    finite: bool
    error: float
    within: bool


def relative_error(got: Array, expected: Array) -> float:
    """Return max|got − expected| / max|expected|; the absolute error where the latter is 0.

    inf when the shapes differ, so that broadcasting can never make two arrays agree.
    """
    if got.shape != expected.shape:
        return float("inf")
    if got.size == 0:
        return 0.0
    with np.errstate(all="ignore"):
        gap = np.abs(got.astype(np.float64) - expected)
        error = float(gap.max()) / (float(np.abs(expected).max()) or 1.0)
    return error if np.isfinite(error) else float("inf")


def compare(got: Array, expected: Array, tolerance: float) -> Comparison:
    """Compare an answer with the right array."""
    error = relative_error(got, expected)
    return Comparison(
        same_shape=got.shape == expected.shape,
        finite=bool(np.isfinite(got).all()),
        error=error,
        within=error <= precision(got, tolerance),
    )


def precision(got: Array, tolerance: float) -> float:
    """Return the tolerance that the dtype of an answer can be held to.

    Where an exercise is about the last digits of float64, float32 is no excuse.
    """
    excused = got.dtype == np.float32 and tolerance > LAST_DIGITS
    return max(tolerance, SINGLE) if excused else tolerance
