import mpmath
import numpy as np
import pytest
import torch

from mathlib.spectral import EXP, LOG, power
from mathlib.spectral.differences import precise_power

GAPS = [0.0, *np.logspace(-16.3, 8, 40)]


def pairs(case, dtype, seed):
    """Pairs at every gap relative to the smaller, over the whole range that the dtype can hold."""
    rng = np.random.default_rng(seed)
    if case.fn is EXP:
        top = 700.0 if dtype == torch.float64 else 85.0
        bases, limit = np.append(rng.uniform(-top, top, size=5), 1e-13), top
    else:
        bases, limit = 10 ** rng.uniform(-13, 4, size=6), 1e4
    a = np.repeat(bases, len(GAPS))
    b = np.minimum(a + np.abs(a) * np.tile(GAPS, len(bases)), limit)
    return torch.as_tensor(a, dtype=dtype), torch.as_tensor(b, dtype=dtype)


def worst_error(found, exact, dtype):
    """In eps of the dtype, over all results that it can hold."""
    info = torch.finfo(dtype)
    errors = [
        abs(value - e) / abs(e)
        for value, e in zip(found.double().tolist(), exact)
        if info.tiny / info.eps < abs(e) < info.max
    ]
    assert len(errors) > 0.8 * len(exact)
    return float(max(errors)) / info.eps


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_first_differences_are_right_to_four_eps_at_every_gap(case, dtype, digits):
    a, b = pairs(case, dtype, seed=1)
    exact = [
        case.first(mpmath.mpf(x), mpmath.mpf(y))
        for x, y in zip(a.double().tolist(), b.double().tolist())
    ]
    found = case.fn.difference(a, b)
    assert found.dtype == dtype
    assert torch.equal(found, case.fn.difference(b, a))
    assert worst_error(found, exact, dtype) < 4


def test_equal_arguments_give_the_derivative(case):
    a = torch.tensor([0.013, 0.4, 3.3, 17.0], dtype=torch.float64)
    torch.testing.assert_close(case.fn.difference(a, a), case.fn.derivative(a), rtol=6e-16, atol=0)


def test_the_factor_that_vanishes_is_not_multiplied_first():
    """In float32: 1e-32/1e-13 and 1e25·1e-17 stay, although squares of them would not."""
    small, large = torch.tensor([1e-13, 1e-13]), torch.tensor([1e-13, 1e4])
    found = power(2.5).difference(small, large)
    torch.testing.assert_close(found, torch.tensor([7.9057e-20, 1e6]), rtol=1e-4, atol=0)
    found = power(-2.5).difference(small[1:], large[1:])
    torch.testing.assert_close(found, torch.tensor([-(10**28.5)]), rtol=1e-4, atol=0)


def test_the_exponential_stays_finite_up_to_its_largest_value():
    top = torch.tensor(709.0, dtype=torch.float64)
    assert EXP.difference(top, -top).isfinite()
    assert EXP.difference(top, top) == top.exp()


def test_an_exponent_is_not_rounded_to_float32():
    x = torch.full((64,), 2.3e-13)  # long enough for the vectorised path
    exact = x.double() ** 1.7
    assert ((precise_power(x, 1.7) - exact).abs() < 1e-7 * exact).all()
    assert ((x.pow(1.7) - exact).abs() > 5e-7 * exact).any()  # what the helper is for


def test_differences_can_be_differentiated_in_spite_of_work_in_place():
    a = torch.tensor([0.3, 2.9], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([0.7, 5.1], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(LOG.difference, (a, b))
