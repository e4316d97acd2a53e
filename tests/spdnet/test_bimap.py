import numpy as np
import pytest
import torch

from mathlib.gradcheck import adjoint_test, taylor_test
from mathlib.spdnet import BiMap, bimap, bimap_vjp


def random(seed, *shape):
    return torch.as_tensor(np.random.default_rng(seed).normal(size=shape))


def symmetric(seed, *shape):
    A = random(seed, *shape)
    return A + A.mT


def test_value_is_the_sum_written_out():
    X, W = symmetric(0, 2, 5, 5), random(1, 3, 5)
    Y = bimap(X, W)
    assert Y.shape == (2, 3, 3)
    expected = np.einsum("pi,bij,qj->bpq", W, X, W)
    np.testing.assert_allclose(Y, expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("batch", [(), (4,), (2, 4)])
def test_the_backward_pass_is_the_one_of_the_formula_written_plainly(batch):
    X, W = symmetric(2, *batch, 5, 5), random(3, 3, 5)
    G = random(4, *batch, 3, 3)
    oracle = gradients(lambda X, W: W @ X @ W.mT, X, W, G)
    for found in (gradients(bimap, X, W, G), bimap_vjp(G, X, W)):
        for ours, theirs in zip(found, oracle):
            assert ours.shape == theirs.shape
            torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


def gradients(function, X, W, G):
    X, W = X.clone().requires_grad_(), W.clone().requires_grad_()
    return torch.autograd.grad((function(X, W) * G).sum(), (X, W))


def test_second_derivatives_are_those_of_the_formula_written_plainly():
    """For symmetric X: where X is not, the gradient is another one, and documented so."""
    A, W = random(20, 2, 4, 4).requires_grad_(), random(21, 3, 4).requires_grad_()

    def of_symmetric(A, W):
        return bimap(A + A.mT, W)

    assert torch.autograd.gradcheck(of_symmetric, (A, W))
    assert torch.autograd.gradgradcheck(of_symmetric, (A, W))


def test_only_the_gradient_that_is_asked_for_is_computed():
    X, W = symmetric(22, 2, 4, 4), random(23, 3, 4)
    for inputs in ((X.clone().requires_grad_(), W), (X, W.clone().requires_grad_())):
        wanted = [tensor for tensor in inputs if tensor.requires_grad]
        (alone,) = torch.autograd.grad(bimap(*inputs).square().sum(), wanted)
        both = gradients(lambda X, W: bimap(X, W).square(), X, W, torch.ones(()))
        assert torch.equal(alone, both[0 if inputs[0].requires_grad else 1])


def test_a_gradient_for_each_of_many_weights_at_once():
    X, W = symmetric(24, 2, 5, 5), random(25, 4, 3, 5)
    found = torch.func.vmap(torch.func.grad(lambda W: bimap(X, W).pow(3).sum()))(W)
    for k in range(4):
        one = W[k].clone().requires_grad_()
        (expected,) = torch.autograd.grad(bimap(X, one).pow(3).sum(), one)
        torch.testing.assert_close(found[k], expected, rtol=1e-12, atol=1e-12)


def test_the_value_is_right_for_matrices_that_are_not_symmetric():
    X, W = random(26, 2, 5, 5), random(27, 3, 5)
    torch.testing.assert_close(bimap(X, W), W @ X @ W.mT, rtol=1e-13, atol=1e-13)


def test_shapes_that_do_not_belong_together_are_refused():
    X, W = symmetric(28, 2, 5, 5), random(29, 3, 5)
    with pytest.raises(ValueError, match=r"X has shape \(2, 4, 4\); expected \(..., 5, 5\)"):
        bimap(X[:, :4, :4], W)
    with pytest.raises(ValueError, match=r"W has shape \(1, 3, 5\); expected a matrix"):
        bimap(X, W[None])
    with pytest.raises(ValueError, match=r"G has shape \(3, 3\); expected \(2, 3, 3\)"):
        bimap_vjp(random(30, 3, 3), X, W)


def test_vjp_in_both_inputs_is_the_adjoint_of_the_differential():
    X, W = symmetric(5, 5, 5).numpy(), random(6, 3, 5).numpy()

    def jvp_W(H):
        return H @ X @ W.T + W @ X @ H.T

    def vjp(G):
        return [part.numpy() for part in bimap_vjp(*map(torch.as_tensor, (G, X, W)))]

    rng = np.random.default_rng(7)
    assert adjoint_test(jvp_W, lambda G: vjp(G)[1], (3, 5), (3, 3), rng).passed
    assert adjoint_test(lambda H: W @ H @ W.T, lambda G: vjp(G)[0], (5, 5), (3, 3), rng).passed


def test_taylor_slope_two_in_the_weight():
    X, W, G = symmetric(8, 4, 5, 5), random(9, 3, 5), random(10, 4, 3, 3)

    def loss(array):
        return float((bimap(X, torch.as_tensor(array)) * G).sum())

    found = taylor_test(loss, W.numpy(), bimap_vjp(G, X, W)[1].numpy())
    assert found.passed, found


def test_orthonormal_rows_do_not_lower_the_smallest_eigenvalue():
    layer = BiMap(7, 4, generator=torch.Generator().manual_seed(0))
    A = random(11, 6, 7, 7)
    X = A @ A.mT
    before = torch.linalg.eigvalsh(X)[:, 0]
    after = torch.linalg.eigvalsh(layer(X))[:, 0]
    assert layer(X).shape == (6, 4, 4)
    assert (after >= before - 1e-12).all()


def test_the_generator_decides_the_weight():
    first, again, other = (
        BiMap(6, 3, generator=torch.Generator().manual_seed(seed)).weight for seed in (1, 1, 2)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_print_shows_the_sizes():
    assert repr(BiMap(6, 3)) == "BiMap(6, 3)"
