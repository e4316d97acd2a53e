"""What every data set hands out: one interface for recorded and for simulated signals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mathlib._validate import Array


@dataclass(frozen=True)
class Truth:
    """What is known about simulated signals because we put it there.

    Attributes
    ----------
    sources : tuple of str
        Names of the sources of interest.
    patterns : (n_channels, n_sources)
        What one ampere-metre of each source puts on each channel, in volts.
    positions : (n_sources, 3)
        Where each source sits in the head, in metres; x points to the right ear, y to the nose.
    power_change : (n_classes, n_sources)
        Expected power of each source during imagery over its power at rest, in the band of the
        signals; 1 is no change, below 1 is desynchronisation.
    """

    sources: tuple[str, ...]
    patterns: Array
    positions: Array
    power_change: Array


@dataclass(frozen=True)
class Trials:
    """Equally long pieces of filtered signal, one a trial, and what each of them is.

    Attributes
    ----------
    signals : (n_trials, n_channels, n_times), float64
        Volts.
    labels : (n_trials,), int
        The class of each trial, from 0; `class_names` says what the numbers mean.
    class_names : tuple of str
    runs : (n_trials,), int
        The group that is left out together. For two classes it is the run the trial was recorded
        in. For `four_class` two neighbouring runs are one group and carry the earlier number (4
        and 6, 8 and 10, 12 and 14): one run alone holds two of the four classes only.
    channels : tuple of str
        Names in the 10-05 system.
    positions : (n_channels, 3)
        Standard places of the electrodes in metres, axes as in `Truth`.
    sampling_rate : float
        Hertz.
    name : str
        Data set, subject and task, or the seed.
    simulated : bool
        Whether no person was recorded; figures must say so.
    licence, citation : str
        On what terms the signals may be used, and whom to name.
    truth : Truth or None
        What was planted; None for recorded signals.

    Raises
    ------
    ValueError
        The arrays do not belong together.
    """

    signals: Array
    labels: Array
    class_names: tuple[str, ...]
    runs: Array
    channels: tuple[str, ...]
    positions: Array
    sampling_rate: float
    name: str
    simulated: bool
    licence: str
    citation: str
    truth: Truth | None = None

    def __post_init__(self) -> None:
        if self.signals.ndim != 3:
            raise ValueError(
                f"signals have shape {self.signals.shape}; expected (trials, channels, times)."
            )
        n_trials, n_channels, _ = self.signals.shape
        expected = {
            "labels": (self.labels, (n_trials,)),
            "runs": (self.runs, (n_trials,)),
            "positions": (self.positions, (n_channels, 3)),
        }
        for name, (array, shape) in expected.items():
            if array.shape != shape:
                raise ValueError(
                    f"{name} have shape {array.shape}; expected {shape} for signals of shape "
                    f"{self.signals.shape}."
                )
        if len(self.channels) != n_channels:
            raise ValueError(
                f"There are {len(self.channels)} channel names for {n_channels} channels."
            )
        if not np.isin(self.labels, np.arange(len(self.class_names))).all():
            raise ValueError(
                f"labels must lie between 0 and {len(self.class_names) - 1}, one number for each "
                f"of the classes {', '.join(self.class_names)}."
            )
