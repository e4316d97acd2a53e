import json
from dataclasses import asdict

import numpy as np
import pytest

from mathlib._validate import CourseError
from mathlib.evaluation import published as module
from mathlib.evaluation.published import published
from mathlib.spdnet import Settings


def test_results_that_chapter_10_shows_are_there():
    six = published("eeg_six_subjects")
    assert set(six["tasks"]) == {"hands_feet", "left_right", "four_class"}
    for task in six["tasks"].values():
        assert set(task["accuracies"]) == {"SPDNet", "MDM", "TS+LR", "CSP+LDA"}
        assert all(len(own) == 6 for own in task["accuracies"].values())
    for question in ("within", "across"):
        found = published("eeg_many_people")[question]
        for own in found["accuracies"].values():
            assert len(own) == len(found["subjects"])
    assert {"dims", "batch", "ionescu", "ionescu_shared"} <= set(
        published("spectral_speed")["step"][0]
    )


def test_the_gate_on_recorded_signals_is_held():
    """Imagined hands or feet, six people, five seeds: within two points of the best baseline."""
    six = published("eeg_six_subjects")
    accuracies = six["tasks"]["hands_feet"]["accuracies"]
    assert {len(seeds) for seeds in accuracies["SPDNet"]} == {5}
    mean = {
        method: float(np.mean([np.mean(seeds) for seeds in own]))
        for method, own in accuracies.items()
    }
    network = mean.pop("SPDNet")
    assert network >= max(mean.values()) - 0.02


@pytest.mark.parametrize("name", ["eeg_six_subjects", "eeg_many_people"])
def test_settings_are_the_frozen_ones(name):
    """Those that were chosen on simulated signals, before a recording was seen."""
    content = published(name)
    settings = content["settings"].get("within", content["settings"])
    frozen = json.loads(json.dumps(asdict(Settings())))
    assert {key: settings[key] for key in frozen} == frozen


def test_what_is_missing_or_broken_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(CourseError, match=r"no results called 'other'.*there are: none"):
        published("other")
    (tmp_path / "a.json").write_text(json.dumps({"b": 1}), encoding="utf-8")
    assert published("a") == {"b": 1}
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="could not be read"):
        published("a")
