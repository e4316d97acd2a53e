"""What is fixed before a training, and what is written down about it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True)
class Settings:
    """What is fixed before any test trial is seen.

    The defaults were chosen on simulated recordings alone and then frozen, see
    `benchmarks/spdnet_settings.py` and what it found, `docs/results/spdnet_settings.json`. Among
    the settings with which every training converges, these are best or within 0.005 of the best
    in the cross-entropy on the run left out.

    Attributes
    ----------
    hidden : tuple of int
        Sizes of the matrices behind each BiMap.
    eps : float
        Floor of ReEig, as a share of the training mean.
    lr : float
        Step length of the optimiser.
    penalty : float
        Weight α of the term α/2 ‖weights of the linear layer‖² in the loss.
    tolerance : float
        Training has converged when the gradient's norm is below.
    max_epochs : int
        Training stops here in any case, and the history says that it has not converged.
    batch_size : int or None
        The most trials a step sees; None means all of them.
    centring : bool
        Whether the network takes the mean of the logarithms off, see `LogCentring`.

    Raises
    ------
    ValueError
        A number is out of its range.
    """

    hidden: tuple[int, ...] = (12,)
    eps: float = 1e-4
    lr: float = 0.03
    penalty: float = 1e-2
    tolerance: float = 1e-4
    max_epochs: int = 1000
    batch_size: int | None = None
    centring: bool = False

    def __post_init__(self) -> None:
        for name in ("eps", "lr"):
            value = getattr(self, name)
            if not (isfinite(value) and value > 0):
                raise ValueError(f"{name} is {value}; expected a finite number > 0.")
        for name in ("penalty", "tolerance"):
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0):
                raise ValueError(f"{name} is {value}; expected a finite number ≥ 0.")
        if self.max_epochs < 1:
            raise ValueError(f"max_epochs is {self.max_epochs}; expected 1 or more.")
        least = 2 if self.centring else 1
        if self.batch_size is not None and self.batch_size < least:
            why = ", for one trial alone is its own mean" if self.centring else ""
            raise ValueError(f"batch_size is {self.batch_size}; expected {least} or more{why}.")


@dataclass(frozen=True)
class History:
    """What happened in training, one entry an epoch.

    Attributes
    ----------
    losses : tuple of float
        Mean cross-entropy plus penalty, each batch before its step.
    gradient_norms : tuple of float
        The largest over the batches of that epoch.
    converged : bool
        Whether the last norm is below the tolerance.
    """

    losses: tuple[float, ...]
    gradient_norms: tuple[float, ...]
    converged: bool
