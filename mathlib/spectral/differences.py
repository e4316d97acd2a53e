"""First divided differences f[a, b] of the ready functions, written so that nothing cancels.

All take tensors a and b whose shapes broadcast and are symmetric in them. `hi` and `lo` are the
larger and the smaller of a pair. Where a formula would divide 0 by 0 at hi = lo, the gap is raised
to 2⁻⁶⁰ instead: so small that the quotient rounds to its limit in either dtype, no branch needed.
Errors are bounds in eps against 50-digit arithmetic, for every gap and both dtypes; the tests hold
them.
"""

from __future__ import annotations

import torch
from torch import Tensor

# Smaller still would do as well, but makes log1p and expm1 take their slow path.
_TINY = 2.0**-60


def log_difference(a: Tensor, b: Tensor) -> Tensor:
    r"""log[a, b] = log1p(t)/(t·lo), t = (hi − lo)/lo; below 2 eps.

    One over the logarithmic mean of a and b; 1/a where they are equal. hi − lo is exact when the
    two are close, which is why log1p sees a t that is right to the last digit.
    """
    hi, lo = torch.maximum(a, b), torch.minimum(a, b)
    t = hi.sub_(lo).div_(lo).clamp_min_(_TINY)  # in place: this is the hot line of LogEig
    return torch.log1p(t).div_(t).div_(lo)


def exp_difference(a: Tensor, b: Tensor) -> Tensor:
    """exp[a, b] = exp(hi)·expm1(d)/d, d = lo − hi; below 2 eps.

    The form exp(½(a + b))·sinh(½d)/(½d) is symmetric to look at, and its error grows with |a + b|.
    """
    hi, lo = torch.maximum(a, b), torch.minimum(a, b)
    d = -(hi - lo).clamp_min(_TINY)
    return torch.expm1(d) / d * torch.exp(hi)


def sqrt_difference(a: Tensor, b: Tensor) -> Tensor:
    """√[a, b] = 1/(√a + √b); below 2 eps. Infinite where both are zero."""
    return 1 / (a.sqrt() + b.sqrt())


def inv_sqrt_difference(a: Tensor, b: Tensor) -> Tensor:
    """x^(−½)[a, b] = −1/(√a √b (√a + √b)); below 3 eps."""
    u, v = a.sqrt(), b.sqrt()
    return -1 / (u * v * (u + v))


def power_difference(a: Tensor, b: Tensor, p: float) -> Tensor:
    r"""x^p[a, b] = sign(p)·(m/lo)·(−expm1(−|p|·log1p(t))/t), t = (hi − lo)/lo; below 4 eps.

    m = max(a^p, b^p). Which factor is divided by `lo` first decides whether float32 overflows or
    underflows on the way: for p > 0, m may be tiny beside lo; for p < 0, m/lo may be huge.
    """
    hi, lo = torch.maximum(a, b), torch.minimum(a, b)
    if p == 0:
        return torch.zeros_like(hi)
    m = torch.maximum(precise_power(a, p), precise_power(b, p))
    t = ((hi - lo) / lo).clamp_min(_TINY)
    share = -torch.expm1(-abs(p) * torch.log1p(t)) / t
    return m / lo * share if p > 0 else -m * share / lo


def precise_power(x: Tensor, p: float) -> Tensor:
    """x^p, by way of float64: an exponent rounded to float32 is off by ε·|log x| in the result."""
    return x.to(torch.promote_types(x.dtype, torch.float64)).pow(p).to(x.dtype)


def clamp_difference(a: Tensor, b: Tensor, minimum: float) -> Tensor:
    """max(x, ε)[a, b] = (a⁺ + b⁺)/(|a| + |b|), a and b counted from ε; below 2 eps.

    1 above ε, 0 below, between them across: nothing cancels, and where a = b it is the derivative.
    At ε itself that counts as 1, as `torch.clamp` has it (any common value in [0, 1] is an element
    of Clarke's generalised Jacobian there): the smallest normal number, lost in all other sums,
    puts ε on the upper side.
    """
    least = torch.finfo(a.dtype).tiny
    a, b = (a - minimum).add_(least), (b - minimum).add_(least)
    return (a.clamp_min(0) + b.clamp_min(0)).div_(a.abs_() + b.abs_())


def lift_difference(a: Tensor, b: Tensor, minimum: float) -> Tensor:
    """(ε − x)⁺[a, b], what `clamp_difference` is less than 1, negative; 0 exactly above ε."""
    a, b = a - minimum, b - minimum
    fall = a.clamp_max(0) + b.clamp_max(0)
    return fall.div_(a.abs_().add_(torch.finfo(a.dtype).tiny) + b.abs_())
