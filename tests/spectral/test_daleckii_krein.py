import numpy as np
import pytest
import torch
from scipy import linalg

from mathlib.gradcheck import adjoint_test
from mathlib.spectral import (
    EXP,
    LOG,
    apply,
    daleckii_krein_vjp,
    divided_differences,
    second_divided_differences,
)
from mathlib.spectral import daleckii_krein as module
from mathlib.spectral.daleckii_krein import second_derivative

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]  # no two close, none near 1 or 2


def test_divided_differences_have_the_derivative_on_the_diagonal(fn):
    eigenvalues = torch.tensor([[0.02, 0.31, 3.3], [5.0, 0.8, 5.0]], dtype=torch.float64)
    L = divided_differences(fn, eigenvalues)
    assert L.shape == (2, 3, 3)
    assert torch.equal(L, L.mT)
    slope = fn.derivative(eigenvalues)
    torch.testing.assert_close(L.diagonal(dim1=-2, dim2=-1), slope, rtol=1e-15, atol=0)
    assert L[1, 0, 2] == L[1, 0, 0]  # the same eigenvalue twice


def test_second_divided_differences_are_quotients_of_first_ones(fn):
    eigenvalues = torch.tensor([[0.02, 0.31, 3.3], [5.0, 0.8, 2.4]], dtype=torch.float64)
    found = second_divided_differences(fn, eigenvalues)
    assert found.shape == (2, 3, 3, 3)
    L = divided_differences(fn, eigenvalues)
    gap = eigenvalues[:, 0] - eigenvalues[:, 2]
    expected = (L[:, 0, 1] - L[:, 1, 2]) / gap
    torch.testing.assert_close(found[:, 0, 1, 2], expected, rtol=1e-12, atol=1e-13)
    torch.testing.assert_close(found[:, 1, 2, 0], expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_vjp_is_what_autograd_finds_through_eigh(fn, dtype, with_spectrum, random):
    G = random(1, 2, 5, 5, dtype=dtype)
    X = torch.stack([with_spectrum(SPECTRUM, k, dtype) for k in (2, 3)]).requires_grad_()
    eigenvalues, U = torch.linalg.eigh(X)
    value = fn.value(eigenvalues)
    (oracle,) = torch.autograd.grad((U * value.unsqueeze(-2)) @ U.mH, X, G)
    ours = daleckii_krein_vjp(G, eigenvalues.detach(), U.detach(), fn)
    assert ours.shape == (2, 5, 5)
    # Autograd credits whichever triangle eigh read; its symmetric part is the gradient.
    scale = oracle.abs().max()
    torch.testing.assert_close(ours / scale, (oracle + oracle.mH) / 2 / scale, rtol=0, atol=1e-13)


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


def test_any_basis_of_a_repeated_eigenvalue_will_do(fn, random):
    eigenvalues = torch.tensor([0.05, 3.7, 3.7, 3.7], dtype=torch.float64)
    U = torch.linalg.qr(random(8, 4, 4))[0]
    turned = U.clone()
    turned[:, 1:] = U[:, 1:] @ torch.linalg.qr(random(9, 3, 3))[0]
    G, Z = random(10, 2, 4, 4)
    first = daleckii_krein_vjp(G, eigenvalues, U, fn)
    scale = first.abs().max()
    torch.testing.assert_close(
        first / scale, daleckii_krein_vjp(G, eigenvalues, turned, fn) / scale, rtol=0, atol=1e-13
    )
    second = second_derivative(G, Z, eigenvalues, U, fn)
    scale = second.abs().max().clamp_min(1e-300)  # rectify bends nowhere here
    torch.testing.assert_close(
        second / scale,
        second_derivative(G, Z, eigenvalues, turned, fn) / scale,
        rtol=0,
        atol=1e-12,
    )


def test_the_second_derivative_of_exp_is_that_of_its_power_series(with_spectrum, random):
    """D²exp(X)[H, H] from exp of a block matrix with three equal blocks on the diagonal."""
    X, H = with_spectrum([-0.8, 0.3, 0.3, 1.9], 11), random(12, 4, 4)
    H = (H + H.mT) / 2
    Z = torch.zeros_like(X)
    block = torch.cat([torch.cat(row, 1) for row in ([X, H, Z], [Z, X, H], [Z, Z, X])])
    expected = 2 * torch.matrix_exp(block)[:4, 8:]
    found = second_derivative(H, H, *torch.linalg.eigh(X), EXP)
    torch.testing.assert_close(found, expected, rtol=1e-13, atol=1e-13)


def test_the_second_derivative_is_symmetric_and_self_adjoint(fn, with_spectrum, random):
    spectrum = torch.linalg.eigh(with_spectrum(SPECTRUM, 13, torch.complex128))
    G, H, Z = random(14, 3, 5, 5, dtype=torch.complex128)

    def paired(A, B, C):
        C = (C + C.mH) / 2
        return torch.vdot(C.flatten(), second_derivative(A, B, *spectrum, fn).flatten()).real

    result = second_derivative(G, H, *spectrum, fn)
    torch.testing.assert_close(result, result.mH, rtol=1e-11, atol=1e-11)
    first = paired(G, H, Z)
    for other in (paired(H, G, Z), paired(G, Z, H)):
        torch.testing.assert_close(other, first, rtol=1e-11, atol=1e-11)


def test_a_second_derivative_does_not_depend_on_how_many_matrices_are_made_at_a_time(
    with_spectrum, random, monkeypatch
):
    X = torch.stack([with_spectrum(SPECTRUM, k) for k in range(3)])
    H, Z = random(15, 2, 3, 5, 5)
    whole = second_derivative(H, Z, *torch.linalg.eigh(X), LOG)
    monkeypatch.setattr(module, "_CHUNK", 1)
    assert torch.equal(second_derivative(H, Z, *torch.linalg.eigh(X), LOG), whole)


def test_products_of_any_batch_shape(random):
    for shape in [(3, 4), (2, 3, 4), (2, 5, 3, 4)]:
        A = random(16, *shape)
        assert torch.equal(module.product(A, A.mT), A @ A.mT)


def test_formula_and_layer_are_one(fn, with_spectrum, random, gradient):
    X, G = with_spectrum(SPECTRUM, 17), random(18, 5, 5)
    ours = daleckii_krein_vjp(G, *torch.linalg.eigh(X), fn)
    assert torch.equal(gradient(lambda A: apply(fn, A), X, G), ours)
