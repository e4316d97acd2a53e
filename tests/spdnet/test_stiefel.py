import numpy as np
import pytest
import torch

from mathlib.spdnet import polar_retraction, qr_retraction, random_stiefel, tangent_projection
from mathlib.spdnet.stiefel import check_orthonormal_rows, orthonormal_rows

RETRACTIONS = (qr_retraction, polar_retraction)


def random(seed, *shape):
    return torch.as_tensor(np.random.default_rng(seed).normal(size=shape))


@pytest.fixture
def W():
    return random_stiefel(3, 7, generator=torch.Generator().manual_seed(0))


def test_rows_are_orthonormal(W):
    assert W.shape == (3, 7)
    torch.testing.assert_close(W @ W.mT, torch.eye(3, dtype=torch.float64), rtol=0, atol=1e-14)


@pytest.mark.parametrize("rows, columns", [(4, 3), (0, 3)])
def test_sizes_without_orthonormal_rows_are_refused(rows, columns):
    with pytest.raises(ValueError, match="do not exist"):
        random_stiefel(rows, columns)


def test_the_triangular_factor_has_a_positive_diagonal():
    M = random(1, 4, 6)
    T = M @ orthonormal_rows(M).mT
    assert (T.diagonal() > 0).all()
    torch.testing.assert_close(T, T.tril(), rtol=0, atol=1e-14)


def test_orthonormal_rows_are_left_as_they_are(W):
    """Without the signs of R, rows would flip here."""
    torch.testing.assert_close(orthonormal_rows(W), W, rtol=0, atol=1e-14)


def test_projection_is_tangent_idempotent_and_orthogonal(W):
    M, N = random(2, 3, 7), random(3, 3, 7)
    xi = tangent_projection(M, W)
    torch.testing.assert_close(xi @ W.mT, -(xi @ W.mT).mT, rtol=0, atol=1e-14)
    torch.testing.assert_close(tangent_projection(xi, W), xi, rtol=0, atol=1e-14)
    assert ((M - xi) * tangent_projection(N, W)).sum().abs() < 1e-13


def test_projection_keeps_the_turn_inside_the_row_space(W):
    """skew(M Wᵀ) W, which M (I − WᵀW) would lose."""
    A = random(4, 3, 3)
    inside = (A - A.mT) @ W
    torch.testing.assert_close(tangent_projection(inside, W), inside, rtol=0, atol=1e-14)


@pytest.mark.parametrize("retract", RETRACTIONS)
def test_retraction_agrees_with_the_step_to_second_order(W, retract):
    xi = tangent_projection(random(5, 3, 7), W)
    errors = [float((retract(W, t * xi) - W - t * xi).norm()) for t in (1e-2, 1e-3)]
    assert 90 < errors[0] / errors[1] < 110


@pytest.mark.parametrize("retract", RETRACTIONS)
def test_the_loss_falls_at_the_rate_of_the_squared_gradient(W, retract):
    """d/dη L(R(−η ξ)) = −‖ξ‖² for the Riemannian gradient ξ."""
    C = random(6, 7, 7)
    B = random(7, 3, 3)

    def loss(V):  # depends on more than the row space
        return (B * (V @ C @ V.mT)).sum()

    G = B @ W @ C.mT + B.mT @ W @ C
    xi, eta = tangent_projection(G, W), 1e-5
    slope = (loss(retract(W, -eta * xi)) - loss(retract(W, eta * xi))) / (2 * eta)
    assert slope.item() == pytest.approx(-xi.square().sum().item(), rel=1e-6)


def test_the_polar_retraction_is_the_nearest_point(W):
    step = tangent_projection(random(8, 3, 7), W)
    M, found = W + step, polar_retraction(W, step)
    values, U = torch.linalg.eigh(M @ M.mT)
    torch.testing.assert_close(found, (U / values.sqrt()) @ U.mT @ M, rtol=0, atol=1e-13)
    distance = (found - M).norm()
    assert distance < (qr_retraction(W, step) - M).norm()
    for seed in range(5):
        nearby = qr_retraction(found, 0.1 * tangent_projection(random(9 + seed, 3, 7), found))
        assert distance < (nearby - M).norm()


def test_a_long_step_loses_no_digits(W):
    step = 1e6 * tangent_projection(random(20, 3, 7), W)
    for retract in RETRACTIONS:
        V = retract(W, step)
        torch.testing.assert_close(V @ V.mT, torch.eye(3, dtype=torch.float64), rtol=0, atol=1e-13)


def test_what_is_no_point_of_the_manifold_is_refused(W):
    check_orthonormal_rows(W, "W")
    check_orthonormal_rows(W.float(), "W")
    with pytest.raises(ValueError, match=r"VVᵀ differs from I by 0.0201"):
        check_orthonormal_rows(1.01 * W, "V")
    with pytest.raises(ValueError, match=r"shape \(7, 3\); expected a matrix \(m, n\) with m ≤ n"):
        check_orthonormal_rows(W.mT, "V")
    with pytest.raises(ValueError, match="differs from I by nan"):
        check_orthonormal_rows(W * float("nan"), "V")


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("length", [1e-3, 1.0, 9.0, 1e2, 1e5])
def test_a_step_of_any_length_ends_on_the_manifold(length, dtype, generator):
    """Along one direction, the worst case for a factor of M Mᵀ."""
    W = random_stiefel(4, 7, generator=generator(), dtype=dtype)
    direction = torch.randn(7, generator=generator(1), dtype=dtype)
    direction -= W.mT @ (W @ direction)
    step = torch.zeros_like(W)
    step[1] = length * direction / torch.linalg.vector_norm(direction)
    found = qr_retraction(W, step)
    gap = found @ found.mT - torch.eye(4, dtype=dtype)
    assert gap.abs().max() < 2000 * torch.finfo(dtype).eps
    torch.testing.assert_close(found, orthonormal_rows(W + step), rtol=1e-3, atol=1e-4)
