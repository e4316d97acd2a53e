"""Training: all trials at once until the gradient vanishes, or in batches; and how to resume."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from mathlib._validate.tensors import symmetric_matrices
from mathlib.spdnet.checkpoint import load_checkpoint, save_checkpoint
from mathlib.spdnet.memory import fitting_batch
from mathlib.spdnet.network import SPDNet
from mathlib.spdnet.optimizer import make_optimizer
from mathlib.spdnet.riemannian import RiemannianOptimizer
from mathlib.spdnet.settings import History, Settings
from mathlib.spectral import batch_threads
from mathlib.spectral.parallel import threads_available


def fit(
    net: SPDNet,
    X: Tensor,
    y: Tensor,
    settings: Settings,
    progress: Callable[[int, float], None] | None = None,
    *,
    generator: torch.Generator | None = None,
    checkpoint: Path | None = None,
    checkpoint_every: int = 10,
) -> History:
    """Centre the network at the mean of X, then minimise the loss until the gradient vanishes.

    Parameters
    ----------
    net : SPDNet
        Trained in place, and handed back in evaluation mode.
    X : Tensor, shape (n_trials, n, n)
        Covariance matrices of the training trials only.
    y : Tensor of int64, shape (n_trials,)
        Classes 0, 1, …
    settings : Settings
        `hidden`, `eps` and `centring` are the network's; the others are used here.
    progress : callable, optional
        Called with the number of epochs done and the loss.
    generator : torch.Generator, optional
        Shuffles the trials when they come in batches; one with seed 0 when left out.
    checkpoint : Path, optional
        The training is kept in this file. Where the file is there already, the training goes on
        from it, and the result has the same bits as if it had never stopped, as long as torch has
        the same number of threads.
    checkpoint_every : int
        The number of epochs between two checkpoints; the last epoch always makes one.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        X does not hold symmetric matrices with a positive definite mean, or y does not have a
        class of the network for every trial of X.
    MemoryError
        The trials that a step sees do not fit into the device's memory; it says how many do.
    FloatingPointError
        The loss or its gradient is no longer finite; a smaller `lr` helps.
    CheckpointError
        The file belongs to another training, cannot be read, or cannot be written.

    Notes
    -----
    The batches of an epoch are of equal size up to one trial. A batch whose gradient is below the
    tolerance makes no step, and training has converged when an epoch makes none.
    """
    symmetric_matrices(X, "X")
    _check_labels(y, len(X), net.classifier.out_features)
    if generator is None:
        generator = torch.Generator().manual_seed(0)
    training = _Training(net, make_optimizer(net, lr=settings.lr), generator, settings)
    net.train()
    size = len(X) if settings.batch_size is None else min(len(X), settings.batch_size)
    with batch_threads(threads_available()):
        history = None
        run = _identity(net, X, y, settings) if checkpoint is not None else {}
        if checkpoint is not None and checkpoint.exists():
            history = load_checkpoint(checkpoint, net, training.optimizer, generator, run)
        if history is None:
            net.set_reference(X.mean(dim=0))
            history = History((), (), converged=False)
        while len(history.losses) < settings.max_epochs and not history.converged:
            with fitting_batch(size, lambda few: training.gradient(X[:few], y[:few])):
                history = training.epoch(X, y, history)
            done = len(history.losses)
            if checkpoint is not None and (
                done % checkpoint_every == 0 or done == settings.max_epochs or history.converged
            ):
                save_checkpoint(checkpoint, net, training.optimizer, generator, history, run)
            if progress is not None:
                progress(done, history.losses[-1])
    net.eval()
    return history


@dataclass
class _Training:
    """What an epoch needs and changes."""

    net: SPDNet
    optimizer: RiemannianOptimizer
    generator: torch.Generator
    settings: Settings

    def epoch(self, X: Tensor, y: Tensor, history: History) -> History:
        """Show every trial once; the history, one entry longer."""
        total, largest = 0.0, 0.0
        for trials in self._batches(len(X)):
            some = X if trials is None else X[trials]
            loss, norm = self.gradient(some, y if trials is None else y[trials])
            if not (isfinite(loss) and isfinite(norm)):
                raise FloatingPointError(
                    f"the loss is {loss} and its gradient {norm} in epoch "
                    f"{len(history.losses) + 1}; a smaller lr than {self.settings.lr} helps."
                )
            total += loss * len(some)
            largest = max(largest, norm)
            if norm > self.settings.tolerance:
                self.optimizer.step()
        return History(
            (*history.losses, total / len(X)),
            (*history.gradient_norms, largest),
            largest <= self.settings.tolerance,
        )

    def _batches(self, n_trials: int) -> Iterator[Tensor | None]:
        """Indices of each batch; None stands for all trials in their order."""
        size = self.settings.batch_size
        if size is None or size >= n_trials:
            yield None
            return
        order = torch.randperm(n_trials, generator=self.generator)
        yield from order.tensor_split(-(-n_trials // size))

    def gradient(self, X: Tensor, y: Tensor) -> tuple[float, float]:
        """Loss and norm of its gradient, which is left in the parameters."""
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.net(X), y)
        loss = loss + self.settings.penalty / 2 * self.net.classifier.weight.square().sum()
        torch.autograd.backward(loss)
        return loss.item(), self.optimizer.gradient_norm()


def _check_labels(y: Tensor, n_trials: int, n_classes: int) -> None:
    if len(y) != n_trials or n_trials == 0:
        raise ValueError(f"X has {n_trials} trials and y has {len(y)}; expected as many, not none.")
    if y.ndim != 1 or y.dtype != torch.int64:
        raise TypeError(
            f"y has shape {tuple(y.shape)} and dtype {y.dtype}; expected one axis of torch.int64."
        )
    low, high = int(y.min()), int(y.max())
    if low < 0 or high >= n_classes:
        raise ValueError(f"y has classes {low} to {high}; expected 0 to {n_classes - 1}.")


def _identity(net: SPDNet, X: Tensor, y: Tensor, settings: Settings) -> dict[str, Any]:
    """What two trainings must share for one to be the continuation of the other."""
    content = hashlib.sha256()
    for tensor in (X, y):
        content.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    fixed = asdict(replace(settings, max_epochs=1))  # a training may be continued for longer
    for name in ("max_epochs", "hidden", "eps", "centring"):
        del fixed[name]
    return {**net.architecture(), **fixed, "trials": content.hexdigest()[:16]}
