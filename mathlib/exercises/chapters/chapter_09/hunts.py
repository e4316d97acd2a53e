"""Hunts of chapter 09: forms of the eigen-gradient met in the literature and in public code."""

from mathlib.exercises.chapters.chapter_09.hunts_values import (
    IDENTITY,
    INVERSE_SLOPE,
    MASKED,
    TRIANGLE,
)
from mathlib.exercises.chapters.chapter_09.hunts_vectors import FACTOR, INSIDE, TRANSPOSED

HUNTS = (FACTOR, INSIDE, TRANSPOSED, MASKED, IDENTITY, INVERSE_SLOPE, TRIANGLE)
