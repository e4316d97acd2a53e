import numpy as np
import pytest

from mathlib.descent import dual_norm, length, steepest_direction

NORMS = ("l1", "l2", "linf", "P")


def named(name, n=5, seed=0):
    if name != "P":
        return name
    root = np.random.default_rng(seed).normal(size=(n, n))
    return root @ root.T + 0.1 * np.eye(n)


@pytest.mark.parametrize("name", NORMS)
def test_no_step_of_length_one_goes_further_down(name):
    rng = np.random.default_rng(1)
    g, norm = rng.normal(size=5), named(name)
    d = steepest_direction(g, norm)
    assert d.shape == g.shape and length(d, norm) == pytest.approx(1)
    assert g @ d == pytest.approx(-dual_norm(g, norm), rel=1e-13)
    for other in rng.normal(size=(300, 5)):
        assert g @ other / length(other, norm) > g @ d


def test_spectral_norm_limits_every_singular_value():
    rng = np.random.default_rng(2)
    G = rng.normal(size=(3, 5))
    D = steepest_direction(G, "spectral")
    assert D.shape == G.shape and np.allclose(D @ D.T, np.eye(3))
    assert np.sum(G * D) == pytest.approx(-dual_norm(G, "spectral"))
    for other in rng.normal(size=(300, 3, 5)):
        assert np.sum(G * other) / length(other, "spectral") > np.sum(G * D)


@pytest.mark.parametrize("norm", ["l1", "l2", "linf", "spectral"])
def test_a_matrix_gets_a_matrix(norm):
    G = np.random.default_rng(3).normal(size=(2, 4))
    D = steepest_direction(G, norm)
    assert D.shape == (2, 4) and np.sum(G * D) == pytest.approx(-dual_norm(G, norm))


def test_known_values():
    assert np.array_equal(steepest_direction([3, 4]), [-0.6, -0.8])
    assert np.array_equal(steepest_direction([3, -4], "l1"), [0, 1])
    assert np.array_equal(steepest_direction([3, -4], "linf"), [-1, 1])
    assert np.allclose(steepest_direction([2, 2], np.diag([1.0, 4.0])), [-0.894427, -0.223607])
    assert [dual_norm([3, -4], norm) for norm in ("l1", "l2", "linf")] == [4, 5, 7]
    assert [length([3, -4], norm) for norm in ("l1", "l2", "linf")] == [7, 5, 4]


def test_ties_are_settled_and_keep_the_value():
    assert np.array_equal(steepest_direction([1, -2, 2], "l1"), [0, 1, 0])
    assert np.array_equal(steepest_direction([1, 0, -2], "linf"), [-1, 0, 1])
    G = np.outer([1.0, 2.0, 2.0], [3.0, 4.0])  # rank one
    D = steepest_direction(G, "spectral")
    assert np.allclose(D, -G / 15) and np.sum(G * D) == pytest.approx(-15)


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_the_size_of_the_gradient_does_not_matter(name, scale):
    g, norm = np.random.default_rng(4).normal(size=5), named(name)
    assert np.allclose(
        steepest_direction(scale * g, norm), steepest_direction(g, norm), rtol=1e-12, atol=0
    )
    if name != "P":
        assert dual_norm(scale * g, norm) == pytest.approx(scale * dual_norm(g, norm), rel=1e-12)
        assert length(scale * g, norm) == pytest.approx(scale * length(g, norm), rel=1e-12)


@pytest.mark.parametrize("name", NORMS)
def test_a_zero_gradient_has_no_steepest_direction(name):
    with pytest.raises(ValueError, match="every direction is optimal"):
        steepest_direction(np.zeros(5), named(name))
    assert dual_norm(np.zeros(5), named(name)) == 0


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="norm is 'l3'; expected one of 'l1', 'l2'"):
        steepest_direction([1.0, 2.0], "l3")
    with pytest.raises(ValueError, match=r"g has shape \(2,\); expected 2 axes"):
        steepest_direction([1.0, 2.0], "spectral")
    with pytest.raises(ValueError, match=r"a row of P has shape \(3,\)"):
        steepest_direction([1.0, 2.0], np.eye(3))
    with pytest.raises(ValueError, match="P has the eigenvalue -1; expected a positive definite"):
        steepest_direction([1.0, 2.0], np.diag([1.0, -1.0]))
    with pytest.raises(ValueError, match="P differs from its transpose"):
        dual_norm([1.0, 2.0], np.array([[1.0, 0.5], [0.0, 1.0]]))
    with pytest.raises(ValueError, match=r"d has the entry nan at index \(1,\)"):
        length([1.0, np.nan])
