"""Brain signals: recorded ones, simulated ones, and their covariances."""

from mathlib.eeg.card import Card
from mathlib.eeg.covariance import covariances
from mathlib.eeg.datasets import NAMES, RECORDED, load, load_recordings
from mathlib.eeg.errors import DataError
from mathlib.eeg.people import People, load_covariances
from mathlib.eeg.recording import Recording, trials_of
from mathlib.eeg.storage import read_trials, write_trials
from mathlib.eeg.trials import Trials, Truth

__all__ = [
    "NAMES",
    "RECORDED",
    "Card",
    "DataError",
    "People",
    "Recording",
    "Trials",
    "Truth",
    "covariances",
    "load",
    "load_covariances",
    "load_recordings",
    "read_trials",
    "trials_of",
    "write_trials",
]
