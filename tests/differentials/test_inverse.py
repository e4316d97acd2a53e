import numpy as np
import pytest
import torch

from mathlib.differentials import (
    inverse,
    inverse_jvp,
    inverse_vjp,
    solve,
    solve_jvp,
    solve_vjp,
)

RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(4, 4)), RNG.normal(size=(4, 3))
SINGULAR = np.outer([1.0, 2.0, 0.0, 1.0], [3.0, 0.0, 1.0, 2.0])


def test_inverse_three_ways(three_ways):
    three_ways(inverse, inverse_jvp, inverse_vjp, torch.linalg.inv, A)


@pytest.mark.parametrize("k", [1, 3, 6])
def test_solve_three_ways(three_ways, k):
    right = np.random.default_rng(k).normal(size=(4, k))
    three_ways(solve, solve_jvp, solve_vjp, torch.linalg.solve, A, right)


def test_both_increments_of_a_system_add_up():
    dA, dB = (
        np.random.default_rng(1).normal(size=(4, 4)),
        np.random.default_rng(2).normal(size=(4, 3)),
    )
    both = solve_jvp(A, B, dA, dB)
    apart = solve_jvp(A, B, dA, 0 * dB) + solve_jvp(A, B, 0 * dA, dB)
    assert both.shape == (4, 3) and np.allclose(both, apart, rtol=1e-12)


def test_bad_input_is_refused():
    for call in (
        lambda: inverse(SINGULAR),
        lambda: inverse_jvp(SINGULAR, A),
        lambda: inverse_vjp(A, SINGULAR),
        lambda: solve(SINGULAR, B),
        lambda: solve_jvp(SINGULAR, B, A, B),
        lambda: solve_vjp(B, SINGULAR, B),
    ):
        with pytest.raises(ValueError, match=r"singular .* condition number .*Add a ridge"):
            call()
    with pytest.raises(ValueError, match="equally many rows"):
        solve(A, B.T)
    with pytest.raises(ValueError, match=r"B has shape \(4, 3\) and G has shape \(3, 4\)"):
        solve_vjp(B.T, A, B)
    with pytest.raises(ValueError, match="2 axes"):
        solve(A, B[:, 0])
    with pytest.raises(ValueError, match="expected a square matrix"):
        inverse(B)
    with pytest.raises(ValueError, match=r"X has shape \(4, 4\) and G has shape"):
        inverse_vjp(B, A)
