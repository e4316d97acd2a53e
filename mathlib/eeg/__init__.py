"""Brain signals: recorded ones, simulated ones, and their covariances."""

from mathlib.eeg.card import Card
from mathlib.eeg.covariance import covariances
from mathlib.eeg.datasets import NAMES, RECORDED, load
from mathlib.eeg.errors import DataError
from mathlib.eeg.people import People, load_covariances
from mathlib.eeg.storage import read_trials, write_trials
from mathlib.eeg.trials import Trials, Truth

__all__ = [
    "NAMES",
    "RECORDED",
    "Card",
    "DataError",
    "People",
    "Trials",
    "Truth",
    "covariances",
    "load",
    "load_covariances",
    "read_trials",
    "write_trials",
]
