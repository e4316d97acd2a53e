import numpy as np
import pytest
import torch

from mathlib.gradcheck import adjoint_test
from mathlib.spdnet import half_vectorize, half_vectorize_vjp


def symmetric(seed, *shape):
    A = torch.as_tensor(np.random.default_rng(seed).normal(size=shape))
    return A + A.mT


def test_order_and_weights_by_hand():
    S = torch.tensor([[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]], dtype=torch.float64)
    r = 2**0.5
    expected = torch.tensor([1, 2 * r, 3 * r, 4, 5 * r, 6], dtype=torch.float64)
    torch.testing.assert_close(half_vectorize(S), expected, rtol=1e-15, atol=0)


def test_it_keeps_inner_products():
    A, B = symmetric(0, 2, 3, 4, 4), symmetric(1, 2, 3, 4, 4)
    a, b = half_vectorize(A), half_vectorize(B)
    assert a.shape == (2, 3, 10)
    torch.testing.assert_close((a * b).sum(-1), (A * B).sum((-2, -1)), rtol=1e-13, atol=1e-13)


def test_vjp_is_the_symmetric_part_of_what_autograd_finds():
    S = symmetric(2, 3, 4, 4).requires_grad_()
    g = torch.as_tensor(np.random.default_rng(3).normal(size=(3, 10)))
    (oracle,) = torch.autograd.grad((half_vectorize(S) * g).sum(), S)
    ours = half_vectorize_vjp(g)
    assert ours.shape == (3, 4, 4)
    torch.testing.assert_close(ours, (oracle + oracle.mT) / 2, rtol=1e-14, atol=1e-14)


def test_vjp_is_the_adjoint_on_symmetric_matrices():
    def jvp(H):
        return half_vectorize(torch.as_tensor(H + H.T) / 2).numpy()

    def vjp(g):
        return half_vectorize_vjp(torch.as_tensor(g)).numpy()

    result = adjoint_test(jvp, vjp, (5, 5), (15,), np.random.default_rng(4))
    assert result.passed, result


@pytest.mark.parametrize("length", [2, 4, 77])
def test_a_length_that_is_no_triangle_is_refused(length):
    with pytest.raises(ValueError, match=rf"length {length}; expected n\(n\+1\)/2"):
        half_vectorize_vjp(torch.zeros(length))


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match=r"\(2, 3\)"):
        half_vectorize(torch.zeros(2, 3))
