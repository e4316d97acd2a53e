import numpy as np
import pytest

from mathlib.eeg import Trials


def draw(seed, n_trials, contrast):
    """Signals (n_trials, 7, 100) of two classes that differ in the power of one hidden source."""
    rng = np.random.default_rng(seed)
    A, labels = rng.normal(size=(7, 7)), np.arange(n_trials) % 2
    sources = rng.normal(size=(n_trials, 7, 100))
    sources[labels == 1, 3] *= contrast
    return A @ sources, labels


@pytest.fixture(scope="session")
def make_covariances():
    """A function of a seed: covariances, labels, and three runs."""

    def make(seed, n_trials=30, contrast=3.0):
        Z, y = draw(seed, n_trials, contrast)
        return Z @ Z.transpose(0, 2, 1) / 100, y, np.repeat([1, 2, 3], n_trials // 3)

    return make


@pytest.fixture(scope="session")
def make_trials():
    """A function of a seed: small Trials in three runs."""

    def make(seed):
        signals, labels = draw(seed, 30, 3.0)
        return Trials(
            signals=1e-6 * signals,
            labels=labels,
            class_names=("hands", "feet"),
            runs=np.repeat([4, 8, 12], 10),
            channels=tuple("abcdefg"),
            positions=np.zeros((7, 3)),
            sampling_rate=160.0,
            name="toy",
            simulated=True,
            licence="none needed",
            citation="nobody",
        )

    return make


@pytest.fixture(scope="session")
def make_signals():
    """A function of a seed: signals (40, 7, 100) and labels."""
    return lambda seed: draw(seed, 40, 3.0)
