"""Exercises: check an answer, be told what is wrong with it, ask for a hint or a small case.

A notebook imports what it uses, for example
``from mathlib.exercises import check, hint, derive, predict, reveal, find_line``.
"""

from mathlib.exercises.api import case, check, hint, progress, solution
from mathlib.exercises.case_file import case_file
from mathlib.exercises.derive import derive
from mathlib.exercises.find_line import find_line
from mathlib.exercises.predict import predict, reveal
from mathlib.exercises.recall import recall

__all__ = [
    "case",
    "case_file",
    "check",
    "derive",
    "find_line",
    "hint",
    "predict",
    "progress",
    "recall",
    "reveal",
    "solution",
]
