"""ReEig without an eigendecomposition wherever a Cholesky factorisation shows it is not needed.

If X − εI has a Cholesky factor, no eigenvalue of X lies below ε, ReEig is the identity at X, and
its gradient passes unchanged. Factorising costs a twentieth of decomposing; only the members that
fail are decomposed, or all of them if most fail. After a BiMap with orthonormal rows nearly all
pass: by Cauchy's interlacing λ_min(WXWᵀ) ≥ λ_min(X).
"""

from __future__ import annotations

import math
from typing import Any, cast

import torch
from torch import Tensor

from mathlib._validate.tensors import finite_entries, matrix_batch
from mathlib.spectral.autograd import apply
from mathlib.spectral.decomposition import (
    LinAlgError,
    inside_domain,
    not_converged,
    symmetric_part,
)
from mathlib.spectral.differences import lift_difference
from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.members import Members
from mathlib.spectral.nodes import Node, batch_first, frechet_node
from mathlib.spectral.parallel import eigh
from mathlib.spectral.pieces import pieces
from mathlib.spectral.rectification import rectify

# So many members tell whether the others are worth factorising.
_SAMPLE = 16


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
    result = _Rectify.apply(X, fn, eps)
    return cast(Tensor, result[0])


class _Rectify(Node):
    """ReEig, written as what it adds to X, which is nothing where no eigenvalue is below ε.

    So decomposed or not makes no difference to a member that passes, in any bit. A member that
    was not decomposed has Λ = εI and U = I in its place.
    """

    @staticmethod
    def forward(
        X: Tensor, fn: SpectralFunction, eps: float
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        S = symmetric_part(X, "X")
        raised, members, spectrum = rectified(S, eps, trim=False)
        identity = torch.eye(X.shape[-1], dtype=X.dtype, device=X.device)
        if spectrum is None:
            eigenvalues = torch.full_like(S.real[..., 0], eps)
            value = S.clone() if S is X else S
            return value, eigenvalues, identity.expand(X.shape), members.chosen
        eigenvalues, U = spectrum
        if not members.whole:
            eigenvalues = members.put(eigenvalues, torch.full_like(S.real[..., 0], eps))
            # Transposed, as `eigh` lays U out: in another layout a product may round differently.
            U = members.put(U.mT, identity.expand(X.shape)).mT
        eigenvalues = inside_domain(eigenvalues.reshape(X.shape[:-1]), fn)
        return raised, eigenvalues, U.reshape(X.shape), members.chosen

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        X, ctx.fn, ctx.eps = inputs
        _, *spectrum = output
        ctx.mark_non_differentiable(*spectrum)
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(X, *spectrum)
        ctx.save_for_forward(X, *spectrum)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        G = gradients[0]
        if G is None:
            return None, None, None
        if torch.is_grad_enabled():
            return _frechet(ctx, G), None, None
        _, eigenvalues, U, failed = ctx.saved_tensors
        G_sym = torch.lerp(G, G.mH, 0.5)
        members = Members(failed, U)
        if members.count:
            spectrum = members.take(eigenvalues), members.take(U.mT).mT
            G_sym = rectified_vjp(G_sym, members, spectrum, ctx.eps, trim=False)
        return G_sym, None, None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        return _frechet(ctx, tangents[0]), None, None, None

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
        result = _Rectify.apply(*batch_first(info, in_dims, args))
        return result, (0, 0, 0, 0)


def rectified(
    S: Tensor, eps: float, *, trim: bool
) -> tuple[Tensor, Members, tuple[Tensor, Tensor] | None]:
    """max(S, ε) for symmetric S, with what its backward pass needs; no node of a graph.

    Parameters
    ----------
    S : Tensor, shape (..., n, n)
    eps : float
    trim : bool
        Whether to leave out eigenvectors that no member needs, and the factorisations where the
        first few members all fail. A member's last digits then depend on the others.

    Returns
    -------
    Tensor, shape (..., n, n)
        S itself if no member may have an eigenvalue below ε.
    Members
        Those that may.
    tuple of Tensor, or None
        Their eigenvalues and eigenvectors.
    """
    members = _members_below(S, eps, trim=trim)
    if not members.count:
        return S, members, None
    taken = members.take(S)
    try:
        eigenvalues, U = eigh(taken)
    except LinAlgError:
        raise not_converged(S, "X") from None
    low = _how_many_below(eigenvalues, eps) if trim else S.shape[-1]
    return members.put(_raised(taken, eigenvalues, U, eps, low), S), members, (eigenvalues, U)


def rectified_vjp(
    G: Tensor, members: Members, spectrum: tuple[Tensor, Tensor], eps: float, *, trim: bool
) -> Tensor:
    """Backward pass of `rectified` for symmetric G (..., n, n) where a member was decomposed."""
    low = _how_many_below(spectrum[0], eps) if trim else G.shape[-1]
    return members.put(_pulled_back(members.take(G), *spectrum, eps, low), G)


def _members_below(S: Tensor, eps: float, *, trim: bool) -> Members:
    """Those that may have an eigenvalue below ε; with `trim` all, if a sample has no exception."""
    if trim and len(S) > 4 * _SAMPLE and bool((_may_be_below(S[:_SAMPLE], eps) > 0).all()):
        return Members(torch.ones(S.shape[:-2]), S)
    return Members(_may_be_below(S, eps), S, exact=not trim)


def _may_be_below(S: Tensor, eps: float) -> Tensor:
    """Zero for the members that `eigh` will find above ε, (...) on the CPU.

    A Cholesky factor of S − εI says so up to rounding, and the margin is more than that: no entry
    of a positive definite matrix is larger than the largest on the diagonal.
    """
    norm = torch.linalg.vector_norm(S.diagonal(dim1=-2, dim2=-1))
    size = norm if S.is_cuda else norm.item()
    if not S.is_cuda and not math.isfinite(size):  # a factor exists even so
        finite_entries(S, "X")
    shifted = S.clone(memory_format=torch.contiguous_format)
    shifted.diagonal(dim1=-2, dim2=-1).sub_(
        eps + size * (10 * S.shape[-1] ** 2 * torch.finfo(S.dtype).eps)
    )
    info: Tensor = torch.linalg.cholesky_ex(shifted, upper=True).info
    return info.cpu()


def _raised(S: Tensor, eigenvalues: Tensor, U: Tensor, eps: float, low: int) -> Tensor:
    """S + g(S), where g(λ) = (ε − λ)⁺, zero from the eigenvalue number `low` on."""
    g = (eps - eigenvalues[..., :low]).clamp_min_(0).unsqueeze(-2)
    V = U[..., :low]
    return _joined([torch.baddbmm(S[k], V[k] * g[k], V[k].mH) for k in pieces(U)])


def _pulled_back(G: Tensor, eigenvalues: Tensor, U: Tensor, eps: float, low: int) -> Tensor:
    """G + U (g^[1](Λ) ⊙ (Uᴴ G U)) Uᴴ for symmetric G.

    g^[1] is zero where both eigenvalues are above ε. What remains are the first rows, and the
    first columns, which are their mirror image.
    """
    parts = []
    for k in pieces(U):
        V, values = U[k][..., :low], eigenvalues[k]
        L = lift_difference(values[:, :low].unsqueeze(-1), values.unsqueeze(-2), eps)
        L[..., :low] *= 0.5  # this block is its own mirror image
        rows = torch.bmm(torch.bmm(torch.bmm(V.mH, G[k]), U[k]).mul_(L), U[k].mH)
        half = torch.bmm(V, rows)
        parts.append((half + half.mH).add_(G[k]))
    return _joined(parts)


def _how_many_below(eigenvalues: Tensor, eps: float) -> int:
    """The largest number of eigenvalues of one member below ε; they are the first ones."""
    return int(torch.count_nonzero(eigenvalues.amin(dim=0) < eps))


def _joined(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def _frechet(ctx: Any, H: Tensor) -> Tensor:
    """Df(X)[H], to be differentiated; by the same Λ and U for a member decomposed or not."""
    X, eigenvalues, U, _ = ctx.saved_tensors
    passed = eigenvalues[..., :1] >= ctx.eps
    identity = torch.eye(X.shape[-1], dtype=U.dtype, device=U.device)
    eigenvalues = torch.where(passed, ctx.eps, eigenvalues)
    U = torch.where(passed.unsqueeze(-1), identity, U)
    return frechet_node(X, H, eigenvalues, U, ctx.fn)
