"""The nodes that spectral functions put into the graph of automatic differentiation.

Three of them, each the derivative of the one before:

    f(X)  →  Df(X)[H]  →  D²f(X)[H, Z]

What works: `backward`, `torch.autograd.grad` with `create_graph`, `gradcheck`, `gradgradcheck`;
`torch.func` grad, vjp, jvp, vmap, jacrev, jacfwd, hessian, nested; `torch.compile` with
`fullgraph=True`, forward and first backward.

What does not: a third derivative raises, because a silent one would miss a term. torch 2.13
compiles no node that has a `jvp` or `vmap` of its own, so there are twins without. Forward mode and
`torch.func` transforms inside a compiled function would go through `eigh`, NaN and all, and raise
here; around a compiled function they are refused by torch, as is differentiating twice through one.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor

from mathlib.spectral.daleckii_krein import (
    daleckii_krein_vjp,
    pull_back,
    second_derivative,
    spectral_product,
)
from mathlib.spectral.decomposition import decompose
from mathlib.spectral.functions import SpectralFunction


def spectral_node(X: Tensor, fn: SpectralFunction) -> tuple[Tensor, Tensor, Tensor]:
    """f(X) with Λ and U; gradients pass through f(X) only."""
    node = _twin(_Compiled, _Spectral)
    return cast(tuple[Tensor, Tensor, Tensor], node.apply(X, fn))


def frechet_node(X: Tensor, H: Tensor, eigenvalues: Tensor, U: Tensor, fn: Any) -> Tensor:
    """Df(X)[H] for X = U Λ Uᴴ; gradients pass to X and H, as Λ and U are functions of X."""
    node = _twin(_CompiledFrechet, _Frechet)
    return cast(Tensor, node.apply(X, H, eigenvalues, U, fn))


def _twin(compiled: Any, eager: Any) -> Any:
    """The node that torch can take here."""
    if not torch.compiler.is_compiling():
        return eager
    if torch._C._are_functorch_transforms_active():
        raise NotImplementedError(
            "torch.func transforms inside torch.compile do not reach the derivative of a spectral "
            "function. Call the transform outside the compiled function, or do not compile."
        )
    return compiled


def batch_first(info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> list[Any]:
    """Arguments of a `vmap` rule with the mapped axis in front; repeated as a view if unmapped."""
    moved = []
    for axis, value in zip(in_dims, args):
        if isinstance(value, Tensor):
            if axis is None:
                value = value.expand(info.batch_size, *value.shape)
            else:
                value = value.movedim(axis, 0)
        moved.append(value)
    return moved


class Node(torch.autograd.Function):
    """A node that costs less to enter: its arguments are given by place and none is left out."""

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """As torch's, less the search for defaults, which takes as long as a small product."""
        if torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active():
            return super().apply(*args)  # type: ignore[no-untyped-call]
        return super(torch.autograd.Function, cls).apply(*args)  # type: ignore[misc]


class _Compiled(Node):
    """f(X), with Λ and U handed from the forward pass to the backward pass; once differentiable."""

    @staticmethod
    def forward(X: Tensor, fn: SpectralFunction) -> tuple[Tensor, Tensor, Tensor]:
        eigenvalues, U = decompose(X, fn)
        return spectral_product(fn.value(eigenvalues), U), eigenvalues, U

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, ctx.fn = inputs
        _, eigenvalues, U = output
        ctx.mark_non_differentiable(eigenvalues, U)
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(X, eigenvalues, U)
        ctx.save_for_forward(X, eigenvalues, U)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        pulled_back = daleckii_krein_vjp(cast(Tensor, gradients[0]), eigenvalues, U, ctx.fn)
        return _tied_to(pulled_back, X), None


class _Spectral(_Compiled):
    """f(X), to be differentiated twice, in either mode."""

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        G = gradients[0]
        if G is None:
            return None, None
        if not torch.is_grad_enabled():  # no second derivative can follow: no node for it
            return pull_back(G, eigenvalues, U, ctx.fn), None
        return frechet_node(X, G, eigenvalues, U, ctx.fn), None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        return frechet_node(X, tangents[0], eigenvalues, U, ctx.fn), None, None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        X, fn = batch_first(info, in_dims, args)
        return spectral_node(X, fn), (0, 0, 0)


class _CompiledFrechet(Node):
    """Df(X)[H]. X is an input although only Λ and U are used: the gradient belongs to X."""

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
        Z = cast(Tensor, gradients[0])
        in_X = second_derivative(H, Z, eigenvalues, U, ctx.fn)
        in_H = daleckii_krein_vjp(Z, eigenvalues, U, ctx.fn)
        return _tied_to(in_X, X), _tied_to(in_H, X), None, None, None


class _Frechet(_CompiledFrechet):
    """Df(X)[H], to be differentiated once more, in either mode."""

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, H, eigenvalues, U = ctx.saved_tensors
        Z, fn = gradients[0], ctx.fn
        if Z is None:
            return (None,) * 5
        in_X = _second_node(X, H, Z, eigenvalues, U, fn) if ctx.needs_input_grad[0] else None
        in_H = frechet_node(X, Z, eigenvalues, U, fn) if ctx.needs_input_grad[1] else None
        return in_X, in_H, None, None, None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        X, H, eigenvalues, U = ctx.saved_tensors
        dX, dH = tangents[:2]
        terms = []
        if dX is not None:
            terms.append(_second_node(X, H, dX, eigenvalues, U, ctx.fn))
        if dH is not None:
            terms.append(frechet_node(X, dH, eigenvalues, U, ctx.fn))
        return sum(terms) if terms else None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        X, H, eigenvalues, U, fn = batch_first(info, in_dims, args)
        return frechet_node(X, H, eigenvalues, U, fn), 0


class _Second(Node):
    """D²f(X)[H, Z], the end of the line; `once_differentiable` would not notice a `jvp`."""

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
        X, H, Z, eigenvalues, U, fn = batch_first(info, in_dims, args)
        return _second_node(X, H, Z, eigenvalues, U, fn), 0


_TWICE = (
    "a spectral function is differentiable twice here, and this is its third derivative. "
    "Take the second one without create_graph=True, or in one transform less."
)


def _tied_to(gradient: Tensor, X: Tensor) -> Tensor:
    """The gradient plus 0·X: a compiled graph then knows that it depends on X.

    Only so does torch refuse to differentiate it again; it would leave the term out in silence
    where the upstream gradient is a constant.
    """
    return torch.add(gradient, X, alpha=0)


def _second_node(
    X: Tensor, H: Tensor, Z: Tensor, eigenvalues: Tensor, U: Tensor, fn: Any
) -> Tensor:
    node: Any = _Second
    return cast(Tensor, node.apply(X, H, Z, eigenvalues, U, fn))
