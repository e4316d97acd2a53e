import mpmath
import numpy as np
import pytest
import torch

from mathlib.spectral import rectified_log, rectify

FLOOR = 3.7e-2


def pairs(dtype):
    """Below, above and across the floor, at every gap; exactly at the kink too."""
    rng = np.random.default_rng(2)
    a = np.repeat(10 ** rng.uniform(-4, 1, size=6), 40)
    b = a * (1 + np.tile(np.append(0.0, np.logspace(-16.3, 6, 39)), 6))
    across = np.logspace(-15, 2, 60)
    a = np.concatenate([a, FLOOR * (1 - np.minimum(across, 0.9)), [FLOOR, FLOOR, FLOOR]])
    b = np.concatenate([b, FLOOR * (1 + across), [FLOOR, 0.5 * FLOOR, 2 * FLOOR]])
    return torch.as_tensor(a, dtype=dtype), torch.as_tensor(b, dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("name", ["rectify", "rectified_log"])
def test_first_differences_are_right_to_four_eps(name, dtype, digits):
    floor = float(torch.tensor(FLOOR, dtype=dtype))
    fn = {"rectify": rectify, "rectified_log": rectified_log}[name](floor)

    def exact(x, y):
        if x == y:
            slope = 1 if name == "rectify" else 1 / mpmath.mpf(x)
            return slope if x >= floor else mpmath.mpf(0)
        f = mpmath.mpf if name == "rectify" else mpmath.log
        return (f(max(x, floor)) - f(max(y, floor))) / (mpmath.mpf(x) - y)

    a, b = pairs(dtype)
    found = fn.difference(a, b)
    assert torch.equal(found, fn.difference(b, a))
    eps, tiny = torch.finfo(dtype).eps, torch.finfo(dtype).tiny
    for value, x, y in zip(found.double().tolist(), a.double().tolist(), b.double().tolist()):
        e = exact(x, y)
        kink = 2 * tiny / abs(x - y) / floor if x != y else 0  # ε counts as above ε by a hair
        assert abs(value - e) <= 4 * eps * abs(e) + kink, (x, y)


def test_by_hand():
    """λ = (0.5, 2), floor 1: 0 below, 1 above, (2 − 1)/(2 − 0.5) across; the kink counts as 1."""
    below, above, kink = torch.tensor([0.5, 2.0, 1.0], dtype=torch.float64)
    difference = rectify(1.0).difference
    assert difference(below, below) == 0
    assert difference(above, above) == 1
    assert difference(below, above) == pytest.approx(2 / 3, rel=1e-15)
    assert difference(below, kink) == pytest.approx(0, abs=1e-307)
    assert difference(kink, kink) == difference(kink, above) == 1


def test_second_differences_of_the_rectified_log_are_quotients_of_first_ones(digits):
    """Triples well apart, so that the quotient in 50 digits needs no limit."""
    fn, floor = rectified_log(FLOOR), mpmath.mpf(FLOOR)

    def f(x):
        return mpmath.log(max(mpmath.mpf(x), floor))

    points = torch.as_tensor(10 ** np.random.default_rng(5).uniform(-3, 1, size=(3, 60)))
    found = fn.second_difference(*points)
    for value, x, y, z in zip(found.tolist(), *points.tolist()):
        x, y, z = map(mpmath.mpf, (x, y, z))
        first, last = (f(x) - f(y)) / (x - y), (f(y) - f(z)) / (y - z)
        scale = (abs(first) + abs(last)) / abs(x - z)
        assert abs(value - (first - last) / (x - z)) <= 8 * 2.3e-16 * scale


def test_values():
    eigenvalues = torch.tensor([-2.0, 0.03, 0.4, 11.0], dtype=torch.float64)
    np.testing.assert_array_equal(rectify(0.2).value(eigenvalues), [0.2, 0.2, 0.4, 11.0])
    np.testing.assert_array_equal(
        rectified_log(0.2).value(eigenvalues), np.log([0.2, 0.2, 0.4, 11.0])
    )


@pytest.mark.parametrize("floor", [-1e-6, float("nan"), float("inf")])
def test_a_floor_that_is_none_is_refused(floor):
    with pytest.raises(ValueError, match=r"floor of ReEig is .*expected a finite number"):
        rectify(floor)
    with pytest.raises(ValueError, match=r"floor under the logarithm is .*finite number > 0"):
        rectified_log(floor)


def test_the_logarithm_needs_a_floor_above_zero():
    rectify(0.0)
    with pytest.raises(ValueError, match="> 0"):
        rectified_log(0.0)
