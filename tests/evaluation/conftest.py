import numpy as np
import pytest


@pytest.fixture(scope="session")
def make_covariances():
    """A function: two classes that differ in the power of one hidden source, in three runs."""

    def make(seed, n_trials=30, contrast=3.0):
        rng = np.random.default_rng(seed)
        A, y = rng.normal(size=(7, 7)), np.arange(n_trials) % 2
        X = []
        for label in y:
            S = rng.normal(size=(7, 100))
            S[3] *= contrast if label else 1.0
            X.append(A @ S @ S.T @ A.T / 100)
        return np.array(X), y, np.repeat([1, 2, 3], n_trials // 3)

    return make
