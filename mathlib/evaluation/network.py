"""The SPDNet as one more predictor for cross-validation, which keeps what training said."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import asdict

from sklearn.exceptions import ConvergenceWarning

from mathlib._validate import Array
from mathlib.spdnet import History, Settings, SPDNetClassifier


class SPDNetPredictor:
    """Trains a fresh `SPDNetClassifier` at every call and keeps its history.

    Parameters
    ----------
    n_classes : int
        That every training set has to hold.
    settings : Settings, optional
        The frozen ones by default.
    seed : int
        Draws the first weights; the same in every fold.
    device : {"cpu", "cuda", "auto"}
        Where the network computes, see `SPDNetClassifier`.
    progress : callable, optional
        Called with the number of epochs done and the loss.

    Attributes
    ----------
    histories : list of History
        One for each call, in order; a training that did not converge says so there, not in a
        warning.
    """

    def __init__(
        self,
        n_classes: int,
        settings: Settings | None = None,
        *,
        seed: int = 0,
        device: str = "cpu",
        progress: Callable[[int, float], None] | None = None,
    ) -> None:
        self.n_classes = n_classes
        self.settings = Settings() if settings is None else settings
        self.seed = seed
        self.device = device
        self.progress = progress
        self.histories: list[History] = []

    def __call__(self, X_train: Array, y_train: Array, X_test: Array) -> Array:
        """Predicted classes (n_test,) after training on X_train (n_trials, n, n) alone."""
        found = len(set(y_train.tolist()))
        if found != self.n_classes:
            raise ValueError(f"y_train has {found} classes; expected {self.n_classes}.")
        classifier = SPDNetClassifier(
            **asdict(self.settings), random_state=self.seed, device=self.device
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            classifier.fit(X_train, y_train, progress=self.progress)
        self.histories.append(classifier.history_)
        return classifier.predict(X_test)
