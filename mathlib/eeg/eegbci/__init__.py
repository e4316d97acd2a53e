"""EEGBCI: 109 people who move or imagine to, recorded with 64 electrodes."""

from mathlib.eeg.eegbci.reader import read_eegbci
from mathlib.eeg.eegbci.record import AT_128_HZ, EEGBCI

__all__ = ["AT_128_HZ", "EEGBCI", "read_eegbci"]
