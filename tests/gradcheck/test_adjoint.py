import numpy as np
import pytest

from mathlib.gradcheck import adjoint_test

A = np.random.default_rng(0).normal(size=(4, 2))


def jvp(H):
    return A @ H


def test_the_adjoint_of_a_product_passes():
    result = adjoint_test(jvp, lambda G: A.T @ G, (2, 3), (4, 3))
    assert result.passed and result.relative_gap < 1e-15
    assert abs(result.left - result.right) < 1e-13 and result.left != 0
    assert result.verdict == "equal: the backward pass is the adjoint"
    assert repr(result) == repr(adjoint_test(jvp, lambda G: A.T @ G, (2, 3), (4, 3)))


def test_a_backward_pass_that_is_not_the_adjoint_is_refused():
    wrong = {
        "factor": lambda G: 2 * A.T @ G,
        "sign": lambda G: -A.T @ G,
        "a millionth": lambda G: (1 + 1e-6) * A.T @ G,
        "upstream gradient ignored": lambda G: A.T @ np.ones_like(G),
    }
    for vjp in wrong.values():
        result = adjoint_test(jvp, vjp, (2, 3), (4, 3))
        assert not result.passed and "not the adjoint" in result.verdict
    square = np.random.default_rng(1).normal(size=(3, 3))
    assert not adjoint_test(lambda H: square @ H, lambda G: square @ G, 3, 3).passed


def test_a_cumulative_sum_goes_back_as_a_reversed_one():
    assert adjoint_test(np.cumsum, lambda G: np.cumsum(G[::-1])[::-1], 5, 5).passed
    assert not adjoint_test(np.cumsum, np.cumsum, 5, 5).passed


def test_float32_is_judged_by_its_own_precision():
    def vjp(G):
        return A.T.astype(np.float32) @ G.astype(np.float32)

    result = adjoint_test(jvp, vjp, (2, 3), (4, 3))
    assert result.passed and result.relative_gap > 1e-12
    assert not adjoint_test(jvp, lambda G: 1.01 * vjp(G), (2, 3), (4, 3)).passed


def test_two_zeros_prove_nothing():
    result = adjoint_test(np.zeros_like, np.zeros_like, (2, 3), (2, 3))
    assert not result.passed and "cannot tell" in result.verdict


def test_wrong_answers_are_named():
    with pytest.raises(ValueError, match=r"jvp\(H\) has shape \(4, 3\).*y_shape = \(3, 4\)"):
        adjoint_test(jvp, lambda G: A.T @ G, (2, 3), (3, 4))
    with pytest.raises(ValueError, match=r"vjp\(G\) has shape \(3, 2\).*x_shape = \(2, 3\)"):
        adjoint_test(jvp, lambda G: (A.T @ G).T, (2, 3), (4, 3))
    with pytest.raises(TypeError, match=r"vjp\(G\) is None"):
        adjoint_test(jvp, lambda G: None, (2, 3), (4, 3))
    with pytest.raises(ValueError, match="finite"):
        adjoint_test(lambda H: jvp(H) + np.inf, lambda G: A.T @ G, (2, 3), (4, 3))


def test_the_probes_follow_the_generator():
    def left(seed):
        rng = np.random.default_rng(seed)
        return adjoint_test(jvp, lambda G: A.T @ G, (2, 3), (4, 3), rng).left

    assert left(1) == left(1) != left(2)
