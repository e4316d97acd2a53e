"""Exercise of chapter 09: the divided difference of the logarithm without losing digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import Array, Generator
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def log_difference(a: Array, b: Array) -> Any:
    """Return (log a − log b)/(a − b) to a few units in the last place; 1/a where a equals b."""
    high, low = np.maximum(a, b), np.minimum(a, b)
    t = np.maximum((high - low) / low, 1e-150)
    return np.log1p(t) / t / low


def _by_logs(a: Array, b: Array) -> Array:
    equal = a == b
    return np.asarray(np.where(equal, 1 / a, (np.log(a) - np.log(b)) / np.where(equal, 1, a - b)))


def _ties_zero(a: Array, b: Array) -> Array:
    equal = a == b
    return np.asarray(np.where(equal, 0.0, (np.log(a) - np.log(b)) / np.where(equal, 1, a - b)))


def _guarded(a: Array, b: Array) -> Array:
    low = np.minimum(a, b)
    gap = np.maximum(a, b) - low
    near = gap < 0.01 * low
    return np.asarray(np.where(near, 2 / (a + b), np.log1p(gap / low) / np.where(near, 1, gap)))


def _over_the_second(a: Array, b: Array) -> Array:
    t = (a - b) / b
    return np.asarray(np.where(a == b, 1 / a, np.log1p(t) / np.where(a == b, 1, a - b)))


def _log_of_the_sum(a: Array, b: Array) -> Array:
    low = np.minimum(a, b)
    t = np.abs(a - b) / low
    return np.asarray(np.where(t == 0, 1 / low, np.log(1 + t) / np.where(t == 0, 1, t) / low))


def _signed(a: Array, b: Array) -> Array:
    low = np.minimum(a, b)
    t = np.maximum((a - b) / low, 1e-150)
    return np.asarray(np.log1p(t) / t / low)


def _offset(a: Array, b: Array) -> Array:
    return np.asarray((np.log(a) - np.log(b) + 1e-8 / a) / (a - b + 1e-8))


def _pairs(rng: Generator) -> list[Inputs]:
    """Return lists a and tables b, whose rows meet a: close pairs of every gap, and ties.

    The closest gap is 1e-10, so that what cancellation leaves is still a few digits. Each case has
    a scale of its own: an error is seen relative to the largest entry.
    """
    found = []
    for scale, gaps in (
        (3.7, [[0, 0, 1e-10], [1e-8, -1e-5, 2e-2], [1e-3, 1e-6, 0], [-1e-9, 0.3, 1e-4]]),
        (0.023, [[0, -1e-6], [1e-4, 1e-9], [-1e-7, 0.1]]),
        (5.9e3, [[0, 1e-8, -1e-10, 0.4], [1e-2, 0, 1e-5, -1e-3]]),
    ):
        close = rng.permuted(gaps) * rng.uniform(0.5, 1.5, size=np.shape(gaps))
        a = scale * rng.uniform(0.8, 1.2, size=len(gaps[0]))
        found.append((a, a * (1 + close)))
    one = 0.37 * rng.uniform(0.9, 1.1, size=3)
    far = one * np.array([[3e-10, 1e6, 0.2], [17.0, 2.0, 1e-3]])
    return [*found, (one, far), (far[0], np.array([one, one * 3]))]


def _small(rng: Generator) -> list[Inputs]:
    lists = (
        ([3.0], [[5.0], [4.0], [3.0]]),
        ([200.0], [[201.0], [3.0]]),
        ([123456789.0], [[123456788.0], [123456787.0]]),
        ([1.0], [[3000000000.0], [7000000000.0]]),
    )
    return [(np.array(a), np.array(b)) for a, b in lists]


LOG_DIFFERENCE = Exercise(
    slug="stable-log-difference",
    title="A quotient that keeps its digits",
    difficulty=2,
    minutes=12,
    points=3,
    reference=log_difference,
    layout={"a": "m", "b": "nm"},
    result="nm",
    noun="divided difference",
    tolerance=2e-15,
    cases=_pairs,
    small=_small,
    mistakes={
        "quotient of logs": Mistake(
            _by_logs,
            "Two logarithms that are nearly equal are subtracted, and their digits cancel.",
            "log a − log b is the logarithm of one number. Which function keeps log(1 + t) exact "
            "for small t?",
        ),
        "ties set to 0": Mistake(
            _ties_zero,
            "Two logarithms are subtracted, and where a equals b stands 0.",
            "The quotient tends to 1/a there, and log1p keeps the digits on the way.",
        ),
        "derivative for close pairs": Mistake(
            _guarded,
            "Below a gap the derivative stands in for the quotient.",
            "That errs by the square of the gap; there is a formula that needs no threshold.",
        ),
        "log in place of log1p": Mistake(
            _log_of_the_sum,
            "log(1 + t) is taken of a sum that was rounded: for small t, the digits of t are gone.",
            "`np.log1p(t)` never forms 1 + t.",
        ),
        "no absolute value": Mistake(
            _signed,
            "t is negative wherever a is below b, and was raised to nearly 0 there.",
            "The gap is |a − b|: the quotient is the same for (a, b) and (b, a).",
        ),
        "divided by the larger number": Mistake(
            lambda a, b: log_difference(a, b) * np.minimum(a, b) / np.maximum(a, b),
            "log(1 + t)/t is divided by the larger of the two numbers.",
            "The gap is t times the number that t was measured in.",
        ),
        "larger number below": Mistake(
            _over_the_second,
            "For a much below b, log1p is called close to −1, where it loses digits again.",
            "Divide by the smaller of the two, so that t is never negative.",
        ),
        "small number added": Mistake(
            _offset,
            "A small number is added to the gap, so that nothing is divided by 0.",
            "It changes every quotient whose gap is not far larger.",
        ),
        "arithmetic mean": Mistake(
            lambda a, b: 2 / (a + b),
            "This is 1 over the arithmetic mean of a and b.",
            "It is the slope halfway; the quotient is 1 over the logarithmic mean.",
        ),
        "geometric mean": Mistake(
            lambda a, b: 1 / np.sqrt(a * b),
            "This is 1 over the geometric mean of a and b.",
            "The quotient is 1 over the logarithmic mean.",
        ),
        "half of artanh": Mistake(
            lambda a, b: log_difference(a, b) / 2,
            "This is half of it: log((1 + z)/(1 − z)) is 2 artanh z.",
            "Which factor turns artanh into a logarithm?",
        ),
        "not divided by the smaller number": Mistake(
            lambda a, b: log_difference(a, b) * np.minimum(a, b),
            "This is log(1 + t)/t, without the 1/low in front.",
            "a − b is t times the smaller number.",
        ),
        "not divided": Mistake(
            lambda a, b: log_difference(a, b) * (np.maximum(a, b) - np.minimum(a, b)),
            "This is the difference of the logarithms; it is not divided by the gap.",
            "What is its limit for a = b?",
        ),
    },
    hints=(
        "Where are the digits lost: in log a − log b, in a − b, or in the division?",
        "log a − log b = log(1 + t) with t = (a − b)/b; `np.log1p` keeps the digits of small t.",
        "`high, low = np.maximum(a, b), np.minimum(a, b)`, then t = (high − low)/low ≥ 0.",
    ),
    symptoms={
        "you get nan where a equals b": "t = 0 there, where log1p(t)/t tends to 1: take 1e-150.",
        "it is right except for very different a and b": "keep t positive: divide by the smaller.",
    },
)
