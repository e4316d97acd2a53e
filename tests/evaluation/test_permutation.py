import numpy as np
import pytest

from mathlib.evaluation import leave_one_group_out, minimum_distance_to_mean, permutation_test


def nearest_mean(X_train, y_train, X_test):
    """The class whose mean is nearer: the smallest classifier that learns something."""
    means = np.stack([X_train[y_train == c].mean(axis=0) for c in (0, 1)])
    return np.linalg.norm(X_test[:, None] - means, axis=2).argmin(axis=1)


def draw(seed, contrast, n_trials=40):
    rng = np.random.default_rng(seed)
    y = np.arange(n_trials) % 2
    return rng.normal(size=(n_trials, 3)) + contrast * y[:, None], y, np.arange(n_trials) // 10


def test_a_real_difference_is_beyond_every_shuffle():
    X, y, runs = draw(0, 3.0)
    found = permutation_test(
        nearest_mean,
        X,
        y,
        leave_one_group_out(runs),
        runs,
        n_permutations=59,
        rng=np.random.default_rng(1),
    )
    assert found.accuracy >= 0.95
    assert found.shuffled.shape == (59,)
    assert found.p_value == pytest.approx(1 / 60)
    assert abs(found.shuffled.mean() - 0.5) < 0.06


def test_without_a_difference_p_values_are_spread_evenly():
    """If labels leaked, or the 1 were forgotten, small p-values would be too many."""
    p_values = []
    for seed in range(60):
        X, y, runs = draw(seed, 0.0)
        rng = np.random.default_rng(1000 + seed)
        folds = leave_one_group_out(runs)
        found = permutation_test(nearest_mean, X, y, folds, runs, n_permutations=19, rng=rng)
        p_values.append(found.p_value)
    assert np.mean(np.array(p_values) <= 0.1) <= 0.2
    assert 0.35 <= np.mean(p_values) <= 0.7


def test_labels_move_inside_their_run_only():
    X, _, runs = draw(0, 1.0)
    y = (runs >= 2).astype(int)  # a label a run: shuffling inside a run changes nothing
    seen = []

    def predictor(X_train, y_train, X_test):
        seen.append(y_train)
        return np.zeros(len(X_test), dtype=int)

    folds = leave_one_group_out(runs)
    permutation_test(predictor, X, y, folds, runs, n_permutations=3, rng=np.random.default_rng(0))
    for k, labels in enumerate(seen):
        np.testing.assert_array_equal(labels, y[folds[k % 4].train])


def test_a_planted_leak_shows_on_shuffled_labels(make_covariances):
    """A predictor that remembers all trials' labels stays at 1.0 where it should fall to chance."""
    X, y, runs = make_covariances(0, contrast=1.0)
    folds = leave_one_group_out(runs)
    rng = np.random.default_rng(2)
    shuffled = rng.permutation(y)

    def leaking(X_train, y_train, X_test):
        rows = {x.tobytes(): k for k, x in enumerate(X)}
        return shuffled[[rows[x.tobytes()] for x in X_test]]

    honest = permutation_test(
        minimum_distance_to_mean, X, shuffled, folds, runs, n_permutations=9, rng=rng
    )
    caught = permutation_test(leaking, X, shuffled, folds, runs, n_permutations=9, rng=rng)
    assert caught.accuracy == 1.0
    assert 0.2 <= honest.accuracy <= 0.8


def test_bad_arguments_are_refused():
    X, y, runs = draw(0, 1.0)
    folds, rng = leave_one_group_out(runs), np.random.default_rng(0)
    with pytest.raises(ValueError, match="n_permutations is 0"):
        permutation_test(nearest_mean, X, y, folds, runs, n_permutations=0, rng=rng)
    with pytest.raises(ValueError, match=r"groups has shape \(39,\)"):
        permutation_test(nearest_mean, X, y, folds, runs[:-1], n_permutations=1, rng=rng)
