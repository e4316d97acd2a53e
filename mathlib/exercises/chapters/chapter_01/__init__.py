"""Exercises, predictions, hunts and recall items of chapter 01, each in its own order."""

from mathlib.exercises.chapters.chapter_01.derivations import QUADRATIC
from mathlib.exercises.chapters.chapter_01.directions import MULTIPLIER, STEEPEST_STEP
from mathlib.exercises.chapters.chapter_01.hunts import HUNTS
from mathlib.exercises.chapters.chapter_01.lengths import BEST_STEP, CURVATURE
from mathlib.exercises.chapters.chapter_01.predictions import PREDICTIONS
from mathlib.exercises.chapters.chapter_01.recall import RECALL
from mathlib.exercises.chapters.chapter_01.ruler import STEEPEST_UNDER
from mathlib.exercises.chapters.chapter_01.search import BACKTRACK
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise | DeriveExercise, ...] = (
    STEEPEST_STEP,
    MULTIPLIER,
    STEEPEST_UNDER,
    QUADRATIC,
    CURVATURE,
    BEST_STEP,
    BACKTRACK,
)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS", "RECALL"]
