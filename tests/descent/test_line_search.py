import numpy as np
import pytest

from mathlib.descent import Quadratic, backtracking, exact_line_search, gradient_descent


def test_the_exact_step_is_the_best_of_its_line(quadratic):
    run = exact_line_search(quadratic, [2.0, -1.0, 3.0], max_steps=6)
    for t in range(6):
        x, g, eta = run.points[t], quadratic.gradient(run.points[t]), run.steps[t]
        assert np.allclose(run.points[t + 1], x - eta * g)
        for other in (0.99 * eta, 1.01 * eta):
            assert quadratic.loss(x - other * g) > run.losses[t + 1]


def test_the_exact_step_survives_tiny_gradients():
    run = exact_line_search(Quadratic(np.diag([1.0, 4.0])), [4e-200, 1e-200], max_steps=3)
    assert run.steps.shape == (3,) and np.allclose(run.steps, 0.4)


def test_exact_line_search_wants_a_quadratic():
    with pytest.raises(TypeError, match="Use `backtracking`"):
        exact_line_search(object(), [1.0])


class Bowl:
    """Σ x² − log(1 − x²), a bowl that is defined for |x| < 1 only."""

    def loss(self, x):
        with np.errstate(invalid="ignore"):
            return float(np.sum(x**2 - np.log(1 - x**2)))

    def gradient(self, x):
        return 2 * x + 2 * x / (1 - x**2)


def test_backtracking_takes_the_first_step_that_descends_enough(quadratic):
    run = backtracking(quadratic, [2.0, -1.0, 3.0], step=4.0, fraction=0.3, max_steps=20)
    tried = 4.0 * 0.5 ** np.arange(20)
    for t in range(run.n_steps):
        g = quadratic.gradient(run.points[t])

        def enough(eta, t=t, g=g):
            limit = run.losses[t] - 0.3 * eta * (g @ g)
            return quadratic.loss(run.points[t] - eta * g) <= limit

        assert run.steps[t] == next(eta for eta in tried if enough(eta))


def test_backtracking_stays_inside_the_domain():
    start = np.array([0.9, -0.99])
    run = backtracking(Bowl(), start, step=10.0, max_steps=60, tolerance=1e-8)
    assert run.stop_reason == "gradient within tolerance" and np.all(np.abs(run.points) < 1)
    assert gradient_descent(Bowl(), start, 1.0).stop_reason == "diverged"


def test_a_wrong_gradient_finds_no_decrease():
    class Uphill(Bowl):
        def gradient(self, x):
            return -super().gradient(x)

    run = backtracking(Uphill(), [0.5])
    assert run.stop_reason == "no decrease found" and run.n_steps == 0


def test_bad_arguments_are_refused(quadratic):
    for name, value in (("step", 0.0), ("shrink", 1.0), ("fraction", 0.0)):
        with pytest.raises(ValueError, match=f"{name} is {value}"):
            backtracking(quadratic, np.ones(3), **{name: value})
