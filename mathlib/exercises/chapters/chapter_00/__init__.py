"""Exercises of chapter 00, how to check a gradient, in its order, and its recall items."""

from mathlib.exercises.chapters.chapter_00.judging import MSE_GRAD, REMAINDERS
from mathlib.exercises.chapters.chapter_00.noise import ESTIMATE
from mathlib.exercises.chapters.chapter_00.products import BILINEAR, CUMSUM, INNER
from mathlib.exercises.chapters.chapter_00.quotients import CENTRAL, NUM_GRAD
from mathlib.exercises.chapters.chapter_00.recall import RECALL

EXERCISES = (INNER, BILINEAR, CENTRAL, NUM_GRAD, REMAINDERS, CUMSUM, MSE_GRAD, ESTIMATE)

__all__ = ["EXERCISES", "RECALL"]
