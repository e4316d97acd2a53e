"""Adam for parameters of which some must keep orthonormal rows."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any

import torch
from torch import Tensor

from mathlib.spdnet.riemannian import RiemannianOptimizer
from mathlib.spdnet.stiefel import Retraction


class RiemannianAdam(RiemannianOptimizer):
    r"""Adam that moves along the Stiefel manifold where a parameter group asks for it.

    For matrices with orthonormal rows, the gradient is projected on the tangent space at W, the
    running mean of the gradients is carried to the new tangent space by projection, the running
    mean of squares is one number a matrix (a number an entry would turn the step out of the
    tangent space), and the step ends with a retraction.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        As for any `torch.optim.Optimizer`; a dict may set `lr`, `betas`, `eps`, `stiefel` and
        `retraction`.
    lr : float
        Length of a step: about `lr` an entry while the gradients agree.
    betas : tuple of float
        How slowly the two running means forget, both in [0, 1).
    eps : float
        Keeps the quotient finite where the gradient is zero. In flat space this is
        `torch.optim.Adam(params, lr, betas, eps)`.
    stiefel : bool
    retraction : {"qr", "polar"}
        The defaults for groups that do not say; see `qr_retraction` and `polar_retraction`.

    Raises
    ------
    ValueError
        `lr` is not positive, a beta is outside [0, 1), the retraction is unknown, or a Stiefel
        parameter has rows that are not orthonormal.

    Notes
    -----
    Source: Kingma and Ba (2015); Bécigneul and Ganea (2019) for the manifold.
    """

    _tangent_memory = ("mean",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        stiefel: bool = False,
        retraction: Retraction = "qr",
    ) -> None:
        defaults = {"lr": lr, "betas": betas, "eps": eps}
        super().__init__(params, defaults, stiefel=stiefel, retraction=retraction)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Take in another group; see the class for what it may say and what is refused."""
        betas = param_group.get("betas", self.defaults["betas"])
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas are {betas}; expected two numbers in [0, 1).")
        super().add_param_group(param_group)

    def _advance(
        self, point: Tensor, gradient: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        stiefel = group["stiefel"]
        if not state:
            state["step"] = 0
            state["mean"] = torch.zeros_like(gradient)
            state["mean_square"] = torch.zeros_like(gradient.mean() if stiefel else gradient)
        fast, slow = group["betas"]
        state["step"] += 1
        mean, mean_square = state["mean"], state["mean_square"]
        mean.lerp_(gradient, 1 - fast)
        if stiefel:
            entries = gradient.flatten()
            square = torch.dot(entries, entries)
            mean_square.mul_(slow).add_(square, alpha=(1 - slow) / len(entries))
        else:
            mean_square.mul_(slow).addcmul_(gradient, gradient, value=1 - slow)
        # Both means start at zero; the two shares undo that.
        mean_share = 1 - fast ** state["step"]
        spread_share = sqrt(1 - slow ** state["step"])
        spread = mean_square.sqrt().add_(group["eps"] * spread_share)
        point.addcdiv_(mean, spread, value=-group["lr"] * spread_share / mean_share)
