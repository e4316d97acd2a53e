"""The backward pass of the eigendecomposition itself, for losses that see eigenvectors."""

from __future__ import annotations

import torch
from torch import Tensor

from mathlib._validate.tensors import member


def eigh_vjp(
    G_eigenvalues: Tensor, G_eigenvectors: Tensor, eigenvalues: Tensor, eigenvectors: Tensor
) -> Tensor:
    r"""Gradient in X of a loss that reaches X through its eigenvalues and eigenvectors.

    ∇_X = U (K ⊙ skew(Uᴴ ∇_U) + Diag(∇_λ)) Uᴴ with K_ij = 1/(λ_j − λ_i) off the diagonal.

    Only the gaps that matter are divided by: an entry of skew(Uᴴ ∇_U) that is zero up to its own
    rounding is dropped, however small the gap. So a loss of the *subspace* that a group of
    eigenvectors spans, such as ⟨C, U₁U₁ᴴ⟩, takes equal eigenvalues inside the group: turning a
    basis of the group within itself does not change the loss, which is what a zero entry says.

    Parameters
    ----------
    G_eigenvalues : Tensor, shape (..., n)
        Gradient in the eigenvalues; zeros if the loss does not use them.
    G_eigenvectors : Tensor, shape (..., n, n)
        Gradient in the eigenvectors, U in columns; zeros for columns that are not used.
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        Symmetric (Hermitian). Two close eigenvalues whose vectors matter one by one still amplify
        rounding by one over their gap: that loss is ill-conditioned, not this formula.

    Raises
    ------
    ValueError
        The loss depends on single eigenvectors of equal eigenvalues, or on the phase of a complex
        eigenvector: neither is a function of X.

    Notes
    -----
    Derived in chapter 09. Source: Ionescu, Vantzos and Sminchisescu (2015), for the formula.
    """
    U = eigenvectors
    M = U.mH @ G_eigenvectors
    skew = (M - M.mH) / 2
    # |Uᴴ ∇_U| is at most the norm of a column of ∇_U; its rounding is n·eps times that.
    sizes = torch.linalg.vector_norm(G_eigenvectors, dim=-2)
    noise = 2 * U.shape[-1] * torch.finfo(eigenvalues.dtype).eps
    matters = skew.abs() > noise * (sizes.unsqueeze(-1) + sizes.unsqueeze(-2))
    gap = eigenvalues.unsqueeze(-2) - eigenvalues.unsqueeze(-1)
    _refuse_undefined(matters & (gap == 0), eigenvalues)
    inner = torch.where(matters, skew / torch.where(gap == 0, 1.0, gap), 0.0)
    return U @ (inner + torch.diag_embed(G_eigenvalues)) @ U.mH


def _refuse_undefined(undefined: Tensor, eigenvalues: Tensor) -> None:
    if not bool(undefined.any()):
        return
    *batch, i, j = (int(k) for k in undefined.nonzero()[0])
    at = f" of {member('X', tuple(batch))}" if batch else ""
    if i == j:
        raise ValueError(
            f"the loss depends on the phase of eigenvector {i}{at}, which X does not determine. "
            "Use a loss that keeps its value when an eigenvector is multiplied by exp(iφ)."
        )
    value = eigenvalues[(*batch, i)].item()
    raise ValueError(
        f"the loss depends on eigenvectors {i} and {j}{at} one by one, and their eigenvalues are "
        f"equal ({value:.6g}): X determines only the plane they span. Use a loss of the projector "
        "U₁U₁ᴴ of the whole group."
    )
