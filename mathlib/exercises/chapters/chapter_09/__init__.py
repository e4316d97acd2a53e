"""Exercises, predictions and hunts of chapter 09, eigen-backpropagation."""

from mathlib.exercises.chapters.chapter_09.backward import SPECTRAL_VJP
from mathlib.exercises.chapters.chapter_09.derivation import EQUIVALENCE
from mathlib.exercises.chapters.chapter_09.function import LOG_FUNCTION
from mathlib.exercises.chapters.chapter_09.general import GENERAL_VJP
from mathlib.exercises.chapters.chapter_09.hunts import HUNTS
from mathlib.exercises.chapters.chapter_09.predictions import PREDICTIONS
from mathlib.exercises.chapters.chapter_09.recall import RECALL
from mathlib.exercises.chapters.chapter_09.reeig import REEIG_VJP
from mathlib.exercises.chapters.chapter_09.shifts import EIGENVALUE_SHIFTS, LOEWNER
from mathlib.exercises.chapters.chapter_09.stable import LOG_DIFFERENCE
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise | DeriveExercise, ...] = (
    EIGENVALUE_SHIFTS,
    LOEWNER,
    SPECTRAL_VJP,
    EQUIVALENCE,
    LOG_DIFFERENCE,
    REEIG_VJP,
    LOG_FUNCTION,
    GENERAL_VJP,
)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS", "RECALL"]
