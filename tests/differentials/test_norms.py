import numpy as np
import pytest
import torch

from mathlib.differentials import (
    frobenius_norm,
    frobenius_norm_jvp,
    frobenius_norm_vjp,
    squared_frobenius_norm,
    squared_frobenius_norm_jvp,
    squared_frobenius_norm_vjp,
)


@pytest.mark.parametrize("shape", [(3, 5), (4,), (2, 3, 4)])
def test_three_ways(three_ways, shape):
    X = np.random.default_rng(0).normal(size=shape)
    three_ways(
        frobenius_norm,
        frobenius_norm_jvp,
        frobenius_norm_vjp,
        torch.linalg.vector_norm,
        X,
    )
    three_ways(
        squared_frobenius_norm,
        squared_frobenius_norm_jvp,
        squared_frobenius_norm_vjp,
        lambda X: (X * X).sum(),
        X,
    )


def test_at_zero_only_the_square_has_a_gradient():
    zero = np.zeros((2, 3))
    for call in (lambda: frobenius_norm_vjp(1.0, zero), lambda: frobenius_norm_jvp(zero, zero)):
        with pytest.raises(ValueError, match="of norm 0: the norm has a kink"):
            call()
    assert frobenius_norm(zero) == 0
    assert np.array_equal(squared_frobenius_norm_vjp(1.0, zero), zero)


def test_tiny_entries_keep_their_direction():
    assert np.allclose(frobenius_norm_vjp(1.0, [3e-200, 4e-200]), [0.6, 0.8])


def test_shapes_must_agree():
    X, H = np.ones((2, 3)), np.ones((3, 2))
    for jvp in (frobenius_norm_jvp, squared_frobenius_norm_jvp):
        with pytest.raises(ValueError, match=r"X has shape \(2, 3\) and dX has shape \(3, 2\)"):
            jvp(X, H)
    for vjp in (frobenius_norm_vjp, squared_frobenius_norm_vjp):
        with pytest.raises(ValueError, match="G has shape"):
            vjp(X, X)
