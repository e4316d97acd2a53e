"""Brain signals: recorded ones, simulated ones, and their covariances."""

from mathlib.eeg.covariance import covariances
from mathlib.eeg.datasets import load
from mathlib.eeg.errors import DataError
from mathlib.eeg.trials import Trials, Truth

__all__ = ["DataError", "Trials", "Truth", "covariances", "load"]
