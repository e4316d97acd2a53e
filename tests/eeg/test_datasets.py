import shutil
import subprocess
import sys

import pytest

from mathlib._validate import CourseError
from mathlib.eeg import RECORDED, DataError, load
from mathlib.eeg.bnci2014_001.reader import _TASKS
from mathlib.eeg.eegbci.record import TASKS
from mathlib.eeg.files.download import download


def test_recorded_data_from_a_path_given_as_text(record, no_network):
    for run in (6, 10, 14):
        record(1, run, ["T1", "T2"])
    assert load("eegbci", path=str(record.path)).name == "eegbci S001 hands_feet"
    for run in (3, 7, 11):
        record(5, run, ["T1", "T2", "T2"])
    trials = load("eegbci", subject=5, task="left_right_executed", path=record.path)
    assert trials.name == "eegbci S005 left_right_executed"
    assert trials.signals.shape == (9, 21, 481)


def test_simulated_data_needs_nothing(no_network, mne_home):
    assert load("simulated", seed=4).name == "simulated (seed 4)"
    assert list(mne_home.iterdir()) == []


def test_missing_recordings_are_never_replaced_or_fetched(mne_home, no_network):
    for name in RECORDED:
        with pytest.raises(
            DataError, match=f"`python course.py data get {name} --subjects 1 --tasks "
        ):
            load(name)
    assert list(mne_home.iterdir()) == []


def test_subject_and_task_have_defaults(record_mat, make_cell, no_network):
    for name in ("A01T.mat", "A01E.mat"):
        record_mat(name, [make_cell((1, 2, 3, 4))])
    trials = load("bnci2014_001", path=record_mat.path)
    assert trials.name == "bnci2014_001 A01 four_class"


@pytest.mark.parametrize(
    ("data", "argument"),
    [
        ("simulated", {"subject": 1}),
        ("simulated", {"task": "left_right"}),
        ("simulated", {"path": "."}),
        ("simulated", {"artifacts": "drop"}),
        ("eegbci", {"seed": 0}),
        ("eegbci", {"artifacts": "keep"}),
        ("bnci2014_001", {"seed": 0}),
    ],
)
def test_argument_of_another_data_set_is_not_ignored(data, argument):
    (name,) = argument
    with pytest.raises(DataError, match=f"^{name} does not belong to the data set {data}:"):
        load(data, **argument)


def test_unknown_data_set_is_an_error_for_the_person():
    message = "no data set 'EEGBCI': choose one of simulated, eegbci, bnci2014_001"
    with pytest.raises(CourseError, match=message):
        load("EEGBCI")


def test_every_task_of_a_record_is_one_that_its_reader_knows():
    assert set(RECORDED["eegbci"].tasks) == set(TASKS)
    assert set(RECORDED["bnci2014_001"].tasks) == set(_TASKS)


def test_import_is_light():
    code = (
        "import sys, mathlib.eeg\n"
        "print([m for m in ('mne', 'torch', 'sklearn', 'scipy', 'pooch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("name", "n_trials"), [("eegbci", 6), ("bnci2014_001", 4)])
def test_what_a_download_brings_is_what_is_read(
    record, record_mat, make_cell, server, tmp_path, name, n_trials
):
    for run in (6, 10, 14):
        record(1, run, ["T1", "T2"])
    for letter in "TE":
        record_mat(f"A01{letter}.mat", [make_cell((4, 1))])
    dataset = RECORDED[name]
    server.folder = tmp_path / dataset.folder / dataset.layouts[0]
    root = tmp_path / "new"
    download(dataset, dataset.files([1], [dataset.default_task]), root, mirrors=[server.url])
    shutil.rmtree(server.folder)
    assert len(load(name, path=root).labels) == n_trials
