"""The measure of agreement: relative to the largest term, not to a sum that cancels."""

import numpy as np
import pytest

from mathlib import algebra as al


def test_the_largest_term_is_found_in_sums_traces_and_behind_scalars(letters):
    s, t, A = letters.s, letters.t, letters.A
    values = {"s": 1e6, "t": 2.0, "A": np.diag([5.0, -5.0])}
    assert al.largest_term(s - s + t, values) == 1e6
    assert al.largest_term(3 * (t - s * t), values) == 6e6
    assert al.largest_term(al.tr(A), values) == 10
    assert al.largest_term(al.tr(A - 7 * A), values) == 70


def test_terms_that_cancel_do_not_blow_up_the_gap(letters, rng):
    A, M = letters.A, letters.M
    big = 1e7 * (al.tr(A @ M) - al.tr(M @ A))
    values = al.sample_values(big + al.tr(A), rng)
    assert al.relative_gap(big + al.tr(A), al.tr(A), values) < 1e-14


def test_gap(letters):
    values = {"s": 2.0, "t": 3.0}
    assert al.relative_gap(letters.s, letters.t, values) == pytest.approx(1 / 3)
    assert al.relative_gap(0 * letters.s, 0 * letters.t, values) == 0
    assert al.relative_gap(letters.s, letters.a, values) == float("inf")
