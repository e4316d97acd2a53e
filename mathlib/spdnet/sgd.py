"""Gradient descent with momentum for parameters of which some must keep orthonormal rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from torch import Tensor

from mathlib.spdnet.riemannian import RiemannianOptimizer
from mathlib.spdnet.stiefel import Retraction


class RiemannianSGD(RiemannianOptimizer):
    r"""Gradient descent with momentum that moves along the Stiefel manifold where asked.

    - memory: m ← μ m + ξ, with ξ the gradient, its tangent part in a Stiefel group
    - step:   W ← R_W(−lr · m), then m is projected on the tangent space at the new W

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        As for any `torch.optim.Optimizer`; a dict may set `lr`, `momentum`, `stiefel` and
        `retraction`.
    lr : float
        Length of a step, in units of the gradient.
    momentum : float
        μ in [0, 1): how much of the last step is kept. In flat space this is
        `torch.optim.SGD(params, lr, momentum)`.
    stiefel : bool
    retraction : {"qr", "polar"}
        The defaults for groups that do not say; see `qr_retraction` and `polar_retraction`.

    Raises
    ------
    ValueError
        `lr` is not positive, `momentum` is outside [0, 1), the retraction is unknown, or a
        Stiefel parameter has rows that are not orthonormal.

    Notes
    -----
    Source: Absil, Mahony and Sepulchre (2008), chapter 4; Bonnabel (2013).
    """

    _tangent_memory = ("momentum",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        *,
        momentum: float = 0.0,
        stiefel: bool = False,
        retraction: Retraction = "qr",
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum}
        super().__init__(params, defaults, stiefel=stiefel, retraction=retraction)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Take in another group; see the class for what it may say and what is refused."""
        momentum = param_group.get("momentum", self.defaults["momentum"])
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum is {momentum}; expected a number in [0, 1), as 0.9.")
        super().add_param_group(param_group)

    def _advance(
        self, point: Tensor, gradient: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        memory = gradient
        if group["momentum"] != 0:
            if "momentum" not in state:
                state["momentum"] = gradient.clone()
            else:
                state["momentum"].mul_(group["momentum"]).add_(gradient)
            memory = state["momentum"]
        point.add_(memory, alpha=-group["lr"])
