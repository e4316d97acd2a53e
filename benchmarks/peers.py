"""The contenders: this course's functions and, where they are installed, those of its peers.

Each peer is called through its public functions, with its own settings. A peer that is not
installed is left out; `harness.left_out` names it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

from mathlib import spectral

MatrixFunction = Callable[[Tensor], Tensor]
Pullback = Callable[[Tensor, Tensor, Tensor, spectral.SpectralFunction], Tensor]
OURS, AUTOGRAD = "mathlib", "autograd"


def through_eigh(f: MatrixFunction) -> MatrixFunction:
    """The textbook way: f of the eigenvalues; autograd differentiates eigh."""

    def applied(X: Tensor) -> Tensor:
        eigenvalues, U = torch.linalg.eigh(X)
        return (U * f(eigenvalues).unsqueeze(-2)) @ U.mT

    return applied


def logarithms() -> dict[str, MatrixFunction]:
    """The matrix logarithm of everyone who has one."""
    found: dict[str, MatrixFunction] = {OURS: spectral.logm, AUTOGRAD: through_eigh(torch.log)}
    if find_spec("spd_learn"):
        from spd_learn.functional import matrix_log

        found["spd_learn"] = matrix_log.apply
    if find_spec("torchspd"):
        import torchspd

        found["torchspd"] = torchspd.logm
    if find_spec("geoopt"):
        import geoopt

        found["geoopt"] = geoopt.linalg.sym_logm
    if find_spec("pyriemann"):
        from pyriemann.geometry.base import logm

        found["pyriemann"] = logm
    return found


def square_roots() -> dict[str, MatrixFunction]:
    """The matrix square root of everyone who has one."""
    found: dict[str, MatrixFunction] = {OURS: spectral.sqrtm, AUTOGRAD: through_eigh(torch.sqrt)}
    if find_spec("spd_learn"):
        from spd_learn.functional import matrix_sqrt

        found["spd_learn"] = matrix_sqrt.apply
    if find_spec("torchspd"):
        import torchspd

        found["torchspd"] = torchspd.sqrtm
    if find_spec("geoopt"):
        import geoopt

        found["geoopt"] = geoopt.linalg.sym_sqrtm
    if find_spec("pyriemann"):
        from pyriemann.geometry.base import sqrtm

        found["pyriemann"] = sqrtm
    return found


def powers(p: float) -> dict[str, MatrixFunction]:
    """X to the power p of everyone who has it."""
    found: dict[str, MatrixFunction] = {
        OURS: lambda X: spectral.powm(X, p),
        AUTOGRAD: through_eigh(lambda eigenvalues: eigenvalues.pow(p)),
    }
    if find_spec("spd_learn"):
        from spd_learn.functional import matrix_power

        found["spd_learn"] = lambda X: matrix_power.apply(X, p)
    if find_spec("torchspd"):
        import torchspd

        found["torchspd"] = lambda X: torchspd.powm(X, p)
    if find_spec("pyriemann"):
        from pyriemann.geometry.base import powm

        found["pyriemann"] = lambda X: powm(X, p)
    return found


def rectifications(eps: float) -> dict[str, MatrixFunction]:
    """ReEig of everyone who has it; "eigh" is the same backward formula, always through eigh."""
    found: dict[str, MatrixFunction] = {
        OURS: lambda X: spectral.rectify_eigenvalues(X, eps),
        "eigh": with_pullback(spectral.rectify(eps), spectral.daleckii_krein_vjp),
        AUTOGRAD: through_eigh(lambda eigenvalues: eigenvalues.clamp_min(eps)),
    }
    if find_spec("spd_learn"):
        from spd_learn.functional import clamp_eigvals

        found["spd_learn"] = lambda X: clamp_eigvals.apply(X, eps)
    if find_spec("torchspd"):
        import torchspd

        found["torchspd"] = lambda X: torchspd.apply_quad(
            X, lambda a: a.clamp_min(eps), lambda a: (a > eps).to(a.dtype)
        )
    return found


class _WithPullback(torch.autograd.Function):
    """f(X) by eigh, with whatever backward formula is asked for; nothing else differs."""

    @staticmethod
    def forward(ctx: Any, X: Tensor, fn: spectral.SpectralFunction, pullback: Pullback) -> Tensor:
        eigenvalues, U = torch.linalg.eigh(X)
        ctx.save_for_backward(eigenvalues, U)
        ctx.fn, ctx.pullback = fn, pullback
        return (U * fn.value(eigenvalues).unsqueeze(-2)) @ U.mT

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        eigenvalues, U = ctx.saved_tensors
        return ctx.pullback(gradients[0], eigenvalues, U, ctx.fn), None, None


def with_pullback(fn: spectral.SpectralFunction, pullback: Pullback) -> MatrixFunction:
    """The spectral function with a given backward formula and no checks of its input."""

    def applied(X: Tensor) -> Tensor:
        result: Tensor = _WithPullback.apply(X, fn, pullback)  # type: ignore[no-untyped-call]
        return result

    return applied


def gradient(f: MatrixFunction, X: Tensor, G: Tensor) -> Tensor:
    """Gradient in X of ⟨G, f(X)⟩."""
    X = X.detach().requires_grad_()
    return torch.autograd.grad(f(X), X, G)[0]
