"""A run as it was recorded, and the way from runs to trials, which is the same for all data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.preprocess import band_pass, cut
from mathlib.eeg.trials import Trials, Truth


@dataclass(frozen=True, repr=False)
class Recording:
    """One continuous run, not filtered, and what was asked for when.

    Attributes
    ----------
    signals : (n_channels, n_times), float64
        Volts.
    missing : (n_times,), bool
        Where samples are missing and a straight line stands in for them.
    sampling_rate : float
        Hertz.
    cues : (n_trials,), float64
        When each cue is shown, in seconds from the first sample.
    labels : (n_trials,), int64
        What each cue asks for: an index into `class_names`.
    class_names : tuple of str
    run, session : int
        As in `Trials`.
    channels : tuple of str
    positions : (n_channels, 3)
        Metres, as in `Trials`.
    name : str
        Data set, subject and task, or the seed.
    simulated : bool
    licence, citation : str
    """

    signals: Array
    missing: Array
    sampling_rate: float
    cues: Array
    labels: Array
    class_names: tuple[str, ...]
    run: int
    session: int
    channels: tuple[str, ...]
    positions: Array
    name: str
    simulated: bool
    licence: str
    citation: str

    def __repr__(self) -> str:
        """Return one line."""
        n_channels, n_times = self.signals.shape
        return (
            f"<Recording of {self.name}, run {self.run}: {n_channels} channels, "
            f"{n_times / self.sampling_rate:.1f} s, {len(self.cues)} cues>"
        )


def trials_of(recordings: Sequence[Recording], truth: Truth | None = None) -> Trials:
    """Filter runs and cut the window of each cue out of them.

    Parameters
    ----------
    recordings : sequence of Recording
        Of one person and task; one at least, all with the same channels and sampling rate.
    truth : Truth, optional
        What was planted, for simulated runs.

    Returns
    -------
    Trials
        8 to 30 Hz, 0.5 to 3.5 s after the cue. A trial whose window the run cuts off, or in whose
        window samples are missing, is left out.

    Raises
    ------
    ValueError
        The recordings do not belong together.
    """
    first = recordings[0]
    for recording in recordings:
        if (recording.name, recording.channels, recording.sampling_rate) != (
            *(first.name, first.channels, first.sampling_rate),
        ):
            raise ValueError(f"{recording!r} does not belong together with {first!r}.")
    signals, labels, runs, sessions = [], [], [], []
    for recording in recordings:
        rate = recording.sampling_rate
        pieces, kept = cut(band_pass(recording.signals, rate), rate, recording.cues)
        gaps, _ = cut(recording.missing[None], rate, recording.cues)
        usable = ~gaps.any(axis=(1, 2))
        signals.append(pieces[usable])
        labels.append(recording.labels[kept][usable])
        runs += [recording.run] * int(usable.sum())
        sessions += [recording.session] * int(usable.sum())
    return Trials(
        signals=np.concatenate(signals),
        labels=np.concatenate(labels),
        class_names=first.class_names,
        runs=np.array(runs, dtype=np.int64),
        sessions=np.array(sessions, dtype=np.int64),
        channels=first.channels,
        positions=first.positions,
        sampling_rate=first.sampling_rate,
        name=first.name,
        simulated=first.simulated,
        licence=first.licence,
        citation=first.citation,
        truth=truth,
    )
