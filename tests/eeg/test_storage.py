import dataclasses

import numpy as np
import pytest

from mathlib.eeg import DataError, Trials, Truth, read_trials, write_trials


@pytest.fixture
def trials():
    rng = np.random.default_rng(0)
    return Trials(
        signals=rng.normal(size=(5, 2, 7)),
        labels=np.array([0, 1, 2, 1, 0]),
        class_names=("a", "bé", "c"),
        runs=np.array([1, 1, 2, 2, 2]),
        sessions=np.array([1, 1, 2, 2, 2]),
        channels=("C3", "C4"),
        positions=rng.normal(size=(2, 3)),
        sampling_rate=160.5,
        name="made up",
        simulated=True,
        licence="none",
        citation="nobody",
        truth=Truth(("s", "t", "u"), rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), np.eye(3)),
    )


@pytest.mark.parametrize("planted", [True, False])
def test_trials_come_back_bit_for_bit(trials, tmp_path, planted):
    if not planted:
        trials = dataclasses.replace(trials, simulated=False, truth=None)
    write_trials(trials, tmp_path / "a.npz")
    again = read_trials(str(tmp_path / "a.npz"))
    assert (again.truth is None) is not planted
    for whole, copy in [(trials, again)] + [(trials.truth, again.truth)] * planted:
        for part in dataclasses.fields(whole):
            if part.name == "truth":
                continue
            first, second = getattr(whole, part.name), getattr(copy, part.name)
            assert type(first) is type(second)
            if isinstance(first, np.ndarray):
                assert first.dtype == second.dtype
                np.testing.assert_array_equal(first, second, strict=True)
            else:
                assert first == second


def test_file_that_holds_no_trials_is_named(trials, tmp_path):
    write_trials(trials, tmp_path / "a.npz")
    arrays = dict(np.load(tmp_path / "a.npz"))
    np.savez(tmp_path / "b.npz", **(arrays | {"labels": arrays["labels"][:3]}))
    with pytest.raises(DataError, match=r"b\.npz does not hold trials: labels have shape"):
        read_trials(tmp_path / "b.npz")
    del arrays["truth_sources"]
    np.savez(tmp_path / "c.npz", **arrays)
    with pytest.raises(DataError, match="could not be read as simulated trials"):
        read_trials(tmp_path / "c.npz")
