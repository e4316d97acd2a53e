import numpy as np
import pytest
import torch

from mathlib.spdnet import SPDNet


@pytest.fixture(scope="session")
def generator():
    """A function of a seed: torch's generator."""
    return lambda seed=0: torch.Generator().manual_seed(seed)


@pytest.fixture(scope="session")
def random():
    """A function of a seed and a shape: normal numbers in float64."""
    return lambda seed, *shape: torch.as_tensor(np.random.default_rng(seed).normal(size=shape))


@pytest.fixture(scope="session")
def trials():
    """Two classes that differ in the power of one hidden source; six sensors, 24 trials."""
    rng = np.random.default_rng(0)
    A, y = rng.normal(size=(6, 6)), np.arange(24) % 2
    X = []
    for label in y:
        S = rng.normal(size=(6, 80)) * np.exp(0.2 * rng.normal(size=(6, 1)))
        S[2] *= 2.5 if label else 1.0
        X.append(A @ S @ S.T @ A.T / 80)
    return torch.as_tensor(np.array(X)), torch.as_tensor(y)


@pytest.fixture
def new_net(generator):
    """A function of a seed: a small network for `trials`."""
    return lambda seed=0, **options: SPDNet((6, 4), 2, generator=generator(seed), **options)
