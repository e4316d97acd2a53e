"""Spectral functions as small objects: f, f′, its divided differences, and where it exists.

f[a, b] = (f(a) − f(b))/(a − b), with f[a, a] = f′(a), is all that the backward pass of f(X) needs;
f[a, b, c] = (f[a, b] − f[b, c])/(a − c) is all that its second derivative needs. The objects here
hold formulas for both that do not cancel, so that eigenvalues which nearly coincide cost no digit
and no threshold has to be chosen between a quotient and a derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import torch
from torch import Tensor

from mathlib.spectral import differences as first
from mathlib.spectral import second_differences as second

Domain = Literal["real", "nonnegative", "positive"]


@dataclass(frozen=True)
class SpectralFunction:
    """A function that acts on a symmetric matrix through its eigenvalues.

    Attributes
    ----------
    name : str
        What messages call it.
    value : callable
        λ → f(λ), elementwise.
    derivative : callable
        λ → f′(λ), elementwise.
    difference : callable
        (a, b) → f[a, b], elementwise with broadcasting, of real a and b; f′(a) where a equals b.
    second_difference : callable
        (a, b, c) → f[a, b, c], likewise, in any order of the three; ½f″(a) where all are equal.
    domain : {"real", "nonnegative", "positive"}
        Which eigenvalues f exists for.
    analytic : bool
        Whether `value` and `derivative` go on into the complex plane, where the eigenvalues of
        matrices that are not symmetric live.
    """

    name: str
    value: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]
    difference: Callable[[Tensor, Tensor], Tensor]
    second_difference: Callable[[Tensor, Tensor, Tensor], Tensor]
    domain: Domain = "real"
    analytic: bool = True


def power(p: float) -> SpectralFunction:
    """X ↦ X^p of positive definite matrices.

    Parameters
    ----------
    p : float
        Any finite exponent. −1 is the inverse; for ½ and −½, `SQRT` and `INV_SQRT` are faster.

    Raises
    ------
    ValueError
        p is NaN or infinite.
    """
    if not math.isfinite(p):
        raise ValueError(f"the exponent is {p}; expected a finite number.")
    p = float(p)
    return SpectralFunction(
        f"power {p:g}",
        partial(first.precise_power, p=p),
        partial(_power_derivative, p=p),
        partial(first.power_difference, p=p),
        partial(second.power_second_difference, p=p),
        domain="positive",
    )


def _power_derivative(eigenvalues: Tensor, p: float) -> Tensor:
    return p * first.precise_power(eigenvalues, p - 1)


def _sqrt_derivative(eigenvalues: Tensor) -> Tensor:
    return 0.5 / eigenvalues.sqrt()


def _inv_sqrt_derivative(eigenvalues: Tensor) -> Tensor:
    return -0.5 / (eigenvalues * eigenvalues.sqrt())


LOG = SpectralFunction(
    "logarithm",
    torch.log,
    torch.reciprocal,
    first.log_difference,
    second.log_second_difference,
    domain="positive",
)
EXP = SpectralFunction(
    "exponential",
    torch.exp,
    torch.exp,
    first.exp_difference,
    second.exp_second_difference,
)
SQRT = SpectralFunction(
    "square root",
    torch.sqrt,
    _sqrt_derivative,
    first.sqrt_difference,
    second.sqrt_second_difference,
    domain="nonnegative",
)
INV_SQRT = SpectralFunction(
    "inverse square root",
    torch.rsqrt,
    _inv_sqrt_derivative,
    first.inv_sqrt_difference,
    second.inv_sqrt_second_difference,
    domain="positive",
)
