"""Random and small inputs that the exercises of chapter 01 share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.exercise import Inputs

Array = NDArray[Any]
Generator = np.random.Generator

LENGTHS = (3, 5, 2, 7, 4)
SMALL_LENGTHS = (2, 3, 4)


def vectors_and_a_number(rng: Generator) -> list[Inputs]:
    """Return gradients of several lengths, each with a positive number that is never 1."""
    numbers = rng.permutation([0.3, 0.6, 1.7, 2.6, 4.2]) * rng.uniform(0.9, 1.1, size=5)
    return [(rng.normal(size=n), float(a)) for n, a in zip(LENGTHS, numbers)]


def whole_vectors_and_a_number(rng: Generator) -> list[Inputs]:
    """Return short gradients of whole numbers, each with 2 or 3."""
    return [(whole(rng, n), a) for n, a in zip(SMALL_LENGTHS, (2.0, 3.0, 2.0))]


def positive_definite(rng: Generator, n: int) -> Array:
    """Return a random symmetric positive definite matrix, well conditioned, nowhere diagonal."""
    A = rng.normal(size=(n, n))
    return np.asarray(A @ A.T + 0.5 * np.eye(n))


def whole_positive_definite(rng: Generator, n: int) -> Array:
    """Return a symmetric positive definite matrix of small whole numbers other than 0."""
    signs = rng.choice([-1.0, 1.0], size=n)
    return np.asarray(np.outer(signs, signs) + np.diag(rng.permutation(n) + 1.0))
