from dataclasses import replace

import numpy as np
import pytest

from mathlib.evaluation import cross_validate, leave_one_group_out

RUNS = np.repeat([4, 8, 12], 5)
FOLDS = leave_one_group_out(RUNS)


def test_accuracies_fold_by_fold():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(15, 2)), rng.integers(2, size=15)
    given = rng.integers(2, size=15)
    rows = {tuple(row): k for k, row in enumerate(X)}

    def predictor(X_train, y_train, X_test):
        return np.array([given[rows[tuple(row)]] for row in X_test])

    found = cross_validate(predictor, X, y, FOLDS)
    parts = [slice(0, 5), slice(5, 10), slice(10, 15)]
    expected = [np.mean(given[part] == y[part]) for part in parts]
    assert found.accuracies == pytest.approx(expected)
    assert found.mean_accuracy == pytest.approx(np.mean(expected))
    np.testing.assert_array_equal(found.predictions, given)


def test_the_predictor_gets_training_labels_only():
    X, y = np.arange(15.0)[:, None], np.arange(15)  # every label names its trial
    seen = []

    def predictor(X_train, y_train, X_test):
        seen.append((y_train, X_test[:, 0]))
        return np.zeros(len(X_test), dtype=int)

    cross_validate(predictor, X, y, FOLDS)
    for labels, tested in seen:
        assert len(labels) == 10
        assert not set(labels) & set(tested)


def test_folds_that_leak_or_leave_out_are_refused():
    X, y = np.arange(15.0)[:, None], np.zeros(15, dtype=int)

    def predictor(X_train, y_train, X_test):
        return np.zeros(len(X_test), dtype=int)

    with pytest.raises(ValueError, match="exactly once"):
        cross_validate(predictor, X, y, FOLDS[:2])
    with pytest.raises(ValueError, match="exactly once"):
        cross_validate(predictor, X, y, ())
    leak = replace(FOLDS[0], train=np.arange(15))
    with pytest.raises(ValueError, match="group 4 trains on trials that it tests"):
        cross_validate(predictor, X, y, (leak, *FOLDS[1:]))
    with pytest.raises(ValueError, match="15 trials and y has 14"):
        cross_validate(predictor, X, y[:-1], FOLDS)


def test_a_predictor_of_the_wrong_length_is_refused():
    """A single answer would be broadcast over the fold in silence."""
    with pytest.raises(ValueError, match=r"returned shape \(1,\) for 5 trials"):
        cross_validate(lambda *_: np.zeros(1), np.arange(15.0)[:, None], np.zeros(15), FOLDS)


def test_a_recording_read_twice_is_caught():
    """The indices are disjoint and the trials are not: the oldest leak there is."""
    X = np.random.default_rng(0).normal(size=(15, 3, 3))
    X[12] = X[2]  # run 12 holds a trial of run 4

    def predictor(X_train, y_train, X_test):
        return np.zeros(len(X_test), dtype=int)

    with pytest.raises(ValueError, match=r"copies of trials that it tests: 1 of 5.*trial 2"):
        cross_validate(predictor, X, np.zeros(15, dtype=int), FOLDS)
