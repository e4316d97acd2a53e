import numpy as np
import pytest
import torch

from mathlib.differentials import inverse_vjp, pinv, pinv_jvp, pinv_vjp
from mathlib.gradcheck import directional_derivative, relative_error


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (5, 1), (1, 4)])
def test_three_ways_at_full_rank(three_ways, shape):
    X = np.random.default_rng(1).normal(size=shape)
    three_ways(pinv, pinv_jvp, pinv_vjp, torch.linalg.pinv, X)


def low_rank(m=6, n=5, r=3):
    rng = np.random.default_rng(2)
    A, B, dA, dB = (rng.normal(size=s) for s in ((m, r), (r, n), (m, r), (r, n)))
    return A, B, dA, dB


def test_all_three_terms_count_at_constant_rank():
    A, B, dA, dB = low_rank()
    X, dX = A @ B, dA @ B + A @ dB  # moves among the matrices of rank 3
    P = pinv(X, rank=3)
    assert P.shape == (5, 6)
    assert relative_error(P, np.linalg.pinv(X)) < 1e-12
    along = directional_derivative(lambda t: np.linalg.pinv((A + t * dA) @ (B + t * dB)), 0.0, 1.0)
    change = pinv_jvp(X, dX, rank=3)
    assert change.shape == P.shape and relative_error(change, along) < 1e-8
    G = np.random.default_rng(3).normal(size=P.shape)
    gradient = pinv_vjp(G, X, rank=3)
    assert gradient.shape == X.shape
    assert np.sum(G * change) == pytest.approx(np.sum(gradient * dX), rel=1e-12)
    # Autograd through (AB)⁺ with full-rank factors is an oracle for the chain.
    tA, tB = torch.tensor(A, requires_grad=True), torch.tensor(B, requires_grad=True)
    inverse = torch.linalg.pinv(tB) @ torch.linalg.pinv(tA)
    in_A, in_B = torch.autograd.grad((torch.tensor(G) * inverse).sum(), (tA, tB))
    assert relative_error(gradient @ B.T, in_A.numpy()) < 1e-11
    assert relative_error(A.T @ gradient, in_B.numpy()) < 1e-11


def test_a_square_invertible_matrix_keeps_one_term():
    rng = np.random.default_rng(4)
    X, G = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    assert np.allclose(pinv_vjp(G, X), inverse_vjp(G, X), rtol=1e-10)


def test_another_rank_is_refused_with_what_was_measured():
    A, B, *_ = low_rank()
    X, G = A @ B, np.ones((5, 6))
    for call in (lambda: pinv(X), lambda: pinv_jvp(X, X), lambda: pinv_vjp(G, X)):
        with pytest.raises(
            ValueError, match=r"has rank 3; expected rank 5. Where the rank changes"
        ):
            call()
    with pytest.raises(ValueError, match="has rank 3; expected rank 2"):
        pinv(X, rank=2)
    with pytest.raises(ValueError, match=r"dX raises the rank of X.*has norm"):
        pinv_jvp(X, np.random.default_rng(5).normal(size=X.shape), rank=3)
    with pytest.raises(ValueError, match="the pseudo-inverse has shape"):
        pinv_vjp(G.T, X, rank=3)
