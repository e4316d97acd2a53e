"""Exercise of chapter 10: could the accuracy be luck?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_10.inputs import Array, Generator
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def p_value(accuracy: float, shuffled: Array) -> Any:
    """Return how often luck does as well; the true labels count as one of the shuffles."""
    return (1 + np.sum(shuffled >= accuracy)) / (1 + len(shuffled))


def _normal_curve(accuracy: float, shuffled: Array) -> float:
    z = (accuracy - shuffled.mean()) / max(float(shuffled.std()), 1e-12)
    return math.erfc(z / math.sqrt(2)) / 2


def _shuffles(rng: Generator) -> list[Inputs]:
    """Draw accuracies of guessers; the measured one ties with some of them, or beats them all."""
    found: list[Inputs] = []
    for trials, n, rank in ((45, 19, 4), (30, 99, 12), (288, 49, 9), (60, 9, 0)):
        right = rng.binomial(trials, 0.5, size=n)
        measured = int(np.sort(right)[-rank]) if rank else int(right.max()) + 3
        right[rng.permutation(n)[:2]] = measured if rank else measured - 2
        found.append((measured / trials, right / trials))
    return found


P_VALUE = Exercise(
    slug="permutation-p-value",
    title="Could it be luck?",
    difficulty=2,
    minutes=10,
    points=2,
    reference=p_value,
    layout={"accuracy": "", "shuffled": "n"},
    result="",
    noun="p-value",
    cases=_shuffles,
    small=lambda rng: [
        (1.0, np.array([0.0, 1.0, 0.0])),
        (1.0, np.array([1.0, 0.0, 0.0, 1.0, 0.0])),
        (2.0, np.array([0.0, 1.0, 1.0, 0.0])),
    ],
    mistakes={
        "without the 1": Mistake(
            lambda accuracy, shuffled: np.mean(shuffled >= accuracy),
            "This is the share of shuffles that do as well, without the 1 above and below.",
            "It can be 0, as if luck were impossible. The true labels are one order of many: "
            "count them too.",
        ),
        "1 below only": Mistake(
            lambda accuracy, shuffled: np.sum(shuffled >= accuracy) / (1 + len(shuffled)),
            "The true labels are counted below the line and not above it.",
            "They do as well as themselves.",
        ),
        "1 above only": Mistake(
            lambda accuracy, shuffled: (1 + np.sum(shuffled >= accuracy)) / len(shuffled),
            "The true labels are counted above the line and not below it.",
            "How large can this get when every shuffle does as well?",
        ),
        "> for ≥": Mistake(
            lambda accuracy, shuffled: (1 + np.sum(shuffled > accuracy)) / (1 + len(shuffled)),
            "Shuffles that reach the same accuracy are not counted.",
            "Who does as well as you did, does as well by luck.",
        ),
        "> for ≥, without the 1": Mistake(
            lambda accuracy, shuffled: np.mean(shuffled > accuracy),
            "This is the share of shuffles that do better: ties and the true labels are left out.",
            "Count who does as well or better, and the true labels with them.",
        ),
        "other tail": Mistake(
            lambda accuracy, shuffled: (1 + np.sum(shuffled <= accuracy)) / (1 + len(shuffled)),
            "The shuffles that do as well or worse are counted.",
            "Luck explains your result when shuffles reach it: count those at least as good.",
        ),
        "share beaten": Mistake(
            lambda accuracy, shuffled: np.mean(shuffled < accuracy),
            "This is the share of shuffles that you beat.",
            "A small p-value says that few of them reach you.",
        ),
        "one minus p": Mistake(
            lambda accuracy, shuffled: 1 - p_value(accuracy, shuffled),
            "This is 1 − p.",
            "A small p-value says that luck seldom does as well.",
        ),
        "two sides": Mistake(
            lambda accuracy, shuffled: 2 * p_value(accuracy, shuffled),
            "The p-value is doubled, as in a test with two sides.",
            "Only accuracies above chance speak for the method: one side.",
        ),
        "count": Mistake(
            lambda accuracy, shuffled: 1 + np.sum(shuffled >= accuracy),
            "This is the count, not yet divided.",
            "Divide by the number of all orders, the true one with them.",
        ),
        "normal curve": Mistake(
            _normal_curve,
            "A normal curve is fitted to the shuffles, and its tail is read off.",
            "Count the shuffles themselves; then nothing is assumed of their curve.",
        ),
    },
    hints=(
        "Write all accuracies in one list, the true one with them. Which place has yours?",
        "p = (1 + number of shuffles at least as good) / (1 + number of shuffles).",
        "`np.sum(shuffled >= accuracy)` counts them, ties included.",
    ),
    symptoms={
        "you get 0": "the true labels are one of the orders: 1/(1 + n) is the smallest p-value.",
        "it is too small when there are ties": "≥, not >.",
    },
)
