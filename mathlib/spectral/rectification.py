"""ReEig's function max(λ, ε), and log ∘ max for ReEig and LogEig on one eigendecomposition."""

from __future__ import annotations

import math
from functools import partial

import torch
from torch import Tensor

from mathlib.spectral.differences import clamp_difference, log_difference
from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.second_differences import clamp_second_difference, log_second_difference


def rectify(eps: float) -> SpectralFunction:
    """ReEig as a spectral function: eigenvalues below `eps` are raised to it.

    Parameters
    ----------
    eps : float
        The floor, in the unit of the matrices, ≥ 0.

    Raises
    ------
    ValueError
        `eps` is negative or not finite.
    """
    if not (math.isfinite(eps) and eps >= 0):
        raise ValueError(f"the floor of ReEig is {eps}; expected a finite number ≥ 0.")
    return SpectralFunction(
        f"rectification at {eps:g}",
        partial(torch.clamp_min, min=eps),
        partial(_clamp_derivative, minimum=eps),
        partial(clamp_difference, minimum=eps),
        partial(clamp_second_difference, minimum=eps),
        analytic=False,
    )


def rectified_log(eps: float) -> SpectralFunction:
    """log(max(λ, ε)): ReEig followed by LogEig, for the price of one eigendecomposition.

    Two layers would decompose twice, and the second would meet the equal eigenvalues that the
    first has made.

    Parameters
    ----------
    eps : float
        The floor, > 0.

    Raises
    ------
    ValueError
        `eps` is not positive or not finite.
    """
    if not (math.isfinite(eps) and eps > 0):
        raise ValueError(f"the floor under the logarithm is {eps}; expected a finite number > 0.")
    return SpectralFunction(
        f"logarithm rectified at {eps:g}",
        partial(_rectified_log, eps=eps),
        partial(_rectified_log_derivative, eps=eps),
        partial(_rectified_log_difference, eps=eps),
        partial(_rectified_log_second_difference, eps=eps),
        analytic=False,
    )


def _clamp_derivative(eigenvalues: Tensor, minimum: float) -> Tensor:
    return (eigenvalues >= minimum).to(eigenvalues.dtype)


def _rectified_log(eigenvalues: Tensor, eps: float) -> Tensor:
    return eigenvalues.clamp_min(eps).log()


def _rectified_log_derivative(eigenvalues: Tensor, eps: float) -> Tensor:
    return _clamp_derivative(eigenvalues, eps) / eigenvalues.clamp_min(eps)


def _rectified_log_difference(a: Tensor, b: Tensor, eps: float) -> Tensor:
    """The chain rule of divided differences, (g ∘ h)[a, b] = g[h(a), h(b)]·h[a, b]."""
    outer = log_difference(a.clamp_min(eps), b.clamp_min(eps))
    return outer.mul_(clamp_difference(a, b, eps))


def _rectified_log_second_difference(a: Tensor, b: Tensor, c: Tensor, eps: float) -> Tensor:
    """(g ∘ h)[a, b, c] = g[ha, hb]·h[a, b, c] + g[ha, hb, hc]·h[a, c]·h[b, c].

    The two terms have opposite signs: across ε the function is convex at the kink and concave
    above it, so its second difference crosses zero and is accurate against the larger term.
    """
    ha, hb, hc = a.clamp_min(eps), b.clamp_min(eps), c.clamp_min(eps)
    kink = log_difference(ha, hb) * clamp_second_difference(a, b, c, eps)
    slopes = clamp_difference(a, c, eps) * clamp_difference(b, c, eps)
    return kink + log_second_difference(ha, hb, hc) * slopes
