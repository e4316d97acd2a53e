"""The SPDNet as one more predictor for cross-validation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from mathlib._validate import Array
from mathlib.spdnet import History, Settings, SPDNet, fit


class SPDNetPredictor:
    """Trains a fresh SPDNet at every call and keeps its history.

    Parameters
    ----------
    n_classes : int
    settings : Settings, optional
        The frozen ones by default.
    seed : int
        Draws the first weights; the same in every fold.
    progress : callable, optional
        Handed on to `fit`.

    Attributes
    ----------
    histories : list of History
        One for each call, in order.
    """

    def __init__(
        self,
        n_classes: int,
        settings: Settings | None = None,
        *,
        seed: int = 0,
        progress: Callable[[int, float], None] | None = None,
    ) -> None:
        self.n_classes = n_classes
        self.settings = Settings() if settings is None else settings
        self.seed = seed
        self.progress = progress
        self.histories: list[History] = []

    def __call__(self, X_train: Array, y_train: Array, X_test: Array) -> Array:
        """Predicted classes (n_test,) after training on X_train (n_trials, n, n) alone."""
        net = SPDNet(
            (X_train.shape[-1], *self.settings.hidden),
            self.n_classes,
            eps=self.settings.eps,
            generator=torch.Generator().manual_seed(self.seed),
        )
        X = torch.as_tensor(X_train, dtype=torch.float64)
        y = torch.as_tensor(y_train, dtype=torch.int64)
        self.histories.append(fit(net, X, y, self.settings, self.progress))
        with torch.no_grad():
            scores = net(torch.as_tensor(X_test, dtype=torch.float64))
        return np.asarray(scores.argmax(dim=1).numpy())
