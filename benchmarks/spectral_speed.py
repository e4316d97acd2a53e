"""Daleckii–Krein against Ionescu: the backward pass alone, and inside a whole training step.

    python benchmarks/spectral_speed.py [--threads 1 2] [--quick] [--device cuda]

Three formulas for one gradient: Daleckii and Krein's, Ionescu's as the literature writes it, and
Ionescu's with the product UᵀGU formed once. Everything around them is the same code, so a ratio
is about the formulas. The products of n×n matrices are counted while the formulas run.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import harness
import report
import torch
from networks import LR, N_CLASSES, Problem, Trainer, largest_difference, problem, set_linear
from peers import Pullback, with_pullback
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from mathlib import eeg, spectral
from mathlib.spdnet import BiMap, half_vectorize, make_optimizer, random_stiefel

NAME = "spectral_speed"
PULLBACKS: dict[str, Pullback] = {
    "daleckii_krein": spectral.daleckii_krein_vjp,
    "ionescu": spectral.ionescu_vjp,
    "ionescu_shared": spectral.ionescu_shared_vjp,
}
SIZES = (8, 16, 22, 32, 64)
BATCHES = (32, 288)
DIMS = ((22, 16, 8), (22, 20, 18))
EEG_DIMS, EEG_TRIALS = (21, 12), 30  # chapter 10: its network, what two of three runs hold
AGREEMENT = 1e-9


class Counter(TorchDispatchMode):
    """Counts products of matrices, and passes over all n×n entries that are no product."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.n, self.products, self.passes = n, 0, 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if func.overloadpacket in (torch.ops.aten.bmm, torch.ops.aten.mm):
            self.products += 1
        elif isinstance(result, Tensor) and result.shape[-2:] == (self.n, self.n):
            self.passes += not func.is_view
        return result


def counts() -> dict[str, dict[str, int]]:
    """What each formula does to a batch of matrices, counted while it does it."""
    found = {}
    given = arguments(7, 3, "cpu")
    for name, pullback in PULLBACKS.items():
        with Counter(7) as counter:
            pullback(*given)
        found[name] = {"products": counter.products, "passes": counter.passes}
    return found


def arguments(
    n: int, batch: int, device: str
) -> tuple[Tensor, Tensor, Tensor, spectral.SpectralFunction]:
    """(G, eigenvalues, eigenvectors, log) at random SPD matrices."""
    generator = torch.Generator().manual_seed(n)
    A, G = torch.randn(2, batch, n, n, dtype=torch.float64, generator=generator)
    eigenvalues, U = torch.linalg.eigh(A @ A.mT / n + 0.1 * torch.eye(n, dtype=torch.float64))
    return G.to(device), eigenvalues.to(device), U.to(device), spectral.LOG


def backward_rows(chosen: harness.Options, threads: int) -> list[dict[str, Any]]:
    rows = []
    for n in SIZES:
        for batch in BATCHES:
            given = arguments(n, batch, chosen.device)
            expected = PULLBACKS["daleckii_krein"](*given)
            for name, pullback in PULLBACKS.items():
                gap = largest_difference({"G": expected}, {"G": pullback(*given)})
                assert gap < AGREEMENT, f"{name} differs by {gap:.1e} at n = {n}"
            calls = {name: partial(pullback, *given) for name, pullback in PULLBACKS.items()}
            times = chosen.race(calls, threads, seconds=2)
            rows.append(
                {"n": n, "batch": batch, "threads": threads}
                | ratios(times, "microseconds_per_matrix", 1e6 / batch)
            )
    return rows


def ratios(times: dict[str, list[float]], key: str, unit: float) -> dict[str, Any]:
    """Both Ionescu variants over Daleckii–Krein, and how much of the gain is the sharing."""
    fast, literature, shared = (times[name] for name in PULLBACKS)
    found: dict[str, Any] = {
        "rounds": len(fast),
        key: harness.summary([unit * seconds for seconds in fast]),
        "ionescu": harness.ratio(literature, fast),
        "ionescu_shared": harness.ratio(shared, fast),
    }
    gain = found["ionescu"]["median"] - 1
    by_sharing = found["ionescu"]["median"] - found["ionescu_shared"]["median"]
    return found | {"part_of_gain_by_sharing": harness.digits(by_sharing / gain, 3)}


class FormulaNet(nn.Module):
    """Our own SPDNet, each spectral layer through eigh with a given backward formula."""

    def __init__(self, given: Problem, pullback: Pullback) -> None:
        super().__init__()
        self.bimaps = nn.ModuleList(
            BiMap(weight.shape[1], weight.shape[0]) for weight in given.weights
        )
        with torch.no_grad():
            for layer, weight in zip(self.bimaps, given.weights, strict=True):
                layer.weight.copy_(weight)
        self.rectify = with_pullback(spectral.rectify(given.eps), pullback)
        self.log = with_pullback(spectral.LOG, pullback)
        self.linear = nn.Linear(given.linear.shape[1], N_CLASSES, dtype=torch.float64)
        set_linear(self.linear, given.linear)

    def forward(self, X: Tensor) -> Tensor:
        """Class scores (batch, N_CLASSES)."""
        for layer in self.bimaps:
            X = self.rectify(layer(X))
        scores: Tensor = self.linear(half_vectorize(self.log(X)))
        return scores


def eeg_problem(device: str) -> Problem:
    """The task of chapter 10, on its simulated signals: covariances centred at their mean."""
    trials = eeg.load("simulated")
    X = torch.as_tensor(eeg.covariances(trials.signals))[:EEG_TRIALS]
    whitening = spectral.inv_sqrtm(X.mean(dim=0))
    X = whitening @ X @ whitening
    generator = torch.Generator().manual_seed(0)
    n, m = EEG_DIMS
    linear = 0.1 * torch.randn(N_CLASSES, m * (m + 1) // 2, generator=generator, dtype=X.dtype)
    return Problem(
        ((X + X.mT) / 2).to(device),
        torch.as_tensor(trials.labels)[:EEG_TRIALS].to(device),
        (random_stiefel(m, n, generator=generator).to(device),),
        linear.to(device),
        eps=1e-4,
        clamped=0.0,
        matrices=0.0,
    )


def problems(device: str) -> list[tuple[tuple[int, ...], Problem]]:
    """Sizes and data of every training that is timed, the course's own first."""
    found = [(EEG_DIMS, eeg_problem(device))]
    for dims in DIMS:
        for batch in BATCHES:
            found.append((dims, problem(dims, batch, active=False, device=device)))
    return found


def step_rows(chosen: harness.Options, threads: int) -> list[dict[str, Any]]:
    rows = []
    for dims, given in problems(chosen.device):
        built: dict[str, Trainer] = {}
        for name, pullback in PULLBACKS.items():
            net = FormulaNet(given, pullback).to(chosen.device)
            built[name] = Trainer(net, net.linear, make_optimizer(net, lr=LR))
        expected = built["daleckii_krein"].numbers(given.X, given.y)
        for name, trainer in built.items():
            gap = largest_difference(expected, trainer.numbers(given.X, given.y))
            assert gap < AGREEMENT, f"{name} differs by {gap:.1e} in {dims}"
        steps = {name: partial(trainer.step, given.X, given.y) for name, trainer in built.items()}
        times = chosen.race(steps, threads, seconds=5)
        rows.append(
            {"dims": dims, "batch": len(given.X), "threads": threads}
            | ratios(times, "milliseconds_per_step", 1e3)
        )
    return rows


def measure(chosen: harness.Options) -> dict[str, Any]:
    backward, step = [], []
    for threads in chosen.threads:
        with harness.torch_threads(threads):
            backward += backward_rows(chosen, threads)
            step += step_rows(chosen, threads)
    return {
        "question": "How much faster is Daleckii and Krein's formula than Ionescu's, and why?",
        "dtype": "float64",
        "function": "logarithm; in the step also ReEig, inactive, through eigh in all variants",
        "agreement": AGREEMENT,
        "counts": counts(),
        "backward": backward,
        "step": step,
        "targets": targets(backward, step, chosen),
    }


def targets(
    backward: list[dict[str, Any]], step: list[dict[str, Any]], chosen: harness.Options
) -> list[Any]:
    """The aims against Ionescu's formula as the literature writes it, on one thread."""
    found = []
    for row in backward:
        if row["threads"] == 1 and chosen.device == "cpu":
            what = f"backward, n = {row['n']}, batch {row['batch']}: Ionescu / Daleckii–Krein"
            found.append(harness.target(what, row["ionescu"]["median"], least=1.5))
    for row in step:
        if row["threads"] == 1 and chosen.device == "cpu":
            dims = "-".join(map(str, row["dims"]))
            what = f"training step, {dims}, batch {row['batch']}: Ionescu / Daleckii–Krein"
            found.append(harness.target(what, row["ionescu"]["median"], least=1.08))
    return found


if __name__ == "__main__":
    report.main(__doc__, NAME, measure)
