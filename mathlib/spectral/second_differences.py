"""Second divided differences f[a, b, c] of the ready functions, accurate for close triples too.

Square roots and clamps have closed forms that do not cancel. For log, exp and powers the quotient
(f[hi, mid] − f[mid, lo])/(hi − lo) is accurate while the triple is wide. For a close triple stands
the formula of Hermite and Genocchi, with its inner integral done exactly by the first difference
of f′:

    f[a, b, c] = ∫₀¹ t · f′[p, q] dt,   p = mid + t(lo − mid),  q = mid + t(hi − mid).

The integrand is smooth and of one sign, so ten Gauss–Legendre nodes reach rounding. Both ways
are accurate where they meet; the width at which they do is no accuracy knob.

Source: Hermite (1878); Higham (2008), section B.16.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from mathlib.spectral.differences import exp_difference, log_difference, power_difference
from mathlib.spectral.quadrature import gauss_legendre

_RULE = gauss_legendre(10)


def in_order(a: Tensor, b: Tensor, c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Smallest, middle and largest, each exactly one of the three."""
    small, large = torch.minimum(a, b), torch.maximum(a, b)
    middle = torch.maximum(small, torch.minimum(large, c))
    return torch.minimum(small, c), middle, torch.maximum(large, c)


def log_second_difference(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """log[a, b, c]; the inner integral of a close triple is f′[p, q] = −1/(p·q)."""
    lo, mid, hi = in_order(a, b, c)
    close = _mean_of_slopes(lambda p, q: -1 / p / q, lo, mid, hi)
    return torch.where(hi - lo <= 0.7 * lo, close, _quotient(log_difference, lo, mid, hi))


def exp_second_difference(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """exp[a, b, c]; the inner integral of a close triple is exp[p, q].

    Taken relative to hi, as exp(hi)·exp[lo − hi, mid − hi, 0]: a node p near −500 would carry the
    rounding of 500 into its exponential.
    """
    lo, mid, hi = in_order(a, b, c)
    close = torch.exp(hi) * _mean_of_slopes(exp_difference, lo - hi, mid - hi, torch.zeros_like(hi))
    return torch.where(hi - lo <= 1, close, _quotient(exp_difference, lo, mid, hi))


def power_second_difference(a: Tensor, b: Tensor, c: Tensor, p: float) -> Tensor:
    """x^p[a, b, c]; the inner integral of a close triple is p·x^(p − 1)[p, q]."""
    lo, mid, hi = in_order(a, b, c)

    def slope(x: Tensor, y: Tensor) -> Tensor:
        return p * power_difference(x, y, p - 1)

    def difference(x: Tensor, y: Tensor) -> Tensor:
        return power_difference(x, y, p)

    close = _mean_of_slopes(slope, lo, mid, hi)
    return torch.where(hi - lo <= 0.7 * lo, close, _quotient(difference, lo, mid, hi))


def sqrt_second_difference(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """√[a, b, c] = −1/((√a + √b)(√b + √c)(√c + √a))."""
    u, v, w = a.sqrt(), b.sqrt(), c.sqrt()
    return -1 / (u + v) / (v + w) / (w + u)


def inv_sqrt_second_difference(a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """x^(−½)[a, b, c] = (u + v + w)/(uvw (u + v)(v + w)(w + u)) with u, v, w the square roots.

    In three factors, because the denominator underflows in float32 long before the result
    overflows.
    """
    u, v, w = a.sqrt(), b.sqrt(), c.sqrt()
    return (1 / (u * (v + w))) * (1 / (v * (w + u))) * ((u + v + w) / (w * (u + v)))


def clamp_second_difference(a: Tensor, b: Tensor, c: Tensor, minimum: float) -> Tensor:
    """max(x, ε)[a, b, c]: zero unless ε lies strictly inside the triple, and exact there.

    With x = λ − ε: hi/((hi − mid)(hi − lo)) for mid < ε, −lo/((mid − lo)(hi − lo)) for mid ≥ ε.
    """
    lo, mid, hi = in_order(a, b, c)
    below = mid < minimum
    inside = (lo < minimum) & (hi >= minimum)
    alone = torch.where(below, hi, lo)  # the one on its own side of ε
    reach = torch.where(inside, torch.where(below, hi - mid, mid - lo), 1.0)
    width = torch.where(inside, hi - lo, 1.0)
    return torch.where(inside, (alone - minimum).abs() / reach / width, 0.0)


def _quotient(
    difference: Callable[[Tensor, Tensor], Tensor], lo: Tensor, mid: Tensor, hi: Tensor
) -> Tensor:
    width = hi - lo
    return (difference(hi, mid) - difference(mid, lo)) / torch.where(width == 0, 1.0, width)


def _mean_of_slopes(
    slope: Callable[[Tensor, Tensor], Tensor], lo: Tensor, mid: Tensor, hi: Tensor
) -> Tensor:
    """∫₀¹ t·slope(p, q) dt; finite, and not used, where the triple is wide."""
    total = torch.zeros_like(mid)
    for t, weight in _RULE:
        total = total + weight * t * slope(mid + t * (lo - mid), mid + t * (hi - mid))
    return total
