import subprocess
import sys

import pytest

from mathlib._validate import CourseError
from mathlib.eeg import DataError, load


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


@pytest.mark.parametrize(
    ("data", "argument", "message"),
    [
        ("simulated", {"subject": 1}, "subject belongs to the data set eegbci"),
        ("simulated", {"task": "left_right"}, "task belongs to the data set eegbci"),
        ("simulated", {"path": "."}, "path belongs to the data set eegbci"),
        ("eegbci", {"seed": 0}, "seed belongs to the data set simulated"),
    ],
)
def test_argument_of_the_other_data_set_is_not_ignored(data, argument, message):
    with pytest.raises(DataError, match=message):
        load(data, **argument)


def test_unknown_data_set_is_an_error_for_the_person():
    with pytest.raises(CourseError, match="no data set 'EEGBCI': choose eegbci or simulated"):
        load("EEGBCI")


def test_import_is_light():
    code = (
        "import sys, mathlib.eeg\n"
        "print([m for m in ('mne', 'torch', 'sklearn', 'scipy', 'pooch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
