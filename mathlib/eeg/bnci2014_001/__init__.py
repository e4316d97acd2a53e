"""BNCI 2014-001: nine people imagine four movements on two days."""

from mathlib.eeg.bnci2014_001.reader import CHANNELS, read_bnci2014_001
from mathlib.eeg.bnci2014_001.record import BNCI2014_001

__all__ = ["BNCI2014_001", "CHANNELS", "read_bnci2014_001"]
