import numpy as np
import pytest

from mathlib.eeg import DataError, People, covariances, load, load_covariances
from mathlib.eeg.people import SUBJECTS, compute_covariances, write_covariances


@pytest.fixture
def people():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(7, 3, 5))
    return People(
        covariances=A @ A.transpose(0, 2, 1),
        labels=np.array([0, 1, 1, 0, 1, 0, 0]),
        subjects=np.array([1, 1, 1, 1, 109, 109, 109]),
        runs=np.array([4, 4, 8, 12, 4, 8, 12]),
        channels=("C3", "Cz", "C4"),
    )


def spoil(file, **changes):
    np.savez(file, **(dict(np.load(file)) | changes))


def test_file_keeps_everything_in_float32(people, tmp_path):
    file = tmp_path / "people.npz"
    write_covariances(people, file)
    again = load_covariances(str(file))
    assert again.covariances.shape == (7, 3, 3)
    np.testing.assert_allclose(again.covariances, people.covariances, rtol=1e-6)
    np.testing.assert_array_equal(again.covariances, again.covariances.transpose(0, 2, 1))
    for name in ("labels", "subjects", "runs"):
        found = getattr(again, name)
        assert found.dtype == np.int64  # in the file they are bytes
        np.testing.assert_array_equal(found, getattr(people, name))
    assert again.channels == people.channels
    stored = np.load(file)
    assert stored["label"].tolist() == [1, 2, 2, 1, 2, 1, 1]
    np.testing.assert_allclose(stored["upper"][0, :3], people.covariances[0, 0], rtol=1e-6)


def test_card_and_repr(people):
    assert repr(people) == "<Covariances of 7 trials of 2 people>"
    text = repr(people.card)
    for words in ("2 people", "4 left, 3 right", "OAS", "ODC-By", "10.1109/TBME.2004.827072"):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": np.ones(6, int)}, r"the shapes do not fit \(upper \(7, 6\), label \(6,\)"),
        ({"channels": np.array(["C3", "C4"])}, "the shapes do not fit"),
        ({"label": np.array([0, 1, 1, 0, 1, 0, 0])}, "a label is neither 1 nor 2"),
        ({"upper": np.ones((7, 6))}, "covariance of trial 0 is not positive definite"),
    ],
)
def test_file_that_holds_something_else_is_refused(people, tmp_path, changes, message):
    file = tmp_path / "people.npz"
    write_covariances(people, file)
    spoil(file, **changes)
    with pytest.raises(DataError, match=message):
        load_covariances(file)


def test_damaged_trial_is_named(people, tmp_path):
    file = tmp_path / "people.npz"
    write_covariances(people, file)
    upper = np.load(file)["upper"]
    upper[4, 2] = np.nan
    spoil(file, upper=upper)
    with pytest.raises(DataError, match="trial 4 is not positive definite"):
        load_covariances(file)


def test_computed_ones_are_those_of_each_persons_trials(record, no_network):
    for subject, pattern in ((7, ["T1", "T2"]), (3, ["T2", "T1", "T1"])):
        for run in (4, 8, 12):
            record(subject, run, pattern)
    seen = []
    people = compute_covariances((7, 3), record.path, seen.append)
    assert seen == [7, 3]
    assert people.subjects.tolist() == [7] * 6 + [3] * 9
    assert people.runs.tolist() == [4, 4, 8, 8, 12, 12, 4, 4, 4, 8, 8, 8, 12, 12, 12]
    assert people.labels.tolist() == [0, 1] * 3 + [1, 0, 0] * 3
    expected = covariances(load("eegbci", subject=3, task="left_right", path=record.path).signals)
    np.testing.assert_array_equal(people.covariances[6:], expected)


def test_nobody_is_an_error():
    with pytest.raises(DataError, match="No subject was named"):
        compute_covariances(())


def test_default_is_everybody_at_160_hz():
    assert len(SUBJECTS) == 106
    assert not {88, 92, 100} & set(SUBJECTS)


# What follows reads real recordings.


def test_file_of_91_people(real_data):
    people = load_covariances(real_data / "eegbci_left_right_covariances.npz")
    assert people.covariances.shape == (4095, 21, 21)
    assert len(set(people.subjects.tolist())) == 91
    assert set(people.runs.tolist()) == {4, 8, 12}


def test_recomputed_covariances_are_those_of_the_file(real_data, tmp_path):
    file = real_data / "eegbci_left_right_covariances.npz"
    write_covariances(compute_covariances((42,), real_data), tmp_path / "mine.npz")
    mine, known = np.load(tmp_path / "mine.npz"), np.load(file)
    rows = known["subject"] == 42
    for name in ("label", "subject", "run"):
        assert mine[name].dtype == known[name].dtype
        np.testing.assert_array_equal(mine[name], known[name][rows])
    assert mine["channels"].tolist() == known["channels"].tolist()
    assert mine["upper"].dtype == known["upper"].dtype
    scale = np.abs(known["upper"][rows]).max()
    np.testing.assert_allclose(mine["upper"], known["upper"][rows], rtol=0, atol=3e-7 * scale)
