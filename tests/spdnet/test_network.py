import copy
import io

import numpy as np
import pytest
import torch

from mathlib.gradcheck import taylor_test
from mathlib.spdnet import SPDNet, bimap_vjp, half_vectorize_vjp, tangent_projection
from mathlib.spectral import LOG, daleckii_krein_vjp, rectify


def spd(seed, *shape):
    A = torch.as_tensor(np.random.default_rng(seed).normal(size=shape))
    return A @ A.mT + 0.05 * torch.eye(shape[-1])


@pytest.fixture
def net(generator):
    """Two maps, a floor that clamps, and a linear layer that is not zero."""
    net = SPDNet((7, 5, 4), 3, eps=0.8, generator=generator())
    torch.nn.init.normal_(net.classifier.weight, generator=generator(1))
    torch.nn.init.normal_(net.classifier.bias, generator=generator(2))
    return net


def test_shapes_and_the_first_guess(generator):
    X = spd(0, 6, 7, 7)
    net = SPDNet((7, 4), 3, generator=generator())
    assert net(X).shape == (6, 3)
    assert net.embed(X).shape == (6, 10)
    assert torch.equal(net(X), torch.zeros(6, 3, dtype=torch.float64))


def test_every_gradient_by_hand_is_the_one_of_autograd(net):
    """Forward and backward written out with the functions of this room, clamping included."""
    X, y = spd(1, 6, 7, 7), torch.tensor([0, 1, 2, 0, 1, 2])
    torch.nn.functional.cross_entropy(net(X), y).backward()

    weights = [net.spd_layers[0].weight.detach(), net.spd_layers[2].weight.detach()]
    H, tape, clamped = X, [], 0
    for W in weights:
        values, U = torch.linalg.eigh(W @ H @ W.T)
        clamped += int((values < 0.8).sum())
        tape.append((H, W, values, U, rectify(0.8)))
        H = (U * values.clamp_min(0.8)[:, None, :]) @ U.mT
    values, U = torch.linalg.eigh(H)
    features = net.embed(X).detach()
    A = net.classifier.weight.detach()
    scores = features @ A.T + net.classifier.bias.detach()
    G_scores = (torch.softmax(scores, dim=1) - torch.eye(3)[y]) / 6
    G = daleckii_krein_vjp(half_vectorize_vjp(G_scores @ A), values, U, LOG)
    found = []
    for below, W, values, U, floor in reversed(tape):
        G, G_W = bimap_vjp(daleckii_krein_vjp(G, values, U, floor), below, W)
        found.insert(0, G_W)

    assert 3 <= clamped < 6 * (5 + 4) / 2  # pairs below, above and across the floor
    for ours, layer in zip(found, (net.spd_layers[0], net.spd_layers[2])):
        W = layer.weight.detach()
        # What is normal to the manifold hangs on rounding at the second floor's kink.
        torch.testing.assert_close(
            tangent_projection(ours, W),
            tangent_projection(layer.weight.grad, W),
            rtol=1e-9,
            atol=1e-11,
        )
    torch.testing.assert_close(G_scores.T @ features, net.classifier.weight.grad)


@pytest.mark.parametrize("seed", range(4))
def test_the_input_gradient_has_taylor_slope_two(net, seed):
    """With two eigenvalues clamped, the second ReEig meets one of them at its kink."""
    X, y = spd(seed, 3, 7, 7), torch.tensor([0, 1, 2])
    eigenvalues, U = torch.linalg.eigh(X)
    eigenvalues[:, :4] = torch.tensor([0.11, 0.13, 0.17, 0.23])
    X = (U * eigenvalues[:, None, :]) @ U.mT
    X = ((X + X.mT) / 2).requires_grad_()
    assert (torch.linalg.eigvalsh(net.spd_layers[0](X)) < 0.8).sum(dim=1).min() >= 2
    loss = torch.nn.functional.cross_entropy(net(X), y)
    (G,) = torch.autograd.grad(loss, X)

    def value(array):
        A = torch.as_tensor(array)
        return torch.nn.functional.cross_entropy(net((A + A.mT) / 2), y).item()

    found = taylor_test(value, X.detach().numpy(), G.numpy())
    assert found.passed, found


def test_the_reference_becomes_the_identity(net):
    R = spd(3, 7, 7)
    net.set_reference(R)
    torch.testing.assert_close(
        net.whitening @ R @ net.whitening.mT, torch.eye(7, dtype=torch.float64), rtol=0, atol=1e-12
    )


def test_a_centred_network_does_not_know_the_unit(net):
    X = spd(4, 5, 7, 7)
    net.set_reference(X.mean(dim=0))
    in_microvolts = net(X)
    net.set_reference(1e-12 * X.mean(dim=0))
    torch.testing.assert_close(net(1e-12 * X), in_microvolts, rtol=1e-8, atol=1e-8)


def test_state_dict_carries_the_reference(net, generator):
    X = spd(5, 4, 7, 7)
    net.set_reference(X.mean(dim=0))
    copy = SPDNet((7, 5, 4), 3, eps=0.8, generator=generator(9))
    copy.load_state_dict(net.state_dict())
    assert torch.equal(copy(X), net(X))


@pytest.mark.parametrize(
    "dims, n_classes, message",
    [((7,), 2, "two sizes"), ((4, 7), 2, "decrease"), ((7, 4), 1, "expected 2 or more")],
)
def test_impossible_networks_are_refused(dims, n_classes, message):
    with pytest.raises(ValueError, match=message):
        SPDNet(dims, n_classes)


def test_bad_input_is_answered_at_the_door(net):
    with pytest.raises(ValueError, match=r"\(2, 6, 6\); expected \(n_trials, 7, 7\)"):
        net(spd(6, 2, 6, 6))
    with pytest.raises(ValueError, match=r"R has shape \(6, 6\); expected \(7, 7\)"):
        net.set_reference(spd(6, 6, 6))
    with pytest.raises(ValueError, match="R has the eigenvalue"):
        net.set_reference(-spd(6, 7, 7))


def test_a_bad_trial_is_named_as_it_was_given(net):
    X = spd(7, 4, 7, 7)
    crooked, holed = X.clone(), X.clone()
    crooked[2, 0, 1] += 1
    holed[1, 3, 3] = float("nan")
    with pytest.raises(ValueError, match=r"X\[2\] differs from its transpose by up to 1"):
        net(crooked)
    with pytest.raises(ValueError, match=r"X has the entry nan at index \(1, 3, 3\)"):
        net(holed)
    with pytest.raises(ValueError, match=r"\(7, 7\); expected \(n_trials, 7, 7\)"):
        net(X[0])
    with pytest.raises(TypeError, match=r"dtype torch.float32; expected torch.float64"):
        net(X.float())


def test_it_is_a_plain_module_that_copies_moves_and_saves(net, generator):
    X = spd(8, 4, 7, 7)
    net.set_reference(X.mean(dim=0))
    scores = net(X)
    assert torch.equal(copy.deepcopy(net)(X), scores)
    single = copy.deepcopy(net).float()
    assert single(X.float()).dtype == torch.float32
    torch.testing.assert_close(single(X.float()).double(), scores, rtol=1e-3, atol=1e-4)
    stream = io.BytesIO()
    torch.save(net.state_dict(), stream)
    stream.seek(0)
    other = SPDNet((7, 5, 4), 3, eps=0.8, generator=generator(9))
    other.load_state_dict(torch.load(stream, weights_only=True))
    assert torch.equal(other(X), scores)
    assert set(net.state_dict()) == {
        "whitening",
        "spd_layers.0.weight",
        "spd_layers.2.weight",
        "classifier.weight",
        "classifier.bias",
    }


def test_one_eigendecomposition_fewer_than_layers(net, monkeypatch):
    """Two ReEig and one LogEig: with all eigenvalues above the floor only the last decomposes."""
    calls, eigh = [], torch.linalg.eigh
    monkeypatch.setattr(torch.linalg, "eigh", lambda *a, **k: calls.append(1) or eigh(*a, **k))
    net(spd(9, 3, 7, 7))
    assert len(calls) == 2
    calls.clear()
    net(spd(9, 3, 7, 7) + torch.eye(7))
    assert len(calls) == 1


def test_centring_belongs_to_training_and_evaluation(generator):
    X = spd(10, 6, 7, 7)
    net = SPDNet((7, 4), 2, centring=True, generator=generator())
    plain = SPDNet((7, 4), 2, generator=generator())
    features = plain.embed(X)
    expected = features - features.mean(dim=0)
    torch.testing.assert_close(net.embed(X), expected, rtol=1e-12, atol=1e-12)
    net.eval()
    alone = net.embed(X[:1])
    torch.testing.assert_close(alone, expected[:1], rtol=1e-12, atol=1e-12)
    assert "LogCentring(4, momentum=0.1)" in repr(net)
    assert net.architecture() == {**plain.architecture(), "centring": True}
    assert plain.architecture()["dims"] == [7, 4]


def test_second_derivatives_pass_through_the_whole_network(generator):
    """What a penalty on the gradient, or a Hessian, needs; one eigenvalue of three is clamped."""
    net = SPDNet((4, 3, 2), 2, eps=0.3, generator=generator())
    torch.nn.init.normal_(net.classifier.weight, generator=generator(1))
    A = torch.as_tensor(np.random.default_rng(11).normal(size=(2, 4, 4))).requires_grad_()
    assert (torch.linalg.eigvalsh(net.spd_layers[0](A.detach() @ A.detach().mT)) < 0.3).any()
    assert torch.autograd.gradgradcheck(lambda A: net(A @ A.mT), A)
