"""Reading a wrong gradient: relative error, ratios, and the slips that leave a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib._validate import Array, real_array, same_shape

_AGREES = 1e-6  # finite differences are good to about 1e-9; slips are far larger


@dataclass(frozen=True, repr=False)
class GradientReport:
    """How a gradient compares with a numerical one.

    Attributes
    ----------
    relative_error : float
        ‖yours − numerical‖ / ‖numerical‖.
    ratio_range : tuple of float
        Smallest and largest yours / numerical, over entries where the numerical one is not
        negligible; two NaN when all are.
    agrees : bool
    agrees_with_transpose : bool
        True if the transpose of yours agrees and yours does not.
    reading : str
        What the numbers say, in one sentence.
    """

    relative_error: float
    ratio_range: tuple[float, float]
    agrees: bool
    agrees_with_transpose: bool
    reading: str

    def __repr__(self) -> str:
        low, high = self.ratio_range
        error = "below 1e-06" if self.agrees else f"{self.relative_error:.3g}"
        return (
            f"relative error     {error}\n"
            f"yours / numerical  {low:.3f} to {high:.3f}\n"
            f"reading            {self.reading}"
        )


def relative_error(yours: Any, reference: Any) -> float:
    """Frobenius norm of the difference over that of the reference.

    Parameters
    ----------
    yours, reference : array_like, equal shapes

    Returns
    -------
    float
        0 if both are zero, infinity if only `reference` is.

    Raises
    ------
    ValueError
        Shapes differ, or an entry is NaN or infinite.
    """
    first, second = real_array(yours, "yours"), real_array(reference, "reference")
    same_shape(first, second, ("yours", "reference"))
    return _relative_error(first, second)


def gradient_report(yours: Any, numerical: Any) -> GradientReport:
    """Compare a gradient with a numerical one, and say which simple slip would explain it.

    Parameters
    ----------
    yours, numerical : array_like, equal shapes

    Returns
    -------
    GradientReport

    Raises
    ------
    ValueError
        Shapes differ, or an entry is NaN or infinite.
    """
    first = np.asarray(real_array(yours, "yours"), dtype=np.float64)
    second = np.asarray(real_array(numerical, "numerical"), dtype=np.float64)
    if first.shape != second.shape and first.shape == second.shape[::-1]:
        raise ValueError(
            f"yours has shape {first.shape}, the shape of the transpose; a gradient has the shape "
            f"of its variable, {second.shape}."
        )
    same_shape(first, second, ("yours", "numerical"))
    error = _relative_error(first, second)
    agrees = error <= _AGREES
    square = first.ndim == 2 and first.shape[0] == first.shape[1]
    transposed = not agrees and square and _relative_error(first.T, second) <= _AGREES
    ratios = _ratios(first, second)
    span = (float(ratios.min()), float(ratios.max())) if ratios.size else (np.nan, np.nan)
    reading = "the two agree" if agrees else _reading(first, second, transposed)
    return GradientReport(error, span, agrees, transposed, reading)


def _relative_error(first: Array, second: Array) -> float:
    gap, size = float(np.linalg.norm(first - second)), float(np.linalg.norm(second))
    if size:
        return gap / size
    return np.inf if gap else 0.0


def _ratios(first: Array, second: Array) -> Array:
    counted = np.abs(second) > 1e-6 * np.abs(second).max(initial=0.0)
    return np.asarray(first[counted] / second[counted])


def _reading(first: Array, second: Array, transposed: bool) -> str:
    if transposed:
        return "yours is the transpose of the numerical gradient"
    if not second.any():
        return "the numerical gradient is zero and yours is not"
    factor = float(np.sum(first * second) / np.sum(second * second))
    if _relative_error(first, factor * second) <= _AGREES:
        return f"every entry is {factor:.3f} times the numerical one"
    if first.ndim == 2 and first.shape[0] == first.shape[1]:
        if _relative_error(first + first.T, 2 * second) <= _AGREES:
            return "only the symmetric part of yours agrees"
        outside = ~np.eye(len(first), dtype=bool)
        off, on = _ratios(first[outside], second[outside]), np.diag(first) - np.diag(second)
        steady = off.size and np.ptp(off) <= _AGREES * np.abs(off).max()
        if steady and np.abs(on).max() <= _AGREES * np.abs(second).max():
            return f"right on the diagonal, {off.mean():.3f} times the numerical one off it"
    wrong = np.abs(first - second) > _AGREES * np.abs(second).max()
    if 2 * wrong.sum() < wrong.size:
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        entries = "entry is" if wrong.sum() == 1 else "entries are"
        return f"{wrong.sum()} of {wrong.size} {entries} off, the first at {index}"
    return "no single factor, no transpose: look for a missing or a wrong term"
