import json
from dataclasses import replace

import numpy as np
import pytest

from mathlib._validate import CourseError
from mathlib.evaluation.experiment import run_experiment
from mathlib.spdnet import Settings

SETTINGS = Settings(hidden=(4,), max_epochs=150)


@pytest.fixture(scope="module")
def experiment(make_trials):
    return run_experiment(make_trials(0), 3, SETTINGS)


def test_three_methods_in_the_same_folds(experiment):
    assert list(experiment.results) == ["SPDNet", "MDM", "TS+LR"]
    assert experiment.folds == (4, 8, 12)
    assert len(experiment.histories) == 3
    for result in experiment.results.values():
        assert len(result.accuracies) == 3
        expected = [
            np.mean((result.predictions == experiment.labels)[experiment.runs == run])
            for run in (4, 8, 12)
        ]
        assert result.accuracies == pytest.approx(expected)
        assert result.mean_accuracy > experiment.chance.high


def test_the_interval_belongs_to_the_method_and_to_all_trials(experiment):
    for method, result in experiment.results.items():
        assert result.mean_accuracy in experiment.interval(method)
    assert experiment.chance.high == pytest.approx(20 / 30)


def test_as_json_it_says_what_was_done(experiment):
    content = json.loads(json.dumps(experiment.to_dict()))
    assert content["simulated"] is True
    assert content["seed"] == 3
    assert content["settings"]["hidden"] == [4]
    assert content["chance"]["level"] == 0.5
    assert content["results"]["SPDNet"]["predictions"] == (
        experiment.results["SPDNet"].predictions.tolist()
    )
    assert len(content["training"]) == 3
    assert {"python", "torch", "pyriemann"} <= set(content["versions"])


def test_progress_counts_folds_and_epochs(make_trials):
    calls = []
    settings = replace(SETTINGS, max_epochs=3)
    run_experiment(make_trials(1), 0, settings, lambda folds, epochs: calls.append((folds, epochs)))
    assert calls == [(fold, epoch) for fold in range(3) for epoch in (1, 2, 3)]


def test_a_single_run_is_one_sentence(make_trials):
    trials = make_trials(0)
    with pytest.raises(CourseError, match="has a single run"):
        run_experiment(replace(trials, runs=np.full(30, 7)), 0, SETTINGS)


def test_a_class_in_one_run_only_is_one_sentence(make_trials):
    trials = make_trials(0)
    with pytest.raises(CourseError, match=r"Without run 8, .* no trial of some class"):
        run_experiment(replace(trials, labels=(trials.runs == 8).astype(int)), 0, SETTINGS)


def test_a_session_may_be_left_out_instead_of_a_run(make_trials):
    """The second session holds two of the three runs, so folds and training sets differ."""
    trials = make_trials(0)
    with pytest.raises(CourseError, match="a single session"):
        run_experiment(trials, 0, SETTINGS, leave_out="session")
    two = replace(trials, sessions=np.where(trials.runs == 4, 1, 2))
    found = run_experiment(two, 3, replace(SETTINGS, max_epochs=20), leave_out="session")
    assert found.folds == (1, 2)
    assert len(found.histories) == 2
    right = found.results["MDM"].predictions == trials.labels
    expected = [right[two.sessions == day].mean() for day in (1, 2)]
    assert found.results["MDM"].accuracies == pytest.approx(expected)
    assert found.to_dict()["folds"] == ["session 1 left out", "session 2 left out"]


def test_a_class_that_one_session_keeps_to_itself_is_one_sentence(make_trials):
    trials = make_trials(0)
    alone = replace(trials, sessions=np.where(trials.labels == trials.labels[0], 1, 2))
    with pytest.raises(CourseError, match=r"Without session 1.*no trial of some class"):
        run_experiment(alone, 0, SETTINGS, leave_out="session")
