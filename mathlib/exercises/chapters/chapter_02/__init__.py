"""Exercises, predictions and hunts of chapter 02, differentials and trace tricks."""

from mathlib.exercises.chapters.chapter_02.hunts import HUNTS
from mathlib.exercises.chapters.chapter_02.predictions import PREDICTIONS
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = ()

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS"]
