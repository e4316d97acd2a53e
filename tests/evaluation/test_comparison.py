import numpy as np
import pytest
from scipy import stats

from mathlib.evaluation import compare_all, compare_pairs, mean_interval


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_every_subject_better_is_the_strongest_verdict(rng):
    second = rng.uniform(0.5, 0.8, size=8)
    found = compare_pairs(second + rng.uniform(0.01, 0.1, size=8), second)
    assert (found.wins, found.losses, found.effect) == (8, 0, 1.0)
    assert found.p_value == pytest.approx(2 / 2**8)  # all signs equal: one of 2⁸ on each side
    assert found.interval.low > 0


def test_by_hand():
    """Differences 4, −1, 2, −3, 5, 6 (ranks the same): 17 for, 4 against, of 21."""
    second = np.full(6, 0.5)
    found = compare_pairs(second + 0.01 * np.array([4, -1, 2, -3, 5, 6]), second)
    assert found.effect == pytest.approx((17 - 4) / 21)
    assert found.difference == pytest.approx(0.13 / 6)
    assert (found.wins, found.losses, found.n_subjects) == (4, 2, 6)


def test_ties_win_for_nobody(rng):
    a = rng.uniform(0.5, 0.9, size=12)
    found = compare_pairs(a, a.copy())
    assert (found.wins, found.losses, found.effect, found.p_value) == (0, 0, 0.0, 1.0)
    assert (found.interval.low, found.interval.high) == (0.0, 0.0)


def test_differences_that_are_equal_but_for_rounding_tie():
    found = compare_pairs(
        [0.7, 0.3, 0.9, 0.6, 0.5, 0.8], [0.6, 0.2, 1.0, 0.5, 0.4, 0.7]
    )  # all 0.1 in size
    assert found.effect == pytest.approx((5 - 1) / 6)


def test_swapping_the_methods_turns_the_signs(rng):
    a, b = rng.uniform(size=9), rng.uniform(size=9)
    one = compare_pairs(a, b)
    other = compare_pairs(b, a)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.effect == pytest.approx(-other.effect)
    assert (one.wins, one.difference) == (other.losses, -other.difference)


def test_holm_corrects_in_order(rng):
    base = rng.uniform(0.5, 0.7, size=20)
    methods = {
        "same": base,
        "noisy": base + rng.normal(scale=0.05, size=20),
        "better": base + rng.uniform(0.02, 0.05, size=20),
    }
    found = compare_all(methods)
    assert list(found) == [("same", "noisy"), ("same", "better"), ("noisy", "better")]
    raw = {p: stats.wilcoxon(methods[p[0]] - methods[p[1]]).pvalue for p in found}
    order = sorted(raw, key=raw.get)
    assert found[order[0]].p_value == pytest.approx(3 * raw[order[0]])
    second = max(3 * raw[order[0]], 2 * raw[order[1]])
    assert found[order[1]].p_value == pytest.approx(min(1, second))


def test_the_interval_covers_as_often_as_it_says_even_for_six():
    rng = np.random.default_rng(3)
    covered = [0.3 in mean_interval(rng.normal(0.3, 0.1, size=6)) for _ in range(1000)]
    assert 0.92 <= np.mean(covered) <= 0.98


def test_too_few_subjects_or_other_lengths_are_refused():
    with pytest.raises(ValueError, match="there are 1 subjects; expected 2 or more"):
        mean_interval([0.5])
    with pytest.raises(ValueError, match="there are 5 subjects; expected 6 or more"):
        compare_pairs(np.zeros(5), np.ones(5))
    with pytest.raises(ValueError, match="first"):
        compare_pairs(np.zeros(6), np.ones(7))
