from pathlib import Path

import pytest

from mathlib.eeg import DataError
from mathlib.eeg.eegbci import EEGBCI
from mathlib.eeg.files.folders import configured_folder, find, listed, present

INSIDE = Path(EEGBCI.folder, EEGBCI.layouts[0])
RUNS = (6, 10, 14)


def test_files_that_are_there_are_found_without_network(record, no_network):
    files = [record(2, run, ["T1"]) for run in RUNS]
    assert find(EEGBCI, 2, "hands_feet", record.path) == files


def test_missing_file_is_named_with_the_command_that_gets_it(record, mne_home, no_network):
    record(2, 6, ["T1"])
    with pytest.raises(DataError) as caught:
        find(EEGBCI, 2, "hands_feet", record.path)
    assert str(caught.value) == (
        f"S002R10.edf and S002R14.edf are not in {record.path / INSIDE / 'S002'}: get them with "
        f"`python course.py data get eegbci --subjects 2 --tasks hands_feet --path {record.path}`."
    )
    with pytest.raises(DataError, match=r"get them with `[^`]* --tasks left_right`\.$"):
        find(EEGBCI, 2, "left_right", None)
    assert list(mne_home.iterdir()) == []


def test_file_that_is_not_as_published_is_refused(record):
    for run in RUNS:
        file = record(2, run, ["T1"])
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"S002R14\.edf is cut short or altered"):
        find(EEGBCI, 2, "hands_feet", record.path)


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(DataError, match="nowhere does not exist: give the folder that holds"):
        find(EEGBCI, 1, "hands_feet", tmp_path / "nowhere")


def test_path_that_is_a_file(tmp_path):
    (tmp_path / "a.edf").touch()
    with pytest.raises(DataError, match=r"a\.edf is a file, not a folder"):
        find(EEGBCI, 1, "hands_feet", tmp_path / "a.edf")


def test_wrong_folder_says_what_it_holds(tmp_path):
    for name in "fedcba":
        (tmp_path / name).mkdir()
    holds = rf"holds no folder {EEGBCI.folder} \(it holds a, b, c, d, e, …\)"
    with pytest.raises(DataError, match=holds):
        find(EEGBCI, 1, "hands_feet", tmp_path)
    with pytest.raises(DataError, match="it is empty"):
        find(EEGBCI, 1, "hands_feet", tmp_path / "a")


@pytest.mark.parametrize("inside", [EEGBCI.folder, INSIDE])
def test_path_into_the_data_names_the_folder_to_give(record, inside):
    record(2, 6, ["T1"])
    with pytest.raises(DataError) as caught:
        find(EEGBCI, 2, "hands_feet", record.path / inside)
    assert str(caught.value).endswith(f"give the folder that holds it, {record.path}.")


def test_mne_folder_is_used_when_no_path_is_given(record, mne_home, monkeypatch, no_network):
    files = [record(2, run, ["T1"]) for run in RUNS]
    monkeypatch.setenv("MNE_DATASETS_EEGBCI_PATH", str(record.path))
    assert find(EEGBCI, 2, "hands_feet", None) == files
    monkeypatch.setenv("MNE_DATA", "/elsewhere")
    assert find(EEGBCI, 2, "hands_feet", None) == files
    monkeypatch.delenv("MNE_DATASETS_EEGBCI_PATH")
    monkeypatch.setenv("MNE_DATA", str(record.path))
    assert find(EEGBCI, 2, "hands_feet", None) == files
    assert list(mne_home.iterdir()) == []


def test_setting_in_mne_s_own_file_is_respected(record, mne_home, no_network):
    config = mne_home / ".mne" / "mne-python.json"
    config.parent.mkdir()
    config.write_text(f'{{"MNE_DATA": "{record.path.as_posix()}"}}')
    assert configured_folder(EEGBCI) == record.path


def test_without_a_setting_it_is_mne_s_default(mne_home):
    assert configured_folder(EEGBCI) == mne_home / "mne_data"
    assert not (mne_home / "mne_data").exists()


def test_folder_mne_is_set_to_is_missing(tmp_path, mne_home, monkeypatch, no_network):
    monkeypatch.setenv("MNE_DATASETS_EEGBCI_PATH", str(tmp_path / "gone"))
    with pytest.raises(DataError, match="gone, and there is no such folder"):
        find(EEGBCI, 2, "hands_feet", None)


def test_present_says_what_is_there_whole_or_not(record):
    first, last = record(2, 6, ["T1"]), record(2, 14, ["T1"])
    last.write_bytes(b"")
    files = EEGBCI.files([1, 2], ["hands_feet"])
    found = present(EEGBCI, record.path, files)
    assert [(file.base, place) for file, place in found] == [
        ("S002R06.edf", first),
        ("S002R14.edf", last),
    ]


def test_names_are_joined_as_in_a_sentence():
    assert listed(["a"]) == "a"
    assert listed(list("abc")) == "a, b and c"
    assert listed(list("abcdefgh")) == "a, b, c and 5 other files"
