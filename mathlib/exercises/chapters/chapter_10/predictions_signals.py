"""Predictions of chapter 10 on signals and their covariances."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_10.covariance import covariance_vjp
from mathlib.exercises.chapters.chapter_10.inputs import matrix_log, positive
from mathlib.exercises.prediction import Prediction


def _power_out_of_step() -> float:
    """Return the power of 1000 rhythms at random phases, over that of 1000 in step."""
    phases = np.random.default_rng(1000).uniform(0, 2 * np.pi, size=(400, 1000))
    together = np.abs(np.exp(1j * phases).sum(axis=1)) ** 2
    return float(together.mean() / 1000**2)


def _zeros_of_a_short_trial() -> float:
    """Return how many eigenvalues of the covariance of 15 samples of 22 channels are zero."""
    eigenvalues = np.linalg.eigvalsh(np.cov(np.random.default_rng(1001).normal(size=(22, 15))))
    return float(np.sum(eigenvalues < 1e-10 * eigenvalues[-1]))


def _sum_over_time() -> float:
    """Return the largest sum over time of a gradient in Z, over its largest entry."""
    rng = np.random.default_rng(1002)
    Z = rng.normal(size=(4, 50)) + 3
    gradient = covariance_vjp(rng.normal(size=(4, 4)), Z)
    return float(np.abs(gradient.sum(axis=1)).max() / np.abs(gradient).max())


def _clamped_in_volts() -> float:
    """Return how many of 22 eigenvalues, 1 to 100 µV², lie below 1e-4 when written in V²."""
    in_volts = 1e-12 * positive(np.random.default_rng(1003), 22, 1.0, 100.0)
    return float(np.sum(np.linalg.eigvalsh(in_volts) < 1e-4))


def _off_diagonal_in_volts() -> float:
    """Return the size off the diagonal of log X in V², over that in µV²."""
    X = positive(np.random.default_rng(1004), 5, 1.0, 100.0)
    off = np.eye(5) == 0
    return float(np.linalg.norm(matrix_log(1e-12 * X)[off]) / np.linalg.norm(matrix_log(X)[off]))


SIGNALS = (
    Prediction(
        slug="power-of-cells-out-of-step",
        question=(
            "A thousand cells swing in step, and an electrode sees their sum. Each goes on "
            "swinging as strongly, but out of step with the others. What happens to the power?"
        ),
        options={
            "it rises": lambda v: v > 1.1,
            "it stays": lambda v: 0.5 < v <= 1.1,
            "it falls to about a thousandth": lambda v: v <= 0.5,
        },
        measure=_power_out_of_step,
        shown="{value:.3f} of the power is left.",
        why=(
            "In step, amplitudes add up: 1000² in power. Out of step, powers add up: 1000. So a "
            "cortex at work looks quieter from outside: event-related desynchronisation."
        ),
    ),
    Prediction(
        slug="zeros-of-a-short-trial",
        question=(
            "22 channels, and a trial of 15 samples only. How many of the 22 eigenvalues of its "
            "covariance are zero?"
        ),
        options={
            "none": lambda v: v == 0,
            "seven": lambda v: v == 7,
            "eight": lambda v: v == 8,
        },
        measure=_zeros_of_a_short_trial,
        shown="{value:.0f} of 22.",
        why=(
            "15 samples span 15 directions, and taking their mean off costs one: rank 14. The "
            "logarithm of a zero is −∞; hence shrinkage."
        ),
    ),
    Prediction(
        slug="sum-of-the-gradient-over-time",
        question=(
            "L depends on a trial Z through its covariance alone. Add the gradient in Z up over "
            "time, channel by channel. What do you get?"
        ),
        options={
            "zero": lambda v: v < 1e-9,
            "the mean of the channel": lambda v: 1e-9 <= v < 1,
            "something large": lambda v: v >= 1,
        },
        measure=_sum_over_time,
        shown="the sums are {value:.3f} of the largest entry.",
        why=(
            "A constant added to a channel changes no covariance, so no gradient points that way. "
            "In the formula it is the J at the end of sym(G)ZJ."
        ),
    ),
    Prediction(
        slug="logarithm-in-another-unit",
        question=(
            "A covariance is written in V² instead of µV², which makes every entry 1e-12 of what "
            "it was. What happens to log X off the diagonal?"
        ),
        options={
            "it shrinks to 1e-12 of it": lambda v: v < 0.5,
            "nothing": lambda v: abs(v - 1) < 1e-6,
            "it grows about tenfold": lambda v: v > 2,
        },
        measure=_off_diagonal_in_volts,
        shown="its size is {value:.3f} times what it was.",
        why=(
            "log(cX) = log X + log(c) I: a unit shifts the diagonal and nothing else. A threshold "
            "or a small number added to X is not as patient."
        ),
    ),
    Prediction(
        slug="clamped-in-volts",
        question=(
            "ReEig with eps = 1e-4 was made for µV². A colleague feeds it covariances in V², "
            "whose eigenvalues in µV² run from 1 to 100. How many of the 22 are clamped?"
        ),
        options={
            "none": lambda v: v == 0,
            "about half": lambda v: 0 < v < 22,
            "all": lambda v: v == 22,
        },
        measure=_clamped_in_volts,
        shown="{value:.0f} of 22.",
        why=(
            "In V² the largest of them is about 1e-10. Everything becomes 1e-4 I, the gradient is "
            "zero, and no error is raised: count what is clamped."
        ),
    ),
)
