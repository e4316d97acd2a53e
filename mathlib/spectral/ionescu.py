"""The backward pass of f(X) through dU and dΛ, as the literature on SPDNet writes it.

Equal to the Daleckii–Krein formula in exact arithmetic while all eigenvalues differ: f′ and the
quotients of f come out of two terms that are computed apart. With a gap g the division by g
amplifies the rounding by 1/g, and at g = 0 nothing is left. Here for teaching and comparison; use
`daleckii_krein_vjp`.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mathlib.spectral.functions import SpectralFunction


def ionescu_vjp(
    G: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
) -> Tensor:
    r"""Gradient in X of a loss that reaches X through f(X) = U f(Λ) Uᴴ, in six products.

    - ∇_U = 2 sym(G) U f(Λ)
    - ∇_Λ = f′(Λ) diag(Uᴴ G U)
    - ∇_X = U (sym(K ⊙ (Uᴴ ∇_U)) + ∇_Λ) Uᴴ, K_ij = 1/(λ_j − λ_i) off the diagonal, 0 on it

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
    fn : SpectralFunction

    Returns
    -------
    Tensor, shape (..., n, n)
        Holds NaN where two eigenvalues are equal: 0/0, not masked.

    Notes
    -----
    The 2 in ∇_U is used up by the ½ of the symmetrisation. Derived in chapter 09. Source: Ionescu,
    Vantzos and Sminchisescu (2015); Huang and Van Gool (2017).
    """
    U = eigenvectors
    G_sym = (G + G.mH) / 2
    in_U = 2 * (G_sym @ U) * fn.value(eigenvalues).unsqueeze(-2)
    in_values = fn.derivative(eigenvalues) * (U.mH @ G @ U).diagonal(dim1=-2, dim2=-1).real
    return _assemble(U.mH @ in_U, in_values, eigenvalues, U)


def ionescu_shared_vjp(
    G: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
) -> Tensor:
    r"""`ionescu_vjp` in four products: both terms share Ĝ = Uᴴ sym(G) U.

    Uᴴ ∇_U = 2 Ĝ f(Λ) and ∇_Λ = f′(Λ) diag(Ĝ). This sharing, not the formula, is most of what
    separates the literature's speed from that of Daleckii–Krein.

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
    fn : SpectralFunction

    Returns
    -------
    Tensor, shape (..., n, n)
        Holds NaN where two eigenvalues are equal.
    """
    U = eigenvectors
    G_hat = U.mH @ ((G + G.mH) / 2) @ U
    in_values = fn.derivative(eigenvalues) * G_hat.diagonal(dim1=-2, dim2=-1).real
    return _assemble(2 * G_hat * fn.value(eigenvalues).unsqueeze(-2), in_values, eigenvalues, U)


def _assemble(M: Tensor, in_values: Tensor, eigenvalues: Tensor, U: Tensor) -> Tensor:
    """U (sym(K ⊙ M) + Diag(∇_Λ)) Uᴴ with M = Uᴴ ∇_U."""
    K = 1 / (eigenvalues.unsqueeze(-2) - eigenvalues.unsqueeze(-1))
    K.diagonal(dim1=-2, dim2=-1).zero_()
    inner = K * M
    inner = (inner + inner.mH) / 2
    return U @ (inner + torch.diag_embed(in_values)) @ U.mH
