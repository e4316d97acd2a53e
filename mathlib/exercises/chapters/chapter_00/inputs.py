"""Random and small inputs that the exercises of chapter 00 share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.exercise import Formula

Array = NDArray[Any]
Scalar = Callable[[Array], float]
Generator = np.random.Generator

# No two entries of X play the same part in these, and their third derivatives do not vanish.
CUBES = Formula("np.sum(X**3) + X[0, 0] * X[-1, -1]")
GRAM = Formula("np.sum((X @ X.T)**2) / 10 + X[0, -1]**3")
WAVES = Formula("np.sum(np.sin(X)) + np.exp(X[0, 0] - X[-1, 0] / 2)")
FUNCTIONS = (CUBES, GRAM, WAVES)
SHAPES = ((3, 4), (5, 2), (2, 6), (4, 3), (1, 5))


def whole(rng: Generator, *shape: int) -> Array:
    """Return an array of small whole numbers other than 0, as floats."""
    return np.asarray(rng.integers(1, 4, size=shape) * rng.choice([-1.0, 1.0], size=shape))
