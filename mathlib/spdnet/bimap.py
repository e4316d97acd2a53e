"""BiMap: a bilinear map to smaller symmetric positive definite matrices."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mathlib.spdnet.stiefel import random_stiefel


def bimap(X: Tensor, W: Tensor) -> Tensor:
    r"""Y = W X Wᵀ.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        Symmetric.
    W : Tensor, shape (m, n)
        With orthonormal rows, W Wᵀ = I, in an SPDNet; the formula holds for any W.

    Returns
    -------
    Tensor, shape (..., m, m)
        Symmetric. With orthonormal rows, λ_min(Y) ≥ λ_min(X).
    """
    return W @ X @ W.mT


def bimap_vjp(G: Tensor, X: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
    r"""Backward pass of `bimap` for symmetric X.

    - forward:  dY = dW X Wᵀ + W X dWᵀ + W dX Wᵀ
    - backward: ∇_X = Wᵀ G W and ∇_W = 2 sym(G) W X, summed over the batch

    Parameters
    ----------
    G : Tensor, shape (..., m, m)
        Gradient that arrives at Y.
    X : Tensor, shape (..., n, n)
    W : Tensor, shape (m, n)

    Returns
    -------
    tuple of Tensor
        Gradients in X (..., n, n) and in W (m, n).

    Notes
    -----
    Derived in chapter 10. For X that is not symmetric, ∇_W = G W Xᵀ + Gᵀ W X instead.
    """
    over_batch = ((G + G.mT) @ W @ X).reshape(-1, *W.shape)
    return W.mT @ G @ W, over_batch.sum(dim=0)


class BiMap(nn.Module):
    """The layer X ↦ W X Wᵀ; W has orthonormal rows and a Riemannian optimiser keeps them so.

    Parameters
    ----------
    n_in, n_out : int
        Sizes of the matrices before and after; 1 ≤ n_out ≤ n_in.
    generator : torch.Generator, optional
        Draws the first W; torch's global generator when left out.
    dtype : torch.dtype
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(random_stiefel(n_out, n_in, generator=generator, dtype=dtype))

    def forward(self, X: Tensor) -> Tensor:
        """Y (..., n_out, n_out) from X (..., n_in, n_in)."""
        return bimap(X, self.weight)
