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
def test_vjp_is_what_autograd_finds(batch):
    X, W = symmetric(2, *batch, 5, 5).requires_grad_(), random(3, 3, 5).requires_grad_()
    G = random(4, *batch, 3, 3)
    oracle = torch.autograd.grad((bimap(X, W) * G).sum(), (X, W))
    for ours, theirs in zip(bimap_vjp(G, X.detach(), W.detach()), oracle):
        assert ours.shape == theirs.shape
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


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
