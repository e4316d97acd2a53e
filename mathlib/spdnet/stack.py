"""(BiMap → ReEig) × … → BiMap → ReEig → LogEig as one node of automatic differentiation.

A layer on its own has to see to everything: that what arrives is symmetric, in both passes; a node;
threads. A stack of them knows that only its input can be asymmetric, and shares the batch out once
for all layers. That counts where trials are few and small.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import chain, islice
from math import inf
from operator import add
from typing import Any, cast

import torch
from torch import Tensor

from mathlib.spdnet.bimap import bimap, congruence, weight_gradient
from mathlib.spectral import LOG, SpectralFunction, apply, rectified_log, rectify_eigenvalues
from mathlib.spectral.certificate import rectified, rectified_vjp
from mathlib.spectral.daleckii_krein import pull_back, spectral_product
from mathlib.spectral.decomposition import LinAlgError, inside_domain, symmetric_part
from mathlib.spectral.members import Members
from mathlib.spectral.parallel import eigh, in_threads, shares, slices

# B·n² for which another thread pays: its small operations stand in line for Python's lock.
_REPAYS = 4e4


def stack(X: Tensor, R: Tensor, weights: Sequence[Tensor], eps: float) -> Tensor:
    r"""SPDNet's layers on matrices: log max(W_k … max(W_1 R X Rᵀ W_1ᵀ, ε) … W_kᵀ, ε).

    Parameters
    ----------
    X : Tensor, shape (B, n, n)
        Symmetric.
    R : Tensor, shape (n, n)
        A constant.
    weights : sequence of Tensor, shapes (m_1, n), (m_2, m_1), …
    eps : float
        The floor of every ReEig, > 0.

    Returns
    -------
    Tensor, shape (B, m, m)
        What the layers one by one return, and the same gradients, to any order they have; both
        only up to rounding. On a GPU and within transforms of torch it is the layers one by one.

    Raises
    ------
    ValueError, torch.linalg.LinAlgError
        What the first layer that cannot go on raises.
    """
    if (
        X.device.type != "cpu"
        or not len(X)
        or torch.compiler.is_compiling()
        or torch._C._are_functorch_transforms_active()
        or torch.is_autocast_enabled("cpu")  # refused there, with its reason
        or R.requires_grad
        or X.shape[-2:] != R.shape
        or not eps > 0
    ):
        return layer_by_layer(X, R, weights, eps)
    return cast(Tensor, _Stack.apply(eps, R, X, *weights))  # type: ignore[no-untyped-call]


def layer_by_layer(X: Tensor, R: Tensor, weights: Sequence[Tensor], eps: float) -> Tensor:
    """The same as `stack`, a node or more for each layer."""
    *hidden, last = weights[0] @ R, *weights[1:]
    for W in hidden:
        X = rectify_eigenvalues(bimap(X, W), eps)
    return apply(rectified_log(eps), bimap(X, last))


class _Stack(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, eps: float, R: Tensor, X: Tensor, *weights: Tensor) -> Tensor:
        maps = weights[0] @ R, *weights[1:]
        parts = slices(len(X), shares(len(X), X.shape[-1], _REPAYS))
        try:
            done = in_threads(lambda trials: _forward(trials, maps, eps), _cut(X, parts))
        except (ValueError, LinAlgError):
            layer_by_layer(X, R, weights, eps)  # says which member of the whole batch it is
            raise
        values, kept, *how = zip(*done, strict=True)
        ctx.save_for_backward(X, R, *weights, maps[0], *chain.from_iterable(kept))
        ctx.eps, ctx.parts = eps, parts
        ctx.how = [(len(tensors), *rest) for tensors, *rest in zip(kept, *how, strict=True)]
        return _joined(values)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        (G,) = gradients
        _, _, *needed = ctx.needs_input_grad
        X, R, *tensors = ctx.saved_tensors
        weights, (first, *kept) = tensors[: len(needed) - 1], tensors[len(needed) - 1 :]
        if torch.is_grad_enabled():  # a second derivative may follow
            return None, None, *_differentiable(G, X, R, weights, ctx.eps, needed)
        maps = first, *weights[1:]
        tape = iter(kept)
        given = [
            (upstream, maps, ctx.eps, list(islice(tape, count)), *how, needed)
            for upstream, (count, *how) in zip(_cut(G, ctx.parts), ctx.how, strict=True)
        ]
        in_X, *in_maps = zip(*in_threads(lambda share: _backward(*share), given), strict=True)
        in_first, *others = (None if terms[0] is None else reduce(add, terms) for terms in in_maps)
        return (
            None,
            None,
            _joined(in_X) if needed[0] else None,
            in_first @ R.mT if needed[1] else None,
            *others,
        )


def _cut(batch: Tensor, parts: Sequence[slice]) -> list[Tensor]:
    return [batch] if len(parts) == 1 else [batch[part] for part in parts]


def _joined(parts: Sequence[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(list(parts))


def _forward(
    X: Tensor, weights: Sequence[Tensor], eps: float
) -> tuple[Tensor, list[Tensor], list[Members], SpectralFunction]:
    """Value, and for the backward pass: tensors, whom each ReEig decomposed, the last function."""
    kept: list[Tensor] = []
    decomposed: list[Members] = []
    H, symmetric = X, torch.equal(X, X.mT)
    for k, W in enumerate(weights):
        H, WX = congruence(W, H)
        kept.append(WX)
        if not symmetric:
            H, symmetric = symmetric_part(H, "X"), True
        if k < len(weights) - 1:
            H, members, spectrum = rectified(H, eps, trim=True)
            decomposed.append(members)
            kept += spectrum or ()
    eigenvalues, U = eigh(H)
    smallest, largest = (float(bound) for bound in torch.aminmax(eigenvalues))
    # Above the floor the two functions are one, and LOG is the cheaper.
    fn = LOG if eps <= smallest <= largest < inf else rectified_log(eps)
    if fn is not LOG:
        eigenvalues = inside_domain(eigenvalues, fn)
    return spectral_product(fn.value(eigenvalues), U), [*kept, eigenvalues, U], decomposed, fn


def _backward(
    G: Tensor,
    weights: Sequence[Tensor],
    eps: float,
    kept: list[Tensor],
    decomposed: list[Members],
    fn: SpectralFunction,
    needed: Sequence[bool],
) -> list[Tensor | None]:
    """Gradients in X and in the weights; from the last function on, G is symmetric."""
    found: list[Tensor | None] = [None] * len(needed)
    U, eigenvalues = kept.pop(), kept.pop()
    G = pull_back(G, eigenvalues, U, fn)
    for k in reversed(range(len(weights))):
        if k < len(decomposed) and decomposed[k].count:
            U, eigenvalues = kept.pop(), kept.pop()
            G = rectified_vjp(G, decomposed[k], (eigenvalues, U), eps, trim=True)
        WX = kept.pop()
        if needed[k + 1]:
            found[k + 1] = weight_gradient(G, WX).mul_(2)
        if not any(needed[: k + 1]):  # nothing below wants a gradient
            return found
        G, _ = congruence(weights[k].mT, G)
    if needed[0]:
        found[0] = G
    return found


def _differentiable(
    G: Tensor,
    X: Tensor,
    R: Tensor,
    weights: Sequence[Tensor],
    eps: float,
    needed: Sequence[bool],
) -> list[Tensor | None]:
    """The gradients again, as functions of G, X and the weights, by a second forward pass."""
    # Aliases, because one may be a function of another, and partial derivatives are wanted.
    X, *weights = inputs = [tensor.view_as(tensor) for tensor in (X, *weights)]
    wanted = [tensor for tensor, need in zip(inputs, needed, strict=True) if need]
    value = layer_by_layer(X, R, weights, eps)
    gradients = iter(torch.autograd.grad(value, wanted, G, create_graph=True))
    return [next(gradients) if need else None for need in needed]
