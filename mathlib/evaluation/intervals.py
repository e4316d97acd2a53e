"""How sure an accuracy is: the interval of chance, and the interval of a measured accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scipy import stats


@dataclass(frozen=True)
class Interval:
    """A range of accuracies.

    Attributes
    ----------
    low, high : float
        Both ends belong to it.
    confidence : float
    """

    low: float
    high: float
    confidence: float

    def __contains__(self, accuracy: object) -> bool:
        return isinstance(accuracy, float | int) and self.low <= accuracy <= self.high

    def __str__(self) -> str:
        return f"{self.low:.3f} to {self.high:.3f}"


def chance_interval(n_trials: int, n_classes: int, confidence: float = 0.95) -> Interval:
    """Accuracies that guessing reaches: the exact binomial interval around 1 / n_classes.

    Parameters
    ----------
    n_trials, n_classes : int
    confidence : float
        In (0, 1).

    Returns
    -------
    Interval
        Guessing falls below `low` with a probability of at most (1 − confidence)/2, and above
        `high` likewise.

    Raises
    ------
    ValueError
        No trial, fewer than two classes, or a confidence outside (0, 1).

    Notes
    -----
    For 45 trials of two classes it is 0.356 to 0.644: an accuracy of 0.6 says nothing there.
    Source: Combrisson and Jerbi (2015).
    """
    _check_count("n_trials", n_trials, 1)
    _check_count("n_classes", n_classes, 2)
    tail = _tail(confidence)
    guesses = stats.binom(n_trials, 1 / n_classes)
    low, high = guesses.ppf(tail) / n_trials, guesses.ppf(1 - tail) / n_trials
    return Interval(float(low), float(high), confidence)


def accuracy_interval(
    n_correct: int,
    n_trials: int,
    confidence: float = 0.95,
    method: Literal["wilson", "exact"] = "wilson",
) -> Interval:
    """Interval for the true accuracy of a classifier that was right `n_correct` times.

    Parameters
    ----------
    n_correct, n_trials : int
    confidence : float
        In (0, 1).
    method : {"wilson", "exact"}
        Wilson's score interval, or the wider one of Clopper and Pearson, which never covers too
        little.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        More right than tried, no trial, another method, or a confidence outside (0, 1).
    """
    _check_count("n_trials", n_trials, 1)
    if not 0 <= n_correct <= n_trials:
        raise ValueError(f"n_correct is {n_correct}; expected 0 to n_trials = {n_trials}.")
    if method not in ("wilson", "exact"):
        raise ValueError(f"method is {method!r}; expected 'wilson' or 'exact'.")
    _tail(confidence)
    found = stats.binomtest(n_correct, n_trials).proportion_ci(confidence, method=method)
    return Interval(float(found.low), float(found.high), confidence)


def _tail(confidence: float) -> float:
    """Probability that is left on each side."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; expected a number in (0, 1), as 0.95.")
    return (1 - confidence) / 2


def _check_count(name: str, value: int, least: int) -> None:
    if value < least:
        raise ValueError(f"{name} is {value}; expected {least} or more.")
