from math import comb

import pytest

from mathlib.evaluation import accuracy_interval, chance_interval


@pytest.mark.parametrize("n_trials, n_classes", [(45, 2), (288, 2), (288, 4), (1, 2)])
def test_chance_is_the_exact_binomial(n_trials, n_classes):
    """Both ends are the outermost counts whose tail, summed term by term, is at most 2.5 %."""
    p = 1 / n_classes
    mass = [comb(n_trials, k) * p**k * (1 - p) ** (n_trials - k) for k in range(n_trials + 1)]
    found = chance_interval(n_trials, n_classes)
    low, high = round(found.low * n_trials), round(found.high * n_trials)
    assert sum(mass[:low]) <= 0.025 < sum(mass[: low + 1])
    assert sum(mass[high + 1 :]) <= 0.025 < sum(mass[high:])


def test_chance_on_45_trials_and_on_288():
    assert str(chance_interval(45, 2)) == "0.356 to 0.644"
    wide, narrow = chance_interval(288, 2), chance_interval(288, 4)
    assert (wide.low, wide.high) == pytest.approx((0.5 - 0.058, 0.5 + 0.058), abs=2e-3)
    assert (narrow.low, narrow.high) == pytest.approx((0.25 - 0.05, 0.25 + 0.05), abs=4e-3)


def test_membership_includes_the_ends():
    chance = chance_interval(45, 2)
    assert chance.low in chance
    assert 0.5 in chance
    assert chance.high + 1 / 45 not in chance


def test_wilson_against_its_closed_form():
    k, n, z = 37, 45, 1.959963984540054
    centre = (k / n + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * ((k / n) * (1 - k / n) / n + z * z / (4 * n * n)) ** 0.5
    found = accuracy_interval(k, n)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), rel=1e-9)


def test_exact_is_clopper_pearson():
    """At its low end, k or more right answers have a probability of exactly 2.5 %."""
    k, n = 37, 45
    found = accuracy_interval(k, n, method="exact")
    tail = sum(comb(n, i) * found.low**i * (1 - found.low) ** (n - i) for i in range(k, n + 1))
    assert tail == pytest.approx(0.025, rel=1e-6)
    wilson = accuracy_interval(k, n)
    assert found.low < wilson.low < k / n < wilson.high < found.high


def test_more_confidence_is_wider():
    assert accuracy_interval(30, 45, 0.99).low < accuracy_interval(30, 45, 0.9).low
    assert chance_interval(45, 2, 0.99).high > chance_interval(45, 2, 0.9).high


@pytest.mark.parametrize(
    "call",
    [
        lambda: chance_interval(0, 2),
        lambda: chance_interval(45, 1),
        lambda: chance_interval(45, 2, 1.0),
        lambda: accuracy_interval(46, 45),
        lambda: accuracy_interval(-1, 45),
        lambda: accuracy_interval(4, 5, method="normal"),
        lambda: accuracy_interval(4, 5, 0.0),
    ],
)
def test_impossible_counts_are_refused(call):
    with pytest.raises(ValueError, match="expected"):
        call()
