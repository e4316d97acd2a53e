from itertools import pairwise

import numpy as np
import pytest
import torch

from mathlib.gradcheck import taylor_test
from mathlib.spdnet import random_stiefel, tangent_projection
from mathlib.spdnet import stack as module
from mathlib.spdnet.stack import layer_by_layer, stack
from mathlib.spectral import batch_threads, parallel


def problem(dims, batch=7, dtype=torch.float64):
    """Matrices with eigenvalues 0.05 … 3, a centring that is not symmetric, weights, upstream."""
    random = np.random.default_rng(sum(dims))
    n, m = dims[0], dims[-1]
    Q = torch.linalg.qr(torch.as_tensor(random.normal(size=(batch, n, n)))).Q
    X = (Q * torch.as_tensor(random.uniform(0.05, 3, size=(batch, 1, n)))) @ Q.mT
    R = torch.eye(n) + 0.1 * torch.as_tensor(random.normal(size=(n, n)))
    generator = torch.Generator().manual_seed(1)
    weights = [random_stiefel(b, a, generator=generator) for a, b in pairwise(dims)]
    G = torch.as_tensor(random.normal(size=(batch, m, m)))
    X = (X + X.mT) / 2
    return X.to(dtype), R.to(dtype), [W.to(dtype) for W in weights], G.to(dtype)


def value_and_gradients(function, X, R, weights, G, eps):
    inputs = [tensor.clone().requires_grad_() for tensor in (X, *weights)]
    value = function(inputs[0], R, inputs[1:], eps)
    in_X, *in_weights = torch.autograd.grad(value, inputs, G)
    # What is normal to the manifold hangs on rounding where the second floor meets its kink.
    tangent = [tangent_projection(g, W) for g, W in zip(in_weights, weights, strict=True)]
    return [value.detach(), in_X, *tangent]


CASES = [((6, 4), 1e-3), ((6, 4), 0.5), ((7, 5, 4), 1e-3), ((7, 5, 4), 0.4), ((8, 7, 5, 3), 0.3)]


@pytest.mark.parametrize(("dims", "eps"), CASES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_stack_is_its_layers_in_value_and_in_every_gradient(dims, eps, dtype):
    given = problem(dims, dtype=dtype)
    found = value_and_gradients(stack, *given, eps)
    expected = value_and_gradients(layer_by_layer, *given, eps)
    scale = 1e-11 if dtype == torch.float64 else 3e-3
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == theirs.shape
        assert ours.dtype == dtype
        assert torch.linalg.norm(ours - theirs) <= scale * torch.linalg.norm(theirs)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 1.0])
def test_whichever_share_of_the_members_is_clamped(share):
    """Some members are decomposed by themselves, or all together, or none."""
    X, R, weights, G = problem((6, 5, 4), batch=20)
    X = X + torch.eye(6)
    X[: int(20 * share)] *= 0.1
    weak = torch.linalg.eigvalsh(weights[0] @ R @ X @ R.mT @ weights[0].mT)[:, 0] < 0.6
    assert weak.sum() == 20 * share
    found = value_and_gradients(stack, X, R, weights, G, 0.6)
    expected = value_and_gradients(layer_by_layer, X, R, weights, G, 0.6)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-11)


def test_the_gradient_in_the_input_has_taylor_slope_two():
    X, R, weights, G = problem((7, 5, 4), batch=3)
    inputs = X.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(stack(inputs, R, weights, 0.4), inputs, G)

    def loss(X):
        X = torch.as_tensor(X)
        return float((G * stack((X + X.mT) / 2, R, weights, 0.4)).sum())

    direction = np.random.default_rng(0).normal(size=X.shape)
    direction = direction + direction.swapaxes(-1, -2)
    assert taylor_test(loss, X.numpy(), gradient.numpy(), direction).passed


def test_only_what_is_asked_for_gets_a_gradient():
    X, R, (V, W), G = problem((7, 5, 4))
    whole = value_and_gradients(stack, X, R, [V, W], G, 0.4)
    W.requires_grad_()
    value = stack(X, R, [V, W], 0.4)
    (in_W,) = torch.autograd.grad(value, W, G)
    torch.testing.assert_close(tangent_projection(in_W, W.detach()), whole[3])
    assert not stack(X, R, [V, W.detach()], 0.4).requires_grad
    V.requires_grad_()
    value = stack(X, R, [V, W.detach()], 0.4)
    (in_V,) = torch.autograd.grad(value, V, G)
    torch.testing.assert_close(tangent_projection(in_V, V.detach()), whole[2])


@pytest.mark.parametrize("parts", [2, 3])
def test_shared_out_among_threads(parts, monkeypatch):
    given = problem((7, 5, 4), batch=11)
    expected = value_and_gradients(stack, *given, 0.4)
    monkeypatch.setattr(module, "shares", lambda *_: parts)
    work, seen = parallel.in_threads, []

    def watched(function, shares):
        seen.append(len(shares))
        return work(function, shares)

    monkeypatch.setattr(module, "in_threads", watched)
    with batch_threads(parts):
        found = value_and_gradients(stack, *given, 0.4)
    assert seen == [parts, parts]
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-13)


def test_a_training_batch_is_shared_out_where_it_is_large_enough():
    X, R, weights, _ = problem((22, 8), batch=2)
    parts = []
    with batch_threads(2):
        for batch in (60, 200):
            value = stack(X.repeat(batch // 2, 1, 1), R, [weights[0].requires_grad_()], 1e-3)
            parts.append(len(value.grad_fn.parts))
    assert parts == [1, 2]


def test_a_member_of_a_later_share_is_named_by_its_place_in_the_batch(monkeypatch):
    X, R, weights, _ = problem((7, 5, 4), batch=9)
    X[8] = -X[8]
    X[8, 0, 1] += 1
    monkeypatch.setattr(module, "shares", lambda *_: 3)
    with pytest.raises(ValueError, match=r"X\[8\]"):
        stack(X, R, weights, 0.4)


def test_what_was_kept_is_given_back_after_the_backward_pass():
    X, R, weights, G = problem((7, 5, 4))
    weights[0].requires_grad_()
    value = stack(X, R, weights, 0.4)
    first = torch.autograd.grad(value, weights[0], G, retain_graph=True)
    second = torch.autograd.grad(value, weights[0], G)
    assert torch.equal(first[0], second[0])
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(value, weights[0], G)


def test_second_derivatives():
    X, R, weights, _ = problem((4, 3, 2), batch=2)

    def through(X, V, W):
        return stack((X + X.mT) / 2, R, (V, W), 0.5)

    inputs = [tensor.requires_grad_() for tensor in (X, *weights)]
    assert (torch.linalg.eigvalsh(weights[0] @ R @ X @ R.mT @ weights[0].mT) < 0.5).any()
    assert torch.autograd.gradgradcheck(through, inputs)


@pytest.mark.parametrize("tie", ["one weight twice", "X from the weight"])
def test_create_graph_where_one_input_is_a_function_of_another(tie):
    """Total derivatives instead of partial ones would count a path twice."""
    X, R, (V, W), G = problem((5, 5, 5), batch=3)

    def value(V):
        if tie == "one weight twice":
            return stack(X, R, (V, V), 1e-3)
        return stack(V @ X @ V.mT, R, (V, W), 1e-3)

    gradients = []
    for create_graph in (False, True):
        inputs = V.clone().requires_grad_()
        gradients += torch.autograd.grad(value(inputs), inputs, G, create_graph=create_graph)
    torch.testing.assert_close(gradients[1].detach(), gradients[0])


def test_a_reference_that_changes_before_the_backward_pass_is_noticed():
    X, R, weights, G = problem((7, 5, 4))
    value = stack(X, R, [W.requires_grad_() for W in weights], 0.4)
    R *= 2
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        value.backward(G)


def test_a_reference_may_have_a_gradient():
    X, R, weights, G = problem((5, 4), batch=2)
    found, expected = (
        torch.autograd.grad(function(X, R.requires_grad_(), weights, 0.4), R, G)[0]
        for function in (stack, layer_by_layer)
    )
    torch.testing.assert_close(found, expected)


def test_half_precision_is_refused_by_its_name():
    X, R, weights, _ = problem((7, 5, 4), dtype=torch.float32)
    with torch.autocast("cpu"), pytest.raises(TypeError, match="bfloat16"):
        stack(X, R, weights, 0.4)


def test_what_is_asymmetric_by_rounding_counts_as_its_symmetric_part():
    """More than rounding, less than what is refused: eigh alone would read one triangle."""
    X, R, weights, _ = problem((7, 5, 4))
    skew = torch.as_tensor(np.random.default_rng(0).normal(size=X.shape))
    X = X + 1e-9 * (skew - skew.mT)
    torch.testing.assert_close(
        stack(X, R, weights, 0.4), layer_by_layer(X, R, weights, 0.4), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("eps", [0.0, -1.0])
def test_a_floor_that_is_none_is_refused(eps):
    X, R, weights, _ = problem((7, 5, 4))
    with pytest.raises(ValueError, match=r"the floor (of ReEig|under the logarithm) is"):
        stack(X, R, weights, eps)


def test_matrices_of_another_size_are_refused():
    X, R, weights, _ = problem((7, 5, 4))
    with pytest.raises(ValueError, match="expected"):
        stack(X[:, 1:, 1:], R, weights, 0.4)


def test_eigenvalues_just_below_the_floor_are_below():
    """ε(1 − 10⁻⁶) is no rounding: its logarithm is that of ε, and its gradient is zero."""
    X = (0.4 * (1 - 1e-6) * torch.eye(3, dtype=torch.float64)).unsqueeze(0).requires_grad_()
    value = stack(X, torch.eye(3, dtype=torch.float64), [torch.eye(3, dtype=torch.float64)], 0.4)
    torch.testing.assert_close(value[0].diagonal(), torch.full((3,), 0.4).double().log())
    assert torch.autograd.grad(value.sum(), X)[0].abs().max() == 0


def test_a_compiled_network_gives_the_same_gradient():
    X, R, weights, G = problem((5, 4), batch=2)
    torch._dynamo.reset()
    compiled = torch.compile(stack, backend="aot_eager")
    gradients = []
    for function in (stack, compiled):
        W = weights[0].clone().requires_grad_()
        gradients += torch.autograd.grad(function(X, R, [W], 0.4), W, G)
    torch.testing.assert_close(gradients[0], gradients[1])


def test_transforms_of_torch_go_through_the_layers():
    X, R, weights, G = problem((7, 5, 4))

    def loss(V, X, G):
        return (stack(X.unsqueeze(0), R, (V, weights[1]), 0.4) * G).sum()

    found = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(weights[0], X, G)
    inputs = weights[0].clone().requires_grad_()
    (expected,) = torch.autograd.grad(stack(X, R, (inputs, weights[1]), 0.4), inputs, G)
    torch.testing.assert_close(
        tangent_projection(found.sum(dim=0), weights[0]), tangent_projection(expected, weights[0])
    )


def test_no_trial_is_no_trouble():
    X, R, weights, _ = problem((7, 5, 4))
    assert stack(X[:0], R, weights, 0.4).shape == (0, 4, 4)


@pytest.mark.parametrize("entry", [float("nan"), float("inf"), 5.0])
def test_an_input_that_is_not_finite_or_not_symmetric_is_refused(entry):
    X, R, weights, _ = problem((7, 5, 4))
    X[3, 1, 2] = entry
    with pytest.raises(ValueError, match=r"X\[3\]|index \(3, 1, 2\)|X has the entry"):
        stack(X, R, weights, 0.4)
