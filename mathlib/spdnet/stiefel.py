"""Matrices with orthonormal rows: tangent vectors, and how to move without leaving the manifold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

Retraction = Literal["qr", "polar"]


# The Frobenius norm of a step that squares to a condition of 100.
_LONG = 10.0


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
    one = torch.ones((), dtype=M.dtype, device=M.device)
    return (Q * one.copysign(R.diagonal())).mT


def nearly_orthonormal_rows(M: Tensor) -> Tensor:
    """`orthonormal_rows` of M = W + step, a point and a tangent step, in three small operations.

    Parameters
    ----------
    M : Tensor, shape (m, n)

    Returns
    -------
    Tensor, shape (m, n)

    Notes
    -----
    T is the Cholesky factor of M Mᵀ, which for a tangent step ξ is I + ξξᵀ. Its condition is at
    most 1 + ‖ξ‖², so a short step loses no digits; a step longer than 10 goes by QR, as all do on
    a GPU, where looking at the length would make the CPU wait. Where M is not finite, nor is the
    result.
    """
    gram = M @ M.mT
    if M.is_cuda or gram.trace() - len(M) > _LONG**2:
        return orthonormal_rows(M)
    T, _ = torch.linalg.cholesky_ex(gram)
    rows: Tensor = torch.linalg.solve_triangular(T, M, upper=False)
    return rows


def polar_factor(M: Tensor) -> Tensor:
    """The factor W of M = S W, S symmetric positive definite, W Wᵀ = I: the nearest such W.

    Parameters
    ----------
    M : Tensor, shape (m, n)
        Of full row rank, m ≤ n.

    Returns
    -------
    Tensor, shape (m, n)
        (M Mᵀ)^{-1/2} M.

    Notes
    -----
    From the singular value decomposition M = U Σ Vᵀ it is U Vᵀ: no square of M is formed, so a
    long step loses no digits.
    """
    U, _, Vh = torch.linalg.svd(M, full_matrices=False)
    nearest: Tensor = U @ Vh
    return nearest


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
    return torch.addmm(M, product + product.mT, W, alpha=-0.5)


def qr_retraction(W: Tensor, step: Tensor) -> Tensor:
    """Move from W along a tangent step and come back by a triangular factor, W₊ = T⁻¹ (W + step).

    Parameters
    ----------
    W, step : Tensor, shape (m, n)

    Returns
    -------
    Tensor, shape (m, n)
        Agrees with W + step up to O(‖step‖²).

    Notes
    -----
    Source: Absil, Mahony and Sepulchre (2008), example 4.1.3; T has a positive diagonal.
    """
    return nearly_orthonormal_rows(W + step)


def polar_retraction(W: Tensor, step: Tensor) -> Tensor:
    """Move from W along a tangent step and come back by a symmetric factor, (M Mᵀ)^{-1/2} M.

    Parameters
    ----------
    W, step : Tensor, shape (m, n)
        M = W + step; it has full row rank whenever the step is tangent.

    Returns
    -------
    Tensor, shape (m, n)
        Of all matrices with orthonormal rows the one nearest to W + step. Agrees with it up to
        O(‖step‖²).

    Notes
    -----
    Source: Absil, Mahony and Sepulchre (2008), example 4.1.3.
    """
    return polar_factor(W + step)


# How W + step comes back to the manifold.
FACTORS: dict[Retraction, Callable[[Tensor], Tensor]] = {
    "qr": nearly_orthonormal_rows,
    "polar": polar_factor,
}


def check_orthonormal_rows(W: Tensor, name: str) -> None:
    """Refuse a tensor that is no point of the Stiefel manifold.

    Raises
    ------
    ValueError
        Not a matrix, more rows than columns, or rows that are not orthonormal up to √eps.
    """
    if W.ndim != 2 or W.shape[0] > W.shape[1]:
        raise ValueError(
            f"{name} has shape {tuple(W.shape)}; expected a matrix (m, n) with m ≤ n, whose rows "
            "can be orthonormal."
        )
    gap = (W @ W.mT - torch.eye(len(W), dtype=W.dtype, device=W.device)).abs().max()
    if not bool(gap <= torch.finfo(W.dtype).eps ** 0.5):
        raise ValueError(
            f"{name}{name}ᵀ differs from I by {gap.item():.3g}, so its rows are not orthonormal; "
            "expected a point of the Stiefel manifold. Start from random_stiefel."
        )
