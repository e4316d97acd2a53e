import pytest
import torch

from mathlib.spdnet import (
    BiMap,
    RiemannianSGD,
    make_optimizer,
    qr_retraction,
    tangent_projection,
)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_in_flat_space_it_is_torchs_sgd(momentum, random):
    start, target = random(0, 4, 3), random(1, 4, 3)
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    optimizers = (
        RiemannianSGD([ours], lr=0.05, momentum=momentum),
        torch.optim.SGD([theirs], lr=0.05, momentum=momentum),
    )
    for _ in range(20):
        for weight, optimizer in zip((ours, theirs), optimizers):
            optimizer.zero_grad()
            (weight - target).pow(2).sum().backward()
            optimizer.step()
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


def test_two_steps_on_the_manifold_by_hand(random, generator):
    layer = BiMap(6, 3, generator=generator())
    W = layer.weight.detach().clone()
    optimizer = make_optimizer(layer, lr=0.05, method="sgd", momentum=0.8)
    memory = torch.zeros(3, 6, dtype=torch.float64)
    for seed in (1, 2):
        M = random(seed, 3, 6)
        layer.weight.grad = M.clone()
        optimizer.step()
        memory = 0.8 * memory + tangent_projection(M, W)
        W = qr_retraction(W, -0.05 * memory)
        memory = tangent_projection(memory, W)
    torch.testing.assert_close(layer.weight.detach(), W, rtol=0, atol=1e-14)


@pytest.mark.parametrize("momentum", [-0.1, 1.0])
def test_a_momentum_out_of_range_is_refused(momentum, random):
    with pytest.raises(ValueError, match=r"momentum is .*; expected a number in \[0, 1\)"):
        RiemannianSGD([torch.nn.Parameter(random(0, 2))], momentum=momentum)
