import mpmath
import numpy as np
import pytest
import torch

from mathlib.spectral import apply, generic

GAPS = [0.0, *np.logspace(-16.3, 6, 24)]
# f, an interval, and in mpmath f, f′, f″. No derivative is given to `generic`.
CASES = {
    "sin": (torch.sin, (-3, 3), mpmath.sin, mpmath.cos, lambda x: -mpmath.sin(x)),
    "exp": (torch.exp, (-20, 20), mpmath.exp, mpmath.exp, mpmath.exp),
    "log": (torch.log, (1e-4, 50), mpmath.log, lambda x: 1 / x, lambda x: -1 / x**2),
    "x^2.5": (
        lambda x: x**2.5,
        (1e-4, 50),
        lambda x: x**2.5,
        lambda x: 2.5 * x**1.5,
        lambda x: 3.75 * mpmath.sqrt(x),
    ),
    "1/(1 + x²)": (
        lambda x: 1 / (1 + x * x),
        (-5, 5),
        lambda x: 1 / (1 + x * x),
        lambda x: -2 * x / (1 + x * x) ** 2,
        lambda x: (6 * x * x - 2) / (1 + x * x) ** 3,
    ),
}


@pytest.fixture
def digits():
    """Eighty: gaps of 1e-16 relative to 1e-4 are squared in a second difference."""
    with mpmath.workdps(80):
        yield


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("name", CASES)
def test_differences_are_accurate_at_every_gap(name, dtype, digits):
    f, (low, high), exact, slope, bend = CASES[name]
    rng = np.random.default_rng(5)
    a = np.repeat(rng.uniform(low, high, size=4), len(GAPS))
    b = np.minimum(a + np.abs(a) * np.tile(GAPS, 4), high)
    c = a + (b - a) * rng.random(len(a))
    points = [torch.as_tensor(x, dtype=dtype) for x in (a, b, c)]
    fn = generic(f, name=name)
    first, second = fn.difference(*points[:2]), fn.second_difference(*points)
    assert first.dtype == second.dtype == dtype

    def quotient(x, y):
        return slope(x) if x == y else (exact(x) - exact(y)) / (x - y)

    eps = torch.finfo(dtype).eps
    for u, v, *triple in zip(*(t.double().tolist() for t in (first, second, *points))):
        x, y, z = map(mpmath.mpf, triple)
        e = quotient(x, y)
        assert abs(u - e) <= 6 * eps * abs(e), (x, y)
        lo, mid, hi = sorted((x, y, z))
        e = bend(x) / 2 if lo == hi else (quotient(hi, mid) - quotient(mid, lo)) / (hi - lo)
        # A second difference may cross zero: against the largest ½f″ nearby.
        scale = max(abs(e), *(abs(bend(t)) / 2 for t in (lo, hi)))
        assert abs(v - e) <= 12 * eps * scale, (x, y, z)


def test_a_derivative_given_is_used(random):
    calls = []

    def derivative(x):
        calls.append(x)
        return 1 - torch.tanh(x) ** 2

    fn = generic(torch.tanh, name="tanh", derivative=derivative)
    a = random(1, 4)
    torch.testing.assert_close(fn.difference(a, a), 1 - a.tanh() ** 2, rtol=1e-14, atol=0)
    assert calls


def test_a_kink_between_two_eigenvalues_goes_to_the_quotient():
    fn = generic(torch.abs, name="modulus", analytic=False)
    a, b = torch.tensor([-0.3, 0.2, -0.3], dtype=torch.float64), torch.tensor([0.7, 0.7, -0.1])
    expected = torch.tensor([0.4, 1.0, -1.0], dtype=torch.float64)
    torch.testing.assert_close(fn.difference(a, b.double()), expected, rtol=1e-6, atol=0)


def test_it_serves_apply_with_both_derivatives_at_equal_eigenvalues(with_spectrum):
    fn = generic(lambda x: x * torch.sin(x), name="x sin x")
    X = with_spectrum([0.7, 0.7, 2.9], 3).requires_grad_()

    def symmetric_input(A):
        return apply(fn, (A + A.mT) / 2)

    assert torch.autograd.gradcheck(symmetric_input, X)
    assert torch.autograd.gradgradcheck(symmetric_input, X)


def test_what_is_not_elementwise_is_refused():
    fn = generic(torch.sum, name="total")
    with pytest.raises(ValueError, match=r"total turns shape \(3,\) into \(\); .*every entry"):
        fn.value(torch.ones(3))


def test_arguments_are_looked_at():
    with pytest.raises(TypeError, match="callables"):
        generic(3.0, name="three")
    with pytest.raises(ValueError, match="domain is 'complex'"):
        generic(torch.exp, name="exp", domain="complex")
