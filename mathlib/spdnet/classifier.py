"""The network as an estimator of scikit-learn: in pipelines, grids and cross-validation."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data
from torch import Tensor

from mathlib._validate import Array
from mathlib.spdnet.device import torch_device
from mathlib.spdnet.network import SPDNet
from mathlib.spdnet.settings import Settings
from mathlib.spdnet.training import fit


class SPDNetClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """An SPDNet that learns classes from covariance matrices.

    Parameters
    ----------
    hidden : sequence of int
        Sizes of the matrices behind each BiMap, never growing.
    eps, lr, penalty, tolerance, max_epochs, batch_size, centring
        See `Settings`, whose values are the defaults.
    random_state : int, numpy.random.RandomState or None
        Draws the first weights, and the order of the trials where they come in batches. An int
        gives the same bits every time; None draws from NumPy's global state.
    device : {"cpu", "cuda", "auto"}
        Where to compute, in float64; "auto" takes CUDA where there is one. On matrices as small as
        those of EEG the CPU is usually faster.

    Attributes
    ----------
    classes_ : array (n_classes,)
        The labels, sorted.
    net_ : SPDNet
    history_ : History
    n_features_in_ : int
        Size n of the input matrices.
    n_iter_ : int
        Number of epochs.

    Notes
    -----
    Input is (n_trials, n, n), as `pyriemann.estimation.Covariances` hands it on.

    Examples
    --------
    >>> from pyriemann.estimation import Covariances
    >>> from sklearn.pipeline import make_pipeline
    >>> model = make_pipeline(Covariances("oas"), SPDNetClassifier(hidden=(8,)))
    """

    def __init__(
        self,
        hidden: tuple[int, ...] = Settings.hidden,
        *,
        eps: float = Settings.eps,
        lr: float = Settings.lr,
        penalty: float = Settings.penalty,
        tolerance: float = Settings.tolerance,
        max_epochs: int = Settings.max_epochs,
        batch_size: int | None = Settings.batch_size,
        centring: bool = Settings.centring,
        random_state: int | np.random.RandomState | None = 0,
        device: str = "cpu",
    ) -> None:
        self.hidden = hidden
        self.eps = eps
        self.lr = lr
        self.penalty = penalty
        self.tolerance = tolerance
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.centring = centring
        self.random_state = random_state
        self.device = device

    def fit(
        self,
        X: Array,
        y: Array,
        *,
        progress: Callable[[int, float], None] | None = None,
        checkpoint: Path | None = None,
    ) -> SPDNetClassifier:
        """Train a new network on X alone.

        Parameters
        ----------
        X : (n_trials, n, n) array
            Symmetric, with a positive definite mean.
        y : (n_trials,) array
            A label for each trial, of any kind that can be sorted; two or more different ones.
        progress, checkpoint
            See `mathlib.spdnet.fit`.

        Returns
        -------
        SPDNetClassifier
            Itself.

        Raises
        ------
        ValueError
            The trials are not symmetric or not finite, their mean is not positive definite, they
            are smaller than a layer, a setting is out of range, or y has a single label.

        Warns
        -----
        ConvergenceWarning
            All trials at once, and `max_epochs` were not enough.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_2d=False, allow_nd=True)
        check_classification_targets(y)
        self.classes_, classes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"SPDNetClassifier was given one class, {self.classes_[0]}; expected 2 or more."
            )
        settings = Settings(
            tuple(self.hidden),
            self.eps,
            self.lr,
            self.penalty,
            self.tolerance,
            self.max_epochs,
            self.batch_size,
            self.centring,
        )
        device = torch_device(self.device)
        generator = torch.Generator().manual_seed(self._seed())
        trials = self._trials(X).to(device)
        self.n_features_in_ = trials.shape[-1]
        net = SPDNet(
            (trials.shape[-1], *settings.hidden),
            len(self.classes_),
            eps=settings.eps,
            centring=settings.centring,
            generator=generator,
        )
        self.net_ = net.to(device)
        self.history_ = fit(
            self.net_,
            trials,
            torch.as_tensor(classes, dtype=torch.int64, device=device),
            settings,
            progress,
            generator=generator,
            checkpoint=checkpoint,
        )
        self.n_iter_ = len(self.history_.losses)
        if settings.batch_size is None and not self.history_.converged:
            warnings.warn(
                f"training has not converged in {self.n_iter_} epochs: the gradient's norm is "
                f"{self.history_.gradient_norms[-1]:.2g}; raise max_epochs or tolerance.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def decision_function(self, X: Array) -> Array:
        """Class scores (n_trials, n_classes); of two classes the difference, (n_trials,)."""
        scores = self._scores(X)
        if len(self.classes_) == 2:
            scores = scores[:, 1] - scores[:, 0]
        return np.asarray(scores.cpu().numpy())

    def predict_proba(self, X: Array) -> Array:
        """Probabilities (n_trials, n_classes) in the order of `classes_`; each row sums to 1."""
        return np.asarray(self._scores(X).softmax(dim=1).cpu().numpy())

    def predict(self, X: Array) -> Array:
        """The most probable label of each trial, (n_trials,)."""
        most_probable = self._scores(X).argmax(dim=1).cpu().numpy()
        return np.asarray(self.classes_[most_probable])

    def _scores(self, X: Array) -> Tensor:
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64, ensure_2d=False, allow_nd=True)
        trials = self._trials(X)
        if trials.shape[-1] != self.n_features_in_:
            raise ValueError(
                f"X has {trials.shape[-1]} features, but SPDNetClassifier is expecting "
                f"{self.n_features_in_} features as input: matrices of that size."
            )
        with torch.no_grad():
            scores: Tensor = self.net_(trials.to(self.net_.whitening.device))
        return scores

    def _trials(self, X: Array) -> Tensor:
        if X.ndim != 3 or X.shape[1] != X.shape[2]:
            raise ValueError(
                f"X has shape {X.shape}; expected covariance matrices, (n_trials, n, n). "
                "Reshape your data, or put an estimator of covariances before."
            )
        return torch.as_tensor(X, dtype=torch.float64)

    def _seed(self) -> int:
        if isinstance(self.random_state, int | np.integer):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.non_deterministic = self.random_state is None
        return tags
