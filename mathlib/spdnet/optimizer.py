"""Adam for parameters of which some must keep orthonormal rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn

from mathlib.spdnet.bimap import BiMap
from mathlib.spdnet.stiefel import qr_retraction, tangent_projection


class RiemannianAdam(torch.optim.Optimizer):
    r"""Adam that moves along the Stiefel manifold where a parameter group asks for it.

    A group with `stiefel=True` holds matrices W with orthonormal rows. For those, the gradient is
    projected on the tangent space at W, the running mean of the gradients is carried to the new
    tangent space by projection, the running mean of squares is one number a matrix (a number an
    entry would turn the step out of the tangent space), and the step ends with a QR retraction.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        As for any `torch.optim.Optimizer`; a dict may set `stiefel`, `lr` and `betas`.
    lr : float
        Length of a step: about `lr` an entry while the gradients agree.
    betas : tuple of float
        How slowly the two running means forget, both in [0, 1).
    eps : float
        Keeps the quotient finite where the gradient is zero.
    stiefel : bool
        The default for groups that do not say.

    Raises
    ------
    ValueError
        `lr` is not positive, or a beta is outside [0, 1).

    Notes
    -----
    Source: Kingma and Ba (2015); Bécigneul and Ganea (2019) for the manifold.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        stiefel: bool = False,
    ) -> None:
        if not lr > 0:
            raise ValueError(f"lr is {lr}; expected a positive step length, such as 0.01.")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas are {betas}; expected two numbers in [0, 1).")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "stiefel": stiefel})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient; return what `closure` returned, if given."""
        result = None
        if closure is not None:
            with torch.enable_grad():
                result = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._move(parameter, group)
        return result

    @torch.no_grad()
    def gradient_norm(self) -> float:
        """Norm of the gradient over all parameters, its tangent part where they are Stiefel."""
        total = 0.0
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    total += _gradient(parameter, group["stiefel"]).square().sum().item()
        return sqrt(total)

    def _move(self, parameter: Tensor, group: dict[str, Any]) -> None:
        stiefel = group["stiefel"]
        gradient = _gradient(parameter, stiefel)
        square = gradient.square().mean() if stiefel else gradient.square()
        state = self.state[parameter]
        if not state:
            state["step"] = 0
            state["mean"] = torch.zeros_like(parameter)
            state["mean_square"] = torch.zeros_like(square)
        slow, slower = group["betas"]
        state["step"] += 1
        state["mean"].lerp_(gradient, 1 - slow)
        state["mean_square"].lerp_(square, 1 - slower)
        # Both means start at zero; the divisions undo that.
        mean = state["mean"] / (1 - slow ** state["step"])
        spread = (state["mean_square"] / (1 - slower ** state["step"])).sqrt()
        step = -group["lr"] * mean / (spread + group["eps"])
        if stiefel:
            parameter.copy_(qr_retraction(parameter, step))
            state["mean"] = tangent_projection(state["mean"], parameter)
        else:
            parameter.add_(step)


def make_optimizer(net: nn.Module, *, lr: float) -> RiemannianAdam:
    """Adam for a network: its BiMap weights on the Stiefel manifold, all others in flat space.

    Parameters
    ----------
    net : nn.Module
        An `SPDNet`, or any module that contains `BiMap` layers.
    lr : float

    Returns
    -------
    RiemannianAdam
    """
    on_manifold = [layer.weight for layer in net.modules() if isinstance(layer, BiMap)]
    chosen = {id(weight) for weight in on_manifold}
    flat = [weight for weight in net.parameters() if id(weight) not in chosen]
    groups = [{"params": on_manifold, "stiefel": True}, {"params": flat, "stiefel": False}]
    return RiemannianAdam([group for group in groups if group["params"]], lr=lr)


def _gradient(parameter: Tensor, stiefel: bool) -> Tensor:
    """The gradient of a parameter, projected on the tangent space where it has one."""
    assert parameter.grad is not None
    return tangent_projection(parameter.grad, parameter) if stiefel else parameter.grad
