import warnings

import numpy as np
import pytest

from mathlib.evaluation import (
    SPDNetPredictor,
    chance_interval,
    cross_validate,
    leave_one_group_out,
)
from mathlib.spdnet import Settings

SETTINGS = Settings(hidden=(4,), tolerance=1e-3)
SHORT = Settings(hidden=(4,), max_epochs=30)


def test_it_finds_a_large_contrast_and_keeps_one_history_a_fold(make_covariances):
    X, y, runs = make_covariances(0)
    network = SPDNetPredictor(2, SETTINGS, seed=3)
    found = cross_validate(network, X, y, leave_one_group_out(runs))
    assert found.mean_accuracy > chance_interval(30, 2).high
    assert len(network.histories) == 3
    assert all(history.converged for history in network.histories)


def test_shuffled_labels_land_at_chance(make_covariances):
    """Four shuffles of 30 trials: a leak from test to training would lift their mean."""
    accuracies = []
    for seed in range(4):
        X, y, runs = make_covariances(seed)
        shuffled = np.random.default_rng(seed).permutation(y)
        network = SPDNetPredictor(2, SHORT, seed=seed)
        found = cross_validate(network, X, shuffled, leave_one_group_out(runs))
        accuracies.append(found.mean_accuracy)
    assert float(np.mean(accuracies)) in chance_interval(120, 2, 0.999)


def test_the_seed_decides_everything(make_covariances):
    X, y, runs = make_covariances(1)
    folds = leave_one_group_out(runs)
    first, again, other = (SPDNetPredictor(2, SHORT, seed=seed) for seed in (5, 5, 6))
    results = [cross_validate(network, X, y, folds) for network in (first, again, other)]
    assert first.histories == again.histories
    assert results[0].accuracies == results[1].accuracies
    assert first.histories[0].losses != other.histories[0].losses


def test_a_test_trial_changes_no_other_prediction(make_covariances):
    """The centring comes from the training trials alone."""
    X, y, _ = make_covariances(2)
    train, test = np.arange(20), np.arange(20, 30)
    together = SPDNetPredictor(2, SHORT)(X[train], y[train], X[test])
    moved = X[test].copy()
    moved[1:] *= 50
    alone = SPDNetPredictor(2, SHORT)(X[train], y[train], moved)
    assert together[0] == alone[0]


def test_a_training_set_without_one_of_the_classes_is_refused(make_covariances):
    X, y, _ = make_covariances(3)
    with pytest.raises(ValueError, match="y_train has 2 classes; expected 3"):
        SPDNetPredictor(3, SHORT)(X, y, X)


def test_a_training_that_did_not_converge_says_so_in_its_history_alone(make_covariances):
    X, y, _ = make_covariances(4)
    network = SPDNetPredictor(2, Settings(hidden=(4,), max_epochs=2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network(X, y, X)
    assert not network.histories[0].converged
