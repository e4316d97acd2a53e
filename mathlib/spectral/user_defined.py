"""A spectral function from any f that a user writes: differences without a threshold.

Two ways lead to f[a, b]: the quotient, whose rounding error is about eps·(|f(a)| + |f(b)|)/|a − b|,
and the mean of f′ over the segment, ∫₀¹ f′(b + t(a − b)) dt, whose error two Gauss–Legendre rules
estimate by their difference. Each pair takes the way with the smaller estimate: the quotient where
the eigenvalues are apart, or where f has a kink between them; the mean where they are close. The
second difference does the same with f″ over the triangle.

Measured for tanh, sin, log, exp and x^2.3 against 50 digits: `tests/spectral/test_user_defined.py`
holds the bounds. The ready functions are more accurate and cheaper; use them where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from mathlib.spectral.functions import Domain, SpectralFunction
from mathlib.spectral.quadrature import gauss_legendre
from mathlib.spectral.second_differences import in_order

Elementwise = Callable[[Tensor], Tensor]
Rule = list[tuple[float, float]]


_COARSE, _FINE = gauss_legendre(7), gauss_legendre(11)


def generic(
    f: Elementwise,
    *,
    name: str,
    derivative: Elementwise | None = None,
    domain: Domain = "real",
    analytic: bool = True,
) -> SpectralFunction:
    """A spectral function from an elementwise torch function.

    Parameters
    ----------
    f : callable
        Tensor → Tensor of the same shape, elementwise, of torch operations.
    name : str
        What messages call it.
    derivative : callable, optional
        f′, elementwise. `torch.func` differentiates f when it is left out, which is exact as well,
        and as slow as tracing f each time.
    domain : {"real", "nonnegative", "positive"}
        Which eigenvalues f exists for.
    analytic : bool
        False for an f with kinks, which has no meaning at complex eigenvalues.

    Returns
    -------
    SpectralFunction
        Its second derivative is that of f′ by `torch.func`.

    Raises
    ------
    TypeError
        `f` or `derivative` is not callable.
    ValueError
        The domain is unknown; later, when called: an answer has another shape than its argument.
    """
    if not callable(f) or not (derivative is None or callable(derivative)):
        raise TypeError("f and derivative must be callables that map a tensor to a tensor.")
    if domain not in ("real", "nonnegative", "positive"):
        raise ValueError(f"domain is {domain!r}; expected 'real', 'nonnegative' or 'positive'.")
    value = partial(_same_shape, f=f, name=name)
    slope: Elementwise
    if derivative is None:
        slope = partial(_differentiate, f=value)
    else:
        slope = partial(_same_shape, f=derivative, name=f"the derivative of {name}")
    bend = partial(_differentiate, f=slope)
    return SpectralFunction(
        name,
        value,
        slope,
        partial(difference, value=value, derivative=slope),
        partial(second_difference, value=value, derivative=slope, second_derivative=bend),
        domain=domain,
        analytic=analytic,
    )


def difference(a: Tensor, b: Tensor, value: Elementwise, derivative: Elementwise) -> Tensor:
    """f[a, b] of real or complex a and b whose shapes broadcast; f′(a) where they are equal.

    At complex arguments the mean runs along the straight segment. Where that crosses a branch cut
    the two rules disagree, and the quotient is taken.
    """
    return _difference(a, b, value, derivative)[0]


def second_difference(
    a: Tensor,
    b: Tensor,
    c: Tensor,
    value: Elementwise,
    derivative: Elementwise,
    second_derivative: Elementwise,
) -> Tensor:
    """f[a, b, c] of real arguments in any order; ½f″(a) where they are equal."""
    lo, mid, hi = in_order(a, b, c)
    upper, error_upper = _difference(hi, mid, value, derivative)
    lower, error_lower = _difference(mid, lo, value, derivative)
    width = hi - lo
    safe = torch.where(width == 0, 1.0, width)
    quotient = (upper - lower) / safe
    error = torch.where(width == 0, torch.inf, (error_upper + error_lower) / safe)

    def mean(rule: Rule) -> Tensor:
        """∫₀¹ t·f′[p, q] dt, with the mean of f″ from q to p for f′[p, q]."""

        def line(t: float) -> Tensor:
            p, q = mid + t * (lo - mid), mid + t * (hi - mid)
            return t * _sum(lambda s: second_derivative(q + s * (p - q)), rule)

        return _sum(line, rule)

    return _better(quotient, error, mean)[0]


def _difference(
    a: Tensor, b: Tensor, value: Elementwise, derivative: Elementwise
) -> tuple[Tensor, Tensor]:
    """f[a, b] and an estimate of its absolute error."""
    gap = a - b
    equal = gap == 0
    safe = torch.where(equal, 1.0, gap)
    fa, fb = value(a), value(b)  # before broadcasting: n values, not n²
    info = torch.finfo(gap.dtype)
    rounding = (fa.abs() + fb.abs()) * info.eps + info.tiny  # tiny: values that underflow
    error = torch.where(equal, torch.inf, rounding / safe.abs())

    def mean(rule: Rule) -> Tensor:
        return _sum(lambda t: derivative(b + t * gap), rule)

    return _better((fa - fb) / safe, error, mean)


def _better(
    quotient: Tensor, error: Tensor, mean: Callable[[Rule], Tensor]
) -> tuple[Tensor, Tensor]:
    """The quotient or the mean of the derivative, whichever has the smaller estimated error."""
    fine = mean(_FINE)
    rounding = torch.finfo(fine.dtype).eps * fine.abs()
    estimate = (fine - mean(_COARSE)).abs() + rounding
    use_mean = ~(error < estimate)  # also where the quotient is infinite or NaN
    return torch.where(use_mean, fine, quotient), torch.where(use_mean, estimate, error)


def _sum(integrand: Callable[[float], Tensor], rule: Rule) -> Tensor:
    total = sum(weight * integrand(t) for t, weight in rule)
    assert isinstance(total, Tensor)
    return total


def _differentiate(x: Tensor, f: Elementwise) -> Tensor:
    """f′(x) for an elementwise f, by one pullback of ones."""
    pulled: Any = torch.func.vjp(f, x)
    values, pull_back = pulled
    (slope,) = pull_back(torch.ones_like(values))
    # torch hands back the conjugate of a holomorphic derivative.
    return torch.as_tensor(slope).conj().resolve_conj()


def _same_shape(x: Tensor, f: Elementwise, name: str) -> Tensor:
    y = f(x)
    if y.shape != x.shape:
        raise ValueError(
            f"{name} turns shape {tuple(x.shape)} into {tuple(y.shape)}; expected a function that "
            "acts on every entry by itself."
        )
    return y
