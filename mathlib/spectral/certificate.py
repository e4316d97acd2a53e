"""ReEig without an eigendecomposition wherever a Cholesky factorisation shows it is not needed.

If X − εI has a Cholesky factor, no eigenvalue of X lies below ε, ReEig is the identity at X, and
its gradient passes unchanged. Factorising costs a twentieth of decomposing; only the members that
fail are decomposed. After a BiMap with orthonormal rows nearly all pass: by Cauchy's interlacing
λ_min(WXWᵀ) ≥ λ_min(X).
"""

from __future__ import annotations

import math
from typing import Any, cast

import torch
from torch import Tensor

from mathlib._validate.tensors import finite_entries, matrix_batch
from mathlib.spectral.autograd import apply
from mathlib.spectral.daleckii_krein import pull_back, spectral_product
from mathlib.spectral.decomposition import (
    LinAlgError,
    inside_domain,
    not_converged,
    symmetric_part,
)
from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.members import Members
from mathlib.spectral.nodes import Node, batch_first, frechet_node
from mathlib.spectral.parallel import eigh
from mathlib.spectral.rectification import rectify


def rectify_eigenvalues(X: Tensor, eps: float) -> Tensor:
    r"""Raise the eigenvalues of symmetric matrices to at least `eps`, the ReEig layer.

    `apply(rectify(eps), X)` in value and in every derivative, but members whose eigenvalues all
    exceed `eps` are not decomposed.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        Symmetric or Hermitian, as for `apply`.
    eps : float
        The floor, in the unit of X, ≥ 0.

    Returns
    -------
    Tensor, shape (..., n, n)
        sym X for members above `eps`, else U max(Λ, ε) Uᴴ. What one member gets does not depend
        on the others, to the last bit.

    Raises
    ------
    TypeError, ValueError, NotImplementedError
        As `apply`; also a floor that is negative or not finite.

    Notes
    -----
    On a GPU the batch is read once to see which members failed; if none did, this replaces the
    wait that `eigh` has. Under `torch.compile` there is no branch: all members are decomposed.
    """
    fn = rectify(eps)
    matrix_batch(X, "X")
    if torch.compiler.is_compiling():
        return apply(fn, X)
    result = _Rectify.apply(X, fn, eps)  # type: ignore[no-untyped-call]
    return cast(Tensor, result[0])


class _Rectify(Node):
    """ReEig whose passing members have Λ = εI and U = I to differentiate by.

    At that stand-in all divided differences are 1 and all second ones 0, so the formulas of
    `nodes` give the identity and its derivatives, to the last bit, batched and transformed as ever.
    Only the plain backward pass knows more and skips members that passed.
    """

    @staticmethod
    def forward(
        X: Tensor, fn: SpectralFunction, eps: float
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        S = symmetric_part(X, "X")
        identity = torch.eye(X.shape[-1], dtype=X.dtype, device=X.device)
        shifted = torch.sub(S, identity, alpha=eps)
        # A Cholesky factor exists where an entry of the diagonal is infinite; nowhere else.
        if not X.is_cuda and not math.isfinite(float(_trace(shifted).real)):
            finite_entries(X, "X")
        failed = torch.linalg.cholesky_ex(shifted, upper=True).info.cpu()
        eigenvalues = torch.full_like(S.real[..., 0], eps)
        U = identity.expand(X.shape)
        members = Members(failed, S)
        if not members.count:
            return (S.clone() if S is X else S), eigenvalues, U, failed
        try:
            values, vectors = eigh(members.take(S))
        except LinAlgError:
            raise not_converged(S, "X") from None
        raised = members.put(spectral_product(fn.value(values), vectors), S)
        eigenvalues = inside_domain(members.put(values, eigenvalues), fn)
        # Transposed, as `eigh` lays U out: in another layout a product may round differently.
        return raised, eigenvalues, members.put(vectors.mT, U).mT, failed

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, ctx.fn, _ = inputs
        _, *spectrum = output
        ctx.mark_non_differentiable(*spectrum)
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(X, *spectrum)
        ctx.save_for_forward(X, *spectrum)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        X, eigenvalues, U, failed = ctx.saved_tensors
        G, fn = gradients[0], ctx.fn
        if G is None:
            return None, None, None
        if torch.is_grad_enabled():
            return frechet_node(X, G, eigenvalues, U, fn), None, None
        members = Members(failed, U)
        if not members.count:
            return torch.lerp(G, G.mH, 0.5), None, None
        pulled = pull_back(members.take(G), members.take(eigenvalues), members.take(U.mT).mT, fn)
        if members.whole:  # of a member that passed, the stand-in has given sym G
            return pulled.reshape(G.shape), None, None
        return members.put(pulled, torch.lerp(G, G.mH, 0.5)), None, None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        X, eigenvalues, U, _ = ctx.saved_tensors
        return frechet_node(X, tangents[0], eigenvalues, U, ctx.fn), None, None, None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        result = _Rectify.apply(  # type: ignore[no-untyped-call]
            *batch_first(info, in_dims, args)
        )
        return result, (0, 0, 0, 0)


def _trace(matrices: Tensor) -> Tensor:
    """Sum of all entries on the diagonals of (..., n, n)."""
    return matrices.diagonal(dim1=-2, dim2=-1).sum()
