import numpy as np
import pytest
from pyriemann.classification import MDM
from pyriemann.tangentspace import TangentSpace
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline

from mathlib.eeg import DataError, covariances, load
from mathlib.eeg.preprocess import CHANNELS

PATTERN = ["T2", "T1", "T1", "T2", "T1"]


@pytest.mark.parametrize(
    ("task", "runs", "names"),
    [
        ("hands_feet", (6, 10, 14), ("hands", "feet")),
        ("left_right", (4, 8, 12), ("left", "right")),
        ("hands_feet_executed", (5, 9, 13), ("hands", "feet")),
        ("left_right_executed", (3, 7, 11), ("left", "right")),
    ],
)
def test_two_class_task_reads_its_runs_and_its_cues(record, no_network, task, runs, names):
    for place, run in enumerate(runs):
        record(7, run, PATTERN[place:])  # 5, 4 and 3 trials: a mix-up of runs shows
    trials = load("eegbci", subject=7, task=task, path=record.path)
    assert trials.signals.shape == (12, 21, 481)
    assert trials.signals.dtype == np.float64
    assert trials.class_names == names
    assert trials.labels.tolist() == [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]
    assert trials.runs.tolist() == [runs[0]] * 5 + [runs[1]] * 4 + [runs[2]] * 3
    assert trials.name == f"eegbci S007 {task}"
    assert trials.sampling_rate == 160.0
    assert not trials.simulated
    assert trials.truth is None


def test_same_cue_means_another_class_in_another_run(record):
    for run in (4, 6, 8, 10, 12, 14):
        record(3, run, ["T1", "T2"])
    trials = load("eegbci", subject=3, task="four_class", path=record.path)
    assert trials.class_names == ("left", "right", "hands", "feet")
    assert trials.labels.tolist() == [0, 1, 2, 3] * 3
    # Each group to leave out holds all four classes.
    assert trials.runs.tolist() == [4] * 4 + [8] * 4 + [12] * 4


def test_signals_are_volts_of_the_named_channels_without_the_slow_wave(record):
    for run in (6, 10, 14):
        record(1, run, ["T1", "T2", "T1"])
    trials = load("eegbci", subject=1, task="hands_feet", path=record.path)
    assert trials.channels == CHANNELS
    size = np.sqrt(2 * np.mean(trials.signals**2, axis=2))
    np.testing.assert_allclose(size, np.tile(1e-5 * np.arange(1, 22), (9, 1)), rtol=0.01)


@pytest.mark.parametrize("subject", [88, 92, 100])
def test_sampling_rate_comes_from_the_file(record, subject):
    for run in (6, 10, 14):
        record(subject, run, ["T1", "T2"], rate=128)
    trials = load("eegbci", subject=subject, task="hands_feet", path=record.path)
    assert trials.sampling_rate == 128.0
    assert trials.signals.shape == (6, 21, 385)
    size = np.sqrt(2 * np.mean(trials.signals**2, axis=2))
    np.testing.assert_allclose(size, np.tile(1e-5 * np.arange(1, 22), (6, 1)), rtol=0.01)


def test_trial_that_the_recording_cuts_off_is_left_out_with_its_label(record):
    record(1, 6, ["T1", "T2", "T2"], seconds=22)  # the third cue is shown at 20.2 s
    record(1, 10, ["T2", "T1"])
    record(1, 14, ["T1", "T2"])
    trials = load("eegbci", subject=1, task="hands_feet", path=record.path)
    assert trials.labels.tolist() == [0, 1, 1, 0, 0, 1]
    assert trials.runs.tolist() == [6, 6, 10, 10, 14, 14]


def test_runs_of_different_sampling_rates_are_refused(record):
    record(1, 6, ["T1"])
    record(1, 10, ["T1"], rate=128)
    record(1, 14, ["T1"])
    with pytest.raises(DataError, match="subject 1 differ in their sampling rate"):
        load("eegbci", subject=1, task="hands_feet", path=record.path)


@pytest.mark.parametrize("subject", [0, 110, -1])
def test_subject_out_of_range_is_refused(record, subject):
    with pytest.raises(
        DataError, match=f"eegbci has no subject {subject}: give a number from 1 to 109"
    ):
        load("eegbci", subject=subject, task="hands_feet", path=record.path)


@pytest.mark.parametrize("subject", [True, 1.0, "1"])
def test_subject_that_is_no_whole_number_is_refused(record, subject):
    with pytest.raises(DataError, match="give a whole number from 1 to 109"):
        load("eegbci", subject=subject, task="hands_feet", path=record.path)


def test_unknown_task_is_refused_with_the_list(record):
    with pytest.raises(DataError, match=r"no task 'feet'.*hands_feet, left_right, .*four_class"):
        load("eegbci", subject=1, task="feet", path=record.path)


def test_file_that_is_no_edf_is_named(record, monkeypatch):
    file = record(1, 6, ["T1"])
    for run in (10, 14):
        record(1, run, ["T1"])
    content = bytearray(file.read_bytes())
    content[236:244] = b"rubbish "  # the number of records
    file.write_bytes(content)
    monkeypatch.setattr("mathlib.eeg.files.folders.check", lambda place, file: None)
    with pytest.raises(DataError, match=r"S001R06\.edf could not be read as EDF"):
        load("eegbci", subject=1, task="hands_feet", path=record.path)


# What follows reads real recordings.


def _accuracies(trials):
    X = covariances(trials.signals)
    logistic = make_pipeline(TangentSpace(), LogisticRegression(max_iter=1000))
    return [
        np.mean(
            cross_val_predict(method, X, trials.labels, groups=trials.runs, cv=LeaveOneGroupOut())
            == trials.labels
        )
        for method in (MDM(), logistic)
    ]


def test_known_accuracies_of_the_first_subject(real_data, no_network):
    trials = load("eegbci", subject=1, task="hands_feet", path=real_data)
    assert trials.signals.shape == (45, 21, 481)
    assert np.bincount(trials.labels).tolist() == [21, 24]
    assert np.bincount(trials.runs)[[6, 10, 14]].tolist() == [15, 15, 15]
    # Known from elsewhere; one trial is 1/45.
    np.testing.assert_allclose(_accuracies(trials), [0.956, 0.978], atol=1.05 / 45)


@pytest.mark.parametrize("subject", [1, 42])
def test_covariances_equal_those_computed_elsewhere(real_data, subject):
    known = np.load(real_data / "eegbci_left_right_covariances.npz")
    mine = known["subject"] == subject
    trials = load("eegbci", subject=subject, task="left_right", path=real_data)
    assert trials.channels == tuple(known["channels"])
    assert (trials.labels + 1).tolist() == known["label"][mine].tolist()
    assert trials.runs.tolist() == known["run"][mine].tolist()
    rows, columns = np.triu_indices(21)
    found = covariances(trials.signals)[:, rows, columns]
    expected = known["upper"][mine]
    assert found.shape == expected.shape
    # Those were stored in float32.
    np.testing.assert_allclose(found, expected, rtol=0, atol=2e-7 * np.abs(expected).max())


def test_four_real_classes(real_data):
    trials = load("eegbci", subject=1, task="four_class", path=real_data)
    assert trials.signals.shape == (90, 21, 481)
    for run in (4, 8, 12):
        assert set(trials.labels[trials.runs == run]) == {0, 1, 2, 3}
