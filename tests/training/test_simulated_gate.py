"""The gate of chapter 10: on signals whose truth is known, with the frozen settings."""

import numpy as np
import pytest
import torch

from mathlib import eeg, evaluation
from mathlib.spdnet import SPDNetClassifier, half_vectorize_vjp

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def recording(request):
    trials = eeg.load("simulated", seed=request.param)
    return trials, eeg.covariances(trials.signals)


def test_the_network_finds_the_planted_sources(recording):
    """Filter to pattern by the covariance; the order is that of the classes' difference."""
    trials, X = recording
    net = SPDNetClassifier(random_state=0).fit(X, trials.labels).net_
    weights = net.classifier.weight.detach()
    _, u = torch.linalg.eigh(half_vectorize_vjp(weights[1] - weights[0]))
    W = net.spd_layers[0].weight.detach()
    patterns = (torch.linalg.inv(net.whitening) @ W.T @ u[:, [0, -1]]).numpy()
    planted = trials.truth.patterns
    lengths = np.linalg.norm(patterns, axis=0) * np.linalg.norm(planted, axis=0)
    cosines = np.abs((patterns * planted).sum(axis=0)) / lengths
    assert cosines.min() > 0.8


def test_the_network_equals_the_baselines(recording):
    trials, X = recording
    folds = evaluation.leave_one_group_out(trials.runs)
    methods = {
        "network": evaluation.SPDNetPredictor(2),
        "MDM": evaluation.minimum_distance_to_mean,
        "TS+LR": evaluation.tangent_space_logistic,
    }
    mean = {
        name: evaluation.cross_validate(method, X, trials.labels, folds).mean_accuracy
        for name, method in methods.items()
    }
    baselines = (mean["MDM"] + mean["TS+LR"]) / 2
    interval = evaluation.accuracy_interval(round(baselines * len(X)), len(X))
    assert mean["network"] >= interval.low
