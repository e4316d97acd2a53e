"""The error of this room."""

from mathlib._validate import CourseError


class DataError(CourseError):
    """Data that cannot be read as asked: which file or value, and what to do about it."""
