import numpy as np
import pytest
from pyriemann.geometry.mean import mean_riemann

from mathlib.evaluation import recentre


def test_every_subjects_mean_becomes_the_identity(make_covariances):
    X, _, subjects = make_covariances(0)
    centred = recentre(X, subjects)
    assert centred.shape == X.shape
    for person in np.unique(subjects):
        M = mean_riemann(centred[subjects == person], tol=1e-9)
        np.testing.assert_allclose(M, np.eye(7), atol=1e-7)
    np.testing.assert_allclose(centred, centred.transpose(0, 2, 1), atol=1e-12)


def test_the_distances_inside_a_subject_stay(make_covariances):
    """Generalised eigenvalues of a pair are untouched: it is a congruence, one for each person."""
    X, _, subjects = make_covariances(1)
    centred = recentre(X, subjects)

    def spectrum(A, B):
        return np.sort(np.linalg.eigvals(np.linalg.solve(A, B)).real)

    np.testing.assert_allclose(spectrum(X[0], X[5]), spectrum(centred[0], centred[5]), rtol=1e-8)


def test_another_persons_trials_do_not_matter(make_covariances):
    X, _, subjects = make_covariances(2)
    changed = X.copy()
    changed[subjects == 2] *= 7.0
    own = subjects == 1
    np.testing.assert_array_equal(recentre(X, subjects)[own], recentre(changed, subjects)[own])


def test_wrong_shapes_are_refused(make_covariances):
    X, _, subjects = make_covariances(3)
    with pytest.raises(ValueError, match=r"subjects \(29,\)"):
        recentre(X, subjects[:-1])
    with pytest.raises(ValueError, match=r"expected \(n_trials, n, n\)"):
        recentre(X[:, :3], subjects)
