import numpy as np
import pytest

from mathlib.eeg import DataError
from mathlib.eeg.bnci2014_001.mat import read_runs

AFTER_EOG = pytest.mark.parametrize("n_eog", [3, 1])  # A04T has one cell of eye movements only


@AFTER_EOG
def test_runs_without_trials_are_passed_over_wherever_they_are(record_mat, make_cell, n_eog):
    runs = [make_cell((1 + k % 4, 2)) for k in range(6)]
    file = record_mat("A04T.mat", [make_cell(())] * n_eog + runs)
    found = read_runs(file)
    assert [run.classes.tolist() for run in found] == [[1 + k % 4, 2] for k in range(6)]


def test_numbers_stored_in_a_byte_are_not_calculated_in_a_byte(record_mat, make_cell):
    content = make_cell((4, 3, 2, 1))
    assert content["y"].dtype == np.uint8 and content["fs"].dtype == np.uint8
    (run,) = read_runs(record_mat("A01T.mat", [content]))
    assert run.sampling_rate == 250.0 and isinstance(run.sampling_rate, float)
    # Trials start at 0, 8, 16 and 24 s, and the cue comes two seconds later.
    np.testing.assert_allclose(run.cues, [2.0, 10.0, 18.0, 26.0])
    assert (run.classes - 5).tolist() == [-1, -2, -3, -4]

    content["trial"] = np.array([[1], [250]], np.uint8)  # 250 + 500 does not fit into a byte
    content["y"], content["artifacts"] = content["y"][:2], content["artifacts"][:2]
    (run,) = read_runs(record_mat("A01T.mat", [content]))
    np.testing.assert_allclose(run.cues, [2.0, 249 / 250 + 2.0])


def test_signals_are_the_22_eeg_columns_in_volts(record_mat, make_cell):
    content = make_cell((1, 2))
    (run,) = read_runs(record_mat("A01T.mat", [content]))
    assert run.signals.shape == (22, 250 * 18)
    np.testing.assert_allclose(run.signals, 1e-6 * content["X"].T[:22], rtol=1e-12)
    assert not run.missing.any()


def test_single_trial_and_its_artifact_survive_squeezing(record_mat, make_cell):
    (run,) = read_runs(record_mat("A01T.mat", [make_cell((3,), artifacts=[0])]))
    assert run.classes.tolist() == [3]
    assert run.artifacts.tolist() == [True]


def test_gap_is_bridged_and_remembered(record_mat, make_cell):
    def spoil(X):
        X[700:720, 5] = np.nan
        X[:4, 7] = np.nan

    whole = make_cell((1, 2))["X"]
    (run,) = read_runs(record_mat("A01T.mat", [make_cell((1, 2), change=spoil)]))
    assert np.flatnonzero(run.missing).tolist() == [0, 1, 2, 3, *range(700, 720)]
    line = np.interp(np.arange(700, 720), [699, 720], 1e-6 * whole[[699, 720], 5])
    np.testing.assert_allclose(run.signals[5, 700:720], line)
    np.testing.assert_allclose(run.signals[7, :4], 1e-6 * whole[4, 7])
    np.testing.assert_allclose(run.signals[6], 1e-6 * whole[:, 6])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: c.update(y=c["y"][:1]), "2 trials, 1 classes and 2 artifact flags"),
        (lambda c: c.update(X=c["X"][:, :3]), r"X has shape \(4500, 3\)"),
        (lambda c: c.pop("fs"), "fs"),
        (lambda c: c["X"].__setitem__((slice(None), 4), np.nan), "missing throughout"),
    ],
)
def test_cell_of_another_kind_is_refused(record_mat, make_cell, spoil, message):
    content = make_cell((1, 2))
    spoil(content)
    file = record_mat("A01T.mat", [content])
    with pytest.raises(DataError, match=rf"A01T\.mat could not be read.*{message}"):
        read_runs(file)


def test_file_that_is_no_matlab_file_is_named(tmp_path):
    for name, body in (("a.mat", b"no"), ("b.mat", b"x" * 4000), ("c.mat", b"")):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(DataError, match=rf"{name[0]}\.mat could not be read as a recording"):
            read_runs(tmp_path / name)


def test_file_without_trials_is_named(record_mat, make_cell):
    with pytest.raises(DataError, match=r"A01T\.mat has no run with trials"):
        read_runs(record_mat("A01T.mat", [make_cell(()), make_cell(())]))
