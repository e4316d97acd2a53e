import re

import numpy as np
import pytest

from mathlib.gradcheck import gradient_report, relative_error

RNG = np.random.default_rng(0)
N = RNG.normal(size=(4, 4))
SYMMETRIC = N + N.T


@pytest.mark.parametrize(
    ("yours", "numerical", "error", "words"),
    [
        (N * (1 + 1e-9), N, 0, "agree"),
        (2 * N, N, 1, "2.000 times"),
        (N / 2, N, 0.5, "0.500 times"),
        (-N, N, 2, "-1.000 times"),
        (N.T, N, np.linalg.norm(N.T - N) / np.linalg.norm(N), "transpose"),
        (SYMMETRIC.T, SYMMETRIC, 0, "agree"),
        (2 * SYMMETRIC - np.diag(np.diag(SYMMETRIC)), SYMMETRIC, None, "diagonal, 2.000 times"),
        (SYMMETRIC + N - N.T, SYMMETRIC, None, "symmetric part"),
        (N + (N[1, 2] == N), N, 1 / np.linalg.norm(N), r"1 of 16 entry is off.*\(1, 2\)"),
        (RNG.normal(size=(4, 4)), N, None, "no single factor"),
        (N, np.zeros((4, 4)), np.inf, "zero and yours is not"),
        (np.zeros((4, 4)), np.zeros((4, 4)), 0, "agree"),
    ],
)
def test_each_slip_has_its_reading(yours, numerical, error, words):
    report = gradient_report(yours, numerical)
    assert re.search(words, report.reading), report.reading
    assert report.agrees == (words == "agree")
    assert report.agrees_with_transpose == (words == "transpose")
    if error is not None:
        assert report.relative_error == pytest.approx(error, abs=1e-8)
    assert re.search(words, repr(report)) and len(repr(report).splitlines()) == 3


def test_the_ratio_leaves_out_entries_that_are_zero():
    report = gradient_report([[1.0, 5.0, 6.0]], [[0.0, 5.0, 2.0]])
    assert report.ratio_range == (1.0, 3.0)
    assert all(np.isnan(gradient_report([1.0], [0.0]).ratio_range))


def test_shapes_come_before_values():
    with pytest.raises(ValueError, match="shape of the transpose"):
        gradient_report(np.ones((2, 3)), np.ones((3, 2)))
    with pytest.raises(ValueError, match="equal shapes"):
        gradient_report(np.ones((1, 3)), np.ones((2, 3)))
    with pytest.raises(ValueError, match="nan"):
        gradient_report([np.nan], [1.0])


def test_relative_error_is_measured_against_the_reference():
    assert relative_error([3.0, 0.0], [1.0, 0.0]) == 2
    assert relative_error([1.0, 0.0], [3.0, 0.0]) == pytest.approx(2 / 3)
    assert relative_error([0.0], [0.0]) == 0 and relative_error([1.0], [0.0]) == np.inf
    with pytest.raises(ValueError, match="equal shapes"):
        relative_error(np.ones((3, 1)), np.ones(3))
