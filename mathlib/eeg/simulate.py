"""Simulated motor imagery: two dipoles in a spherical head, of which we know everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.eeg.card import Card
from mathlib.eeg.errors import DataError
from mathlib.eeg.preprocess import CHANNELS, electrode_info, electrode_positions
from mathlib.eeg.recording import Recording
from mathlib.eeg.trials import Truth

CITATION = (
    "Computed by this course; the head model is MNE-Python's: Gramfort et al. (2013), "
    "doi:10.3389/fnins.2013.00267"
)
LICENCE = "none needed: no person was recorded"
SAMPLING_RATE = 160.0
N_RUNS = 3
TRIALS_A_RUN = 15
TRIAL_LENGTH = 8.2  # seconds: 4.1 of rest, then 4.1 of imagery, as in EEGBCI
IMAGERY_LENGTH = 4.1
RISE = 0.5  # seconds in which the power falls after the cue, and returns after the trial

HEAD_CENTRE = np.array([0.0, 0.0, 0.04])
HEAD_RADIUS = 0.09
SOURCE_RADIUS = 0.065  # 25 mm below the scalp

CLASS_NAMES = ("left", "right")
SOURCES = ("left motor cortex", "right motor cortex")
POWER_CHANGE = np.array([[0.85, 0.35], [0.35, 0.85]])
"""Rows: imagery of the left and of the right fist. The cortex of the other side loses more."""

SOURCE_MOMENT = 40e-9  # ampere-metres, root mean square at rest
N_BACKGROUND = 120
BACKGROUND_MOMENT = 20e-9
SENSOR_NOISE = 1.0e-6  # volts
VARIABILITY = 0.4  # standard deviation of a source's log power between trials

CARD = Card(
    "Simulated motor imagery",
    (
        ("name", "simulated"),
        ("origin", "computed from a seed when it is asked for: nothing to get, no person recorded"),
        ("sampling rate", f"{SAMPLING_RATE:g} Hz"),
        ("trials", f"{N_RUNS * TRIALS_A_RUN} a seed, in {N_RUNS} runs of {TRIALS_A_RUN}"),
        ("classes", ", ".join(CLASS_NAMES) + " fist, imagined; two sources whose place is known"),
        ("licence", LICENCE),
        ("citation", CITATION),
    ),
)


def simulate(seed: int = 0) -> tuple[tuple[Recording, ...], Truth]:
    """Simulate 45 trials of imagined left or right fist in three runs.

    Parameters
    ----------
    seed : int
        Draws all that is random; the two dipoles are the same for every seed.

    Returns
    -------
    recordings : tuple of Recording
        Three runs with the channels, sampling rate and timing of EEGBCI.
    truth : Truth
        What was planted.

    Raises
    ------
    DataError
        `seed` is not a whole number from 0.

    Notes
    -----
    Under C3 and C4, 25 mm below the scalp, one radial dipole each carries a rhythm (mu, 8 to 13 Hz,
    and beta, 16 to 26 Hz). Imagery takes power from both, more from the side opposite to the fist:
    event-related desynchronisation. On top come 120 dipoles of 1/f noise anywhere in the upper
    head, each with its own strength in each run, and white noise of the sensors. How strong a
    source is varies from trial to trial with no regard to the class; that keeps good classifiers
    below 100 %.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise DataError(f"The seed is {seed!r}; give a whole number from 0.")
    rng = np.random.default_rng(seed)
    info = electrode_info(SAMPLING_RATE)
    electrodes = electrode_positions(info)
    motor = _below(electrodes[[CHANNELS.index("C3"), CHANNELS.index("C4")]])
    everywhere, directions = _background_dipoles(rng)
    lead_field = _lead_field(
        info,
        np.concatenate([motor, everywhere]),
        np.concatenate([_radial(motor), directions]),
    )
    patterns, background = lead_field[:, : len(motor)], lead_field[:, len(motor) :]

    recordings = []
    for run in range(1, N_RUNS + 1):
        classes = rng.permutation((np.arange(TRIALS_A_RUN) + run) % len(CLASS_NAMES))
        cues = TRIAL_LENGTH * np.arange(TRIALS_A_RUN) + TRIAL_LENGTH - IMAGERY_LENGTH
        signals = _run(rng, patterns, background, classes, cues)
        recordings.append(
            Recording(
                signals=signals,
                missing=np.zeros(signals.shape[1], dtype=bool),
                sampling_rate=SAMPLING_RATE,
                cues=cues,
                labels=classes.astype(np.int64),
                class_names=CLASS_NAMES,
                run=run,
                session=1,
                channels=CHANNELS,
                positions=electrodes,
                name=f"simulated (seed {seed})",
                simulated=True,
                licence=LICENCE,
                citation=CITATION,
            )
        )
    truth = Truth(
        sources=SOURCES,
        patterns=patterns,
        positions=motor,
        power_change=POWER_CHANGE.copy(),
    )
    return tuple(recordings), truth


def _run(
    rng: np.random.Generator, patterns: Array, background: Array, classes: Array, cues: Array
) -> Array:
    """One continuous recording (n_channels, n_times), in volts."""
    n_times = round((len(classes) + 0.5) * TRIAL_LENGTH * SAMPLING_RATE)
    n_sources, n_background = patterns.shape[1], background.shape[1]
    rhythm = _noise(rng, n_sources, n_times, _rhythm_spectrum)
    power = _power(rng, classes, cues, n_times)
    pink = _noise(rng, n_background, n_times, _pink_spectrum)
    strength = np.exp(rng.normal(0.0, 0.3, size=(n_background, 1)))
    return (
        patterns @ (SOURCE_MOMENT * np.sqrt(power) * rhythm)
        + background @ (BACKGROUND_MOMENT * strength * pink)
        + SENSOR_NOISE * rng.normal(size=(len(patterns), n_times))
    )


def _power(rng: np.random.Generator, classes: Array, cues: Array, n_times: int) -> Array:
    """Power of each source over its mean at rest, (n_sources, n_times)."""
    times = np.arange(n_times) / SAMPLING_RATE
    power = np.ones((len(SOURCES), n_times))
    for label, cue in zip(classes, cues):
        rising = np.clip((times - cue) / RISE, 0, 1)
        falling = np.clip((times - cue - IMAGERY_LENGTH) / RISE, 0, 1)
        weight = (np.cos(np.pi * falling) - np.cos(np.pi * rising)) / 2
        power += weight * (POWER_CHANGE[label] - 1)[:, None]
        # Mean 1, so that POWER_CHANGE stays the expected change.
        luck = np.exp(rng.normal(-(VARIABILITY**2) / 2, VARIABILITY, size=len(SOURCES)))
        here = (times >= cue - IMAGERY_LENGTH) & (times < cue + IMAGERY_LENGTH)
        power[:, here] *= luck[:, None]
    return power


def _rhythm_spectrum(frequencies: Array) -> Array:
    """Amplitude of the mu and the weaker beta rhythm at each frequency."""
    mu = np.exp(-(((frequencies - 10.5) / 1.5) ** 2))
    beta = 0.4 * np.exp(-(((frequencies - 21.0) / 3.0) ** 2))
    return mu + beta


def _pink_spectrum(frequencies: Array) -> Array:
    """Amplitude whose square falls as 1/f, flat below 0.5 Hz."""
    return np.asarray(1 / np.sqrt(np.maximum(frequencies, 0.5)))


def _noise(
    rng: np.random.Generator, n_rows: int, n_times: int, spectrum: Callable[[Array], Array]
) -> Array:
    """Gaussian noise of a given amplitude spectrum, each row with root mean square 1."""
    shape = spectrum(np.fft.rfftfreq(n_times, 1 / SAMPLING_RATE))
    coloured = np.fft.irfft(shape * np.fft.rfft(rng.normal(size=(n_rows, n_times))), n=n_times)
    return np.asarray(coloured / np.sqrt(np.mean(coloured**2, axis=1, keepdims=True)))


def _below(electrodes: Array) -> Array:
    """Places under electrodes, on the sphere of the sources."""
    return HEAD_CENTRE + SOURCE_RADIUS * _radial(electrodes)


def _radial(places: Array) -> Array:
    """Unit vectors from the centre of the head outwards."""
    outwards = places - HEAD_CENTRE
    return np.asarray(outwards / np.linalg.norm(outwards, axis=1, keepdims=True))


def _background_dipoles(rng: np.random.Generator) -> tuple[Array, Array]:
    """Places in the upper head and directions, both (N_BACKGROUND, 3)."""
    directions = rng.normal(size=(2, N_BACKGROUND, 3))
    directions /= np.linalg.norm(directions, axis=2, keepdims=True)
    place, orientation = directions
    place[:, 2] = np.abs(place[:, 2])
    depth = rng.uniform(0.03, SOURCE_RADIUS, size=(N_BACKGROUND, 1))
    return HEAD_CENTRE + depth * place, orientation


def _lead_field(info: Any, places: Array, orientations: Array) -> Array:
    """Volts on each channel for one ampere-metre of each dipole, (n_channels, n_dipoles)."""
    import mne

    n_dipoles = len(places)
    dipoles = mne.Dipole(
        times=np.arange(n_dipoles, dtype=float),
        pos=places,
        amplitude=np.ones(n_dipoles),
        ori=orientations,
        gof=np.ones(n_dipoles),
        verbose="ERROR",
    )
    sphere = mne.make_sphere_model(tuple(HEAD_CENTRE), HEAD_RADIUS, info, verbose="ERROR")
    forward, _ = mne.make_forward_dipole(dipoles, sphere, info, verbose="ERROR")
    return np.asarray(forward["sol"]["data"], dtype=np.float64)
