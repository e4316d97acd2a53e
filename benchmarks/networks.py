"""The same SPDNet built by everyone: equal weights, equal loss, each with its own layers.

(BiMap → ReEig) × 2 → LogEig → half-vectorisation → linear layer, cross-entropy, Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import torch
from peers import AUTOGRAD, OURS, MatrixFunction, logarithms, rectifications
from torch import Tensor, nn

from mathlib.spdnet import BiMap, SPDNet, half_vectorize, make_optimizer, random_stiefel

N_CLASSES = 4
LR = 1e-4  # so small that thousands of timed steps leave the network where it was
HOW = {
    OURS: "SPDNet and make_optimizer: Riemannian Adam, QR retraction; within batch_threads, as "
    "SPDNetClassifier trains",
    "spd_learn": "as shipped: its BiMap (Cayley parametrisation, the default), ReEig and LogEig, "
    "stacked; torch.optim.Adam",
    "spd_learn + geoopt": "its layers with parametrized=False; geoopt's RiemannianAdam on the "
    "Stiefel manifold with the Euclidean metric: QR retraction, as ours",
    "torchspd + geoopt": "logm and apply_quad (it has no layers), products written plainly; "
    "geoopt's RiemannianAdam",
    "autograd + geoopt": "torch.linalg.eigh differentiated by torch; geoopt's RiemannianAdam",
}


@dataclass(frozen=True)
class Problem:
    """Data and first weights that all contenders share.

    Attributes
    ----------
    X : Tensor, shape (batch, n, n)
    y : Tensor of int64, shape (batch,)
    weights : tuple of Tensor, shape (m, n)
        Orthonormal rows, one a BiMap.
    linear : Tensor, shape (N_CLASSES, m(m+1)/2)
    eps : float
        The floor of every ReEig.
    clamped : float
        Share of the eigenvalues behind the first BiMap that are below the floor.
    matrices : float
        Share of the matrices behind the first BiMap with such an eigenvalue.
    """

    X: Tensor
    y: Tensor
    weights: tuple[Tensor, ...]
    linear: Tensor
    eps: float
    clamped: float
    matrices: float


def problem(dims: Sequence[int], batch: int, *, active: bool, device: str = "cpu") -> Problem:
    """Random SPD matrices of condition 400 about the identity, as whitened covariances are.

    `active`: the floor is set so that one in five eigenvalues behind the first BiMap is below.
    """
    generator = torch.Generator().manual_seed(sum(dims) + batch)
    n, m = dims[0], dims[-1]
    kind: dict[str, Any] = {"generator": generator, "dtype": torch.float64}
    eigenvalues = torch.exp((torch.rand(batch, n, **kind) - 0.5) * torch.log(torch.tensor(400.0)))
    U = torch.linalg.qr(torch.randn(batch, n, n, **kind)).Q
    X = (U * eigenvalues.unsqueeze(-2)) @ U.mT
    X = (X + X.mT) / 2
    weights = tuple(random_stiefel(b, a, generator=generator) for a, b in pairwise(dims))
    behind = torch.linalg.eigvalsh(weights[0] @ X @ weights[0].mT)
    eps = float(behind.quantile(0.2)) if active else 1e-4
    return Problem(
        X.to(device),
        torch.randint(N_CLASSES, (batch,), generator=generator).to(device),
        tuple(weight.to(device) for weight in weights),
        (0.1 * torch.randn(N_CLASSES, m * (m + 1) // 2, **kind)).to(device),
        eps,
        float((behind < eps).double().mean()),
        float((behind[:, 0] < eps).double().mean()),
    )


@dataclass(frozen=True)
class Trainer:
    """A network with its optimiser.

    Attributes
    ----------
    model : callable
        Matrices → class scores.
    linear : nn.Linear
        The last layer, for comparing gradients.
    optimizer : torch.optim.Optimizer
    """

    model: Callable[[Tensor], Tensor]
    linear: nn.Linear
    optimizer: Any

    def step(self, X: Tensor, y: Tensor) -> Tensor:
        """Forward pass, loss, backward pass, step of the optimiser."""
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.model(X), y)
        torch.autograd.backward(loss)
        self.optimizer.step()
        return loss

    def numbers(self, X: Tensor, y: Tensor) -> dict[str, Tensor]:
        """What must be equal before times are compared: scores, loss, gradients."""
        X = X.detach().requires_grad_()
        scores = self.model(X)
        loss = nn.functional.cross_entropy(scores, y)
        in_X, in_linear = torch.autograd.grad(loss, (X, self.linear.weight))
        return {
            "scores": scores.detach(),
            "loss": loss.detach(),
            "gradient in X": (in_X + in_X.mT) / 2,
            "gradient in the linear layer": in_linear,
        }


class PlainNet(nn.Module):
    """The network from a rectification, a logarithm, and weights W (n, m) with Y = Wᵀ X W."""

    def __init__(
        self, weights: Sequence[nn.Parameter], rectify: MatrixFunction, log: MatrixFunction
    ) -> None:
        super().__init__()
        self.weights = nn.ParameterList(weights)
        self.rectify, self.log = rectify, log
        m = weights[-1].shape[1]
        self.linear = nn.Linear(m * (m + 1) // 2, N_CLASSES, dtype=torch.float64)

    def forward(self, X: Tensor) -> Tensor:
        """Class scores (batch, N_CLASSES)."""
        for W in self.weights:
            X = self.rectify(W.mT @ X @ W)
        scores: Tensor = self.linear(half_vectorize(self.log(X)))
        return scores


def set_linear(linear: nn.Linear, weight: Tensor) -> None:
    """Give the last layer the common first weights."""
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.zero_()


def ours(given: Problem, dims: Sequence[int]) -> Trainer:
    net = SPDNet(dims, N_CLASSES, eps=given.eps).to(given.X.device)
    bimaps = [layer for layer in net.modules() if isinstance(layer, BiMap)]
    with torch.no_grad():
        for layer, weight in zip(bimaps, given.weights, strict=True):
            layer.weight.copy_(weight)
    set_linear(net.classifier, given.linear)
    return Trainer(net, net.classifier, make_optimizer(net, lr=LR))


def spd_learn_as_shipped(given: Problem, dims: Sequence[int]) -> Trainer:
    from spd_learn.modules import BiMap, LogEig, ReEig

    layers: list[nn.Module] = []
    for (n_in, n_out), weight in zip(pairwise(dims), given.weights, strict=True):
        layer = BiMap(n_in, n_out, dtype=torch.float64)
        layer.weight = weight.mT.unsqueeze(0).cpu()
        layers += [layer, ReEig(given.eps, dtype=torch.float64)]
    linear = nn.Linear(given.linear.shape[1], N_CLASSES, dtype=torch.float64)
    model = nn.Sequential(*layers, LogEig(), linear).to(given.X.device)
    set_linear(linear, given.linear)
    return Trainer(model, linear, torch.optim.Adam(model.parameters(), lr=LR))


def spd_learn_with_geoopt(given: Problem, dims: Sequence[int]) -> Trainer:
    import geoopt
    from spd_learn.modules import BiMap, LogEig, ReEig

    layers: list[nn.Module] = []
    for (n_in, n_out), weight in zip(pairwise(dims), stiefel_parameters(given), strict=True):
        layer = BiMap(n_in, n_out, parametrized=False, dtype=torch.float64)
        layer.weight = weight
        layers += [layer, ReEig(given.eps, dtype=torch.float64)]
    linear = nn.Linear(given.linear.shape[1], N_CLASSES, dtype=torch.float64)
    model = nn.Sequential(*layers, LogEig(), linear).to(given.X.device)
    set_linear(linear, given.linear)
    return Trainer(model, linear, geoopt.optim.RiemannianAdam(model.parameters(), lr=LR))


def plain_with_geoopt(given: Problem, whose: str) -> Trainer:
    import geoopt

    rectify, log = rectifications(given.eps)[whose], logarithms()[whose]
    model = PlainNet(stiefel_parameters(given), rectify, log).to(given.X.device)
    set_linear(model.linear, given.linear)
    return Trainer(model, model.linear, geoopt.optim.RiemannianAdam(model.parameters(), lr=LR))


def stiefel_parameters(given: Problem) -> list[nn.Parameter]:
    """The weights (n, m) as geoopt's parameters, kept on the Stiefel manifold by its optimisers."""
    import geoopt

    manifold = geoopt.Stiefel(canonical=False)
    return [
        geoopt.ManifoldParameter(W.mT.contiguous().clone(), manifold=manifold)
        for W in given.weights
    ]


def trainers(given: Problem, dims: Sequence[int]) -> dict[str, Trainer]:
    """Everyone who is installed, ours first."""
    built = {OURS: ours(given, dims)}
    geoopt = find_spec("geoopt") is not None
    if find_spec("spd_learn"):
        built["spd_learn"] = spd_learn_as_shipped(given, dims)
        if geoopt:
            built["spd_learn + geoopt"] = spd_learn_with_geoopt(given, dims)
    if geoopt:
        if find_spec("torchspd"):
            built["torchspd + geoopt"] = plain_with_geoopt(given, "torchspd")
        built["autograd + geoopt"] = plain_with_geoopt(given, AUTOGRAD)
    return built


def trajectory_difference(given: Problem, dims: Sequence[int], n_steps: int = 5) -> float:
    """How far our weights and geoopt's are apart after some steps of Riemannian gradient descent.

    Without momentum there is one way to do it, so the two must agree to rounding: layers,
    gradients, tangent projection and QR retraction, all at once.
    """
    import geoopt

    net, other = ours(given, dims), plain_with_geoopt(given, AUTOGRAD)
    assert isinstance(net.model, SPDNet) and isinstance(other.model, PlainNet)
    descent = Trainer(net.model, net.linear, make_optimizer(net.model, lr=0.1, method="sgd"))
    reference = Trainer(
        other.model, other.linear, geoopt.optim.RiemannianSGD(other.model.parameters(), lr=0.1)
    )
    for _ in range(n_steps):
        descent.step(given.X, given.y)
        reference.step(given.X, given.y)
    weights = [layer.weight for layer in net.model.modules() if isinstance(layer, BiMap)]
    pairs = zip(weights, other.model.weights, strict=True)
    return max(float((W.detach() - V.detach().mT).abs().max()) for W, V in pairs)


def largest_difference(first: dict[str, Tensor], second: dict[str, Tensor]) -> float:
    """The largest relative difference, in norm, between two sets of numbers; inf for a NaN."""
    gaps = []
    for name, expected in first.items():
        gap = torch.linalg.vector_norm(second[name] - expected)
        gaps.append(float(gap / torch.linalg.vector_norm(expected)))
    return max(gap if gap == gap else float("inf") for gap in gaps)
