"""The Daleckii–Krein formula: the derivative of f(X) = U f(Λ) Uᴴ, forwards, backwards, twice."""

from __future__ import annotations

import torch
from torch import Tensor

from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.pieces import pieces

# Entries of second differences held at a time, about 16 MB in float64.
_CHUNK = 2**21


def divided_differences(fn: SpectralFunction, eigenvalues: Tensor) -> Tensor:
    """The Loewner matrix f^[1](Λ) with entries f[λ_i, λ_j].

    Parameters
    ----------
    fn : SpectralFunction
    eigenvalues : Tensor, shape (..., n)
        Real, in any order, repeated ones included.

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric; f′(λ_i) on the diagonal and wherever two eigenvalues are equal.
    """
    return fn.difference(eigenvalues.unsqueeze(-1), eigenvalues.unsqueeze(-2))


def second_divided_differences(fn: SpectralFunction, eigenvalues: Tensor) -> Tensor:
    """The array with entries f[λ_i, λ_j, λ_k].

    Parameters
    ----------
    fn : SpectralFunction
    eigenvalues : Tensor, shape (..., n)
        Real, in any order, repeated ones included.

    Returns
    -------
    Tensor, shape (..., n, n, n)
        Symmetric in its three axes; ½f″(λ_i) on the diagonal.
    """
    a = eigenvalues[..., :, None, None]
    b = eigenvalues[..., None, :, None]
    c = eigenvalues[..., None, None, :]
    return fn.second_difference(a, b, c)


def product(A: Tensor, B: Tensor) -> Tensor:
    """A @ B; by way of `bmm` where it fits, whose call costs less and shows for small matrices."""
    return torch.bmm(A, B) if A.ndim == B.ndim == 3 else A @ B


def daleckii_krein_vjp(
    G: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
) -> Tensor:
    r"""Gradient in X of a loss that reaches X through f(X) = U f(Λ) Uᴴ.

    Forward and backward are one formula, because the derivative is self-adjoint:

    - forward:  Df(X)[dX] = U (f^[1](Λ) ⊙ (Uᴴ dX U)) Uᴴ
    - backward: ∇_X L = U (f^[1](Λ) ⊙ (Uᴴ sym(G) U)) Uᴴ

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
        Gradient that arrives at f(X); only its symmetric (Hermitian) part matters.
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
        In columns, orthonormal. Any basis of a repeated eigenvalue gives the same result.
    fn : SpectralFunction

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric (Hermitian) up to rounding, finite at repeated eigenvalues.

    Notes
    -----
    Derived in chapter 09. Source: Daleckii and Krein (1965); Bhatia (1997), Theorem V.3.3.
    """
    U = eigenvectors
    L = divided_differences(fn, eigenvalues)
    G_hat = product(product(U.mH, torch.lerp(G, G.mH, 0.5)), U)
    return product(product(U, G_hat.mul_(L)), U.mH)


def spectral_product(values: Tensor, U: Tensor) -> Tensor:
    """U f(Λ) Uᴴ from values (..., n), in pieces; no node of a graph.

    Returns
    -------
    Tensor, shape (..., n, n)
    """
    parts = pieces(U)
    if len(parts) == 1:
        return product(U * values.unsqueeze(-2), U.mH)
    result = torch.empty_like(U, memory_format=torch.contiguous_format)
    for part in parts:
        result[part] = product(U[part] * values[part].unsqueeze(-2), U[part].mH)
    return result


def pull_back(G: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction) -> Tensor:
    """`daleckii_krein_vjp` in pieces, bit for bit the same; no node of a graph."""
    parts = pieces(eigenvectors)
    if len(parts) == 1:
        return daleckii_krein_vjp(G, eigenvalues, eigenvectors, fn)
    result = torch.empty_like(G)
    for part in parts:
        result[part] = daleckii_krein_vjp(G[part], eigenvalues[part], eigenvectors[part], fn)
    return result


def second_derivative(
    H: Tensor, Z: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
) -> Tensor:
    r"""D²f(X)[H, Z] = U (Σ_k f[λ_i, λ_k, λ_j] (h_ik z_kj + z_ik h_kj)) Uᴴ, h = Uᴴ sym(H) U.

    Symmetric in H and Z and self-adjoint in each, so it is also the gradient in X of ⟨Z, Df(X)[H]⟩.

    Parameters
    ----------
    H, Z : Tensor, shape (..., n, n)
        Two directions; only their symmetric (Hermitian) parts matter.
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
    fn : SpectralFunction

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric (Hermitian).

    Notes
    -----
    Needs n³ second differences a matrix; they are made for a few matrices at a time. Source:
    Bhatia (1997), section X.4; Higham (2008), section 3.2.
    """
    U = eigenvectors
    h, z = (U.mH @ torch.lerp(D, D.mH, 0.5) @ U for D in (H, Z))
    n = U.shape[-1]
    shape = h.shape
    values = eigenvalues.reshape(-1, n)
    h, z = h.reshape(-1, n, n), z.reshape(-1, n, n)
    step = max(1, _CHUNK // n**3)
    half = torch.cat(
        [
            _sum_over_middle(fn, values[k : k + step], h[k : k + step], z[k : k + step])
            for k in range(0, max(1, len(values)), step)
        ]
    ).reshape(shape)
    return U @ (half + half.mH) @ U.mH


def _sum_over_middle(fn: SpectralFunction, eigenvalues: Tensor, h: Tensor, z: Tensor) -> Tensor:
    """Σ_k f[λ_i, λ_k, λ_j] h_ik z_kj; exchanging h and z gives its conjugate transpose."""
    weights = second_divided_differences(fn, eigenvalues)
    return (weights * h.unsqueeze(-1) * z.unsqueeze(-3)).sum(dim=-2)
