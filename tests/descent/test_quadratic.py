import numpy as np
import pytest

from mathlib.descent import Quadratic, length
from mathlib.gradcheck import numerical_gradient, relative_error


def test_gradient_minimiser_and_spectrum(quadratic):
    x = np.random.default_rng(0).normal(size=3)
    assert relative_error(quadratic.gradient(x), numerical_gradient(quadratic.loss, x)) < 1e-9
    assert np.allclose(quadratic.gradient(quadratic.minimiser), 0, atol=1e-14)
    assert quadratic.least_loss == quadratic.loss(quadratic.minimiser)
    assert quadratic.loss(x) > quadratic.least_loss
    assert quadratic.loss(np.zeros(3)) == 0
    assert np.allclose(quadratic.eigenvalues, [1, 3, 10])
    assert (quadratic.mu, quadratic.L) == pytest.approx((1, 10))
    assert quadratic.condition == pytest.approx(10)


def test_without_b_the_minimiser_is_the_origin():
    assert np.array_equal(Quadratic([[2, 1], [1, 3]]).minimiser, [0, 0])


@pytest.mark.parametrize("name", ["l1", "l2", "linf", "P"])
def test_smoothness_is_the_largest_curvature_over_the_unit_ball(quadratic, name):
    rng = np.random.default_rng(1)
    root = rng.normal(size=(3, 3))
    norm = root @ root.T + np.eye(3) if name == "P" else name
    largest = quadratic.smoothness(norm)
    steps = rng.normal(size=(4000, 3))
    steps[:1000] = np.sign(steps[:1000])
    steps[:3] = np.eye(3)
    curvatures = [d @ quadratic.Q @ d / length(d, norm) ** 2 for d in steps]
    assert 0.95 * largest < max(curvatures) <= largest * (1 + 1e-12)


def test_bad_quadratics_are_refused(quadratic):
    with pytest.raises(ValueError, match="Q has the eigenvalue -1"):
        Quadratic([[1, 2], [2, 1]])
    with pytest.raises(ValueError, match="Q differs from its transpose"):
        Quadratic([[1, 2], [0, 1]])
    with pytest.raises(ValueError, match=r"b \(3,\); expected"):
        Quadratic(np.eye(2), np.ones(3))
    with pytest.raises(ValueError, match="expected equal shapes"):
        quadratic.loss(np.zeros((3, 1)))
    with pytest.raises(ValueError, match="2 axes"):
        quadratic.smoothness("spectral")
    with pytest.raises(ValueError, match="17 rows"):
        Quadratic(np.eye(17)).smoothness("linf")
