"""Spectral functions as small objects: the function and its first divided difference.

The divided difference f[a, b] = (f(a) − f(b)) / (a − b), with f[a, a] = f′(a), is all that the
backward pass of f(X) needs. Here it is written without cancellation, so it is as accurate for
eigenvalues that nearly coincide as for any others, and no threshold has to be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor


@dataclass(frozen=True)
class SpectralFunction:
    """A real function that acts on a symmetric matrix through its eigenvalues.

    Attributes
    ----------
    name : str
        What messages call it.
    value : callable
        Eigenvalues → f(eigenvalues), elementwise.
    difference : callable
        (a, b) → f[a, b], elementwise with broadcasting; f′(a) where a equals b.
    positive_only : bool
        Whether f exists for positive eigenvalues only.
    """

    name: str
    value: Callable[[Tensor], Tensor]
    difference: Callable[[Tensor, Tensor], Tensor]
    positive_only: bool = False


def log_difference(a: Tensor, b: Tensor) -> Tensor:
    r"""First divided difference of log: log1p(t) / (t·lo) with t = (hi − lo) / lo.

    Parameters
    ----------
    a, b : Tensor
        Positive eigenvalues of shapes that broadcast.

    Returns
    -------
    Tensor
        One over the logarithmic mean of a and b, 1/a where they are equal. The relative error is
        below 2 eps at every gap, because hi − lo is exact when the two are close.

    Notes
    -----
    `tiny` stands in for t = 0, where log1p(t)/t is 1: both roundings agree, no branch is needed.
    """
    high, low = torch.maximum(a, b), torch.minimum(a, b)
    tiny = 1e-150 if a.dtype == torch.float64 else 1e-18
    t = ((high - low) / low).clamp_min(tiny)
    return torch.log1p(t) / t / low


def clamp_difference(a: Tensor, b: Tensor, minimum: float) -> Tensor:
    """First divided difference of max(λ, minimum): 1 above, 0 below, between them across.

    Parameters
    ----------
    a, b : Tensor
        Eigenvalues of shapes that broadcast.
    minimum : float
        The floor ε.

    Returns
    -------
    Tensor
        The plain quotient wherever a ≠ b: clamped values are exact, so nothing cancels. Where
        a = b it is the derivative, taken as 1 at the kink λ = ε, as `torch.clamp` does; any
        common value in [0, 1] is an element of Clarke's generalised Jacobian there.
    """
    gap = a - b
    equal = gap == 0
    rise = a.clamp_min(minimum) - b.clamp_min(minimum)
    slope = (a >= minimum).to(a.dtype)
    return torch.where(equal, slope, rise / torch.where(equal, 1.0, gap))


LOG = SpectralFunction("logarithm", torch.log, log_difference, positive_only=True)


def rectify(minimum: float) -> SpectralFunction:
    """ReEig as a spectral function: eigenvalues below `minimum` are raised to it.

    Raises
    ------
    ValueError
        `minimum` is negative or not finite.
    """
    if not (math.isfinite(minimum) and minimum >= 0):
        raise ValueError(f"the floor of ReEig is {minimum}; expected a finite number ≥ 0.")
    return SpectralFunction(
        f"rectification at {minimum:g}",
        partial(torch.clamp_min, min=minimum),
        partial(clamp_difference, minimum=minimum),
    )
