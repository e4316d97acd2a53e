from dataclasses import replace

import numpy as np
import pytest
import torch

from mathlib.spdnet import Settings, fit
from mathlib.spectral import parallel

SETTINGS = Settings(hidden=(4,), max_epochs=600)


def test_training_converges_and_says_so(trials, new_net):
    net, calls = new_net(), []
    history = fit(net, *trials, SETTINGS, lambda epoch, loss: calls.append((epoch, loss)))
    assert history.converged
    assert history.losses[0] == pytest.approx(np.log(2))
    assert history.losses[-1] < 0.5 * history.losses[0]
    assert history.gradient_norms[-1] <= SETTINGS.tolerance < min(history.gradient_norms[:-1])
    assert calls == list(enumerate(history.losses, start=1))
    W = net.spd_layers[0].weight.detach()
    torch.testing.assert_close(W @ W.T, torch.eye(4, dtype=torch.float64), rtol=0, atol=1e-12)


def test_at_the_end_the_loss_is_flat_in_every_direction(trials, new_net):
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


def test_too_few_epochs_are_reported(trials, new_net):
    history = fit(new_net(), *trials, replace(SETTINGS, max_epochs=5))
    assert len(history.losses) == 5
    assert not history.converged


def test_the_same_seed_gives_the_same_bits(trials, new_net):
    settings = replace(SETTINGS, max_epochs=60)
    first, again, other = (fit(new_net(seed), *trials, settings) for seed in (3, 3, 4))
    assert first == again
    assert first.losses != other.losses


def test_the_scale_of_the_input_does_not_matter(trials, new_net):
    X, y = trials
    settings = replace(SETTINGS, max_epochs=50)
    volts, microvolts = (fit(new_net(), scale * X, y, settings) for scale in (1, 1e12))
    assert volts.losses == pytest.approx(microvolts.losses, rel=1e-8)


def test_a_loss_that_is_not_finite_stops_the_training(trials, new_net):
    net = new_net()
    net.classifier.weight.data.fill_(1e200)
    with pytest.raises(FloatingPointError, match="epoch 1; a smaller lr"):
        fit(net, *trials, SETTINGS)


BATCHES = replace(SETTINGS, batch_size=10, max_epochs=30, lr=0.01)


def test_batches_show_every_trial_once_an_epoch(trials, new_net, monkeypatch):
    """24 trials in batches of at most 10: three of 8, so that none is tiny."""
    net, X, seen = new_net(), trials[0], []
    forward = net.forward

    def watched(some):
        seen.append([int((trial == X).all(dim=(1, 2)).nonzero()) for trial in some])
        return forward(some)

    monkeypatch.setattr(net, "forward", watched)
    fit(net, *trials, replace(BATCHES, max_epochs=2))
    assert [len(batch) for batch in seen] == [8] * 6
    epochs = [[trial for batch in part for trial in batch] for part in (seen[:3], seen[3:])]
    for epoch in epochs:
        assert sorted(epoch) == list(range(24))
        assert epoch != sorted(epoch)
    assert epochs[0] != epochs[1]


def test_batches_learn_and_the_generator_decides_their_order(trials, new_net, generator):
    first, again, other = (
        fit(new_net(), *trials, BATCHES, generator=generator(seed)) for seed in (3, 3, 4)
    )
    assert first == again
    assert first.losses != other.losses
    assert first.losses[-1] < 0.6 * np.log(2)
    assert len(first.losses) == 30
    assert not first.converged


def test_an_epoch_without_a_step_ends_training_in_batches(trials, new_net):
    history = fit(new_net(), *trials, replace(BATCHES, tolerance=1e3))
    assert history.converged
    assert len(history.losses) == 1


def test_the_loss_of_an_epoch_is_the_mean_over_its_trials(trials, new_net):
    """No step is made under a large tolerance, so batches and all trials must agree."""
    X, y = trials[0][:23], trials[1][:23]  # batches of 8, 8 and 7
    net = new_net()
    torch.nn.init.normal_(net.classifier.weight, generator=torch.Generator().manual_seed(1))
    whole, parts = (
        fit(net, X, y, replace(SETTINGS, tolerance=1e3, batch_size=size)) for size in (None, 10)
    )
    assert parts.losses[0] == pytest.approx(whole.losses[0], rel=1e-12)
    assert parts.gradient_norms[0] > whole.gradient_norms[0]


def test_centring_is_trained_and_evaluated_in_its_own_mode(trials, new_net):
    net = new_net(centring=True).eval()
    assert fit(net, *trials, SETTINGS).converged
    assert not net.training
    features = net.embed(trials[0])
    # The running mean has reached the mean at the last weights.
    torch.testing.assert_close(features.mean(dim=0), torch.zeros(10).double(), rtol=0, atol=0.02)
    alone = net.embed(trials[0][:1])[0]
    torch.testing.assert_close(alone, features[0], rtol=1e-12, atol=1e-12)


def test_torch_keeps_to_one_thread_and_batches_have_all(trials, new_net):
    """The threads of torch are given back in any case."""
    before, seen = torch.get_num_threads(), []

    def watch(*_):
        seen.append((torch.get_num_threads(), parallel.shares(1000, 20)))

    try:
        torch.set_num_threads(2)
        fit(new_net(), *trials, replace(SETTINGS, max_epochs=1), watch)
        assert seen == [(1, 2)]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_trials_without_their_labels_are_refused(trials, new_net):
    X, y = trials
    with pytest.raises(ValueError, match="24 trials and y has 23"):
        fit(new_net(), X, y[:-1], SETTINGS)
    with pytest.raises(ValueError, match="0 trials"):
        fit(new_net(), X[:0], y[:0], SETTINGS)
    with pytest.raises(TypeError, match=r"dtype torch.float64; expected one axis of torch.int64"):
        fit(new_net(), X, y.double(), SETTINGS)
    with pytest.raises(ValueError, match="classes 1 to 2; expected 0 to 1"):
        fit(new_net(), X, y + 1, SETTINGS)


def test_trials_whose_mean_is_not_positive_definite_are_refused(trials, new_net):
    X, y = trials
    with pytest.raises(ValueError, match="the reference R has the eigenvalue"):
        fit(new_net(), -X, y, SETTINGS)
