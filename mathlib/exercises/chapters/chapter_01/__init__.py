"""Exercises, predictions and hunts of chapter 01, gradient descent, each in its own order."""

from mathlib.exercises.chapters.chapter_01.hunts import HUNTS
from mathlib.exercises.chapters.chapter_01.predictions import PREDICTIONS
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = ()

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS"]
