import pytest
import torch

from mathlib.spdnet import (
    BiMap,
    RiemannianAdam,
    make_optimizer,
    qr_retraction,
    tangent_projection,
)


def test_in_flat_space_it_is_torchs_adam(random):
    start, target = random(0, 4, 3), random(1, 4, 3)
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    optimizers = (RiemannianAdam([ours], lr=0.05), torch.optim.Adam([theirs], lr=0.05))
    for _ in range(20):
        for weight, optimizer in zip((ours, theirs), optimizers):
            optimizer.zero_grad()
            (weight - target).pow(4).sum().backward()
            optimizer.step()
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)


def test_two_steps_on_the_manifold_by_hand(random, generator):
    """One scale for the whole matrix: a scale for each entry would turn the step."""
    layer = BiMap(6, 3, generator=generator())
    W = layer.weight.detach().clone()
    optimizer = make_optimizer(layer, lr=0.05, betas=(0.8, 0.9))
    mean, square = torch.zeros(3, 6, dtype=torch.float64), 0.0
    for number, seed in enumerate((1, 2), start=1):
        M = random(seed, 3, 6)
        layer.weight.grad = M.clone()
        optimizer.step()
        xi = tangent_projection(M, W)
        mean = 0.8 * mean + 0.2 * xi
        square = 0.9 * square + 0.1 * xi.square().mean()
        spread = (square / (1 - 0.9**number)).sqrt()
        W = qr_retraction(W, -0.05 * mean / (1 - 0.8**number) / spread)
        mean = tangent_projection(mean, W)
    torch.testing.assert_close(layer.weight.detach(), W, rtol=0, atol=1e-8)


@pytest.mark.parametrize("betas", [(0.9, 1.0), (-0.1, 0.9)])
def test_betas_out_of_range_are_refused(betas, random):
    with pytest.raises(ValueError, match=r"betas are .*; expected two numbers in \[0, 1\)"):
        RiemannianAdam([torch.nn.Parameter(random(0, 2))], betas=betas)
