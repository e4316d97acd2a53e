import errno

import numpy as np
import pytest

from mathlib.eeg import DataError
from mathlib.eeg.npz import read_npz, write_npz


def test_round_trip(tmp_path):
    file = tmp_path / "new" / "a.npz"
    write_npz(file, {"x": np.arange(6).reshape(2, 3), "y": np.array("é")})
    found = read_npz(file, {"x": 2, "y": 0}, "a thing")
    np.testing.assert_array_equal(found["x"], [[0, 1, 2], [3, 4, 5]])
    assert str(found["y"]) == "é"
    assert [entry.name for entry in file.parent.iterdir()] == ["a.npz"]


def test_failure_keeps_the_file_that_was_there(tmp_path, monkeypatch):
    file = tmp_path / "a.npz"
    write_npz(file, {"x": np.arange(3)})

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match=r"a\.npz could not be written \(the disk is full\)"):
        write_npz(file, {"x": np.arange(4)})
    assert len(read_npz(file, {"x": 1}, "a thing")["x"]) == 3
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.npz"]


def test_file_that_is_not_there_cut_or_another_is_named(tmp_path):
    with pytest.raises(DataError, match=r"There is no file .*: give one that holds a thing"):
        read_npz(tmp_path / "a.npz", {"x": 1}, "a thing")
    file = tmp_path / "a.npz"
    write_npz(file, {"x": np.random.default_rng(0).normal(size=1000)})
    whole = file.read_bytes()
    for content in (whole[:-100], whole[: len(whole) // 2], b"", b"no archive at all"):
        file.write_bytes(content)
        with pytest.raises(DataError, match=r"a\.npz could not be read as a thing"):
            read_npz(file, {"x": 1}, "a thing")
    file.write_bytes(whole)
    with pytest.raises(DataError, match=r"could not be read as a thing: .*y"):
        read_npz(file, {"y": 1}, "a thing")
    with pytest.raises(DataError, match=r"its x has shape \(1000,\); expected 2 axes"):
        read_npz(file, {"x": 2}, "a thing")


def test_nothing_in_a_file_is_executed(tmp_path):
    file = tmp_path / "a.npz"
    np.savez(file, x=np.array([print], dtype=object))
    with pytest.raises(DataError, match="could not be read"):
        read_npz(file, {"x": 1}, "a thing")


def test_array_file_of_the_other_kind_is_named(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(3))
    with pytest.raises(DataError, match="could not be read as a thing"):
        read_npz(tmp_path / "a.npy", {"x": 1}, "a thing")
