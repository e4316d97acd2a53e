from dataclasses import replace

import numpy as np
import pytest
import torch

from mathlib.spdnet import Settings, SPDNet, fit

SETTINGS = Settings(hidden=(4,), max_epochs=600)


@pytest.fixture(scope="module")
def trials():
    """Two classes that differ in the power of one hidden source; six sensors."""
    rng = np.random.default_rng(0)
    A, y = rng.normal(size=(6, 6)), np.arange(24) % 2
    X = []
    for label in y:
        S = rng.normal(size=(6, 80)) * np.exp(0.2 * rng.normal(size=(6, 1)))
        S[2] *= 2.5 if label else 1.0
        X.append(A @ S @ S.T @ A.T / 80)
    return torch.as_tensor(np.array(X)), torch.as_tensor(y)


def new_net(seed=0):
    return SPDNet((6, 4), 2, generator=torch.Generator().manual_seed(seed))


def test_training_converges_and_says_so(trials):
    net, calls = new_net(), []
    history = fit(net, *trials, SETTINGS, lambda epoch, loss: calls.append((epoch, loss)))
    assert history.converged
    assert history.losses[0] == pytest.approx(np.log(2))
    assert history.losses[-1] < 0.5 * history.losses[0]
    assert history.gradient_norms[-1] <= SETTINGS.tolerance < min(history.gradient_norms[:-1])
    assert calls == list(enumerate(history.losses, start=1))
    W = net.spd_layers[0].weight.detach()
    torch.testing.assert_close(W @ W.T, torch.eye(4, dtype=torch.float64), rtol=0, atol=1e-12)


def test_at_the_end_the_loss_is_flat_in_every_direction(trials):
    """The stated minimum is one: no step along the manifold lowers the loss noticeably."""
    net, (X, y) = new_net(), trials
    history = fit(net, X, y, SETTINGS)
    rng = torch.Generator().manual_seed(1)

    def loss():
        value = torch.nn.functional.cross_entropy(net(X), y)
        return value + SETTINGS.penalty / 2 * net.classifier.weight.square().sum()

    with torch.no_grad():
        assert loss().item() == pytest.approx(history.losses[-1], rel=1e-12)
        net.classifier.weight += 1e-2 * torch.randn(2, 10, generator=rng, dtype=torch.float64)
        assert loss().item() > history.losses[-1]


def test_too_few_epochs_are_reported(trials):
    history = fit(new_net(), *trials, replace(SETTINGS, max_epochs=5))
    assert len(history.losses) == 5
    assert not history.converged


def test_the_same_seed_gives_the_same_bits(trials):
    first, again, other = (fit(new_net(seed), *trials, SETTINGS) for seed in (3, 3, 4))
    assert first == again
    assert first.losses != other.losses


def test_the_scale_of_the_input_does_not_matter(trials):
    X, y = trials
    volts, microvolts = fit(new_net(), X, y, SETTINGS), fit(new_net(), 1e12 * X, y, SETTINGS)
    assert volts.losses[:50] == pytest.approx(microvolts.losses[:50], rel=1e-8)


def test_a_loss_that_is_not_finite_stops_the_training(trials):
    net = new_net()
    net.classifier.weight.data.fill_(1e200)
    with pytest.raises(FloatingPointError, match="epoch 1; a smaller lr"):
        fit(net, *trials, SETTINGS)


def test_trials_without_their_labels_are_refused(trials):
    X, y = trials
    with pytest.raises(ValueError, match="24 trials and y has 23"):
        fit(new_net(), X, y[:-1], SETTINGS)
    with pytest.raises(ValueError, match="0 trials"):
        fit(new_net(), X[:0], y[:0], SETTINGS)
