import numpy as np
import pytest

from mathlib.evaluation import leave_one_group_out


def test_each_run_is_left_out_once_and_nothing_is_lost():
    runs = np.array([10, 6, 6, 14, 10, 14, 14])
    folds = leave_one_group_out(runs)
    assert [fold.left_out for fold in folds] == [6, 10, 14]
    for fold in folds:
        assert set(runs[fold.test]) == {fold.left_out}
        assert fold.left_out not in runs[fold.train]
        assert sorted([*fold.train, *fold.test]) == list(range(7))


@pytest.mark.parametrize("runs", [[3, 3, 3], []])
def test_a_single_run_cannot_be_left_out(runs):
    with pytest.raises(ValueError, match="expected 2 or more to leave one out"):
        leave_one_group_out(runs)


def test_runs_of_a_wrong_shape_are_refused():
    with pytest.raises(ValueError, match="1 axis"):
        leave_one_group_out([[1, 2], [3, 4]])


def test_the_message_says_what_was_to_be_left_out():
    with pytest.raises(ValueError, match="there are 1 sessions"):
        leave_one_group_out([2, 2, 2], "session")
