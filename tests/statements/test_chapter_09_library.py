"""The course's own functions of matrices say what the statements of chapter 09 say."""

import mpmath
import numpy as np
import pytest
import torch

from mathlib import spectral
from mathlib.gradcheck import numerical_gradient, relative_error

APART = np.array([0.4, 1.3, 2.2, 3.7])
TIED = np.array([0.8, 2.6, 2.6, 2.6])


def draw(seed, eigenvalues):
    rng = np.random.default_rng(seed)
    U = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    return U, U * eigenvalues @ U.T, rng.normal(size=(4, 4))


def quotient(G, X, f):
    """Return the gradient of ⟨G, U f(Λ)Uᵀ⟩ by difference quotients."""

    def loss(X):
        eigenvalues, U = np.linalg.eigh((X + X.T) / 2)
        return float(np.sum(G * (U * f(eigenvalues) @ U.T)))

    return numerical_gradient(loss, X)


@pytest.mark.statement("F9.14")
@pytest.mark.statement("F9.15")
@pytest.mark.parametrize("eigenvalues", [APART, TIED], ids=["apart", "tied"])
@pytest.mark.parametrize(
    ("fn", "f"),
    [
        (spectral.LOG, np.log),
        (spectral.SQRT, np.sqrt),
        (spectral.EXP, np.exp),
        (spectral.rectify(1.7), lambda x: np.maximum(x, 1.7)),
    ],
    ids=["log", "root", "exp", "ReEig"],
)
def test_backward_pass(fn, f, eigenvalues):
    U, X, G = draw(1, eigenvalues)
    found = spectral.daleckii_krein_vjp(*map(torch.tensor, (G, eigenvalues, U)), fn).numpy()
    assert relative_error(found, quotient(G, X, f)) < 1e-8
    leaf = torch.tensor(X, requires_grad=True)
    (torch.tensor(G) * spectral.apply(fn, leaf)).sum().backward()
    assert relative_error(leaf.grad.numpy(), found) < 1e-12


@pytest.mark.statement("F9.13")
@pytest.mark.parametrize("vjp", [spectral.ionescu_vjp, spectral.ionescu_shared_vjp])
def test_ionescus_form(vjp):
    U, X, G = draw(2, APART)
    found = vjp(*map(torch.tensor, (G, APART, U)), spectral.LOG).numpy()
    assert relative_error(found, quotient(G, X, np.log)) < 1e-8


@pytest.mark.statement("F9.17")
@pytest.mark.statement("F9.39")
def test_divided_differences_keep_their_digits():
    x = 1.7 * (1 + np.array([0, 0, 1e-15, 1e-11, 1e-7, 1e-3, 0.5]))
    found = spectral.divided_differences(spectral.LOG, torch.tensor(x)).numpy()
    with mpmath.workdps(40):
        numbers = [mpmath.mpf(float(v)) for v in x]
        right = [
            [float(1 / a if a == b else (mpmath.log(a) - mpmath.log(b)) / (a - b)) for b in numbers]
            for a in numbers
        ]
    assert np.abs(found / np.array(right) - 1).max() < 4 * np.finfo(float).eps


@pytest.mark.statement("F9.31")
@pytest.mark.statement("F9.32")
def test_backward_pass_with_complex_eigenvalues():
    rng = np.random.default_rng(4)
    X, G = rng.normal(size=(2, 4, 4))
    assert np.abs(np.linalg.eigvals(X).imag).max() > 0.1
    right = torch.autograd.functional.vjp(torch.linalg.matrix_exp, torch.tensor(X), torch.tensor(G))
    by_vectors = spectral.general.vjp_eig(torch.tensor(G), torch.tensor(X), spectral.EXP)
    by_blocks = spectral.general.vjp_block(
        torch.tensor(G), torch.tensor(X), torch.linalg.matrix_exp
    )
    for found in (by_vectors, by_blocks):
        assert relative_error(found.numpy(), right[1].numpy()) < 1e-11
