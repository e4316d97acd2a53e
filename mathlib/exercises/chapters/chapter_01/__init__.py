"""Exercises, predictions and hunts of chapter 01, gradient descent, each in its own order."""

from mathlib.exercises.chapters.chapter_01.descent import (
    DESCEND,
    EXACT_STEP,
    STEEPEST,
    UNIT_STEP,
)
from mathlib.exercises.chapters.chapter_01.hunts import HUNTS
from mathlib.exercises.chapters.chapter_01.predictions import PREDICTIONS

EXERCISES = (STEEPEST, DESCEND, EXACT_STEP, UNIT_STEP)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS"]
