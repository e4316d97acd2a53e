"""Half-vectorisation: a symmetric matrix as a vector of the same length (norm)."""

from __future__ import annotations

from math import isqrt, sqrt

import torch
from torch import Tensor, nn

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
    layer = HalfVectorize(S.shape[-1], dtype=S.dtype).to(S.device)
    result: Tensor = layer(S)
    return result


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
    rows, columns = torch.triu_indices(n, n, device=g.device)
    half = g / _weights(rows, columns, g.dtype)
    S = g.new_zeros(*g.shape[:-1], n, n)
    S[..., rows, columns] = half
    S[..., columns, rows] = half
    return S


class HalfVectorize(nn.Module):
    """`half_vectorize` as a layer that keeps its indices and weights, and looks at shapes only.

    Parameters
    ----------
    n : int
        Size of the matrices.
    dtype : torch.dtype
    """

    index: Tensor
    weights: Tensor

    def __init__(self, n: int, *, dtype: torch.dtype = torch.float64) -> None:
        super().__init__()
        self.n = n
        rows, columns = torch.triu_indices(n, n)
        # Into rows laid end to end: one index a number, a third to a half faster than two.
        self.register_buffer("index", n * rows + columns, persistent=False)
        self.register_buffer("weights", _weights(rows, columns, dtype), persistent=False)

    def forward(self, S: Tensor) -> Tensor:
        """Vectors (..., n(n+1)/2) from S (..., n, n)."""
        if S.shape[-2:] != (self.n, self.n):
            raise ValueError(f"S has shape {tuple(S.shape)}; expected (..., {self.n}, {self.n}).")
        return S.flatten(-2).index_select(-1, self.index) * self.weights

    def extra_repr(self) -> str:
        """What `print(net)` shows."""
        return f"{self.n}"


def _weights(rows: Tensor, columns: Tensor, dtype: torch.dtype) -> Tensor:
    """1 on the diagonal, √2 off it."""
    weights = torch.full(rows.shape, sqrt(2.0), dtype=dtype, device=rows.device)
    return weights.masked_fill(rows == columns, 1.0)
