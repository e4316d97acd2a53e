"""Gradients and directional derivatives from function values alone.

Four difference quotients along a line, and two questions asked of them: the gradient of a
scalar function, entry by entry, and the derivative of any function in one direction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np

from mathlib._validate import Array, real_array, same_shape

Method = Literal["central4", "central", "forward", "complex"]

# Where truncation and rounding balance for a function of size 1 (chapter 00, "The best step").
RELATIVE_STEP: dict[Method, float] = {
    "central4": 1e-3,
    "central": 1e-5,
    "forward": 1e-8,
    "complex": 1e-30,
}

# Entries below this are taken for rounding left over from a subtraction, not for a scale.
_COUNTS_AS_ZERO = 1e-12


def numerical_gradient(
    f: Callable[[Array], Any],
    X: Any,
    method: Method = "central4",
    step: float | None = None,
) -> Array:
    """Gradient of a scalar function from its values: one quotient an entry.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `X`, returns one real number (an array with a single entry
        counts as one). It is handed a fresh float64 copy each time, also when `X` is float32.
    X : array_like, any shape
        Where the gradient is taken; integers become float64. Never changed.
    method : {"central4", "central", "forward", "complex"}
        The difference quotient, see Notes.
    step : float, optional
        The step h, the same for every entry. By default 1e-3 (central4), 1e-5 (central) or 1e-8
        (forward) times the larger of |x_ij| and the root mean square of `X`, rounded to a power
        of two so that x + h has no rounding error of its own; 1e-30 for the complex step.

    Returns
    -------
    float64 array of the shape of `X`

    Raises
    ------
    TypeError
        `f` returns no number, or does not accept the complex numbers of method "complex".
    ValueError
        `f` returns more than one number or a NaN or infinite one (the message names the entry that
        was moved), `f` is not analytic and the method is "complex", or `method` or `step` is
        not one of those above.

    Notes
    -----
    For one entry, with f(h) short for f(X + h E_ij): forward (f(h) − f(0)) / h; central
    (f(h) − f(−h)) / 2h; central4 (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h; complex
    Im f(ih) / h, which subtracts nothing and so loses nothing. Entries of very different sizes
    want very different steps: then take the gradient in one argument at a time.
    Derived in chapter 00. Source: Nocedal and Wright (2006), section 8.1; Squire and Trapp (1998).
    """
    point = _point(X)
    _check_method(method, step)
    if method == "complex" and point.size:
        _refuse_unless_analytic(f, point)
    gradient = np.zeros(point.shape)
    steps = _entry_steps(point, method, step)
    at_point = _scalar(f(point.copy()), "at X") if method == "forward" and point.size else 0.0
    for index in np.ndindex(point.shape):

        def along(t: complex, index: tuple[int, ...] = index) -> Any:
            moved = point.astype(complex) if isinstance(t, complex) else point.copy()
            moved[index] += t
            where = f"with entry {index} of X moved by {t:.3g}"
            return _scalar(f(moved), where, real=not isinstance(t, complex))

        gradient[index] = _quotient(along, float(steps[index]), method, at_point)
    return gradient


def directional_derivative(
    f: Callable[[Array], Any],
    X: Any,
    H: Any,
    method: Method = "central4",
    step: float | None = None,
) -> Any:
    """Derivative DF(X)[H] of a function of any shape, in the direction `H`.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `X`, returns a real number or a real array; the array it is
        handed is a fresh float64 copy.
    X : array_like, any shape
    H : array_like, the shape of `X`
    method : {"central4", "central", "forward", "complex"}
        The difference quotient, as for `numerical_gradient`.
    step : float, optional
        The step h in X + hH. By default the step of `numerical_gradient` for the root mean square
        of `X`, divided by the largest entry of `H`.

    Returns
    -------
    float when `f` returns one number, otherwise a float64 array of the shape of F(X)

    Raises
    ------
    TypeError
        `f` returns no numbers, or does not accept the complex numbers of method "complex".
    ValueError
        `X` and `H` differ in shape, F is NaN or infinite near `X` (the message names the entry),
        or F is not analytic and the method is "complex".
    """
    point, direction = _point(X), np.array(real_array(H, "H"), dtype=np.float64)
    same_shape(point, direction, ("X", "H"))
    _check_method(method, step)
    if method == "complex" and direction.any():
        _refuse_unless_analytic(f, point, direction)
    derivative = _along_direction(f, point, direction, method, step)
    return float(derivative) if derivative.ndim == 0 else derivative


def _along_direction(
    f: Callable[[Array], Any], point: Array, direction: Array, method: Method, step: float | None
) -> Array:
    def along(t: complex) -> Array:
        where = f"at X + {t:.3g} H"
        return _finite(f(point + t * direction), where, real=not isinstance(t, complex))

    at_point = _finite(f(point.copy()), "at X") if method == "forward" else np.zeros(())
    largest = float(np.abs(direction).max(initial=0.0))
    if step is None:
        step = RELATIVE_STEP[method]
        if method != "complex":
            step = float(_power_of_two(step * length_scale(point) / (largest or 1.0)))
    return np.asarray(_quotient(along, step, method, at_point))


def _quotient(along: Callable[[complex], Any], h: float, method: Method, at_point: Any) -> Any:
    """Difference quotient at 0 of a function of one number."""
    match method:
        case "forward":
            return (along(h) - at_point) / h
        case "central":
            return (along(h) - along(-h)) / (2 * h)
        case "central4":
            return (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
        case "complex":
            return np.imag(along(1j * h)) / h


def length_scale(point: Array) -> float:
    """Root mean square of the entries; 1 where all are zero or as small as rounding leaves."""
    if not point.size:
        return 1.0
    largest = float(np.abs(point).max())
    if largest < _COUNTS_AS_ZERO:
        return 1.0
    return largest * float(np.sqrt(np.mean((point / largest) ** 2)))  # no overflow in the square


def _entry_steps(point: Array, method: Method, step: float | None) -> Array:
    if step is not None or method == "complex":
        return np.full(point.shape, RELATIVE_STEP[method] if step is None else step)
    sizes = np.maximum(np.abs(point), length_scale(point))
    return _power_of_two(RELATIVE_STEP[method] * sizes)


def _power_of_two(value: Array | float) -> Array:
    return np.asarray(np.exp2(np.round(np.log2(value))))


def _point(X: Any) -> Array:
    return np.array(real_array(X, "X"), dtype=np.float64)


def _check_method(method: str, step: float | None) -> None:
    if method not in get_args(Method):
        known = ", ".join(repr(name) for name in get_args(Method))
        raise ValueError(f"method is {method!r}; expected one of {known}.")
    if step is not None and not (np.isfinite(step) and step > 0):
        raise ValueError(f"step is {step}; expected a positive number, or None for the default.")


def _finite(value: Any, where: str, *, real: bool = True) -> Array:
    """Return what `f` gave as a finite array, float64 if `real`, else float64 or complex."""
    if value is None:
        raise TypeError(f"f returned None {where}; expected a number. Is its `return` missing?")
    try:
        result = np.asarray(value)
        if real and result.dtype.kind == "c" and not result.imag.any():
            result = result.real
        result = result.astype(complex if result.dtype.kind == "c" else np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"f returned {type(value).__name__} {where}; expected real numbers."
        ) from error
    if real and result.dtype.kind == "c":
        raise TypeError(f"f returned a complex number {where}; expected a real one.")
    bad = ~np.isfinite(result)
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        entry = f"the entry {index} of f is" if index else "f is"
        raise ValueError(
            f"{entry} {result[index]} {where}. Either X lies at the edge of the domain of f "
            "(a logarithm, a root, a division), or a smaller step is needed."
        )
    return result


def _scalar(value: Any, where: str, *, real: bool = True) -> Any:
    result = _finite(value, where, real=real)
    if result.size != 1:
        raise ValueError(
            f"f returned an array of shape {result.shape} {where}; expected one number. "
            "A gradient belongs to a scalar: sum the array, or use directional_derivative."
        )
    return result.reshape(())[()]


def _refuse_unless_analytic(
    f: Callable[[Array], Any], point: Array, direction: Array | None = None
) -> None:
    """Compare the complex step with a real quotient along one line, before trusting it."""
    if direction is None:
        direction = np.random.default_rng(0).normal(size=point.shape)
    real = _along_direction(f, point, direction, "central4", None)
    try:
        imaginary = _along_direction(f, point, direction, "complex", None)
    except TypeError as error:
        raise TypeError(
            f"f does not accept complex numbers ({error}); use method='central4'."
        ) from error
    # The quotient is good to about 1e-10 of f; a lost imaginary part is off by its whole size.
    size = float(np.abs(f(point.copy())).max(initial=0.0)) / length_scale(point)
    allowed = 1e-4 * float(np.abs(real).max(initial=0.0)) + 1e-8 * size * float(
        np.abs(direction).max()
    )
    if real.shape != imaginary.shape or np.abs(real - imaginary).max(initial=0.0) > allowed:
        raise ValueError(
            "the complex step and the central quotient disagree along one direction: f is not "
            "analytic. abs, max, norm, real and conj lose or flip the imaginary part; "
            "use method='central4', or write x * x where you wrote abs(x) ** 2."
        )
