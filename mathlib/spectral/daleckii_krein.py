"""The Daleckii–Krein formula: how a gradient passes backwards through f(X) = U f(Λ) Uᵀ."""

from __future__ import annotations

from torch import Tensor

from mathlib.spectral.functions import SpectralFunction


def divided_differences(fn: SpectralFunction, eigenvalues: Tensor) -> Tensor:
    """The Loewner matrix f^[1](Λ) with entries f[λ_i, λ_j].

    Parameters
    ----------
    fn : SpectralFunction
    eigenvalues : Tensor, shape (..., n)
        In any order, repeated ones included.

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric; f′(λ_i) on the diagonal and wherever two eigenvalues are equal.
    """
    return fn.difference(eigenvalues.unsqueeze(-1), eigenvalues.unsqueeze(-2))


def daleckii_krein_vjp(
    G: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
) -> Tensor:
    r"""Gradient in X of a loss that reaches X through f(X) = U f(Λ) Uᵀ.

    Forward and backward are one formula, because the derivative is self-adjoint:

    - forward:  Df(X)[dX] = U (f^[1](Λ) ⊙ (Uᵀ dX U)) Uᵀ
    - backward: ∇_X L = U (f^[1](Λ) ⊙ (Uᵀ sym(G) U)) Uᵀ

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
        Gradient that arrives at f(X); only its symmetric part matters.
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
        In columns, orthonormal. Any basis of a repeated eigenvalue gives the same result.
    fn : SpectralFunction

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric, finite at repeated eigenvalues.

    Notes
    -----
    Derived in chapter 09. Source: Daleckii and Krein (1965); Bhatia (1997), Theorem V.3.3.
    """
    U = eigenvectors
    G_hat = U.mT @ ((G + G.mT) / 2) @ U
    return U @ (divided_differences(fn, eigenvalues) * G_hat) @ U.mT
