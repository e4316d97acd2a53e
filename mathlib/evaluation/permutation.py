"""Could it be luck? The accuracy beside those of the same method on shuffled labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mathlib._validate import Array
from mathlib.evaluation.crossval import Predictor, cross_validate
from mathlib.evaluation.folds import Fold


@dataclass(frozen=True)
class PermutationTest:
    """A measured accuracy among those that shuffled labels give.

    Attributes
    ----------
    accuracy : float
        Share of right predictions with the true labels.
    shuffled : float64 array (n_permutations,)
        The same with labels shuffled inside every group.
    p_value : float
        (1 + how many of `shuffled` reach `accuracy`) / (1 + n_permutations).
    """

    accuracy: float
    shuffled: Array
    p_value: float


def permutation_test(
    predictor: Predictor,
    X: Array,
    y: Array,
    folds: Sequence[Fold],
    groups: Array,
    *,
    n_permutations: int = 199,
    rng: np.random.Generator,
) -> PermutationTest:
    """Repeat the whole cross-validation with shuffled labels.

    Labels move inside their group only, so every run keeps its number of trials a class. A method
    that stays above chance on shuffled labels has seen the answers somewhere.

    Parameters
    ----------
    predictor, X, y, folds
        As `cross_validate` takes them.
    groups : (n_trials,) array of int
        The run of every trial.
    n_permutations : int
        The smallest p-value that can come out is 1 / (1 + n_permutations).
    rng : numpy.random.Generator

    Returns
    -------
    PermutationTest

    Raises
    ------
    ValueError
        No permutation, as many groups as there are not trials, or what `cross_validate` refuses.

    Notes
    -----
    The 1 in the p-value counts the true labels as one of the permutations, which keeps the test
    valid. Source: Phipson and Smyth (2010); Ojala and Garriga (2010).
    """
    y, groups = np.asarray(y), np.asarray(groups)
    if n_permutations < 1:
        raise ValueError(f"n_permutations is {n_permutations}; expected 1 or more.")
    if groups.shape != y.shape:
        raise ValueError(f"groups has shape {groups.shape} and y {y.shape}; expected the same.")

    def accuracy(labels: Array) -> float:
        return float(np.mean(cross_validate(predictor, X, labels, folds).predictions == labels))

    measured = accuracy(y)
    shuffled = np.array([accuracy(_shuffle(y, groups, rng)) for _ in range(n_permutations)])
    reached = int((shuffled >= measured - 1e-12).sum())
    return PermutationTest(measured, shuffled, (1 + reached) / (1 + n_permutations))


def _shuffle(y: Array, groups: Array, rng: np.random.Generator) -> Array:
    labels = y.copy()
    for group in np.unique(groups):
        inside = np.flatnonzero(groups == group)
        labels[inside] = y[rng.permutation(inside)]
    return labels
