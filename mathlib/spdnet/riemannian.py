"""What the Riemannian optimisers share: which parameters are Stiefel points, and how they move."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from mathlib.spdnet.stiefel import (
    FACTORS,
    Retraction,
    check_orthonormal_rows,
    tangent_projection,
)


class RiemannianOptimizer(torch.optim.Optimizer):
    """An optimiser of torch whose groups with `stiefel=True` hold matrices with orthonormal rows.

    All else is torch's own: parameter groups, `state_dict`, closures, learning-rate schedulers. A
    subclass says in `_advance` where a point would go in flat space; here the gradient is projected
    before, and the point is brought back to the manifold and the memory carried on after.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        A dict may set `stiefel`, `retraction` and whatever the subclass has in `defaults`.
    defaults : dict
        Of the subclass; must hold a positive `lr`.
    stiefel : bool
        The default for groups that do not say.
    retraction : {"qr", "polar"}
        Likewise; it matters to Stiefel groups only.

    Raises
    ------
    ValueError
        `lr` is not positive, the retraction is unknown, or a parameter of a Stiefel group has
        rows that are not orthonormal.

    Notes
    -----
    A vector is transported by projection on the new tangent space. Source: Absil, Mahony and
    Sepulchre (2008), sections 4.1 and 8.1.
    """

    def __init__(
        self,
        params: Iterable[Any],
        defaults: dict[str, Any],
        *,
        stiefel: bool,
        retraction: Retraction,
    ) -> None:
        super().__init__(params, {**defaults, "stiefel": stiefel, "retraction": retraction})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Take in another group; see the class for what it may say and what is refused."""
        options = {**self.defaults, **param_group}
        if not options["lr"] > 0:
            raise ValueError(f"lr is {options['lr']}; expected a positive step length, as 0.01.")
        if options["retraction"] not in FACTORS:
            raise ValueError(
                f"retraction is {options['retraction']!r}; expected one of {', '.join(FACTORS)}."
            )
        super().add_param_group(param_group)
        if options["stiefel"]:
            for number, parameter in enumerate(self.param_groups[-1]["params"]):
                check_orthonormal_rows(parameter.detach(), f"W{number}")

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
                    self._move(parameter, parameter.grad, group)
        return result

    @torch.no_grad()
    def gradient_norm(self) -> float:
        """Norm of the gradient over all parameters, its tangent part where they are Stiefel."""
        norms = [
            torch.linalg.vector_norm(
                tangent_projection(parameter.grad, parameter)
                if group["stiefel"]
                else parameter.grad
            )
            for group in self.param_groups
            for parameter in group["params"]
            if parameter.grad is not None
        ]
        return torch.linalg.vector_norm(torch.stack(norms)).item() if norms else 0.0

    def _move(self, parameter: Tensor, gradient: Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not group["stiefel"]:
            self._advance(parameter, gradient, state, group)
            return
        moved = parameter.clone()
        self._advance(moved, tangent_projection(gradient, parameter), state, group)
        parameter.copy_(FACTORS[group["retraction"]](moved))
        for name in self._tangent_memory:
            if name in state:
                state[name] = tangent_projection(state[name], parameter)

    # Names in the state that are tangent vectors at the parameter, to be carried along.
    _tangent_memory: tuple[str, ...] = ()

    @abstractmethod
    def _advance(
        self, point: Tensor, gradient: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """Move `point` in place as in flat space; the gradient is tangent in a Stiefel group."""
