import numpy as np
import pytest
import torch
from scipy import linalg

from mathlib.gradcheck import adjoint_test
from mathlib.spectral import LOG, daleckii_krein_vjp, divided_differences, rectify

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]  # no two close, none near 1 or 2
FUNCTIONS = {"log": LOG, "rectify": rectify(0.6)}


def random(seed, *shape):
    return torch.as_tensor(np.random.default_rng(seed).normal(size=shape))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_divided_differences_have_the_derivative_on_the_diagonal(name):
    eigenvalues = torch.tensor([[0.02, 0.31, 3.3], [5.0, 0.8, 5.0]], dtype=torch.float64)
    L = divided_differences(FUNCTIONS[name], eigenvalues)
    assert L.shape == (2, 3, 3)
    assert torch.equal(L, L.mT)
    slope = 1 / eigenvalues if name == "log" else (eigenvalues >= 0.6).double()
    torch.testing.assert_close(L.diagonal(dim1=-2, dim2=-1), slope, rtol=1e-15, atol=0)
    assert L[1, 0, 2] == L[1, 0, 0]  # the same eigenvalue twice


@pytest.mark.parametrize("name", FUNCTIONS)
def test_vjp_is_what_autograd_finds_through_eigh(name, with_spectrum):
    fn, G = FUNCTIONS[name], random(1, 2, 5, 5)
    X = torch.stack([with_spectrum(SPECTRUM, 2), with_spectrum(SPECTRUM, 3)]).requires_grad_()
    eigenvalues, U = torch.linalg.eigh(X)
    value = fn.value(eigenvalues)
    (oracle,) = torch.autograd.grad(((U * value.unsqueeze(-2)) @ U.mT * G).sum(), X)
    ours = daleckii_krein_vjp(G, eigenvalues.detach(), U.detach(), fn)
    assert ours.shape == (2, 5, 5)
    # Autograd credits whichever triangle eigh read; its symmetric part is the gradient.
    torch.testing.assert_close(ours, (oracle + oracle.mT) / 2, rtol=1e-11, atol=1e-11)


def test_vjp_of_log_is_the_adjoint_of_the_block_triangular_derivative(with_spectrum):
    """log([[X, H], [0, X]]) holds Dlog(X)[H] in its corner: no eigenvectors involved."""
    X = with_spectrum(SPECTRUM, 4).numpy()
    eigenvalues, U = torch.linalg.eigh(torch.as_tensor(X))

    def jvp(H):
        H = (H + H.T) / 2
        return linalg.logm(np.block([[X, H], [np.zeros_like(X), X]])).real[:5, 5:]

    def vjp(G):
        return daleckii_krein_vjp(torch.as_tensor(G), eigenvalues, U, LOG).numpy()

    result = adjoint_test(jvp, vjp, (5, 5), (5, 5), np.random.default_rng(5))
    assert result.passed, result


def test_vjp_of_rectify_is_self_adjoint(with_spectrum):
    eigenvalues, U = torch.linalg.eigh(with_spectrum(SPECTRUM, 6))

    def both(H):
        return daleckii_krein_vjp(torch.as_tensor(H), eigenvalues, U, rectify(0.6)).numpy()

    result = adjoint_test(both, both, (5, 5), (5, 5), np.random.default_rng(7))
    assert result.passed, result


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_basis_of_a_repeated_eigenvalue_will_do(name):
    eigenvalues = torch.tensor([0.05, 3.7, 3.7, 3.7], dtype=torch.float64)
    U = torch.linalg.qr(random(8, 4, 4))[0]
    turned = U.clone()
    turned[:, 1:] = U[:, 1:] @ torch.linalg.qr(random(9, 3, 3))[0]
    G, fn = random(10, 4, 4), FUNCTIONS[name]
    torch.testing.assert_close(
        daleckii_krein_vjp(G, eigenvalues, U, fn),
        daleckii_krein_vjp(G, eigenvalues, turned, fn),
        rtol=1e-13,
        atol=1e-13,
    )
