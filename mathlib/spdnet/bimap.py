"""BiMap: a bilinear map to smaller symmetric positive definite matrices."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from mathlib.spdnet.stiefel import random_stiefel


def bimap(X: Tensor, W: Tensor) -> Tensor:
    r"""Y = W X Wᵀ, in two large matrix products for the whole batch.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        Symmetric. The value is right for any X; the gradient in W is the one for symmetric X.
    W : Tensor, shape (m, n)
        With orthonormal rows, W Wᵀ = I, in an SPDNet; the formula holds for any W.

    Returns
    -------
    Tensor, shape (..., m, m)
        Symmetric up to rounding. With orthonormal rows, λ_min(Y) ≥ λ_min(X). Its gradients are
        those of `bimap_vjp`; they can be differentiated again, to any order.

    Raises
    ------
    ValueError
        W is not a matrix, or X does not hold matrices of W's length of row.

    Notes
    -----
    Forward-mode differentiation (`torch.func.jvp`) is not there; `torch.autograd.functional` and
    `torch.func.vmap` of reverse mode are.
    """
    _check_shapes(X, W)
    Y, _ = _BiMap.apply(X, W)  # type: ignore[no-untyped-call]
    return cast(Tensor, Y)


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

    Raises
    ------
    ValueError
        The shapes do not belong together.

    Notes
    -----
    The sum over the batch is a sum inside one product: with all G_b + G_bᵀ stacked on each other,
    and all W X_b likewise, ∇_W is the first stack transposed times the second. Derived in chapter
    10. For X that is not symmetric, ∇_W = G W Xᵀ + Gᵀ W X instead.
    """
    _check_shapes(X, W)
    m = W.shape[0]
    if G.shape != (*X.shape[:-2], m, m):
        raise ValueError(
            f"G has shape {tuple(G.shape)}; expected {(*X.shape[:-2], m, m)}, that of W X Wᵀ."
        )
    _, WX = congruence(W, X)
    return congruence(W.mT, G)[0], weight_gradient(G + G.mT, WX)


class BiMap(nn.Module):
    """The layer X ↦ W X Wᵀ; W has orthonormal rows and a Riemannian optimiser keeps them so.

    Parameters
    ----------
    n_in, n_out : int
        Sizes of the matrices before and after; 1 ≤ n_out ≤ n_in.
    generator : torch.Generator, optional
        Draws the first W; torch's global generator when left out.
    dtype : torch.dtype

    Notes
    -----
    Source: Huang and Van Gool (2017).
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

    def extra_repr(self) -> str:
        """What `print(net)` shows."""
        n_out, n_in = self.weight.shape
        return f"{n_in}, {n_out}"


class _BiMap(torch.autograd.Function):
    """W X Wᵀ and W X. The second is an output so that a second derivative passes through it."""

    generate_vmap_rule = True

    @staticmethod
    def forward(X: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
        return congruence(W, X)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, W = inputs
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(X, W, output[1])

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor | None, Tensor | None]:
        G, G_WX = gradients
        X, W, WX = ctx.saved_tensors
        in_X: Tensor | None = None
        in_W: Tensor | None = None
        if G is not None:
            in_X = _input_gradient(G, W) if ctx.needs_input_grad[0] else None
            in_W = weight_gradient(G + G.mT, WX) if ctx.needs_input_grad[1] else None
        if G_WX is not None:  # only in a second derivative
            in_X = W.mT @ G_WX if in_X is None else in_X + W.mT @ G_WX
            more = (G_WX @ X.mT).reshape(-1, *W.shape).sum(dim=0)
            in_W = more if in_W is None else in_W + more
        return in_X, in_W


def congruence(A: Tensor, X: Tensor) -> tuple[Tensor, Tensor]:
    """A X Aᵀ and A Xᵀ, each as a small matrix times all of the batch side by side.

    That form, with the long side on the right, is about twice as fast as a product a matrix.
    """
    m, n = A.shape
    batch = X.shape[:-2]
    AX = (A @ X.reshape(-1, n).mT).reshape(m, -1, n).transpose(0, 1).contiguous()
    Y = (A @ AX.reshape(-1, n).mT).reshape(m, -1, m).transpose(0, 1).contiguous()
    return Y.reshape(*batch, m, m), AX.reshape(*batch, m, n)


def _input_gradient(G: Tensor, W: Tensor) -> Tensor:
    """Wᵀ G W, in a form that can be differentiated where that was asked for (create_graph)."""
    return W.mT @ G @ W if torch.is_grad_enabled() else congruence(W.mT, G)[0]


def weight_gradient(D: Tensor, WX: Tensor) -> Tensor:
    """Σ_b D_b W X_b as one product, for symmetric D = G + Gᵀ."""
    m, n = WX.shape[-2:]
    return D.reshape(-1, m).mT @ WX.reshape(-1, n)


def _check_shapes(X: Tensor, W: Tensor) -> None:
    if W.ndim != 2:
        raise ValueError(f"W has shape {tuple(W.shape)}; expected a matrix (m, n).")
    n = W.shape[1]
    if X.ndim < 2 or X.shape[-2:] != (n, n):
        raise ValueError(
            f"X has shape {tuple(X.shape)}; expected (..., {n}, {n}), as W has {n} columns."
        )
