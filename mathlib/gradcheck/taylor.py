"""The Taylor test: does the first-order remainder fall with slope 2?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mathlib._validate import Array, real_array, same_shape
from mathlib.gradcheck.numerical import length_scale

# Relative to the size of X: from where Taylor's formula bites to where rounding wins.
_RELATIVE_STEPS = np.logspace(-0.5, -8, 26)
_UNIT_ROUNDOFF = 2.0**-53
# A gradient that is off by less than this, relative to its size, counts as right.
_RESOLUTION = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-5, np.dtype(np.float16): 1e-2}


@dataclass(frozen=True, eq=False, repr=False)
class TaylorTest:
    """What a Taylor test measured along one direction H.

    Attributes
    ----------
    steps : (n_steps,)
        The steps h, falling; steps at which f is not finite are left out.
    remainders_zero : (n_steps,)
        |f(X + hH) − f(X)|: slope 1 wherever the gradient is not zero.
    remainders : (n_steps,)
        |f(X + hH) − f(X) − h⟨G, H⟩|: slope 2 if G is the gradient.
    rounding : (n_steps,)
        The level under which a remainder is rounding, of f or of G, and says nothing.
    slope : float
        Slope of `remainders` where they come down to `rounding`; NaN if they never stand above it.
    verdict : str
    passed : bool
        True only if the test shows that the gradient is right.
    direction : array of the shape of X
    """

    steps: Array
    remainders_zero: Array
    remainders: Array
    rounding: Array
    slope: float
    verdict: str
    passed: bool
    direction: Array

    def __repr__(self) -> str:
        return f"Taylor test: {self.verdict}"


def taylor_test(
    f: Callable[[Array], Any],
    X: Any,
    gradient: Any,
    direction: Any = None,
    rng: np.random.Generator | None = None,
) -> TaylorTest:
    """Judge a gradient by the remainder of Taylor's formula along one direction.

    Parameters
    ----------
    f : callable
        Scalar function of an array of the shape of `X`; called about sixty times, each time with
        a fresh float64 copy.
    X : array_like, any shape
    gradient : array_like, the shape of `X`
        The gradient under test.
    direction : array_like, the shape of `X`, optional
        By default Gaussian: it misses a wrong gradient with probability zero.
    rng : numpy.random.Generator, optional
        Where the direction comes from; `numpy.random.default_rng(0)` by default.

    Returns
    -------
    TaylorTest

    Raises
    ------
    TypeError
        `f` does not return a real number.
    ValueError
        Shapes differ, an entry of `X`, `gradient` or `direction` is NaN or infinite,
        `direction` is zero, or f(X) or nearly all of f around X is not finite.

    Notes
    -----
    The rounding level is measured on eight values of f close to X, so that a function computed in
    float32 or with inner cancellation is judged fairly. The second difference
    f(X + hH) + f(X − hH) − 2f(X), which no gradient enters, tells a kink from a wrong gradient.
    An error below 1e-6 of the gradient's size (1e-5 for a float32 gradient) counts as rounding.
    """
    point = np.array(real_array(X, "X"), dtype=np.float64)
    given = real_array(gradient, "gradient")
    G = given.astype(np.float64)
    same_shape(point, G, ("X", "gradient"))
    if direction is None:
        H = (np.random.default_rng(0) if rng is None else rng).normal(size=point.shape)
    else:
        H = np.array(real_array(direction, "direction"), dtype=np.float64)
        same_shape(point, H, ("X", "direction"))
    if not H.any():
        raise ValueError("direction is zero; expected a direction in which X can move.")

    def along(t: float) -> float:
        return _number(f(point + t * H))

    base = along(0.0)
    if not np.isfinite(base):
        raise ValueError(f"f(X) is {base}; expected a finite number.")
    unit = length_scale(point) / float(np.abs(H).max())
    steps = unit * _RELATIVE_STEPS
    ahead, behind = (np.array([along(sign * h) for h in steps]) for sign in (1, -1))
    inside = np.isfinite(ahead) & np.isfinite(behind)
    if inside.sum() < steps.size // 2:
        raise ValueError("f is NaN or infinite at most points near X; move X inside its domain.")
    steps, ahead, behind = steps[inside], ahead[inside], behind[inside]

    inner, products = float(np.sum(G * H)), float(np.linalg.norm(G * H))
    change = ahead - base
    noise = 6 * np.maximum(
        _noise(along, base, 1e-6 * unit),
        4 * _UNIT_ROUNDOFF * (np.abs(ahead) + steps * products),
    )
    level = np.maximum(noise, _RESOLUTION.get(given.dtype, 1e-6) * steps * products)
    remainders = np.abs(change - steps * inner)
    fall = _fall(steps, remainders, level)
    bend = _fall(steps, np.abs(ahead + behind - 2 * base), 4 * noise)
    still = inner == 0 and not change.any()
    visible = still or bool(np.any(np.maximum(np.abs(change), steps * abs(inner)) > 1e3 * noise))
    verdict, passed = _verdict(fall, bend, visible=visible)
    return TaylorTest(steps, np.abs(change), remainders, level, fall.slope, verdict, passed, H)


class _Fall(NamedTuple):
    """How a quantity falls with the step: its last slope, and whether it drops out of sight."""

    slope: float
    vanishes: bool


def _fall(steps: Array, values: Array, level: Array) -> _Fall:
    """Slope of the last five values above the level; the steps fall."""
    above = values > level
    # One value alone above the level is rounding, one alone below it a change of sign.
    paired = np.flatnonzero(above[:-1] & above[1:])
    last = int(paired[-1]) + 1 if paired.size else 0
    if not above[last]:
        return _Fall(np.nan, vanishes=True)
    if last + 1 < values.size and values[last] > 15 * level[last]:
        return _Fall(np.nan, vanishes=True)  # no line of slope 1 or 2 drops this far in one step
    used = np.flatnonzero(above[: last + 1])[-5:]
    if used.size < 3:
        return _Fall(np.nan, vanishes=False)
    x, y = np.log(steps[used]), np.log(values[used])
    i, j = np.triu_indices(used.size, 1)
    return _Fall(float(np.median((y[i] - y[j]) / (x[i] - x[j]))), vanishes=False)


def _verdict(fall: _Fall, bend: _Fall, *, visible: bool) -> tuple[str, bool]:
    if 0.75 < bend.slope < 1.25:
        return "cannot tell: f has a kink here, a different slope on either side", False
    if bend.slope < 0.75:
        return "cannot tell: f jumps here, or rises with infinite slope", False
    if fall.vanishes and visible:
        return "no remainder above rounding: the gradient is right", True
    if not visible:
        return "cannot tell: f changes no more than its own rounding", False
    if np.isnan(fall.slope):
        return "cannot tell: rounding hides all but the largest steps", False
    if fall.slope > 1.75:
        return f"slope {fall.slope:.0f}: the gradient is right", True
    if 0.75 < fall.slope < 1.25:
        return "slope 1: it is not", False
    return f"slope {fall.slope:.1f}: cannot tell, neither 1 nor 2", False


def _noise(along: Callable[[float], float], base: float, spacing: float) -> float:
    """Rounding error of f, read off third differences of eight neighbouring values.

    A third difference removes any parabola; of independent errors of size e it leaves √20 e.
    """
    values = np.array([along(k * spacing) for k in range(8)])
    differences = np.abs(np.diff(values[np.isfinite(values)], n=3))
    return max(float(differences.max(initial=0.0)) / 20**0.5, _UNIT_ROUNDOFF * abs(base))


def _number(value: Any) -> float:
    result = np.asarray(value)
    if result.size != 1 or result.dtype.kind not in "buif":
        found = f"shape {result.shape}" if result.size != 1 else f"type {type(value).__name__}"
        raise TypeError(f"f returned a value of {found}; expected one real number.")
    return float(result.reshape(()))
