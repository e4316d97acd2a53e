import pytest
import torch

from mathlib.spectral import eigh_vjp

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_it_is_what_autograd_finds_for_a_loss_that_ignores_signs(dtype, with_spectrum, random):
    C = random(1, 2, 5, 5, dtype=dtype)
    X = torch.stack([with_spectrum(SPECTRUM, k, dtype) for k in (2, 3)]).requires_grad_()
    eigenvalues, U = torch.linalg.eigh(X)
    loss = ((C @ U).abs() ** 3 * eigenvalues.unsqueeze(-2)).sum()
    G_values, G_vectors = torch.autograd.grad(loss, (eigenvalues, U), retain_graph=True)
    (oracle,) = torch.autograd.grad(loss, X)
    found = eigh_vjp(G_values, G_vectors, eigenvalues.detach(), U.detach())
    assert found.shape == (2, 5, 5)
    torch.testing.assert_close(found, (oracle + oracle.mH) / 2, rtol=1e-10, atol=1e-9)


def subspace_gradient(C, U, group):
    """∇_U of ⟨C, U₁U₁ᵀ⟩ for the columns U₁ of a group."""
    G = torch.zeros_like(U)
    G[..., group] = (C + C.mT) @ U[..., group]
    return G


@pytest.mark.parametrize("gap", [0.0, 1e-14, 1e-9])
def test_ties_inside_a_group_are_harmless_for_its_subspace(gap, random):
    """Against [F9.24]: only pairs across the gap count, with one over their difference."""
    eigenvalues = torch.tensor([0.5, 3.7, 3.7 + gap, 9.0], dtype=torch.float64)
    U, C = torch.linalg.qr(random(4, 4, 4))[0], random(5, 4, 4)
    group, rest = [1, 2], [0, 3]
    found = eigh_vjp(
        torch.zeros(4, dtype=torch.float64), subspace_gradient(C, U, group), eigenvalues, U
    )
    inner = torch.zeros(4, 4, dtype=torch.float64)
    C_hat = U.mT @ ((C + C.mT) / 2) @ U
    for i in group:
        for j in rest:
            inner[i, j] = inner[j, i] = C_hat[i, j] / (eigenvalues[i] - eigenvalues[j])
    torch.testing.assert_close(found, U @ inner @ U.mT, rtol=1e-12, atol=1e-13)


def test_a_loss_of_eigenvalues_alone_takes_any_tie(random):
    eigenvalues = torch.full((3,), 3.7, dtype=torch.float64)
    U, g = torch.linalg.qr(random(6, 3, 3))[0], random(7, 3)
    found = eigh_vjp(g, torch.zeros(3, 3, dtype=torch.float64), eigenvalues, U)
    torch.testing.assert_close(found, (U * g) @ U.mT)


def test_single_eigenvectors_of_equal_eigenvalues_are_refused_by_name(random):
    eigenvalues = torch.tensor([[0.5, 1.5, 9.0], [0.5, 3.7, 3.7]], dtype=torch.float64)
    U, C = torch.linalg.qr(random(8, 2, 3, 3))[0], random(9, 2, 3, 3)
    G = subspace_gradient(C, U, [1])
    with pytest.raises(ValueError, match=r"eigenvectors [12] and [12] of X\[1\] .*equal \(3.7\)"):
        eigh_vjp(torch.zeros(2, 3, dtype=torch.float64), G, eigenvalues, U)


def test_a_loss_of_the_phase_is_refused(with_spectrum, random):
    eigenvalues, U = torch.linalg.eigh(with_spectrum(SPECTRUM, 10, torch.complex128))
    G = random(11, 5, 5, dtype=torch.complex128)
    with pytest.raises(ValueError, match="phase of eigenvector 0"):
        eigh_vjp(torch.zeros(5, dtype=torch.float64), G, eigenvalues, U)
