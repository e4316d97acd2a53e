import numpy as np
import pytest

from mathlib.descent import (
    Quadratic,
    gradient_descent,
    heavy_ball,
    heavy_ball_parameters,
    normalised_descent,
)


def test_points_follow_the_rule(quadratic):
    x = np.random.default_rng(0).normal(size=3)
    run = gradient_descent(quadratic, x, 0.1, max_steps=7)
    assert run.points.shape == (8, 3) and run.steps.shape == (7,) == run.step_lengths.shape
    for t in range(7):
        step = -0.1 * quadratic.gradient(run.points[t])
        assert np.allclose(run.points[t + 1], run.points[t] + step, rtol=1e-14)
        assert run.step_lengths[t] == pytest.approx(np.linalg.norm(step))
        assert run.losses[t] == quadratic.loss(run.points[t])
        size = np.linalg.norm(quadratic.gradient(run.points[t]))
        assert run.gradient_norms[t] == pytest.approx(size, rel=1e-14)
    assert run.stop_reason == "step limit" and np.all(run.steps == 0.1)
    assert np.array_equal(run.points[0], x)


@pytest.mark.parametrize("name", ["l1", "l2", "linf", "P"])
def test_every_norm_has_its_border_at_two_over_its_smoothness(quadratic, name):
    norm = np.diag([1.0, 2.0, 5.0]) if name == "P" else name
    L, x = quadratic.smoothness(norm), np.array([1.0, -2.0, 0.5])
    for eta_L in (0.3, 1.0, 1.9):
        losses = gradient_descent(quadratic, x, eta_L / L, norm=norm).losses
        assert np.all(np.diff(losses) < 1e-12)
    if name in ("l2", "P"):
        assert gradient_descent(quadratic, x, 2.2 / L, norm=norm, max_steps=200).losses[-1] > 100


def test_the_norm_of_the_quadratic_itself_lands_in_one_step(quadratic):
    run = gradient_descent(quadratic, [3.0, 1.0, -2.0], 1.0, norm=quadratic.Q, max_steps=1)
    assert np.allclose(run.points[1], quadratic.minimiser, atol=1e-12)


def test_matrices_descend_too():
    target = np.random.default_rng(0).normal(size=(2, 4))

    class Distance:
        def loss(self, X):
            return float(np.sum((X - target) ** 2) / 2)

        def gradient(self, X):
            return X - target

    run = gradient_descent(Distance(), np.zeros((2, 4)), 0.1, norm="spectral", max_steps=200)
    assert run.points.shape == (201, 2, 4) and run.losses[-1] < 1e-3 * run.losses[0]
    assert run.step_lengths.shape == (200,)


def test_divergence_stops_with_finite_numbers(quadratic):
    run = gradient_descent(quadratic, np.ones(3), 1.0, max_steps=10_000)
    assert run.stop_reason == "diverged" and 50 < run.n_steps < 1000
    for numbers in (run.points, run.losses, run.gradient_norms, run.step_lengths):
        assert np.isfinite(numbers).all()
    assert "stopped: diverged" in repr(run)


def test_leaving_the_domain_is_divergence():
    class Logarithm:
        def loss(self, x):
            return float(np.sum(x - np.log(x)))

        def gradient(self, x):
            return 1 - 1 / x

    run = gradient_descent(Logarithm(), np.array([3.0]), 6.0)
    assert run.stop_reason == "diverged" and run.points.tolist() == [[3.0]]
    with pytest.raises(ValueError, match="inside the domain"):
        gradient_descent(Logarithm(), np.array([-1.0]), 0.1)


def test_tolerance_stops_the_run(quadratic):
    run = gradient_descent(quadratic, np.ones(3), 0.15, max_steps=1000, tolerance=1e-6)
    assert run.stop_reason == "gradient within tolerance"
    assert run.gradient_norms[-1] <= 1e-6 < run.gradient_norms[-2]


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_a_start_at_the_minimiser_stays_there(norm):
    run = gradient_descent(Quadratic(np.diag([1.0, 2.0])), np.zeros(2), 0.1, norm=norm)
    assert run.n_steps == 0 and run.stop_reason == "gradient within tolerance"


def test_heavy_ball_remembers_one_step(quadratic):
    run = heavy_ball(quadratic, np.ones(3), 0.1, 0.6, max_steps=5)
    x = run.points
    assert np.allclose(x[1], x[0] - 0.1 * quadratic.gradient(x[0]))  # from rest
    for t in range(1, 5):
        right = x[t] - 0.1 * quadratic.gradient(x[t]) + 0.6 * (x[t] - x[t - 1])
        assert np.allclose(x[t + 1], right, rtol=1e-13)
    plain = gradient_descent(quadratic, np.ones(3), 0.1, max_steps=5)
    assert np.array_equal(
        heavy_ball(quadratic, np.ones(3), 0.1, 0.0, max_steps=5).points, plain.points
    )


def test_heavy_ball_swings_through_a_flat_point():
    # The first step lands on the minimiser exactly; only the speed carries on.
    run = heavy_ball(Quadratic([[2.0]]), [1.0], 0.5, 0.5, max_steps=3)
    assert run.points[:3, 0].tolist() == [1.0, 0.0, -0.5] and run.n_steps == 3
    settled = heavy_ball(Quadratic([[2.0]]), [1.0], 0.5, 0.25, max_steps=500, tolerance=1e-9)
    assert settled.stop_reason == "gradient within tolerance"
    assert np.all(settled.gradient_norms[-2:] <= 1e-9)
    assert heavy_ball(Quadratic([[2.0]]), [0.0], 0.5, 0.5).n_steps == 0


def test_heavy_ball_wins_where_the_valley_is_narrow():
    valley = Quadratic(np.diag([1.0, 100.0]))
    ball = heavy_ball(valley, [1.0, 1.0], *heavy_ball_parameters(1, 100), max_steps=100)
    plain = gradient_descent(valley, [1.0, 1.0], 2 / 101, max_steps=100)
    assert ball.losses[-1] < 1e-10 < 1e-2 < plain.losses[-1]


def test_normalised_steps_all_have_one_length(quadratic):
    run = normalised_descent(quadratic, 5 * np.ones(3), 0.3, max_steps=60)
    assert np.allclose(run.step_lengths, 0.3, rtol=1e-12)
    assert np.allclose(run.steps * run.gradient_norms[:-1], 0.3)  # η = α / ‖g‖
    exact = normalised_descent(Quadratic([[1.0]]), [1.0], 0.25)
    assert exact.n_steps == 4 and exact.stop_reason == "gradient within tolerance"


def test_bad_arguments_are_refused(quadratic):
    x = np.ones(3)
    for call, message in (
        (lambda: gradient_descent(quadratic, x, -0.1), "step is -0.1"),
        (lambda: gradient_descent(quadratic, x, np.nan), "step is nan"),
        (lambda: gradient_descent(quadratic, x, 0.1, max_steps=-1), "max_steps is -1"),
        (lambda: gradient_descent(quadratic, x, 0.1, tolerance=-1), "tolerance is -1"),
        (lambda: gradient_descent(quadratic, x[:2], 0.1), "expected equal shapes"),
        (lambda: gradient_descent(quadratic, [np.inf, 0, 0], 0.1), "start has the entry inf"),
        (lambda: heavy_ball(quadratic, x, 0.1, 1.0), "momentum is 1.0; expected less than 1"),
        (lambda: heavy_ball(quadratic, x, 0.1, -0.5), "momentum is -0.5"),
        (lambda: normalised_descent(quadratic, x, 0.0), "length is 0.0; expected a finite pos"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_a_gradient_of_another_shape_is_refused():
    class Column:
        def loss(self, x):
            return float(x @ x)

        def gradient(self, x):
            return 2 * x[:, None]

    with pytest.raises(ValueError, match=r"the point has shape \(2,\) and the gradient has shape"):
        gradient_descent(Column(), [1.0, 2.0], 0.1)
