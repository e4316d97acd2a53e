import numpy as np
import pytest

from mathlib.eeg import DataError
from mathlib.eeg.bnci2014_001 import BNCI2014_001
from mathlib.eeg.eegbci import EEGBCI


def test_files_of_several_tasks_are_each_named_once():
    files = EEGBCI.files([3, 1], ["four_class", "hands_feet"])
    names = [file.base for file in files]
    assert names[:6] == [f"S003R{run:02d}.edf" for run in (4, 6, 8, 10, 12, 14)]
    assert len(names) == len(set(names)) == 12


@pytest.mark.parametrize("subject", [0, 10, -1, np.int64(10)])
def test_subject_out_of_range_is_refused(subject):
    with pytest.raises(DataError, match=rf"no subject {subject}: give a number from 1 to 9\."):
        BNCI2014_001.check(subject, "four_class")


@pytest.mark.parametrize("subject", [True, 1.0, "1", None])
def test_subject_that_is_no_whole_number_is_refused(subject):
    with pytest.raises(DataError, match="give a whole number from 1 to 9"):
        BNCI2014_001.check(subject, "four_class")


def test_numpy_integer_is_a_whole_number():
    BNCI2014_001.check(np.int64(9), "four_class")


def test_unknown_task_is_refused_with_the_list():
    with pytest.raises(DataError, match="no task 'feet': choose one of four_class, left_right"):
        BNCI2014_001.check(1, "feet")


def test_card_has_terms_and_thanks():
    text = repr(BNCI2014_001.card)
    for words in ("bnci2014_001", "1 to 9", "250 Hz", "left_right: left or", "CC BY-ND 4.0"):
        assert words in text
