import mpmath
import numpy as np
import pytest
import torch

from mathlib.spectral import LOG, rectify

GAPS = [0.0, *np.logspace(-16.3, 8, 60)]


def pairs(dtype, low, high, seed, n_bases=8):
    """Eigenvalue pairs at every gap relative to the smaller one, as the dtype rounds them."""
    rng = np.random.default_rng(seed)
    bases = 10 ** rng.uniform(low, high, size=n_bases)
    a = torch.as_tensor(np.repeat(bases, len(GAPS)), dtype=dtype)
    b = a * (1 + torch.as_tensor(np.tile(GAPS, n_bases), dtype=dtype))
    return a, b


def worst_error(values, exact, eps):
    errors = [
        abs(mpmath.mpf(v) - e) / abs(e) if e else abs(mpmath.mpf(v))
        for v, e in zip(values.double().tolist(), exact)
    ]
    return float(max(errors)) / eps


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_log_difference_is_right_to_two_eps_at_every_gap(dtype):
    a, b = pairs(dtype, -13, 4, seed=1)
    with mpmath.workdps(50):
        exact = [
            1 / mpmath.mpf(x) if x == y else mpmath.log(mpmath.mpf(x) / y) / (mpmath.mpf(x) - y)
            for x, y in zip(a.double().tolist(), b.double().tolist())
        ]
        for first, second in ((a, b), (b, a)):
            error = worst_error(LOG.difference(first, second), exact, torch.finfo(dtype).eps)
            assert error < 2


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_clamp_difference_is_right_to_two_eps_at_every_gap(dtype):
    floor = float(torch.tensor(3.7e-2, dtype=dtype))
    a, b = pairs(dtype, -4, 1, seed=2)
    across = torch.as_tensor(np.logspace(-15, 2, 80), dtype=dtype)
    a = torch.cat([a, floor * (1 - across.clamp_max(0.9))])
    b = torch.cat([b, floor * (1 + across)])
    with mpmath.workdps(50):
        exact = [
            mpmath.mpf(x >= floor)
            if x == y
            else (mpmath.mpf(max(x, floor)) - max(y, floor)) / (mpmath.mpf(x) - y)
            for x, y in zip(a.double().tolist(), b.double().tolist())
        ]
        fn = rectify(floor)
        for first, second in ((a, b), (b, a)):
            error = worst_error(fn.difference(first, second), exact, torch.finfo(dtype).eps)
            assert error < 2


def test_clamp_difference_by_hand():
    """λ = (0.5, 2), floor 1: 0 below, 1 above, (2 − 1)/(2 − 0.5) across; the kink counts as 1."""
    below, above, kink = torch.tensor([0.5, 2.0, 1.0], dtype=torch.float64)
    difference = rectify(1.0).difference
    assert difference(below, below) == 0
    assert difference(above, above) == 1
    assert difference(below, above) == pytest.approx(2 / 3, rel=1e-15)
    assert difference(below, kink) == 0
    assert difference(kink, kink) == difference(kink, above) == 1


def test_values_are_those_of_the_function():
    eigenvalues = torch.tensor([0.03, 0.4, 11.0], dtype=torch.float64)
    np.testing.assert_allclose(LOG.value(eigenvalues), np.log([0.03, 0.4, 11.0]), rtol=1e-15)
    np.testing.assert_array_equal(rectify(0.2).value(eigenvalues), [0.2, 0.4, 11.0])


@pytest.mark.parametrize("floor", [-1e-6, float("nan"), float("inf")])
def test_a_floor_that_is_none_is_refused(floor):
    with pytest.raises(ValueError, match=r"floor of ReEig is .*expected a finite number"):
        rectify(floor)
