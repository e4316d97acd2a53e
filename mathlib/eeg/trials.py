"""What every data set hands out: one interface for recorded and for simulated signals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.card import Card


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


def _unsaid() -> Array:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, repr=False)
class Trials:
    """Equally long pieces of filtered signal, one a trial, and what each of them is.

    Attributes
    ----------
    signals : (n_trials, n_channels, n_times), float64
        In the unit `unit`: volts, as MNE has them.
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
    sessions : (n_trials,), int
        The day of the recording, from 1; all 1 when it is not given. A run lies in one session.
    unit : "V"

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
    sessions: Array = field(default_factory=_unsaid)
    unit: ClassVar[str] = "V"

    def __post_init__(self) -> None:
        if self.signals.ndim != 3:
            raise ValueError(
                f"signals have shape {self.signals.shape}; expected (trials, channels, times)."
            )
        n_trials, n_channels, _ = self.signals.shape
        if not len(self.sessions):
            object.__setattr__(self, "sessions", np.ones(n_trials, dtype=np.int64))
        expected = {
            "labels": (self.labels, (n_trials,)),
            "runs": (self.runs, (n_trials,)),
            "sessions": (self.sessions, (n_trials,)),
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

    def __repr__(self) -> str:
        """Return one line; `card` says more."""
        return f"<Trials of {self.name}: {' × '.join(map(str, self.signals.shape))}>"

    @property
    def card(self) -> Card:
        """What the signals are and on whose terms they may be used, for people."""
        n_trials, n_channels, n_times = self.signals.shape
        counts = ", ".join(
            f"{int(np.sum(self.labels == label))} {name}"
            for label, name in enumerate(self.class_names)
        )
        runs, sessions = sorted(set(self.runs.tolist())), sorted(set(self.sessions.tolist()))
        return Card(
            self.name,
            (
                ("origin", "simulated, no person was recorded" if self.simulated else "recorded"),
                ("trials", f"{n_trials}: {counts}"),
                ("sessions", ", ".join(map(str, sessions))),
                ("runs", f"{', '.join(map(str, runs))}; one at a time is left out for testing"),
                ("channels", f"{n_channels}: {' '.join(self.channels)}"),
                ("samples", f"{n_times} a trial, {self.sampling_rate:g} Hz, in {self.unit}"),
                ("licence", self.licence),
                ("citation", self.citation),
            ),
        )
