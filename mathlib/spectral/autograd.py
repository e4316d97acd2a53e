"""f(X) for symmetric X, differentiable by the Daleckii–Krein formula instead of through eigh."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor

from mathlib._validate.tensors import positive_eigenvalues, symmetric_matrices
from mathlib.spectral.daleckii_krein import daleckii_krein_vjp
from mathlib.spectral.functions import LOG, SpectralFunction, rectify


class _Pullback(torch.autograd.Function):
    """The backward pass as a node of its own, so that differentiating it again is noticed.

    X is an input although its values are not used: the result depends on X through Λ and U, and
    without this edge a second derivative would lose that part in silence.
    """

    @staticmethod
    def forward(
        G: Tensor, X: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, fn: SpectralFunction
    ) -> Tensor:
        return daleckii_krein_vjp(G, eigenvalues, eigenvectors, fn)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        pass

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        raise NotImplementedError(
            "a spectral function is differentiable once here, and this is its second derivative. "
            "Call torch.autograd.grad without create_graph=True."
        )


class _Apply(torch.autograd.Function):
    """f(X) with Λ and U handed from the forward pass to the backward pass."""

    @staticmethod
    def forward(X: Tensor, fn: SpectralFunction) -> tuple[Tensor, Tensor, Tensor]:
        # eigh reads one triangle only; the mean of both keeps f a function of all of X.
        eigenvalues, U = torch.linalg.eigh((X + X.mT) / 2)
        if fn.positive_only:
            positive_eigenvalues(eigenvalues, "X", fn.name)
        return (U * fn.value(eigenvalues).unsqueeze(-2)) @ U.mT, eigenvalues, U

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, fn = inputs
        _, eigenvalues, U = output
        ctx.mark_non_differentiable(eigenvalues, U)
        ctx.save_for_backward(X, eigenvalues, U)
        ctx.fn = fn

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        X, eigenvalues, U = ctx.saved_tensors
        pulled_back = _Pullback.apply(  # type: ignore[no-untyped-call]
            gradients[0], X, eigenvalues, U, ctx.fn
        )
        return pulled_back, None


def apply(fn: SpectralFunction, X: Tensor) -> Tensor:
    r"""f(X) = U f(Λ) Uᵀ for symmetric X = U Λ Uᵀ, with an exact backward pass.

    Parameters
    ----------
    fn : SpectralFunction
    X : Tensor, shape (..., n, n)
        Symmetric, float32 or float64; what is computed is f(sym X).

    Returns
    -------
    Tensor, shape (..., n, n)
        Its gradient in X is `daleckii_krein_vjp`: finite and right at repeated eigenvalues.

    Raises
    ------
    TypeError
        Not a tensor of float32 or float64.
    ValueError
        Not square, not symmetric, not finite; or f needs a positive definite matrix and X, or a
        member of the batch, is not one.
    NotImplementedError
        A second derivative is asked for.
    """
    result = _Apply.apply(symmetric_matrices(X, "X"), fn)  # type: ignore[no-untyped-call]
    return cast(Tensor, result[0])


def logm(X: Tensor) -> Tensor:
    """Logarithm of symmetric positive definite matrices, the LogEig layer; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        At X = I the gradient is sym(G), where automatic differentiation of `eigh` says NaN.
    """
    return apply(LOG, X)


def rectify_eigenvalues(X: Tensor, eps: float) -> Tensor:
    """Raise the eigenvalues of symmetric matrices to at least `eps`, the ReEig layer; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
    eps : float
        The floor, in the unit of X, ≥ 0.

    Returns
    -------
    Tensor, shape (..., n, n)
        No eigenvalue below `eps`, up to rounding.
    """
    return apply(rectify(eps), X)
