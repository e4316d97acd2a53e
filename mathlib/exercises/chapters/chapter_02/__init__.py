"""Exercises, predictions and hunts of chapter 02, differentials and trace tricks."""

from mathlib.exercises.chapters.chapter_02.backward import INVERSE_VJP, SOLVE_VJP
from mathlib.exercises.chapters.chapter_02.derivations import (
    LEAST_SQUARES,
    LOG_VOLUME,
    QUADRATIC_FORM,
    ROOT_OF_GRAM,
)
from mathlib.exercises.chapters.chapter_02.gradients import DET_GRAD, TRACE_GRAD
from mathlib.exercises.chapters.chapter_02.hunts import HUNTS
from mathlib.exercises.chapters.chapter_02.predictions import PREDICTIONS
from mathlib.exercises.chapters.chapter_02.recall import RECALL
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise | DeriveExercise, ...] = (
    QUADRATIC_FORM,
    TRACE_GRAD,
    LEAST_SQUARES,
    DET_GRAD,
    LOG_VOLUME,
    INVERSE_VJP,
    SOLVE_VJP,
    ROOT_OF_GRAM,
)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS", "RECALL"]
