"""Matrices with orthonormal rows: tangent vectors, and how to move without leaving the manifold."""

from __future__ import annotations

import torch
from torch import Tensor


def random_stiefel(
    n_rows: int,
    n_columns: int,
    *,
    generator: torch.Generator | None = None,
    dtype: torch.dtype = torch.float64,
) -> Tensor:
    """Draw W (n_rows, n_columns) with W Wᵀ = I, uniformly over all of them.

    Parameters
    ----------
    n_rows, n_columns : int
        1 ≤ n_rows ≤ n_columns.
    generator : torch.Generator, optional
    dtype : torch.dtype

    Raises
    ------
    ValueError
        More rows than columns, or no row: there are no such orthonormal rows.
    """
    if not 1 <= n_rows <= n_columns:
        raise ValueError(
            f"{n_rows} orthonormal rows of length {n_columns} do not exist; "
            "expected 1 ≤ rows ≤ columns. Let the sizes of a network decrease."
        )
    gaussian = torch.randn(n_rows, n_columns, generator=generator, dtype=dtype)
    return orthonormal_rows(gaussian)


def orthonormal_rows(M: Tensor) -> Tensor:
    """The factor W of M = T W, T lower triangular with positive diagonal, W Wᵀ = I.

    Parameters
    ----------
    M : Tensor, shape (m, n)
        Of full row rank, m ≤ n.

    Returns
    -------
    Tensor, shape (m, n)

    Notes
    -----
    QR of Mᵀ is unique only up to the signs of diag R. Left as they come, a tiny step could flip a
    row of W, and with it a row and column of log(W X Wᵀ).
    """
    Q: Tensor
    Q, R = torch.linalg.qr(M.mT)
    return (Q * torch.where(R.diagonal() < 0, -1.0, 1.0).to(M.dtype)).mT


def tangent_projection(M: Tensor, W: Tensor) -> Tensor:
    r"""Orthogonal projection of M on the tangent space at W: ξ = M − sym(M Wᵀ) W.

    Parameters
    ----------
    M, W : Tensor, shape (m, n)
        W with orthonormal rows.

    Returns
    -------
    Tensor, shape (m, n)
        ξ with ξ Wᵀ + W ξᵀ = 0. For M = ∇_W L it is the Riemannian gradient.

    Notes
    -----
    M (I − WᵀW) is tangent too but drops skew(M Wᵀ) W: the right gradient only for losses that
    depend on the row space of W alone, which an SPDNet's loss does not. Derived in chapter 10.
    Source: Edelman, Arias and Smith (1998).
    """
    product = M @ W.mT
    return M - ((product + product.mT) / 2) @ W


def qr_retraction(W: Tensor, step: Tensor) -> Tensor:
    """Move from W along a tangent step and come back to orthonormal rows.

    Parameters
    ----------
    W, step : Tensor, shape (m, n)

    Returns
    -------
    Tensor, shape (m, n)
        Agrees with W + step up to O(‖step‖²).
    """
    return orthonormal_rows(W + step)
