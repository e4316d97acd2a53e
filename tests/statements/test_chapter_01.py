"""The statements of chapter 01, computed; an erratum is computed as printed and as it is right."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.descent import (
    Quadratic,
    best_fixed_step,
    dual_norm,
    exact_line_search,
    fixed_step_factor,
    gradient_descent,
    heavy_ball,
    heavy_ball_factor,
    heavy_ball_parameters,
    length,
    normalised_descent,
    steepest_direction,
)
from mathlib.gradcheck import directional_derivative, relative_error

BY_QUOTIENT, BY_IDENTITY = 1e-8, 1e-11


class Smooth:
    """f(x) = Σ log cosh(a_k·x) + c·x: convex, not quadratic; ∇f is Lipschitz with ‖A‖²."""

    def __init__(self, seed=0, n=4):
        rng = np.random.default_rng(seed)
        self.A, self.c = rng.normal(size=(6, n)), rng.normal(size=n)
        self.L = np.linalg.norm(self.A, 2) ** 2

    def loss(self, x):
        return float(np.sum(np.logaddexp(self.A @ x, -self.A @ x)) + self.c @ x)

    def gradient(self, x):
        return self.A.T @ np.tanh(self.A @ x) + self.c


def quadratic(eigenvalues, seed=0):
    """A quadratic with a given spectrum, its eigenvectors and its minimiser not special."""
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.normal(size=2 * (len(eigenvalues),)))[0]
    return Quadratic(basis * eigenvalues @ basis.T, rng.normal(size=len(eigenvalues))), basis


def unit_vectors(rng, n, count=400):
    d = rng.normal(size=(count, n))
    return d / np.linalg.norm(d, axis=1, keepdims=True)


@pytest.mark.statement("F1.1")
@pytest.mark.statement("S01")
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_directional_derivative_is_an_inner_product(seed):
    f, rng = Smooth(seed), np.random.default_rng(seed)
    x, d = rng.normal(size=(2, 4))
    g = f.gradient(x)
    size = np.linalg.norm(g) * np.linalg.norm(d)
    assert abs(directional_derivative(f.loss, x, d) - d @ g) < BY_QUOTIENT * size
    # To first order: what is left of f(x + hd) − f(x) is of order h².
    left = [abs(f.loss(x + h * d) - f.loss(x) - h * (d @ g)) / h for h in (1e-2, 1e-3)]
    assert left[1] < 0.2 * left[0]


@pytest.mark.statement("F1.2")
def test_one_unit_direction_is_best_and_the_multiplier_is_half_the_norm():
    rng = np.random.default_rng(0)
    g, alpha = rng.normal(size=5), 0.7
    best, size = -g / np.linalg.norm(g), np.linalg.norm(g)
    assert relative_error(steepest_direction(g), best) < BY_IDENTITY
    multiplier = alpha * size / 2

    def lagrangian_gradient(d, lam):  # of α d·g + λ(d·d − 1), in d and in λ
        return np.append(alpha * g + 2 * lam * d, d @ d - 1)

    assert np.abs(lagrangian_gradient(best, multiplier)).max() < BY_IDENTITY
    # d = −αg/2λ has length 1 for λ = ±α‖g‖/2 only; the other sign is the maximiser.
    assert np.abs(lagrangian_gradient(-best, -multiplier)).max() < BY_IDENTITY
    assert alpha * (-best) @ g == pytest.approx(alpha * size, rel=BY_IDENTITY)
    # The excess over the minimum is (α‖g‖/2) ‖d − d*‖², zero at d* only.
    for d in unit_vectors(rng, 5):
        excess = alpha * d @ g + alpha * size
        assert excess == pytest.approx(multiplier * np.sum((d - best) ** 2), rel=1e-9, abs=1e-13)
        assert excess > 0


@pytest.mark.statement("F1.3")
@pytest.mark.statement("S02")
def test_the_best_value_is_minus_alpha_times_the_norm():
    rng = np.random.default_rng(1)
    g, alpha = rng.normal(size=3), 2.3
    value = alpha * steepest_direction(g) @ g
    assert value == pytest.approx(-alpha * np.linalg.norm(g), rel=BY_IDENTITY)
    values = alpha * unit_vectors(rng, 3, 4000) @ g
    assert value < values.min() < 0.99 * value


def lowest_on_the_ball(g, norm, rng, shape):
    """Try many steps of length 1 and return the least ⟨g, d⟩ among them."""
    steps = rng.normal(size=(500, *shape))
    return min(float(np.sum(g * d)) / length(d, norm) for d in steps)


@pytest.mark.statement("F1.4")
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_a_metric_turns_the_direction(seed):
    rng = np.random.default_rng(seed)
    g, root = rng.normal(size=4), rng.normal(size=(4, 4))
    P = root @ root.T + 0.5 * np.eye(4)
    inverse = np.linalg.inv(P)
    size = np.sqrt(g @ inverse @ g)
    d = steepest_direction(g, P)
    assert relative_error(d, -inverse @ g / size) < BY_IDENTITY
    assert d @ P @ d == pytest.approx(1, rel=BY_IDENTITY)
    assert d @ g == pytest.approx(-size, rel=BY_IDENTITY)
    assert lowest_on_the_ball(g, P, rng, (4,)) > d @ g


@pytest.mark.statement("F1.5")
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_cube_and_cross_polytope(seed):
    rng = np.random.default_rng(seed)
    g = rng.normal(size=5)
    on_cube, on_cross = steepest_direction(g, "linf"), steepest_direction(g, "l1")
    assert np.array_equal(on_cube, -np.sign(g))
    assert on_cube @ g == pytest.approx(-np.abs(g).sum(), rel=BY_IDENTITY)
    assert np.count_nonzero(on_cross) == 1 and np.abs(on_cross).sum() == 1
    assert on_cross @ g == pytest.approx(-np.abs(g).max(), rel=BY_IDENTITY)
    # A linear function is least at a corner, so the corners are the whole search.
    corners = np.array(np.meshgrid(*[[-1, 1]] * 5)).reshape(5, -1).T
    assert (corners @ g).min() == pytest.approx(on_cube @ g, rel=BY_IDENTITY)
    corners = np.vstack([np.eye(5), -np.eye(5)])
    assert (corners @ g).min() == pytest.approx(on_cross @ g, rel=BY_IDENTITY)


@pytest.mark.statement("F1.6")
@pytest.mark.parametrize("shape", [(3, 5), (5, 2), (4, 4)])
def test_spectral_ball(shape):
    rng = np.random.default_rng(2)
    G = rng.normal(size=shape)
    U, sigma, Vt = np.linalg.svd(G, full_matrices=False)
    D = steepest_direction(G, "spectral")
    assert D.shape == shape and relative_error(D, -U @ Vt) < BY_IDENTITY
    assert length(D, "spectral") == pytest.approx(1, rel=BY_IDENTITY)
    assert np.sum(G * D) == pytest.approx(-sigma.sum(), rel=BY_IDENTITY)
    assert dual_norm(G, "spectral") == pytest.approx(np.linalg.norm(G, "nuc"), rel=BY_IDENTITY)
    assert lowest_on_the_ball(G, "spectral", rng, shape) > np.sum(G * D)


@pytest.mark.statement("F1.7")
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), eta=st.floats(0, 0.3))
def test_one_step_multiplies_the_error_by_a_matrix(seed, eta):
    f, _ = quadratic([1.0, 3.0, 8.0], seed)
    x = np.random.default_rng(seed + 1).normal(size=3)
    step = gradient_descent(f, x, eta, max_steps=1).points[1]
    right = (np.eye(3) - eta * f.Q) @ (x - f.minimiser)
    assert np.linalg.norm(step - f.minimiser - right) < BY_IDENTITY * np.linalg.norm(
        x - f.minimiser
    )


@pytest.mark.statement("F1.8")
@pytest.mark.parametrize("eta_L", [0.0, 0.05, 1.0, 1.95, 2.0, 2.05])
def test_the_border_of_stability_is_two_over_L(eta_L):
    f, basis = quadratic([0.5, 2.0, 6.0])
    eta = eta_L / f.L
    for start in (basis[:, -1], basis.sum(axis=1)):  # both have a part in the steepest direction
        run = gradient_descent(f, f.minimiser + start, eta, max_steps=6000)
        left = np.linalg.norm(run.points[-1] - f.minimiser)
        assert (left < 1e-10) == (0 < eta_L < 2)
        assert left < 1e-10 or left > 0.999
    # A start without that part hides the border for a while, hence "from every start".
    flat = gradient_descent(f, f.minimiser + basis[:, 0], eta, max_steps=20)
    assert flat.losses[-1] <= flat.losses[0]
    # Along the steepest eigenvector each step multiplies the distance by |1 − ηL|.
    run = gradient_descent(f, f.minimiser + basis[:, -1], eta, max_steps=5)
    distances = np.linalg.norm(run.points - f.minimiser, axis=1)
    assert np.allclose(distances[1:], distances[:-1] * abs(1 - eta_L), atol=1e-13)


@pytest.mark.statement("F1.9")
def test_the_best_fixed_step():
    f, _ = quadratic([0.5, 1.0, 2.0, 9.0])
    best, kappa = best_fixed_step(f.mu, f.L), f.condition

    def norm(eta):
        return np.linalg.norm(np.eye(4) - eta * f.Q, 2)

    assert best == pytest.approx(2 / (0.5 + 9), rel=BY_IDENTITY)
    assert norm(best) == pytest.approx((kappa - 1) / (kappa + 1), rel=BY_IDENTITY)
    assert fixed_step_factor(best, f.mu, f.L) == pytest.approx(norm(best), rel=BY_IDENTITY)
    assert all(norm(eta) > norm(best) for eta in best * np.delete(np.linspace(0, 2, 41), 20))


@pytest.mark.statement("F1.10")
def test_exact_line_search_turns_at_right_angles():
    f, _ = quadratic([1.0, 2.0, 5.0, 20.0])
    run = exact_line_search(f, np.random.default_rng(3).normal(size=4), max_steps=12)
    g = [f.gradient(x) for x in run.points]
    for t in range(12):
        assert run.steps[t] == pytest.approx(g[t] @ g[t] / (g[t] @ f.Q @ g[t]), rel=1e-10)
        slope = directional_derivative(f.loss, run.points[t + 1], g[t] / np.linalg.norm(g[t]))
        assert abs(slope) < BY_QUOTIENT * np.linalg.norm(g[t])
        gap = abs(g[t] @ g[t + 1]) / (np.linalg.norm(g[t]) * np.linalg.norm(g[t + 1]))
        assert gap < BY_IDENTITY


@pytest.mark.statement("F1.11")
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_exact_line_search_gains_at_least_this_much(seed):
    rng = np.random.default_rng(seed)
    f, _ = quadratic(rng.uniform(0.2, 10, size=4), seed)
    run = exact_line_search(f, f.minimiser + rng.normal(size=4), max_steps=8)
    above = [(x - f.minimiser) @ f.Q @ (x - f.minimiser) / 2 for x in run.points]
    factor = ((f.condition - 1) / (f.condition + 1)) ** 2
    assert all(b <= factor * a * (1 + 1e-10) for a, b in pairwise(above))


@pytest.mark.statement("F1.12")
def test_the_bound_is_attained_from_the_worst_start():
    eigenvalues = np.array([0.5, 2.0, 6.0])
    f, basis = quadratic(eigenvalues)
    worst = f.L * basis[:, 0] + f.mu * basis[:, 2]
    run = exact_line_search(f, f.minimiser + worst, max_steps=6)
    above = np.array([(x - f.minimiser) @ f.Q @ (x - f.minimiser) / 2 for x in run.points])
    factor = ((f.condition - 1) / (f.condition + 1)) ** 2
    assert np.allclose(above[1:] / above[:-1], factor, rtol=BY_IDENTITY, atol=0)
    # ½(x² + 9y²) from (9, 1): 0.64 a step.
    example = exact_line_search(Quadratic(np.diag([1.0, 9.0])), [9.0, 1.0], max_steps=5)
    assert np.allclose(example.losses[1:] / example.losses[:-1], 0.64, rtol=BY_IDENTITY, atol=0)


@pytest.mark.statement("F1.13")
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), eta_L=st.floats(0, 4))
def test_the_descent_lemma(seed, eta_L):
    f, x = Smooth(seed), np.random.default_rng(seed + 1).normal(size=4)
    g, eta = f.gradient(x), eta_L / Smooth(seed).L
    bound = f.loss(x) - eta * (1 - f.L * eta / 2) * (g @ g)
    assert f.loss(x - eta * g) <= bound + BY_IDENTITY * (1 + abs(bound))
    # On the quadratic along its steepest eigenvector the bound is reached.
    q, basis = quadratic([1.0, 4.0])
    at, eta = q.minimiser + basis[:, -1], eta_L / q.L
    g = q.gradient(at)
    reached = q.loss(at) - eta * (1 - q.L * eta / 2) * (g @ g)
    assert q.loss(at - eta * g) == pytest.approx(reached, rel=1e-10, abs=1e-10)


@pytest.mark.statement("F1.14")
def test_heavy_ball_forgets_with_the_root_of_beta():
    f, _ = quadratic([1.0, 7.0, 40.0, 100.0])
    step, beta = heavy_ball_parameters(f.mu, f.L)
    assert step == pytest.approx(4 / (10 + 1) ** 2, rel=BY_IDENTITY)
    assert beta == pytest.approx((9 / 11) ** 2, rel=BY_IDENTITY)
    radii = [
        np.abs(np.linalg.eigvals([[1 + beta - step * q, -beta], [1, 0]])).max()
        for q in f.eigenvalues
    ]
    assert np.allclose(radii, 9 / 11, rtol=1e-6)  # a double root at the ends costs half the digits
    assert heavy_ball_factor(step, beta, f.eigenvalues) == pytest.approx(9 / 11, rel=1e-6)
    # Counted for a gain of 1e-6: the double roots decay like t ρ^t, hence more than 69.
    run = heavy_ball(f, f.minimiser + np.ones(4), step, beta, max_steps=400)
    distances = np.linalg.norm(run.points - f.minimiser, axis=1)
    assert 69 < int(np.argmax(distances < 1e-6 * distances[0])) < 100
    late = (distances[120] / distances[60]) ** (1 / 60)
    assert late == pytest.approx(9 / 11, rel=0.02)
    other = heavy_ball_factor(step, beta / 2, f.eigenvalues)
    assert other > 9 / 11 + 0.01


@pytest.mark.statement("F1.15")
@pytest.mark.statement("E11")
def test_steps_of_fixed_length_end_in_a_cycle_of_two():
    f, basis = quadratic([1.0, 3.0, 10.0])
    alpha = 0.3
    rng = np.random.default_rng(4)
    for start in f.minimiser + 2 * rng.normal(size=(3, 3)):
        run = normalised_descent(f, start, alpha, max_steps=4000)
        last = run.points[-4:] - f.minimiser
        assert np.allclose(last[0], last[2], atol=1e-9) and np.allclose(last[1], last[3], atol=1e-9)
        assert np.linalg.norm(last[1] - last[0]) == pytest.approx(alpha, rel=BY_IDENTITY)
        along = last @ basis[:, -1]
        assert np.allclose(last, along[:, None] * basis[:, -1], atol=1e-9)
        assert along[0] * along[1] < 0 and np.all(np.abs(along) < alpha)
    # Steps of length η‖∇f‖ instead, ordinary descent, converge from the same start.
    plain = gradient_descent(f, start, 0.15, max_steps=400)
    assert np.linalg.norm(plain.points[-1] - f.minimiser) < 1e-12
    assert np.allclose(plain.step_lengths[:50], 0.15 * plain.gradient_norms[:50], rtol=1e-9)
    # And what is steepest depends on the norm of the constraint.
    g = f.gradient(start)
    angles = [steepest_direction(g), steepest_direction(g, "linf"), steepest_direction(g, f.Q)]
    units = [d / np.linalg.norm(d) for d in angles]
    assert all(units[i] @ units[j] < 0.999 for i, j in ((0, 1), (0, 2), (1, 2)))


@pytest.mark.statement("E08")
def test_a_negative_alpha_turns_the_minimiser_round():
    rng = np.random.default_rng(5)
    g = rng.normal(size=3)
    printed = -g / np.linalg.norm(g)
    trials = unit_vectors(rng, 3, 4000)
    lowest = trials[np.argmin(-0.8 * trials @ g)]  # α = −0.8
    assert relative_error(printed, -printed) == 2.0
    assert lowest @ -printed > 0.99 and lowest @ printed < -0.99
    assert -0.8 * -printed @ g == pytest.approx(-0.8 * np.linalg.norm(g), rel=BY_IDENTITY)
    assert not (0.0 * trials @ g).any()  # α = 0: every direction is a minimiser


@pytest.mark.statement("E09")
def test_the_lagrangian_is_least_at_the_printed_direction_for_one_multiplier_only():
    rng = np.random.default_rng(6)
    g, alpha = rng.normal(size=4), 1.0
    size, printed = np.linalg.norm(g), -g / np.linalg.norm(g)

    def lagrangian(d, lam):
        return alpha * d @ g + lam * (d @ d - 1)

    def minimiser(lam):  # α g + 2λ d = 0, and the Hessian 2λI is positive for λ > 0
        return -alpha * g / (2 * lam)

    for lam in (alpha * size / 2, size, 3.0):
        best = minimiser(lam)
        trials = best + rng.normal(size=(200, 4))
        assert min(lagrangian(d, lam) for d in trials) > lagrangian(best, lam)
    assert relative_error(minimiser(alpha * size / 2), printed) < BY_IDENTITY
    assert np.linalg.norm(minimiser(size)) == pytest.approx(0.5, rel=BY_IDENTITY)
    assert lagrangian(minimiser(size), size) < lagrangian(printed, size) - 0.1
    # For λ ≤ 0 it falls without bound.
    assert lagrangian(1000 * printed, -1.0) < -(10**6)
    values = [lagrangian(t * printed, 0.0) for t in (1, 10, 100)]
    assert values[0] > values[1] > values[2]


@pytest.mark.statement("E10")
def test_without_a_gradient_no_direction_is_steepest():
    f, _ = quadratic([1.0, 5.0])
    zero = np.zeros(2)
    with np.errstate(invalid="ignore"):
        assert np.isnan(-zero / np.linalg.norm(zero)).all()  # the printed quotient
    assert not (unit_vectors(np.random.default_rng(7), 2) @ zero).any()
    with pytest.raises(ValueError, match="every direction is optimal"):
        steepest_direction(zero)
    # To first order f is flat at its minimiser, and descent stops there.
    change = [f.loss(f.minimiser + h * np.ones(2)) - f.loss(f.minimiser) for h in (1e-3, 1e-4)]
    assert change[0] / change[1] == pytest.approx(100, rel=1e-4)
    run = normalised_descent(Quadratic(np.eye(2)), np.array([0.0, 1.0]), 0.5)
    assert run.stop_reason == "gradient within tolerance" and np.isfinite(run.points).all()
