import dataclasses

import numpy as np
import pytest

from mathlib.eeg import Recording, load, load_recordings, trials_of
from mathlib.eeg.preprocess import band_pass, cut


def recording(run, session, **changes):
    rng = np.random.default_rng(run)
    values = {
        "signals": 1e-6 * rng.normal(size=(2, 1000)),
        "missing": np.zeros(1000, bool),
        "sampling_rate": 100.0,
        "cues": np.array([1.0, 3.0, 5.0, 7.5]),
        "labels": np.array([2, 0, 1, 2]),
        "class_names": ("a", "b", "c"),
        "run": run,
        "session": session,
        "channels": ("C3", "C4"),
        "positions": rng.normal(size=(2, 3)),
        "name": "made up",
        "simulated": True,
        "licence": "free",
        "citation": "nobody",
    }
    return Recording(**(values | changes))


def test_trials_are_filtered_windows_with_their_labels_runs_and_sessions():
    runs = [recording(4, 1), recording(7, 2, labels=np.array([1, 1, 2, 0]))]
    trials = trials_of(runs)
    assert trials.signals.shape == (6, 2, 301)  # the fourth window ends beyond the recording
    assert trials.labels.tolist() == [2, 0, 1, 1, 1, 2]
    assert trials.runs.tolist() == [4, 4, 4, 7, 7, 7]
    assert trials.sessions.tolist() == [1, 1, 1, 2, 2, 2]
    expected = band_pass(runs[1].signals, 100.0)[:, 350:651]
    np.testing.assert_array_equal(trials.signals[4], expected)
    for name in ("class_names", "channels", "name", "simulated", "licence", "citation"):
        assert getattr(trials, name) == getattr(runs[0], name)


def test_window_with_a_missing_sample_is_left_out():
    missing = np.zeros(1000, bool)
    missing[[149, 651]] = True  # beside the windows of the first and second trial
    assert len(trials_of([recording(1, 1, missing=missing)]).labels) == 2  # 651 is in the third
    missing[651] = False
    assert len(trials_of([recording(1, 1, missing=missing)]).labels) == 3
    missing[150] = True
    trials = trials_of([recording(1, 1, missing=missing)])
    assert trials.labels.tolist() == [0, 1]
    assert trials.runs.tolist() == [1, 1]


@pytest.mark.parametrize(
    "changes", [{"sampling_rate": 160.0}, {"channels": ("C4", "C3")}, {"name": "another"}]
)
def test_runs_of_different_kinds_are_refused(changes):
    first = recording(1, 1)
    with pytest.raises(ValueError, match="does not belong together"):
        trials_of([first, dataclasses.replace(first, **changes)])


def test_repr_is_short():
    text = "<Recording of made up, run 4: 2 channels, 10.0 s, 4 cues>"
    assert repr(recording(4, 1)) == text


def test_recordings_are_what_the_trials_are_cut_from(record):
    for run in (4, 8, 12):
        record(3, run, ["T1", "T2"])
    asked = {"subject": 3, "task": "left_right", "path": record.path}
    runs = load_recordings("eegbci", **asked)
    assert [run.run for run in runs] == [4, 8, 12]
    assert all(run.signals.shape == (21, 160 * 18) for run in runs)
    np.testing.assert_allclose(runs[0].cues, [4.2, 12.2])
    slow = np.abs(np.fft.rfft(runs[0].signals[0]))[36]  # 2 Hz: not filtered out yet
    np.testing.assert_allclose(slow / (18 * 160 / 2), 100e-6, rtol=0.01)
    trials = trials_of(runs)
    np.testing.assert_array_equal(trials.signals, load("eegbci", **asked).signals)
    before, kept = cut(runs[0].signals, 160.0, runs[0].cues, window=(-4.5, 1.0))
    assert before.shape == (1, 21, 881)  # the first cue has only 4.2 s before it
    assert kept.tolist() == [False, True]
