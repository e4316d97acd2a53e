import numpy as np
import pytest
import torch

from mathlib.gradcheck import adjoint_test
from mathlib.spectral import EXP, LOG, SQRT, general, power, rectify

FUNCTIONS = {
    "exp": (EXP, torch.matrix_exp),
    "log": (LOG, general.logm),
    "sqrt": (SQRT, general.sqrtm),
    "inverse": (power(-1), torch.linalg.inv),
    "cube": (power(3), lambda A: A @ A @ A),
}


@pytest.fixture
def matrix(random):
    """Not symmetric, with two pairs of complex eigenvalues, away from the negative axis."""

    def make(seed, dtype=torch.float64):
        A = random(seed, 5, 5, dtype=dtype)
        skew = torch.zeros(5, 5, dtype=dtype)
        skew[0, 1], skew[1, 0], skew[2, 3], skew[3, 2] = 1.5, -1.5, 0.7, -0.7
        return 0.3 * A + skew + 3 * torch.eye(5, dtype=dtype)

    return make


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_both_forms_agree_forwards_and_backwards(name, dtype, matrix, random):
    fn, matrix_function = FUNCTIONS[name]
    X = torch.stack([matrix(1, dtype), matrix(2, dtype)])
    H, G = random(3, 2, 2, 5, 5, dtype=dtype)
    assert torch.linalg.eigvals(X).imag.abs().amax() > 0.5
    forward = general.frechet_block(matrix_function, X, H)
    backward = general.vjp_block(G, X, matrix_function)
    assert forward.shape == backward.shape == (2, 5, 5)
    assert forward.dtype == backward.dtype == dtype
    torch.testing.assert_close(general.frechet_eig(fn, X, H), forward, rtol=1e-11, atol=1e-11)
    torch.testing.assert_close(general.vjp_eig(G, X, fn), backward, rtol=1e-11, atol=1e-11)


def test_exp_against_autograd(matrix, random, gradient):
    X, G = matrix(4), random(5, 5, 5)
    expected = gradient(torch.matrix_exp, X, G)
    torch.testing.assert_close(general.vjp_eig(G, X, EXP), expected, rtol=1e-12, atol=1e-12)
    found = general.vjp_block(G, X, torch.matrix_exp)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["log", "sqrt"])
def test_backward_is_the_adjoint_of_forward(name, matrix):
    X, (fn, matrix_function) = matrix(6), FUNCTIONS[name]

    def jvp(H):
        return general.frechet_block(matrix_function, X, torch.as_tensor(H)).numpy()

    def vjp(G):
        return general.vjp_eig(torch.as_tensor(G), X, fn).numpy()

    result = adjoint_test(jvp, vjp, (5, 5), (5, 5), np.random.default_rng(7))
    assert result.passed, result


def test_a_jordan_block_by_hand():
    """exp at [[2, 1], [0, 2]] with G = E₁₁: e² [[1, 0], [½, 0]]."""
    X = torch.tensor([[2.0, 1.0], [0.0, 2.0]], dtype=torch.float64)
    G = torch.tensor([[1.0, 0.0], [0.0, 0.0]], dtype=torch.float64)
    expected = np.exp(2) * torch.tensor([[1.0, 0.0], [0.5, 0.0]], dtype=torch.float64)
    torch.testing.assert_close(general.vjp_block(G, X, torch.matrix_exp), expected)


@pytest.mark.parametrize("name", ["log", "sqrt", "inverse"])
def test_the_block_form_is_accurate_at_a_jordan_block_of_order_three(name, random):
    """Against central differences in a quarter of the digits, times the step's order."""
    X = 2 * torch.eye(3, dtype=torch.float64) + torch.diag(torch.ones(2), 1)
    H, f = random(8, 3, 3), FUNCTIONS[name][1]
    numerical = (
        8 * (f(X + 1e-3 * H) - f(X - 1e-3 * H)) - (f(X + 2e-3 * H) - f(X - 2e-3 * H))
    ) / 12e-3
    torch.testing.assert_close(general.frechet_block(f, X, H), numerical, rtol=1e-9, atol=1e-9)


def test_the_error_of_the_eigenvector_form_grows_with_the_condition_of_p(random):
    """[F11.19]: a Jordan block of order three opened by δ; the block form does not mind."""
    J = 2 * torch.eye(3, dtype=torch.float64) + torch.diag(torch.ones(2), 1)
    H, errors = random(9, 3, 3), []
    for delta in (1e-1, 1e-3):
        X = J + torch.diag(torch.tensor([-delta, 0.0, delta]))
        exact = general.frechet_block(torch.matrix_exp, X, H)
        found = general.frechet_eig(EXP, X, H)
        errors.append(float((found - exact).norm() / exact.norm()))
    assert errors[0] < 1e-11 < 1e-8 < errors[1]


def test_dependent_eigenvectors_are_refused_with_their_condition_number():
    X = torch.tensor([[[2.0, 0.3], [0.1, 1.0]], [[2.0, 1.0], [0.0, 2.0]]], dtype=torch.float64)
    with pytest.raises(ValueError, match=r"X\[1\] are .*cond\(P\) = \d.*frechet_block"):
        general.frechet_eig(EXP, X, torch.ones_like(X))
    general.vjp_eig(torch.ones_like(X), X, EXP, max_condition=float("inf"))


def test_the_cut_is_refused():
    X = torch.diag(torch.tensor([-1.0, 2.0], dtype=torch.float64))
    with pytest.raises(ValueError, match="X has the eigenvalue -1; the logarithm"):
        general.frechet_eig(LOG, X, torch.ones_like(X))
    with pytest.raises(ValueError, match="negative real axis"):
        general.frechet_block(general.logm, X, torch.ones_like(X))
    singular = torch.zeros(2, 2, dtype=torch.float64)
    with pytest.raises(ValueError, match=r"SciPy: .*singular"):
        general.frechet_block(general.logm, singular, torch.ones_like(X))


def test_kinked_and_elementwise_functions_are_refused(random):
    X, H = random(10, 2, 3, 3)
    with pytest.raises(TypeError, match=r"rectification at 0\.1 has a kink"):
        general.frechet_eig(rectify(0.1), X, H)
    with pytest.raises(ValueError, match="not of each entry"):
        general.frechet_block(torch.exp, X, H)
    with pytest.raises(ValueError, match="expected one of the same shape"):
        general.frechet_block(torch.trace, X, H)


def test_a_direction_of_another_size_does_not_spoil_the_corner(matrix, random):
    X, H = matrix(11), random(12, 5, 5)
    small = general.frechet_block(general.logm, X, 1e-200 * H)
    torch.testing.assert_close(1e200 * small, general.frechet_block(general.logm, X, H))
    zero = general.frechet_block(torch.matrix_exp, X, torch.zeros_like(X))
    assert torch.equal(zero, torch.zeros_like(X))


def test_arguments_are_looked_at(random):
    X = random(13, 3, 3)
    with pytest.raises(ValueError, match=r"H has shape \(2, 3, 3\) and X \(3, 3\)"):
        general.frechet_eig(EXP, X, random(14, 2, 3, 3))
    with pytest.raises(TypeError, match=r"G has dtype torch\.float32"):
        general.vjp_block(X.float(), X, torch.matrix_exp)
    X[0, 1] = float("nan")
    with pytest.raises(ValueError, match=r"X has the entry nan at index \(0, 1\)"):
        general.vjp_eig(torch.ones_like(X), X, EXP)
