"""Exercises: check an answer, be told what is wrong with it, ask for a hint or a small case.

A notebook imports ``from mathlib.exercises import check, hint, solution, case, progress``.
"""

from mathlib.exercises.api import case, check, hint, progress, solution

__all__ = ["case", "check", "hint", "progress", "solution"]
