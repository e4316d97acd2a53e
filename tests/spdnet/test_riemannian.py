"""What both optimisers must do, each on a problem that knows its answer."""

import copy

import pytest
import torch

from mathlib.spdnet import (
    BiMap,
    RiemannianAdam,
    RiemannianSGD,
    make_optimizer,
    random_stiefel,
    tangent_projection,
)

OPTIONS = {"adam": {}, "sgd": {"momentum": 0.9}}
methods = pytest.mark.parametrize("method", OPTIONS)
retractions = pytest.mark.parametrize("retraction", ["qr", "polar"])


@methods
@retractions
def test_it_finds_the_leading_eigenvectors_and_keeps_the_rows_orthonormal(
    method, retraction, random, generator
):
    """tr(D W A Wᵀ) with falling weights D is largest at the eigenvectors, in order."""
    values = torch.tensor([9.0, 6.0, 4.0, 1.0, 0.5, 0.1], dtype=torch.float64)
    Q = torch.linalg.qr(random(2, 6, 6))[0]
    A, D = (Q * values) @ Q.T, torch.tensor([3.0, 2.0], dtype=torch.float64)
    layer = BiMap(6, 2, generator=generator())
    lr, steps = {"adam": (0.03, 300), "sgd": (0.003, 150)}[method]
    options = {"retraction": retraction, **OPTIONS[method]}
    optimizer = make_optimizer(layer, lr=lr, method=method, **options)
    for _ in range(steps):
        optimizer.zero_grad()
        (-(D * layer(A).diagonal()).sum()).backward()
        optimizer.step()
    W = layer.weight.detach()
    torch.testing.assert_close(W @ W.T, torch.eye(2, dtype=torch.float64), rtol=0, atol=1e-12)
    overlap = (W @ Q[:, :2]).abs()
    torch.testing.assert_close(overlap, torch.eye(2, dtype=torch.float64), rtol=0, atol=1e-3)
    assert optimizer.gradient_norm() < 0.05


@methods
def test_its_memory_stays_tangent(method, random, generator):
    layer = BiMap(6, 3, generator=generator())
    optimizer = make_optimizer(layer, lr=0.05, method=method, **OPTIONS[method])
    for seed in range(3):
        layer.weight.grad = random(seed, 3, 6)
        optimizer.step()
    memory = optimizer.state[layer.weight]["mean" if method == "adam" else "momentum"]
    projected = tangent_projection(memory, layer.weight.detach())
    torch.testing.assert_close(projected, memory, rtol=0, atol=1e-14)
    assert memory.norm() > 0.05


@methods
@retractions
def test_a_stored_state_continues_with_the_same_bits(method, retraction, random, generator):
    """Through a file that holds no code, flat and Stiefel parameters in one optimiser."""
    X = random(4, 5, 5)
    X = X @ X.T

    def new(seed):
        net = torch.nn.ModuleList([BiMap(5, 3, generator=generator(seed)), torch.nn.Linear(3, 1)])
        options = {"retraction": retraction, **OPTIONS[method]}
        return net.double(), make_optimizer(net, lr=0.1, method=method, **options)

    def run(net, optimizer, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            net[1](net[0](X)).pow(2).sum().backward()
            optimizer.step()

    straight, first, resumed = new(0), new(0), new(7)
    first[0].load_state_dict(straight[0].state_dict())
    run(*straight, 7)
    run(*first, 3)
    state = copy.deepcopy([part.state_dict() for part in first])
    for part, kept in zip(resumed, state):
        part.load_state_dict(kept)
    run(*resumed, 4)
    for ours, theirs in zip(resumed[0].parameters(), straight[0].parameters()):
        assert torch.equal(ours, theirs)


@methods
def test_a_scheduler_of_torch_sets_the_step(method, generator, random):
    layer = BiMap(5, 3, generator=generator())
    optimizer = make_optimizer(layer, lr=0.1, method=method)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=1e-12)
    distances = []
    for seed in range(2):
        before = layer.weight.detach().clone()
        layer.weight.grad = random(seed, 3, 5)
        optimizer.step()
        scheduler.step()
        distances.append((layer.weight.detach() - before).norm().item())
    assert distances[0] > 0.05
    assert distances[1] < 1e-11


@methods
def test_a_closure_is_evaluated_and_handed_back(method, random):
    weight = torch.nn.Parameter(random(5, 3))
    optimizer = {"adam": RiemannianAdam, "sgd": RiemannianSGD}[method]([weight], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = weight.square().sum()
        loss.backward()
        return loss

    before = float(weight.detach().square().sum())
    assert optimizer.step(closure).item() == pytest.approx(before)
    assert float(weight.detach().square().sum()) < before


@methods
def test_a_step_without_gradient_moves_nothing(method, generator):
    layer = BiMap(5, 3, generator=generator())
    before = layer.weight.detach().clone()
    optimizer = make_optimizer(layer, lr=0.1, method=method)
    optimizer.step()
    assert torch.equal(layer.weight, before)
    assert optimizer.gradient_norm() == 0


def test_the_gradient_norm_counts_the_tangent_part_only(random, generator):
    layer, flat = BiMap(5, 3, generator=generator()), torch.nn.Parameter(random(1, 2))
    optimizer = make_optimizer(layer, lr=0.1)
    optimizer.add_param_group({"params": [flat]})
    A, W = random(3, 3, 3), layer.weight.detach()
    layer.weight.grad, flat.grad = A @ W, torch.tensor([3.0, 4.0], dtype=torch.float64)
    skew = (A - A.T) / 2
    expected = (skew.square().sum() + 25).sqrt().item()
    assert optimizer.gradient_norm() == pytest.approx(expected, rel=1e-12)


def test_groups_have_options_of_their_own(random, generator):
    first, second = (random_stiefel(2, 4, generator=generator(seed)) for seed in (0, 1))
    one, two = torch.nn.Parameter(first.clone()), torch.nn.Parameter(second.clone())
    groups = [{"params": [one], "lr": 1e-9}, {"params": [two], "stiefel": False}]
    optimizer = RiemannianSGD(groups, lr=0.5, stiefel=True)
    one.grad, two.grad = random(5, 2, 4), random(6, 2, 4)
    optimizer.step()
    torch.testing.assert_close(one.detach(), first, rtol=0, atol=1e-8)
    torch.testing.assert_close(two.detach(), second - 0.5 * two.grad)


def test_bad_options_are_refused(random):
    flat = torch.nn.Parameter(random(1, 2, 3))
    with pytest.raises(ValueError, match="lr is nan; expected"):
        RiemannianSGD([flat], lr=float("nan"))
    with pytest.raises(ValueError, match="lr is -1; expected"):
        RiemannianSGD([{"params": [flat], "lr": -1}], lr=0.1)
    with pytest.raises(ValueError, match="retraction is 'cayley'; expected one of qr, polar"):
        RiemannianSGD([flat], retraction="cayley")
    with pytest.raises(ValueError, match="W0W0ᵀ differs from I"):
        RiemannianSGD([flat], stiefel=True)
