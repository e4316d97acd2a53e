import numpy as np
import pytest

from mathlib.eeg import DataError, load
from mathlib.eeg.bnci2014_001 import BNCI2014_001, CHANNELS


@pytest.fixture
def subject_4(record_mat, make_cell):
    """A day with one cell of eye movements and two runs, and a day with three and one run."""
    record_mat("A04T.mat", [make_cell(()), make_cell((1, 2, 3), [1]), make_cell((4, 1))])
    record_mat("A04E.mat", [make_cell(())] * 3 + [make_cell((2, 4, 4), [0, 2])])
    return record_mat.path


def test_two_days_and_their_runs(subject_4, no_network):
    trials = load("bnci2014_001", subject=4, path=subject_4)
    assert trials.signals.shape == (8, 22, 751)
    assert trials.class_names == ("left", "right", "feet", "tongue")
    assert trials.labels.tolist() == [0, 1, 2, 3, 0, 1, 3, 3]
    assert trials.labels.dtype == np.int64
    assert trials.sessions.tolist() == [1, 1, 1, 1, 1, 2, 2, 2]
    assert trials.runs.tolist() == [1, 1, 1, 2, 2, 3, 3, 3]
    assert trials.sampling_rate == 250.0
    assert trials.name == "bnci2014_001 A04 four_class"
    assert not trials.simulated
    assert "NoDerivatives" in trials.licence


def test_signals_are_volts_of_each_channel_in_each_trial(subject_4):
    trials = load("bnci2014_001", subject=4, path=subject_4)
    size = np.sqrt(2 * np.mean(trials.signals**2, axis=2))
    expected = 1e-6 * np.outer(trials.labels + 1, np.arange(1, 23))
    assert size.shape == expected.shape
    np.testing.assert_allclose(size, expected, rtol=0.01)


def test_left_and_right_only(subject_4):
    trials = load("bnci2014_001", subject=4, task="left_right", path=subject_4)
    assert trials.class_names == ("left", "right")
    assert trials.labels.tolist() == [0, 1, 0, 1]
    assert trials.runs.tolist() == [1, 1, 2, 3]


def test_marked_trials_are_kept_unless_they_are_to_be_dropped(subject_4):
    trials = load("bnci2014_001", subject=4, path=subject_4, artifacts="drop")
    assert trials.labels.tolist() == [0, 2, 3, 0, 3]
    assert trials.runs.tolist() == [1, 1, 2, 2, 3]
    with pytest.raises(DataError, match="artifacts is 'flag': choose keep or drop"):
        load("bnci2014_001", subject=4, path=subject_4, artifacts="flag")


def test_trial_with_missing_samples_is_left_out_and_spoils_no_other(record_mat, make_cell):
    def gap(X):
        X[8 * 250 + 1000 : 8 * 250 + 1010, 3] = np.nan  # 4 s after the second trial's start

    def between(X):
        X[8 * 250 + 10 : 8 * 250 + 20, 3] = np.nan

    record_mat("A01T.mat", [make_cell((3, 1, 2), change=gap)])
    record_mat("A01E.mat", [make_cell((3, 1, 2), change=between)])
    trials = load("bnci2014_001", subject=1, path=record_mat.path)
    assert trials.labels.tolist() == [2, 1, 2, 0, 1]
    assert trials.sessions.tolist() == [1, 1, 2, 2, 2]
    assert np.isfinite(trials.signals).all()
    assert np.abs(trials.signals).max() < 1.1e-6 * 22 * 3


def test_electrodes_are_the_22_of_the_data_set():
    assert len(set(CHANNELS)) == 22
    assert (CHANNELS[0], CHANNELS[9], CHANNELS[21]) == ("Fz", "Cz", "POz")


def test_electrodes_sit_where_their_names_say(subject_4):
    trials = load("bnci2014_001", subject=4, path=subject_4)
    places = dict(zip(trials.channels, trials.positions))
    right, front = 0, 1
    assert places["C3"][right] < -0.03 < 0.03 < places["C4"][right]
    middle = [places[name][front] for name in ("Fz", "FCz", "Cz", "CPz", "Pz", "POz")]
    assert middle == sorted(middle, reverse=True)


def test_missing_file_names_the_command(record_mat, make_cell, no_network):
    record_mat("A09T.mat", [make_cell((1, 2))])
    with pytest.raises(
        DataError,
        match=r"A09E\.mat is not in .*001-2014: get it with "
        r"`python course.py data get bnci2014_001 --subjects 9 --tasks left_right --path .*`\.",
    ):
        load("bnci2014_001", subject=9, task="left_right", path=record_mat.path)


def test_files_where_an_older_moabb_put_them_are_found(subject_4):
    new, old = (subject_4 / BNCI2014_001.folder / layout for layout in BNCI2014_001.layouts)
    old.parent.mkdir(parents=True)
    new.rename(old)
    assert len(load("bnci2014_001", subject=4, path=subject_4).labels) == 8
