"""f(X) for symmetric X, differentiable twice by divided differences instead of through eigh.

Three nodes of the graph, each of them the derivative of the one before:

    f(X)  →  Df(X)[H]  →  D²f(X)[H, Z]

What works: `backward`, `torch.autograd.grad` with `create_graph`, `gradcheck`, `gradgradcheck`;
`torch.func` grad, vjp, jvp, vmap, jacrev, jacfwd, hessian, nested; `torch.compile` with
`fullgraph=True`, forward and first backward.

What does not: a third derivative raises, because a silent one would miss a term. Inside
`torch.compile`, torch 2.13 takes no node with a `jvp` of its own, so the compiled twin has none:
forward mode, `torch.func` transforms and second derivatives belong outside the compiled function.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor

from mathlib._validate.tensors import like_matrices, matrix_batch
from mathlib.spectral.daleckii_krein import daleckii_krein_vjp, second_derivative
from mathlib.spectral.decomposition import decompose
from mathlib.spectral.functions import SpectralFunction


class _Compiled(torch.autograd.Function):
    """f(X) with Λ and U handed from the forward pass to the backward pass; once differentiable."""

    @staticmethod
    def forward(X: Tensor, fn: SpectralFunction) -> tuple[Tensor, Tensor, Tensor]:
        eigenvalues, U = decompose(X, fn)
        return (U * fn.value(eigenvalues).unsqueeze(-2)) @ U.mH, eigenvalues, U

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, fn = inputs
        _, eigenvalues, U = output
        ctx.mark_non_differentiable(eigenvalues, U)
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(X, eigenvalues, U)
        ctx.save_for_forward(X, eigenvalues, U)
        ctx.fn = fn

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        _, eigenvalues, U = ctx.saved_tensors
        return daleckii_krein_vjp(cast(Tensor, gradients[0]), eigenvalues, U, ctx.fn), None


class _Apply(_Compiled):
    """f(X), to be differentiated twice, in either mode."""

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        G = gradients[0]
        if G is None:
            return None, None
        if not torch.is_grad_enabled():  # no second derivative can follow: no node for it
            return daleckii_krein_vjp(G, eigenvalues, U, ctx.fn), None
        return _frechet(X, G, eigenvalues, U, ctx.fn), None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        return _frechet(X, tangents[0], eigenvalues, U, ctx.fn), None, None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        result = _Apply.apply(  # type: ignore[no-untyped-call]
            *_batch_first(info, in_dims, args)
        )
        return result, (0, 0, 0)


class _Frechet(torch.autograd.Function):
    """Df(X)[H]. X is an input although only Λ and U are used: its derivative belongs to X."""

    @staticmethod
    def forward(
        X: Tensor, H: Tensor, eigenvalues: Tensor, U: Tensor, fn: SpectralFunction
    ) -> Tensor:
        return daleckii_krein_vjp(H, eigenvalues, U, fn)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        *tensors, ctx.fn = inputs
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors)
        ctx.save_for_forward(*tensors)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, H, eigenvalues, U = ctx.saved_tensors
        Z, fn = gradients[0], ctx.fn
        if Z is None:
            return (None,) * 5
        in_X = _second(X, H, Z, eigenvalues, U, fn) if ctx.needs_input_grad[0] else None
        in_H = _frechet(X, Z, eigenvalues, U, fn) if ctx.needs_input_grad[1] else None
        return in_X, in_H, None, None, None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        X, H, eigenvalues, U = ctx.saved_tensors
        dX, dH = tangents[:2]
        terms = []
        if dX is not None:
            terms.append(_second(X, H, dX, eigenvalues, U, ctx.fn))
        if dH is not None:
            terms.append(_frechet(X, dH, eigenvalues, U, ctx.fn))
        return sum(terms) if terms else None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        return _frechet(*_batch_first(info, in_dims, args)), 0


class _Second(torch.autograd.Function):
    """D²f(X)[H, Z], the end of the line."""

    @staticmethod
    def forward(
        X: Tensor, H: Tensor, Z: Tensor, eigenvalues: Tensor, U: Tensor, fn: SpectralFunction
    ) -> Tensor:
        return second_derivative(H, Z, eigenvalues, U, fn)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        pass

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        raise NotImplementedError(_TWICE)

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        raise NotImplementedError(_TWICE)

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        return _second(*_batch_first(info, in_dims, args)), 0


_TWICE = (
    "a spectral function is differentiable twice here, and this is its third derivative. "
    "Take the second one without create_graph=True, or in one transform less."
)


def apply(fn: SpectralFunction, X: Tensor) -> Tensor:
    r"""f(X) = U f(Λ) Uᴴ for symmetric or Hermitian X = U Λ Uᴴ, twice differentiable.

    Parameters
    ----------
    fn : SpectralFunction
    X : Tensor, shape (..., n, n)
        Symmetric (float32, float64) or Hermitian (complex64, complex128); what is computed is
        f(½(X + Xᴴ)).

    Returns
    -------
    Tensor, shape (..., n, n)
        Its gradient in X is `daleckii_krein_vjp`: finite and right at repeated eigenvalues, where
        differentiation through `eigh` says NaN.

    Raises
    ------
    TypeError
        Not a tensor of those dtypes.
    ValueError
        Not square; and on the CPU: not symmetric, not finite, or an eigenvalue is outside the
        domain of f. On a GPU and under `torch.compile` values are not read, so nothing waits:
        there a matrix outside the domain comes out as NaN.
    torch.linalg.LinAlgError
        The eigenvalues did not converge.
    NotImplementedError
        A third derivative is asked for.
    """
    matrix_batch(X, "X")
    node = _Compiled if torch.compiler.is_compiling() else _Apply
    result = node.apply(X, fn)  # type: ignore[no-untyped-call]
    return cast(Tensor, result[0])


def frechet(fn: SpectralFunction, X: Tensor, H: Tensor) -> Tensor:
    r"""The derivative of f at X in the direction H: Df(X)[H] = U (f^[1](Λ) ⊙ (Uᴴ H U)) Uᴴ.

    Parameters
    ----------
    fn : SpectralFunction
    X : Tensor, shape (..., n, n)
        Symmetric or Hermitian.
    H : Tensor, shape (..., n, n)
        The direction, of the shape and dtype of X; what counts is ½(H + Hᴴ).

    Returns
    -------
    Tensor, shape (..., n, n)
        Differentiable once in X and linear in H. The derivative is self-adjoint: `frechet` with
        the gradient G for H is the backward pass.

    Raises
    ------
    TypeError, ValueError
        H does not fit X; also what `apply` raises.
    """
    matrix_batch(X, "X")
    like_matrices(H, "H", X, "X")
    _, eigenvalues, U = _Apply.apply(X, fn)  # type: ignore[no-untyped-call]
    return _frechet(X, H, eigenvalues, U, fn)


def _frechet(X: Tensor, H: Tensor, eigenvalues: Tensor, U: Tensor, fn: Any) -> Tensor:
    return cast(Tensor, _Frechet.apply(X, H, eigenvalues, U, fn))  # type: ignore[no-untyped-call]


def _second(X: Tensor, H: Tensor, Z: Tensor, eigenvalues: Tensor, U: Tensor, fn: Any) -> Tensor:
    return cast(Tensor, _Second.apply(X, H, Z, eigenvalues, U, fn))  # type: ignore[no-untyped-call]


def _batch_first(info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> list[Any]:
    """Every tensor with the mapped axis in front; one that is not mapped is repeated as a view."""
    moved = []
    for axis, value in zip(in_dims, args):
        if isinstance(value, Tensor):
            if axis is None:
                value = value.expand(info.batch_size, *value.shape)
            else:
                value = value.movedim(axis, 0)
        moved.append(value)
    return moved
