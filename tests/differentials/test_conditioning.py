import numpy as np
import pytest

from mathlib.differentials.conditioning import invertible, like, number, of_rank

HILBERT = 1 / (np.arange(8)[:, None] + np.arange(8) + 1)


def test_a_matrix_is_judged_in_its_own_precision():
    assert invertible(HILBERT, "H", "").dtype == np.float64  # condition 1.5e10
    with pytest.raises(ValueError, match=r"H is singular .* condition number is \d.*e\+\d+\. Mend"):
        invertible(HILBERT.astype(np.float32), "H", "Mend it.")
    with pytest.raises(ValueError, match="condition number is infinity"):
        invertible(np.zeros((2, 2)), "H", "")
    nearly = np.diag([1e17, 1.0])
    with pytest.raises(ValueError, match=r"condition number is 1e\+17"):
        invertible(nearly, "D", "")


def test_size_is_not_condition():
    for scale in (1e-150, 1e150):
        assert invertible(scale * np.eye(3), "D", "").shape == (3, 3)
        assert of_rank(scale * np.eye(3), "D", None, "").shape == (3, 3)


def test_rank_is_measured():
    flat = np.outer([1.0, 2.0, 3.0], [1.0, -1.0])
    assert of_rank(flat, "X", 1, "").shape == (3, 2)
    with pytest.raises(ValueError, match=r"X of shape \(3, 2\) has rank 1; expected rank 2. Mend"):
        of_rank(flat, "X", None, "Mend it.")
    with pytest.raises(ValueError, match="has rank 2; expected rank 1"):
        of_rank(flat + np.eye(3, 2), "X", 1, "")
    assert of_rank(np.zeros((2, 3)), "X", 0, "").shape == (2, 3)


def test_increments_and_numbers():
    with pytest.raises(ValueError, match=r"X has shape \(2, 3\) and dX has shape \(3, 2\)"):
        like(np.zeros((3, 2)), "dX", np.zeros((2, 3)), "X")
    assert number(np.float32(2), "G") == 2.0
    with pytest.raises(ValueError, match=r"G has shape \(1,\)"):
        number([1.0], "G")
