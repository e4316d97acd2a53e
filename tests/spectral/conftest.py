from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest
import torch

from mathlib import spectral


@dataclass(frozen=True)
class Case:
    """A spectral function beside the same function and its derivatives in mpmath."""

    fn: spectral.SpectralFunction
    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    bend: Callable[[Any], Any]  # f″

    def first(self, a, b):
        return self.slope(a) if a == b else (self.value(a) - self.value(b)) / (a - b)

    def second(self, *triple):
        lo, mid, hi = sorted(triple)
        if lo == hi:
            return self.bend(lo) / 2
        return (self.first(hi, mid) - self.first(mid, lo)) / (hi - lo)


def power(p):
    q = mpmath.mpf(p)
    return Case(
        spectral.power(p),
        lambda x: x**q,
        lambda x: q * x ** (q - 1),
        lambda x: q * (q - 1) * x ** (q - 2),
    )


CASES = {
    "log": Case(spectral.LOG, mpmath.log, lambda x: 1 / x, lambda x: -1 / x**2),
    "exp": Case(spectral.EXP, mpmath.exp, mpmath.exp, mpmath.exp),
    "sqrt": Case(
        spectral.SQRT, mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), lambda x: -(x**-1.5) / 4
    ),
    "inv_sqrt": Case(
        spectral.INV_SQRT,
        lambda x: 1 / mpmath.sqrt(x),
        lambda x: -(x**-1.5) / 2,
        lambda x: 3 * x**-2.5 / 4,
    ),
    **{f"power {p}": power(p) for p in (-2.5, -1.0, 0.3, 1.7, 3.0)},
}
FLOOR = 0.6
KINKED = {"rectify": spectral.rectify(FLOOR), "rectified_log": spectral.rectified_log(FLOOR)}


def pytest_generate_tests(metafunc):
    """`case`: each smooth function with its exact twin; `fn`: each ready function."""
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES.values(), ids=CASES)
    if "fn" in metafunc.fixturenames:
        ready = {name: case.fn for name, case in CASES.items()} | KINKED
        metafunc.parametrize("fn", ready.values(), ids=ready)


@pytest.fixture(autouse=True)
def one_thread():
    """One thread for matrices this small: a second one only waits, at the cost of a core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def digits():
    """Fifty digits within the test."""
    with mpmath.workdps(50):
        yield


@pytest.fixture
def random():
    """A function that draws a tensor of standard normal numbers."""

    def draw(seed, *shape, dtype=torch.float64):
        rng = np.random.default_rng(seed)
        real = torch.as_tensor(rng.normal(size=shape))
        if dtype.is_complex:
            return torch.complex(real, torch.as_tensor(rng.normal(size=shape))).to(dtype)
        return real.to(dtype)

    return draw


@pytest.fixture
def with_spectrum(random):
    """A function that makes a symmetric matrix with given eigenvalues in a random basis."""

    def make(eigenvalues, seed, dtype=torch.float64):
        values = torch.as_tensor(np.asarray(eigenvalues, dtype=float))
        wide = torch.complex128 if dtype.is_complex else torch.float64
        Q = torch.linalg.qr(random(seed, *[values.shape[-1]] * 2, dtype=wide))[0]
        X = ((Q * values.unsqueeze(-2)) @ Q.mH).to(dtype)
        return (X + X.mH) / 2

    return make


@pytest.fixture
def gradient():
    """A function that pulls G back through `layer` at X, the first time or any other."""

    def pull_back(layer, X, G):
        X = X.detach().clone().requires_grad_()
        return torch.autograd.grad(layer(X), X, G)[0]

    return pull_back


@pytest.fixture
def hessian_vector():
    """A function for the derivative of ⟨G, layer(X)⟩ twice, once along V."""

    def product(layer, X, G, V):
        X = X.detach().clone().requires_grad_()
        (first,) = torch.autograd.grad(layer(X), X, G, create_graph=True)
        return torch.autograd.grad(first, X, V)[0]

    return product
