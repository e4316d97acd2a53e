import numpy as np
import pytest

from mathlib.descent import (
    best_fixed_step,
    fixed_step_factor,
    heavy_ball_factor,
    heavy_ball_parameters,
)

MU, L = 0.7, 23.0


def test_the_factor_is_the_spectral_norm_of_the_iteration_matrix():
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    Q = basis * [MU, 2.0, 9.0, L] @ basis.T
    for eta in (0.0, 0.03, 0.08, 0.2):
        norm = np.linalg.norm(np.eye(4) - eta * Q, 2)
        assert fixed_step_factor(eta, MU, L) == pytest.approx(norm, rel=1e-12)


def test_no_other_fixed_step_is_better():
    best = best_fixed_step(MU, L)
    least = fixed_step_factor(best, MU, L)
    kappa = L / MU
    assert least == pytest.approx((kappa - 1) / (kappa + 1))
    assert all(fixed_step_factor(best * t, MU, L) > least for t in (0.5, 0.99, 1.01, 1.5))


def test_heavy_ball_factor_is_the_spectral_radius_of_its_iteration():
    rng = np.random.default_rng(1)
    eigenvalues = rng.uniform(MU, L, size=5)
    for eta, beta in ((0.1, 0.6), (0.02, 0.3), (0.08, 0.9), (0.3, 0.1)):
        radius = max(
            np.abs(np.linalg.eigvals([[1 + beta - eta * q, -beta], [1, 0]])).max()
            for q in eigenvalues
        )
        assert heavy_ball_factor(eta, beta, eigenvalues) == pytest.approx(radius, rel=1e-10)


def test_no_other_heavy_ball_is_better():
    eta, beta = heavy_ball_parameters(MU, L)
    least = heavy_ball_factor(eta, beta, [MU, L])
    assert least == pytest.approx(np.sqrt(beta), rel=1e-6)
    for s in (0.9, 1.0, 1.1):
        for t in (0.9, 1.0, 1.1):
            if (s, t) != (1.0, 1.0):
                assert heavy_ball_factor(s * eta, min(t * beta, 0.999), [MU, L]) > least
    assert heavy_ball_parameters(4, 4) == pytest.approx((0.25, 0.0))


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="mu is 2 and L is 1;"):
        best_fixed_step(2, 1)
    with pytest.raises(ValueError, match="mu is 0"):
        heavy_ball_parameters(0, 1)
    with pytest.raises(ValueError, match="step is -1"):
        fixed_step_factor(-1, 1, 2)
