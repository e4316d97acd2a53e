import numpy as np
import pytest
import torch

from mathlib.differentials import (
    adjugate,
    det,
    det_jvp,
    det_vjp,
    logdet,
    logdet_jvp,
    logdet_vjp,
)
from mathlib.gradcheck import numerical_gradient, relative_error, taylor_test


def cofactors(D):
    n = len(D)
    return np.array(
        [
            [(-1) ** (i + j) * np.linalg.det(np.delete(np.delete(D, i, 0), j, 1)) for j in range(n)]
            for i in range(n)
        ]
    )


def of_rank(n, rank, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, rank)) @ rng.normal(size=(rank, n))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_three_ways(three_ways, n):
    D = np.random.default_rng(n).normal(size=(n, n))
    three_ways(det, det_jvp, det_vjp, torch.det, D)
    three_ways(logdet, logdet_jvp, logdet_vjp, lambda X: torch.linalg.slogdet(X)[1], D)
    three_ways(logdet, logdet_jvp, logdet_vjp, lambda X: torch.linalg.slogdet(X)[1], D[::-1].copy())


@pytest.mark.parametrize(("n", "rank"), [(1, 0), (1, 1), (2, 1), (4, 4), (4, 3), (4, 2), (5, 0)])
def test_the_adjugate_is_the_transposed_matrix_of_cofactors(n, rank):
    D = of_rank(n, rank)
    size = max(np.linalg.norm(cofactors(D)), 1e-300)
    adj = adjugate(D)
    assert adj.shape == (n, n)
    assert np.linalg.norm(adj - cofactors(D).T) < 1e-12 * max(size, np.linalg.norm(D) ** (n - 1))
    assert np.allclose(D @ adj, np.linalg.det(D) * np.eye(n), atol=1e-10)
    assert (np.linalg.norm(adj) > 1e-6) == (rank >= n - 1)


def test_known_values():
    assert np.allclose(adjugate([[2, 1], [1, 3]]), [[3, -1], [-1, 2]])
    assert np.allclose(adjugate([[1, 2], [3, 4]]), [[4, -2], [-3, 1]])
    assert det_jvp([[2, 1], [1, 3]], np.eye(2)) == pytest.approx(5)


@pytest.mark.parametrize(("n", "rank"), [(4, 3), (4, 2), (3, 1)])
def test_the_determinant_has_a_gradient_at_singular_matrices(n, rank):
    D = of_rank(n, rank)
    G = 1.7
    gradient = det_vjp(G, D)
    assert np.allclose(gradient, numerical_gradient(lambda D: G * det(D), D), atol=1e-9)
    if rank == n - 1:
        assert relative_error(gradient, numerical_gradient(lambda D: G * det(D), D)) < 1e-8
        assert taylor_test(lambda D: G * det(D), D, gradient).passed


def test_logdet_does_not_overflow():
    X = 1e3 * np.random.default_rng(0).normal(size=(150, 150))
    with np.errstate(over="ignore"):
        assert np.isfinite(logdet(X)) and np.isinf(det(X))
    assert logdet([[0.0, 1.0], [1.0, 0.0]]) == 0  # |det|: a negative determinant is welcome


def test_bad_input_is_refused():
    singular = of_rank(3, 2)
    for call in (
        lambda: logdet(singular),
        lambda: logdet_jvp(singular, singular),
        lambda: logdet_vjp(1.0, singular),
    ):
        with pytest.raises(ValueError, match=r"condition number is .*add a ridge"):
            call()
    for call in (
        lambda: adjugate(np.ones((2, 3))),
        lambda: det(np.ones((2, 3))),
        lambda: logdet(np.ones((2, 3))),
    ):
        with pytest.raises(ValueError, match="expected a square matrix"):
            call()
    with pytest.raises(ValueError, match="expected equal shapes"):
        det_jvp(np.eye(2), np.eye(3))
    with pytest.raises(ValueError, match=r"G has shape \(2, 2\)"):
        det_vjp(np.eye(2), np.eye(2))
