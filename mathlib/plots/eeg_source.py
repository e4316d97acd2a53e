"""Whose signals a figure shows: nobody may take simulated ones for a person's."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from mathlib._validate import Array


class Named(Protocol):
    """What trials and recordings say about their origin."""

    @property
    def name(self) -> str:
        """Data set, subject and task, or the seed."""

    @property
    def simulated(self) -> bool:
        """Whether no person was recorded."""


def source_line(data: Named) -> str:
    """Return the words that stand over every figure of these signals.

    Parameters
    ----------
    data : Trials or Recording

    Returns
    -------
    str
    """
    if data.simulated:
        return f"simulated EEG, no person was recorded · {data.name}"
    return f"recorded EEG · {data.name}"


def channel_index(channels: tuple[str, ...], name: str) -> int:
    """Return the row of a channel.

    Raises
    ------
    ValueError
        There is no such channel.
    """
    if name not in channels:
        raise ValueError(f"there is no channel {name!r}; there are {', '.join(channels)}.")
    return channels.index(name)


def decibels(ratio: Array) -> Array:
    """Return 10 log₁₀ of a ratio of powers."""
    return np.asarray(10 * np.log10(ratio))
