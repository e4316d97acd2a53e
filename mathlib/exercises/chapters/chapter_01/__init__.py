"""Exercises, predictions and hunts of chapter 01, gradient descent, each in its own order."""

from mathlib.exercises.chapters.chapter_01.directions import (
    MULTIPLIER,
    STEEPEST_STEP,
    STEEPEST_UNDER,
)
from mathlib.exercises.chapters.chapter_01.hunts import HUNTS
from mathlib.exercises.chapters.chapter_01.lengths import BEST_STEP, CURVATURE
from mathlib.exercises.chapters.chapter_01.predictions import PREDICTIONS
from mathlib.exercises.chapters.chapter_01.search import BACKTRACK

EXERCISES = (STEEPEST_STEP, MULTIPLIER, STEEPEST_UNDER, CURVATURE, BEST_STEP, BACKTRACK)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS"]
