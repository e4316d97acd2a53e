import itertools

import mpmath
import numpy as np
import pytest
import torch

from mathlib.spectral import EXP, rectify
from mathlib.spectral.second_differences import in_order

WIDTHS = [0.0, *np.logspace(-16.3, 8, 30)]
# Measured: 8.4 (x^0.3, float64: an exponent p − 1 carries the rounding of p); others below 6.
BOUND = 12


def triples(case, dtype, seed):
    """Triples of every width, the middle one anywhere between, or on an end."""
    rng = np.random.default_rng(seed)
    if case.fn is EXP:
        top = 700.0 if dtype == torch.float64 else 85.0
        bases, limit = rng.uniform(-top, top, size=4), top
    else:
        bases, limit = 10 ** rng.uniform(-6, 3, size=4), 1e4
    a = np.repeat(bases, len(WIDTHS))
    b = np.minimum(a + np.abs(a) * np.tile(WIDTHS, len(bases)), limit)
    share = rng.choice([0.0, 1.0, 0.5, 0.01, 0.37], size=len(a))
    c = a + (b - a) * share
    return [torch.as_tensor(x, dtype=dtype) for x in (a, b, c)]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_second_differences_are_accurate_at_every_width(case, dtype, digits):
    points = triples(case, dtype, seed=2)
    found = case.fn.second_difference(*points)
    assert found.dtype == dtype
    info = torch.finfo(dtype)
    worst, counted = 0.0, 0
    for value, *triple in zip(*(x.double().tolist() for x in (found, *points))):
        exact = case.second(*map(mpmath.mpf, triple))
        if info.tiny / info.eps < abs(exact) < info.max:
            worst = max(worst, float(abs(value - exact) / abs(exact)) / info.eps)
            counted += 1
    assert counted > 0.7 * len(found)
    assert worst < BOUND


def test_second_differences_do_not_mind_the_order(fn, random):
    points = random(3, 3, 20).abs()
    found = [
        fn.second_difference(*points[list(order)]) for order in itertools.permutations(range(3))
    ]
    for other in found[1:]:
        torch.testing.assert_close(other, found[0], rtol=1e-13, atol=1e-13)


def test_clamp_by_hand():
    """relu at 1, over (0, 2, 3), (0, 0.5, 3) and where nothing bends."""
    second = rectify(1.0).second_difference
    zero, half, one, two, three = torch.tensor([0.0, 0.5, 1.0, 2.0, 3.0], dtype=torch.float64)
    assert second(zero, two, three) == pytest.approx((1 - 1 / 2) / 3, rel=1e-15)
    assert second(zero, half, three) == pytest.approx((2 / 2.5) / 3, rel=1e-15)
    assert second(one, two, three) == second(zero, half, zero) == second(one, one, one) == 0
    # At the kink the derivative counts as 1, so f[0, 1, 1] = (f′(1) − f[0, 1])/(1 − 0) = 1.
    assert second(zero, one, one) == 1


def test_in_order_returns_the_three_numbers_themselves(random):
    points = random(4, 3, 50)
    found = torch.stack(in_order(*points))
    assert torch.equal(found, points.sort(dim=0).values)
