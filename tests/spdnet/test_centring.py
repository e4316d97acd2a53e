import numpy as np
import pytest
import torch

from mathlib.gradcheck import adjoint_test
from mathlib.spdnet import LogCentring


@pytest.fixture
def layer():
    return LogCentring(4, momentum=0.25)


def symmetric(random, seed, B):
    A = random(seed, B, 4, 4)
    return A + A.mT


def test_in_training_the_mean_of_the_batch_is_taken_off(layer, random):
    L = symmetric(random, 0, 5)
    found = layer(L)
    assert found.shape == (5, 4, 4)
    torch.testing.assert_close(found, L - L.mean(dim=0), rtol=1e-14, atol=1e-14)


def test_the_gradient_is_the_projection_of_the_formula(layer, random):
    """The mean's own dependence on every trial is part of it: autograd is the oracle."""
    L, G = symmetric(random, 1, 5).requires_grad_(), random(2, 5, 4, 4)
    (oracle,) = torch.autograd.grad((layer(L) * G).sum(), L)
    torch.testing.assert_close(oracle, G - G.mean(dim=0), rtol=1e-13, atol=1e-13)
    result = adjoint_test(
        lambda H: layer(torch.as_tensor(H)).numpy(),
        lambda G: G - G.mean(axis=0),
        (5, 4, 4),
        (5, 4, 4),
        np.random.default_rng(3),
    )
    assert result.passed, result


def test_in_evaluation_the_running_mean_of_training_is_taken_off(layer, random):
    first, second, third = (symmetric(random, seed, B) for seed, B in ((4, 3), (5, 6), (6, 2)))
    layer(first)
    layer(second)
    layer.eval()
    running = 0.75 * first.mean(dim=0) + 0.25 * second.mean(dim=0)
    torch.testing.assert_close(layer(third), third - running, rtol=1e-13, atol=1e-13)
    assert torch.equal(layer(third[:1])[0], layer(third)[0])
    torch.testing.assert_close(layer.running_mean, running, rtol=1e-13, atol=1e-13)
    assert layer.batches_seen == 2


def test_the_running_mean_holds_on_to_no_graph(layer, random):
    layer(symmetric(random, 7, 3).requires_grad_())
    assert not layer.running_mean.requires_grad


def test_bad_arguments_are_refused(layer, random):
    with pytest.raises(ValueError, match=r"momentum is 0; expected a number in \(0, 1\]"):
        LogCentring(4, momentum=0)
    for shape in ((4, 4), (2, 3, 3), (0, 4, 4)):
        with pytest.raises(ValueError, match=r"expected \(n_trials, 4, 4\), not empty"):
            layer(random(8, *shape))
