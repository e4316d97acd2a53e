import numpy as np
import pytest

from mathlib.evaluation import (
    common_spatial_patterns,
    minimum_distance_to_mean,
    tangent_space_logistic,
)


@pytest.mark.parametrize("predictor", [minimum_distance_to_mean, tangent_space_logistic])
def test_a_large_contrast_is_found_and_the_basis_of_the_sensors_does_not_matter(
    predictor, make_covariances
):
    X, y, _ = make_covariances(0)
    train, test = np.arange(20), np.arange(20, 30)
    predicted = predictor(X[train], y[train], X[test])
    assert predicted.shape == (10,)
    assert np.mean(predicted == y[test]) >= 0.9
    M = np.random.default_rng(1).normal(size=(7, 7))
    mixed = M @ X @ M.T
    np.testing.assert_array_equal(predictor(mixed[train], y[train], mixed[test]), predicted)


def test_spatial_patterns_find_a_source_behind_any_mixture(make_signals, capfd):
    Z, y = make_signals(0)
    train, test = np.arange(30), np.arange(30, 40)
    assert np.mean(common_spatial_patterns(Z[train], y[train], Z[test]) == y[test]) >= 0.9
    M = np.random.default_rng(1).normal(size=(7, 7))
    mixed = M @ Z
    np.testing.assert_array_equal(
        common_spatial_patterns(mixed[train], y[train], mixed[test]),
        common_spatial_patterns(Z[train], y[train], Z[test]),
    )
    assert capfd.readouterr().out == ""
