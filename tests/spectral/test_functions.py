import pickle

import numpy as np
import pytest
import torch

from mathlib.spectral import EXP, LOG, SQRT, power


def test_values_and_derivatives_are_those_of_the_function(case, digits):
    eigenvalues = torch.tensor([0.03, 0.4, 11.0], dtype=torch.float64)
    for ours, exact in ((case.fn.value, case.value), (case.fn.derivative, case.slope)):
        expected = [float(exact(x)) for x in eigenvalues.tolist()]
        np.testing.assert_allclose(ours(eigenvalues), expected, rtol=4e-16)


def test_domains():
    assert (LOG.domain, SQRT.domain, EXP.domain) == ("positive", "nonnegative", "real")
    assert power(2).domain == power(-1).domain == "positive"


@pytest.mark.parametrize("p", [float("nan"), float("inf")])
def test_an_exponent_that_is_none_is_refused(p):
    with pytest.raises(ValueError, match=r"exponent is .*expected a finite number"):
        power(p)


def test_the_power_zero_is_constant():
    a, b = torch.tensor([0.3, 2.5]), torch.tensor([0.3, 7.0])
    assert torch.equal(power(0).value(a), torch.ones(2))
    assert torch.equal(power(0).difference(a, b), torch.zeros(2))
    assert torch.equal(power(0).second_difference(a, b, a), torch.zeros(2))


def test_ready_functions_survive_pickling(fn):
    """A network that holds one is sent to other processes by cross-validation."""
    a, b = torch.tensor([0.3, 2.5]), torch.tensor([0.31, 7.0])
    again = pickle.loads(pickle.dumps(fn))
    assert torch.equal(again.difference(a, b), fn.difference(a, b))
