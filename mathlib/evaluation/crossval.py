"""Cross-validation: one way of learning, the same folds for everyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mathlib._validate import Array, real_array
from mathlib.evaluation.folds import Fold

# (X_train, y_train, X_test) -> predicted classes; the labels of the test trials stay outside.
Predictor = Callable[[Array, Array, Array], Array]


@dataclass(frozen=True)
class CrossValidation:
    """What came out of the folds.

    Attributes
    ----------
    accuracies : tuple of float
        One a fold.
    predictions : int64 array (n_trials,)
        The class predicted while the trial's fold was left out.
    """

    accuracies: tuple[float, ...]
    predictions: Array

    @property
    def mean_accuracy(self) -> float:
        """Mean over the folds."""
        return float(np.mean(self.accuracies))


def cross_validate(
    predictor: Predictor, X: Array, y: Array, folds: Sequence[Fold]
) -> CrossValidation:
    """Train and test in every fold.

    Parameters
    ----------
    predictor : callable
        (X_train, y_train, X_test) -> (n_test,) predicted classes. It never sees a test label.
    X : (n_trials, ...) array
    y : (n_trials,) array of int
    folds : sequence of Fold
        Every trial is tested exactly once.

    Returns
    -------
    CrossValidation

    Raises
    ------
    ValueError
        X and y differ in length, the folds do not test every trial exactly once, a fold trains on
        a trial it tests or on a copy of one, or the predictor returns another number of classes
        than asked for.
    """
    X, y = real_array(X, "X"), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} trials and y has {len(y)}; expected as many.")
    tested = np.sort(np.concatenate([fold.test for fold in folds])) if folds else np.array([])
    if not np.array_equal(tested, np.arange(len(y))):
        raise ValueError("the folds do not test every trial exactly once; see leave_one_group_out.")
    predictions = np.zeros(len(y), dtype=np.int64)
    accuracies = []
    for fold in folds:
        if np.intersect1d(fold.train, fold.test).size:
            raise ValueError(f"the fold of group {fold.left_out} trains on trials that it tests.")
        _refuse_copies(X, fold)
        predicted = np.asarray(predictor(X[fold.train], y[fold.train], X[fold.test]))
        if predicted.shape != fold.test.shape:
            raise ValueError(
                f"the predictor returned shape {predicted.shape} for {len(fold.test)} trials."
            )
        predictions[fold.test] = predicted
        accuracies.append(float(np.mean(predicted == y[fold.test])))
    return CrossValidation(tuple(accuracies), predictions)


def _refuse_copies(X: Array, fold: Fold) -> None:
    """Refuse a tested trial that is also trained on under another index, as in files read twice."""
    trained = {X[k].tobytes() for k in fold.train}
    copies = [int(k) for k in fold.test if X[k].tobytes() in trained]
    if copies:
        raise ValueError(
            f"the fold of group {fold.left_out} trains on copies of trials that it tests: "
            f"{len(copies)} of {len(fold.test)}, the first is trial {copies[0]}."
        )
