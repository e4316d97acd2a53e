"""Half-vectorisation: a symmetric matrix as a vector of the same length (norm)."""

from __future__ import annotations

from math import isqrt, sqrt

import torch
from torch import Tensor

from mathlib._validate.tensors import square_matrices


def half_vectorize(S: Tensor) -> Tensor:
    """Upper triangle of S row by row, entries off the diagonal times √2.

    Parameters
    ----------
    S : Tensor, shape (..., n, n)
        Symmetric.

    Returns
    -------
    Tensor, shape (..., n(n+1)/2)
        ⟨half_vectorize(A), half_vectorize(B)⟩ = ⟨A, B⟩: each pair S_ij = S_ji counts twice in the
        Frobenius product, and √2·√2 = 2.
    """
    square_matrices(S, "S")
    return half_vectorize_unchecked(S)


def half_vectorize_unchecked(S: Tensor) -> Tensor:
    """`half_vectorize` of what is known to be square and finite: the network's own matrices."""
    n = S.shape[-1]
    rows, columns = _upper(n, S.device)
    # Out of rows laid end to end, one index a number instead of two: a third to a half faster.
    upper = S.flatten(-2).index_select(-1, n * rows + columns)
    return upper * _weights(rows, columns, S.dtype)


def half_vectorize_vjp(g: Tensor) -> Tensor:
    """Backward pass of `half_vectorize`: g on the diagonal, g/√2 on both sides of it.

    - forward:  dv_k = dS_ii on the diagonal, √2 dS_ij off it
    - backward: ∇_S symmetric with ⟨∇_S, dS⟩ = ⟨g, dv⟩ for every symmetric dS

    Parameters
    ----------
    g : Tensor, shape (..., n(n+1)/2)

    Returns
    -------
    Tensor, shape (..., n, n)

    Raises
    ------
    ValueError
        The length is not n(n+1)/2 for a whole n.

    Notes
    -----
    Autograd returns √2·g on the upper side and nothing below: it holds S_ij and S_ji for
    independent. The symmetric part is the same. Derived in chapter 10.
    """
    length = g.shape[-1]
    n = (isqrt(8 * length + 1) - 1) // 2
    if n * (n + 1) // 2 != length:
        raise ValueError(f"g has length {length}; expected n(n+1)/2, such as 3, 6, 10 or 78.")
    rows, columns = _upper(n, g.device)
    half = g / _weights(rows, columns, g.dtype)
    S = g.new_zeros(*g.shape[:-1], n, n)
    S[..., rows, columns] = half
    S[..., columns, rows] = half
    return S


def _upper(n: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Row and column indices of the upper triangle, row by row."""
    rows, columns = torch.triu_indices(n, n, device=device)
    return rows, columns


def _weights(rows: Tensor, columns: Tensor, dtype: torch.dtype) -> Tensor:
    """1 on the diagonal, √2 off it."""
    weights = torch.full(rows.shape, sqrt(2.0), dtype=dtype, device=rows.device)
    return weights.masked_fill(rows == columns, 1.0)
