"""What a good argument is, said once: what was given, what was expected, what to do."""

from mathlib._validate.arrays import (
    Array,
    matrix,
    real_array,
    same_shape,
    square_matrix,
    symmetric_matrix,
)
from mathlib._validate.errors import CourseError

__all__ = [
    "Array",
    "CourseError",
    "matrix",
    "real_array",
    "same_shape",
    "square_matrix",
    "symmetric_matrix",
]
