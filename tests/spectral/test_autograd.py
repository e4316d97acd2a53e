import numpy as np
import pytest
import torch

from mathlib.gradcheck import taylor_test
from mathlib.spectral import logm, rectify_eigenvalues

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]  # no two close, none near 1 or 2
LAYERS = {"logm": logm, "rectify": lambda X: rectify_eigenvalues(X, 0.6)}


def random(seed, *shape, dtype=torch.float64):
    return torch.as_tensor(np.random.default_rng(seed).normal(size=shape), dtype=dtype)


def gradient(layer, X, G):
    X = X.clone().requires_grad_()
    return torch.autograd.grad((layer(X) * G).sum(), X)[0]


@pytest.mark.parametrize("name", LAYERS)
def test_value(name, with_spectrum):
    f = np.log if name == "logm" else lambda values: np.maximum(values, 0.6)
    X = torch.stack([with_spectrum(SPECTRUM, 1), 7 * with_spectrum(SPECTRUM, 2)])
    expected = torch.stack(
        [with_spectrum(f(np.array(SPECTRUM)), 1), with_spectrum(f(7 * np.array(SPECTRUM)), 2)]
    )
    torch.testing.assert_close(LAYERS[name](X), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", LAYERS)
def test_gradcheck_with_two_batch_axes(name, with_spectrum):
    spectra = [[0.05, 0.4, 3.1], [0.2, 5.0, 5.0]]  # the second has an equal pair
    X = torch.stack([with_spectrum(s, k) for k, s in enumerate(spectra)]).reshape(2, 1, 3, 3)

    def symmetric_input(A):
        return LAYERS[name]((A + A.mT) / 2)

    assert torch.autograd.gradcheck(symmetric_input, X.requires_grad_(), atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize("name", LAYERS)
def test_taylor_slope_two(name, with_spectrum):
    X, G = with_spectrum(SPECTRUM, 3), random(4, 5, 5)

    def loss(array):
        A = torch.as_tensor(array)
        try:
            return float((LAYERS[name]((A + A.mT) / 2) * G).sum())
        except ValueError:  # a large step leaves the cone
            return float("nan")

    found = taylor_test(loss, X.numpy(), gradient(LAYERS[name], X, G).numpy())
    assert found.passed, found


def test_at_the_identity_the_gradient_of_log_is_the_symmetric_part():
    G = random(5, 3, 4, 4)
    found = gradient(logm, torch.eye(4, dtype=torch.float64).expand(3, 4, 4), G)
    torch.testing.assert_close(found, (G + G.mT) / 2, rtol=1e-15, atol=1e-15)


def test_at_a_multiple_of_the_identity_autograd_through_eigh_fails_and_we_do_not():
    X, G = 3.7 * torch.eye(4, dtype=torch.float64), random(6, 4, 4)

    def naive(A):
        eigenvalues, U = torch.linalg.eigh(A)
        return (U * eigenvalues.log()) @ U.mT

    assert gradient(naive, X, G).isnan().any()
    torch.testing.assert_close(gradient(logm, X, G), (G + G.mT) / 7.4, rtol=1e-14, atol=0)


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-10, 1e-13, 0.0])
def test_the_gradient_of_log_is_accurate_at_every_gap(gap, with_spectrum):
    """Against the same matrix in 50 digits, by way of its exact eigenvalues."""
    mpmath = pytest.importorskip("mpmath")
    X = with_spectrum([0.3, 3.7, 3.7 + gap, 9.1], 7)
    G = random(8, 4, 4)
    with mpmath.workdps(50):
        E, Q = mpmath.eigsy(mpmath.matrix(X.tolist()))
        G_hat = Q.T * mpmath.matrix(((G + G.mT) / 2).tolist()) * Q
        for i in range(4):
            for j in range(4):
                a, b = E[i], E[j]
                G_hat[i, j] *= 1 / a if a == b else mpmath.log(a / b) / (a - b)
        exact = np.array((Q * G_hat * Q.T).tolist(), dtype=float)
    error = np.abs(gradient(logm, X, G).numpy() - exact).max() / np.abs(exact).max()
    assert error < 1e-13


@pytest.mark.parametrize("name", LAYERS)
def test_no_batch_member_influences_another(name, with_spectrum):
    X = torch.stack([with_spectrum(SPECTRUM, k) for k in range(3)])
    G = random(9, 3, 5, 5)
    before = gradient(LAYERS[name], X, G)[1]
    X[0], X[2] = 1e6 * X[0], 5.5 * torch.eye(5)
    after = gradient(LAYERS[name], X, G)[1]
    torch.testing.assert_close(after, before, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("name", LAYERS)
def test_float32_stays_float32(name, with_spectrum):
    X, G = with_spectrum([0.3, 0.9, 4.4], 10), random(11, 3, 3)
    found = gradient(LAYERS[name], X.float(), G.float())
    assert LAYERS[name](X.float()).dtype == found.dtype == torch.float32
    torch.testing.assert_close(found.double(), gradient(LAYERS[name], X, G), rtol=1e-5, atol=1e-5)


def test_both_triangles_of_the_input_count():
    """eigh alone would read one of them."""
    X = torch.tensor([[2.5, 0.4], [0.4, 7.0]], dtype=torch.float64)
    lower, upper = X.clone(), X.clone()
    lower[1, 0] += 1e-9
    upper[0, 1] += 1e-9
    torch.testing.assert_close(logm(lower), logm(upper), rtol=1e-15, atol=1e-15)
    assert not torch.equal(logm(lower), logm(X))


@pytest.mark.parametrize("name", LAYERS)
def test_a_third_derivative_is_refused_even_when_another_term_has_one(name, with_spectrum):
    """The dangerous case: another term has a third derivative, so silence would give a number."""
    X = with_spectrum(SPECTRUM, 12).requires_grad_()
    loss = (LAYERS[name](X) * random(13, 5, 5)).sum() + (X**3).sum()
    (first,) = torch.autograd.grad(loss, X, create_graph=True)
    (second,) = torch.autograd.grad((first * random(14, 5, 5)).sum(), X, create_graph=True)
    with pytest.raises(NotImplementedError, match="differentiable twice"):
        torch.autograd.grad(second.sum(), X)


def test_torch_func_grad_agrees(with_spectrum):
    X, G = with_spectrum(SPECTRUM, 14), random(15, 5, 5)
    found = torch.func.grad(lambda A: (logm(A) * G).sum())(X)
    torch.testing.assert_close(found, gradient(logm, X, G), rtol=1e-14, atol=1e-14)


def test_bad_input_is_answered_at_the_door(with_spectrum):
    X = torch.stack([with_spectrum([1.5, 3.0], 1), with_spectrum([-0.5, 3.0], 2)])
    with pytest.raises(ValueError, match=r"X\[1\] has the eigenvalue -0.5; .*logarithm"):
        logm(X)
    with pytest.raises(ValueError, match="transpose"):
        rectify_eigenvalues(torch.tensor([[1.0, 2.0], [0.0, 1.0]]), 0.1)
    assert torch.linalg.eigvalsh(rectify_eigenvalues(X, 0.1)).min() == pytest.approx(0.1)
