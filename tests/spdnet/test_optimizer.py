import numpy as np
import pytest
import torch

from mathlib.spdnet import (
    BiMap,
    RiemannianAdam,
    SPDNet,
    make_optimizer,
    qr_retraction,
    tangent_projection,
)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def random(seed, *shape):
    return torch.as_tensor(np.random.default_rng(seed).normal(size=shape))


def test_in_flat_space_it_is_torchs_adam():
    start, target = random(0, 4, 3), random(1, 4, 3)
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    optimizers = (RiemannianAdam([ours], lr=0.05), torch.optim.Adam([theirs], lr=0.05))
    for _ in range(20):
        for weight, optimizer in zip((ours, theirs), optimizers):
            optimizer.zero_grad()
            (weight - target).pow(4).sum().backward()
            optimizer.step()
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)


def test_it_finds_the_leading_eigenvectors_and_keeps_the_rows_orthonormal():
    """tr(D W A Wᵀ) with falling weights D is largest at the eigenvectors, in order."""
    values = torch.tensor([9.0, 6.0, 4.0, 1.0, 0.5, 0.1], dtype=torch.float64)
    Q = torch.linalg.qr(random(2, 6, 6))[0]
    A, D = (Q * values) @ Q.T, torch.tensor([3.0, 2.0], dtype=torch.float64)
    layer = BiMap(6, 2, generator=generator())
    optimizer = make_optimizer(layer, lr=0.03)
    for _ in range(800):
        optimizer.zero_grad()
        (-(D * layer(A).diagonal()).sum()).backward()
        optimizer.step()
    W = layer.weight.detach()
    torch.testing.assert_close(W @ W.T, torch.eye(2, dtype=torch.float64), rtol=0, atol=1e-12)
    overlap = (W @ Q[:, :2]).abs()
    torch.testing.assert_close(overlap, torch.eye(2, dtype=torch.float64), rtol=0, atol=1e-3)
    assert optimizer.gradient_norm() < 1e-2


def test_the_first_step_follows_the_riemannian_gradient_and_its_memory_stays_tangent():
    """One scale for the whole matrix: a scale for each entry would turn the step."""
    layer = BiMap(6, 3, generator=generator())
    W, M = layer.weight.detach().clone(), random(6, 3, 6)
    layer.weight.grad = M.clone()
    optimizer = make_optimizer(layer, lr=0.05)
    optimizer.step()
    xi = tangent_projection(M, W)
    expected = qr_retraction(W, -0.05 * xi / xi.square().mean().sqrt())
    torch.testing.assert_close(layer.weight.detach(), expected, rtol=0, atol=1e-8)
    memory = optimizer.state[layer.weight]["mean"]
    torch.testing.assert_close(
        tangent_projection(memory, layer.weight.detach()), memory, rtol=0, atol=1e-14
    )
    assert memory.norm() > 0.05


def test_only_bimap_weights_are_on_the_manifold():
    net = SPDNet((6, 4, 3), 2, generator=generator())
    stiefel, flat = make_optimizer(net, lr=0.1).param_groups
    assert [tuple(w.shape) for w in stiefel["params"]] == [(4, 6), (3, 4)]
    assert [tuple(w.shape) for w in flat["params"]] == [(2, 6), (2,)]
    assert (stiefel["stiefel"], flat["stiefel"]) == (True, False)


def test_the_gradient_norm_counts_the_tangent_part_only():
    layer = BiMap(5, 3, generator=generator())
    optimizer = make_optimizer(layer, lr=0.1)
    layer.weight.grad = random(3, 3, 3) @ layer.weight.detach()
    layer.weight.grad = (layer.weight.grad @ layer.weight.detach().T) @ layer.weight.detach()
    symmetric = layer.weight.grad @ layer.weight.detach().T
    skew = (symmetric - symmetric.T) / 2
    assert optimizer.gradient_norm() == pytest.approx(float(skew.norm()))


def test_a_step_without_gradient_moves_nothing():
    layer = BiMap(5, 3, generator=generator())
    before = layer.weight.detach().clone()
    make_optimizer(layer, lr=0.1).step()
    assert torch.equal(layer.weight, before)


def test_a_stored_state_continues_with_the_same_bits():
    X = random(4, 5, 5)
    X = X @ X.T

    def run(layer, optimizer, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            layer(X)[0, 1].pow(2).backward()
            optimizer.step()

    straight = BiMap(5, 3, generator=generator())
    run(straight, make_optimizer(straight, lr=0.1), 10)
    first = BiMap(5, 3, generator=generator())
    optimizer = make_optimizer(first, lr=0.1)
    run(first, optimizer, 4)
    resumed = BiMap(5, 3, generator=generator(7))
    resumed.load_state_dict(first.state_dict())
    continued = make_optimizer(resumed, lr=0.1)
    continued.load_state_dict(optimizer.state_dict())
    run(resumed, continued, 6)
    assert torch.equal(resumed.weight, straight.weight)


def test_a_closure_is_evaluated_and_handed_back():
    weight = torch.nn.Parameter(random(5, 3))
    optimizer = RiemannianAdam([weight], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = weight.square().sum()
        loss.backward()
        return loss

    before = float(weight.detach().square().sum())
    assert optimizer.step(closure).item() == pytest.approx(before)
    assert float(weight.detach().square().sum()) < before


@pytest.mark.parametrize("options", [{"lr": 0.0}, {"lr": float("nan")}, {"betas": (0.9, 1.0)}])
def test_impossible_options_are_refused(options):
    with pytest.raises(ValueError, match="expected"):
        RiemannianAdam([torch.nn.Parameter(torch.zeros(2))], **options)
