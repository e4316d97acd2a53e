import mpmath
import numpy as np
import pytest
import torch

from mathlib.gradcheck import taylor_test
from mathlib.spectral import EXP, LOG, apply, frechet, logm

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]  # no two close, none near 1 or 2


def test_value(case, with_spectrum, digits):
    X = torch.stack([with_spectrum(SPECTRUM, 1), with_spectrum(np.array(SPECTRUM) / 7, 2)])

    def exact(factor):
        return [float(case.value(mpmath.mpf(x) / factor)) for x in SPECTRUM]

    expected = torch.stack([with_spectrum(exact(1), 1), with_spectrum(exact(7), 2)])
    scale = expected.abs().amax(dim=(-2, -1), keepdim=True)
    found = apply(case.fn, X)
    assert found.shape == X.shape
    torch.testing.assert_close(found / scale, expected / scale, rtol=0, atol=2e-12)


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_first_and_second_derivatives_at_equal_eigenvalues(fn, dtype, with_spectrum):
    """With two batch axes; the second member has an equal pair."""
    spectra = [[0.05, 0.4, 3.1], [0.2, 1.9, 1.9]]
    X = torch.stack([with_spectrum(s, k, dtype) for k, s in enumerate(spectra)])
    X = X.reshape(2, 1, 3, 3).requires_grad_()

    def symmetric_input(A):
        return apply(fn, (A + A.mH) / 2)

    fast = {"fast_mode": True, "atol": 1e-5, "rtol": 1e-4}
    assert torch.autograd.gradcheck(symmetric_input, X, check_forward_ad=True, **fast)
    assert torch.autograd.gradgradcheck(symmetric_input, X, **fast)


def test_taylor_slope_two(fn, with_spectrum, random, gradient):
    X, G = with_spectrum(SPECTRUM, 3), random(4, 5, 5)

    def loss(array):
        A = torch.as_tensor(array)
        try:
            return float((apply(fn, (A + A.mT) / 2) * G).sum())
        except ValueError:  # a large step leaves the cone
            return float("nan")

    pulled = gradient(lambda A: apply(fn, A), X, G)
    found = taylor_test(loss, X.numpy(), pulled.numpy())
    assert found.passed, found


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-10, 1e-13, 0.0])
def test_the_gradient_is_accurate_at_every_gap(case, gap, with_spectrum, random, gradient, digits):
    """Against the same matrix in 50 digits, by way of its exact eigenvalues."""
    X = with_spectrum([0.3, 3.7, 3.7 + gap, 9.1], 7)
    G = random(8, 4, 4)
    E, Q = mpmath.eigsy(mpmath.matrix(X.tolist()))
    G_hat = Q.T * mpmath.matrix(((G + G.mT) / 2).tolist()) * Q
    for i in range(4):
        for j in range(4):
            G_hat[i, j] *= case.first(E[i], E[j])
    exact = np.array((Q * G_hat * Q.T).tolist(), dtype=float)
    found = gradient(lambda A: apply(case.fn, A), X, G).numpy()
    assert np.abs(found - exact).max() / np.abs(exact).max() < 1e-13


def test_the_gradient_of_log_at_condition_200(with_spectrum, random, gradient, digits):
    X = with_spectrum(np.geomspace(0.05, 10.0, 6), 9)
    G = random(10, 6, 6)
    E, Q = mpmath.eigsy(mpmath.matrix(X.tolist()))
    G_hat = Q.T * mpmath.matrix(((G + G.mT) / 2).tolist()) * Q
    for i in range(6):
        for j in range(6):
            G_hat[i, j] *= 1 / E[i] if i == j else mpmath.log(E[i] / E[j]) / (E[i] - E[j])
    exact = np.array((Q * G_hat * Q.T).tolist(), dtype=float)
    error = np.abs(gradient(logm, X, G).numpy() - exact).max() / np.abs(exact).max()
    assert error < 1e-13


def test_at_a_multiple_of_the_identity_the_derivatives_are_exact(
    fn, random, gradient, hessian_vector
):
    """f′(c)·sym G, and ½f″(c)(GV + VG): products of numbers, no eigenvectors in them."""
    X, (G, V) = 3.7 * torch.eye(4, dtype=torch.float64).expand(3, 4, 4), random(6, 2, 3, 4, 4)
    c = torch.tensor(3.7, dtype=torch.float64)

    def layer(A):
        return apply(fn, A)

    torch.testing.assert_close(
        gradient(layer, X, G), fn.derivative(c) * (G + G.mT) / 2, rtol=1e-15, atol=0
    )
    G_sym, V_sym = (G + G.mT) / 2, (V + V.mT) / 2
    expected = fn.second_difference(c, c, c) * (G_sym @ V_sym + V_sym @ G_sym)
    found = hessian_vector(layer, X, G, V)
    scale = max(1.0, float(expected.abs().max()))
    torch.testing.assert_close(found / scale, expected / scale, rtol=0, atol=1e-14)


def test_at_a_multiple_of_the_identity_autograd_through_eigh_fails(random, gradient):
    def naive(A):
        eigenvalues, U = torch.linalg.eigh(A)
        return (U * eigenvalues.log()) @ U.mT

    X, G = 3.7 * torch.eye(4, dtype=torch.float64), random(6, 4, 4)
    assert gradient(naive, X, G).isnan().any()
    assert gradient(logm, X, G).isfinite().all()


def test_no_batch_member_influences_another(fn, with_spectrum, random, gradient, hessian_vector):
    """To the last bit: value, gradient and second derivative."""
    X = torch.stack([with_spectrum(SPECTRUM, k) for k in range(3)])
    G, V = random(9, 2, 3, 5, 5)
    Y = X.clone()
    Y[0], Y[2] = 30 * X[0], 5.5 * torch.eye(5)

    def layer(A):
        return apply(fn, A)

    assert torch.equal(layer(X)[1], layer(Y)[1])
    assert torch.equal(gradient(layer, X, G)[1], gradient(layer, Y, G)[1])
    assert torch.equal(hessian_vector(layer, X, G, V)[1], hessian_vector(layer, Y, G, V)[1])


@pytest.mark.parametrize("dtype", [torch.float32, torch.complex64])
def test_single_precision_stays_single(fn, dtype, with_spectrum, random, gradient):
    wide = torch.complex128 if dtype.is_complex else torch.float64
    X, G = with_spectrum([0.3, 0.9, 4.4], 10, wide), random(11, 3, 3, dtype=wide)

    def layer(A):
        return apply(fn, A)

    found = gradient(layer, X.to(dtype), G.to(dtype))
    assert layer(X.to(dtype)).dtype == found.dtype == dtype
    expected = gradient(layer, X, G)
    scale = expected.abs().max()
    torch.testing.assert_close(found.to(wide) / scale, expected / scale, rtol=0, atol=1e-5)


def test_a_plain_backward_leaves_no_graph_and_one_with_create_graph_does(with_spectrum, random):
    X = with_spectrum(SPECTRUM, 12).requires_grad_()
    (first,) = torch.autograd.grad(logm(X), X, random(13, 5, 5))
    assert not first.requires_grad
    (first,) = torch.autograd.grad(logm(X), X, random(13, 5, 5), create_graph=True)
    assert first.requires_grad


def test_frechet_is_the_derivative_forwards_and_backwards(fn, with_spectrum, random, gradient):
    X, (H, G) = with_spectrum(SPECTRUM, 14), random(15, 2, 5, 5)
    _, forward = torch.func.jvp(lambda A: apply(fn, A), (X,), (H,))
    assert torch.equal(frechet(fn, X, H), forward)
    assert torch.equal(frechet(fn, X, G), gradient(lambda A: apply(fn, A), X, G))


def test_frechet_is_differentiable_in_both_arguments(with_spectrum, random):
    X, H = with_spectrum([0.3, 1.9, 1.9], 16).requires_grad_(), random(17, 3, 3).requires_grad_()

    def symmetric_input(A, H):
        return frechet(LOG, (A + A.mT) / 2, H)

    assert torch.autograd.gradcheck(symmetric_input, (X, H))


def test_arguments_are_looked_at(with_spectrum):
    X = with_spectrum(SPECTRUM, 18)
    with pytest.raises(TypeError, match=r"X is a ndarray; .*torch\.as_tensor\(X\)"):
        apply(EXP, X.numpy())
    with pytest.raises(TypeError, match=r"torch\.int64; expected torch\.float64"):
        apply(EXP, X.long())
    with pytest.raises(ValueError, match=r"shape \(5, 4\)"):
        apply(EXP, X[:, :4])
    with pytest.raises(ValueError, match=r"H has shape \(3, 5, 5\) and X \(5, 5\)"):
        frechet(EXP, X, X.expand(3, 5, 5))


def test_an_empty_batch_stays_empty(fn, gradient):
    X = torch.empty(0, 4, 4, dtype=torch.float64)
    assert apply(fn, X).shape == (0, 4, 4)
    assert gradient(lambda A: apply(fn, A), X, X).shape == (0, 4, 4)
