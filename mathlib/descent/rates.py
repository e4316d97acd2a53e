"""Factors by which the distance to the minimiser shrinks at each step on a quadratic."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from mathlib._validate import real_array
from mathlib.descent.trajectory import non_negative, positive


class HeavyBallParameters(NamedTuple):
    """The step η and the momentum β of the heavy ball."""

    step: float
    momentum: float


def fixed_step_factor(step: float, mu: float, L: float) -> float:
    """Return max(|1 − ημ|, |1 − ηL|), the spectral norm of I − ηQ.

    Parameters
    ----------
    step : float
        η ≥ 0.
    mu, L : float
        Smallest and largest eigenvalue of Q, positive.

    Returns
    -------
    float
        Below 1 exactly when 0 < η < 2/L.

    Raises
    ------
    ValueError
        An argument is out of range, or mu exceeds L.
    """
    low, high = _ends(mu, L)
    eta = non_negative(step, "step")
    return max(abs(1 - eta * low), abs(1 - eta * high))


def best_fixed_step(mu: float, L: float) -> float:
    """Return 2/(μ + L), the fixed step with the least factor, (κ − 1)/(κ + 1).

    Raises
    ------
    ValueError
        An argument is not positive, or mu exceeds L.
    """
    low, high = _ends(mu, L)
    return 2 / (low + high)


def heavy_ball_parameters(mu: float, L: float) -> HeavyBallParameters:
    """Return η = 4/(√L + √μ)² and β = ((√κ − 1)/(√κ + 1))², whose factor √β is the least.

    Raises
    ------
    ValueError
        An argument is not positive, or mu exceeds L.

    Notes
    -----
    Source: Polyak (1964).
    """
    low, high = _ends(mu, L)
    root = np.sqrt(high / low)
    return HeavyBallParameters(
        4 / float(np.sqrt(high) + np.sqrt(low)) ** 2, float((root - 1) / (root + 1)) ** 2
    )


def heavy_ball_factor(step: float, momentum: float, eigenvalues: Any) -> float:
    """Return the asymptotic factor of the heavy ball: the largest modulus of its modes.

    Parameters
    ----------
    step, momentum : float
        η and β, neither negative.
    eigenvalues : array_like, (n,)
        Of Q. On each eigenvector the pair (x_t, x_{t−1}) is multiplied by
        [[1 + β − ηλ, −β], [1, 0]].

    Returns
    -------
    float

    Raises
    ------
    ValueError
        `step` or `momentum` is negative.
    """
    eta, beta = non_negative(step, "step"), non_negative(momentum, "momentum")
    trace = 1 + beta - eta * real_array(eigenvalues, "eigenvalues", ndim=1)
    root = np.sqrt((trace**2 - 4 * beta).astype(complex))
    return float(np.maximum(np.abs(trace + root), np.abs(trace - root)).max() / 2)


def _ends(mu: float, L: float) -> tuple[float, float]:
    low, high = positive(mu, "mu"), positive(L, "L")
    if low > high:
        raise ValueError(f"mu is {mu} and L is {L}; expected mu ≤ L.")
    return low, high
