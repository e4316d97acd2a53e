"""What a network has to be measured against: the field's three standard classifiers."""

from __future__ import annotations

import numpy as np
from mne.decoding import CSP
from mne.utils import use_log_level
from pyriemann.classification import MDM
from pyriemann.tangentspace import TangentSpace
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from mathlib._validate import Array


def minimum_distance_to_mean(X_train: Array, y_train: Array, X_test: Array) -> Array:
    """MDM: the class whose affine-invariant mean is nearest.

    Parameters
    ----------
    X_train, X_test : (n_trials, n, n) arrays
        Symmetric positive definite.
    y_train : (n_trials,) array of int

    Returns
    -------
    (n_test,) array of int

    Notes
    -----
    Nothing to tune. Source: Barachant et al. (2012); computed by pyRiemann.
    """
    return np.asarray(MDM(metric="riemann").fit(X_train, y_train).predict(X_test))


def tangent_space_logistic(X_train: Array, y_train: Array, X_test: Array) -> Array:
    """TS+LR: logarithms at the affine-invariant mean, then logistic regression.

    Parameters
    ----------
    X_train, X_test : (n_trials, n, n) arrays
        Symmetric positive definite.
    y_train : (n_trials,) array of int

    Returns
    -------
    (n_test,) array of int

    Notes
    -----
    scikit-learn's own settings (C = 1), only with iterations enough to converge. Source:
    Barachant et al. (2012); computed by pyRiemann and scikit-learn.
    """
    pipeline = make_pipeline(TangentSpace(metric="riemann"), LogisticRegression(max_iter=1000))
    return np.asarray(pipeline.fit(X_train, y_train).predict(X_test))


def common_spatial_patterns(Z_train: Array, y_train: Array, Z_test: Array) -> Array:
    """CSP+LDA: log-power behind six spatial filters, then a linear discriminant.

    Parameters
    ----------
    Z_train, Z_test : (n_trials, n_channels, n_times) arrays
        Band-passed signals, not covariances.
    y_train : (n_trials,) array of int

    Returns
    -------
    (n_test,) array of int

    Notes
    -----
    Six filters is the customary number and nothing is tuned. Source: Ramoser, Müller-Gerking and
    Pfurtscheller (2000); Blankertz et al. (2008); computed by MNE-Python and scikit-learn.
    """
    pipeline = make_pipeline(CSP(n_components=6, log=True), LinearDiscriminantAnalysis())
    with use_log_level("ERROR"):
        return np.asarray(pipeline.fit(Z_train, y_train).predict(Z_test))
