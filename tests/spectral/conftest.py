from collections.abc import Callable

import numpy as np
import pytest
import torch


@pytest.fixture
def with_spectrum() -> Callable[..., torch.Tensor]:
    """A function that makes a symmetric matrix with given eigenvalues in a random basis."""

    def make(eigenvalues, seed, dtype=torch.float64):
        values = np.asarray(eigenvalues, dtype=float)
        gaussian = np.random.default_rng(seed).normal(size=(values.shape[-1],) * 2)
        Q = np.linalg.qr(gaussian)[0]
        X = torch.as_tensor((Q * values[..., None, :]) @ Q.T, dtype=dtype)
        return (X + X.mT) / 2

    return make
