"""The optimiser of a whole network: BiMap weights on the Stiefel manifold, all others flat."""

from __future__ import annotations

from typing import Any, Literal

from torch import nn

from mathlib.spdnet.adam import RiemannianAdam
from mathlib.spdnet.bimap import BiMap
from mathlib.spdnet.riemannian import RiemannianOptimizer
from mathlib.spdnet.sgd import RiemannianSGD


def make_optimizer(
    net: nn.Module, *, lr: float, method: Literal["adam", "sgd"] = "adam", **options: Any
) -> RiemannianOptimizer:
    """An optimiser for all parameters of a network.

    Parameters
    ----------
    net : nn.Module
        An `SPDNet`, or any module that contains `BiMap` layers.
    lr : float
    method : {"adam", "sgd"}
        `RiemannianAdam` or `RiemannianSGD`.
    **options
        Handed on to it: `betas` and `eps`, or `momentum`; and `retraction`.

    Returns
    -------
    RiemannianAdam or RiemannianSGD
        Its first group holds the weights of the BiMap layers, on the Stiefel manifold, the second
        all other parameters. A group that would be empty is left out.

    Raises
    ------
    ValueError
        The method is unknown, or an option is out of range.
    """
    methods: dict[str, type[RiemannianAdam | RiemannianSGD]] = {
        "adam": RiemannianAdam,
        "sgd": RiemannianSGD,
    }
    if method not in methods:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(methods)}.")
    on_manifold = [layer.weight for layer in net.modules() if isinstance(layer, BiMap)]
    chosen = {id(weight) for weight in on_manifold}
    flat = [weight for weight in net.parameters() if id(weight) not in chosen]
    groups = [{"params": on_manifold, "stiefel": True}, {"params": flat, "stiefel": False}]
    return methods[method]([group for group in groups if group["params"]], lr=lr, **options)
