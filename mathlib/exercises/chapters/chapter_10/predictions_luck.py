"""Predictions of chapter 10 on what guessing reaches."""

from __future__ import annotations

import math

import numpy as np

from mathlib.exercises.chapters.chapter_10.chance import p_value
from mathlib.exercises.prediction import Prediction


def _needed_of_45() -> float:
    """Return the least accuracy on 45 trials that fewer than 5 % of guessers reach."""
    chances = [math.comb(45, k) / 2**45 for k in range(46)]
    right = next(k for k in range(46) if sum(chances[k:]) < 0.05)
    return right / 45


def _least_p_value() -> float:
    return float(p_value(1.0, np.random.default_rng(1012).uniform(0.3, 0.7, size=99)))


LUCK = (
    Prediction(
        slug="better-than-guessing-on-45-trials",
        question=(
            "45 trials of two classes. Which accuracy do fewer than 5 % of all guessers reach?"
        ),
        options={
            "52 %": lambda v: v < 0.54,
            "57 %": lambda v: 0.54 <= v < 0.6,
            "64 %": lambda v: v >= 0.6,
        },
        measure=_needed_of_45,
        shown="29 of 45, {value:.3f}.",
        why=(
            "The number of lucky guesses spreads by √45/2, about 3.4 trials. One person with 45 "
            "trials and 60 % is no evidence of anything."
        ),
    ),
    Prediction(
        slug="smallest-p-value",
        question="No shuffle of 99 reaches your accuracy. What is the p-value?",
        options={
            "0": lambda v: v < 0.005,
            "0.01": lambda v: abs(v - 0.01) < 0.001,
            "0.05": lambda v: abs(v - 0.05) < 0.001,
        },
        measure=_least_p_value,
        shown="{value:.3f}.",
        why=(
            "The true labels are one of the hundred orders, and the best one: 1/100. To say more, "
            "shuffle more."
        ),
    ),
)
