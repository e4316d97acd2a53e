"""Random and small inputs that the exercises of chapter 09 share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.exercise import Formula

Array = NDArray[Any]
Generator = np.random.Generator
Function = Formula

# A function with its derivative; none of them is its own derivative up to a factor.
LOG = (Formula("np.log(X)"), Formula("1 / X"))
ROOT = (Formula("np.sqrt(X)"), Formula("1 / (2 * np.sqrt(X))"))
CUBE = (Formula("X**3"), Formula("3 * X**2"))
INVERSE = (Formula("1 / X"), Formula("-1 / X**2"))
WAVE = (Formula("np.sin(X)"), Formula("np.cos(X)"))


def orthogonal(rng: Generator, n: int) -> Array:
    """Return a random orthogonal matrix."""
    return np.asarray(np.linalg.qr(rng.normal(size=(n, n)))[0])


def turned_axes(rng: Generator, n: int) -> Array:
    """Return an orthogonal matrix of zeros and ±1: the axes, moved on by one place."""
    return np.asarray(np.roll(np.eye(n), 1, axis=0) * rng.choice([-1.0, 1.0], size=n))


def symmetric(rng: Generator, n: int) -> Array:
    """Return a random symmetric matrix."""
    A = rng.normal(size=(n, n))
    return np.asarray(A + A.T)


def whole_symmetric(rng: Generator, n: int) -> Array:
    """Return a symmetric matrix of small whole numbers."""
    A = whole(rng, n, n)
    return np.asarray(A + A.T)


def apart(rng: Generator, n: int) -> Array:
    """Return n positive numbers in random order; none is near 1 or 2, and two of four are close.

    The logarithm is 0 at 1, and floating-point numbers have a step at 2: both hide errors. The
    close pair, 0.05 apart, shows what is put in place of a quotient too early.
    """
    places = np.array([0.35, 1.45, 2.6, 2.6, 4.1])[:n] + rng.uniform(-0.15, 0.15, size=n)
    places[3:4] = places[2:3] + 0.05
    return np.asarray(rng.permutation(places))


def tied(rng: Generator, n: int) -> Array:
    """Return positive numbers as `apart` does, with the first one also standing last."""
    values = apart(rng, n)
    values[-1] = values[0]
    return values


def with_eigenvalues(rng: Generator, eigenvalues: Array) -> Array:
    """Return a symmetric matrix with these eigenvalues and random eigenvectors."""
    U = orthogonal(rng, len(eigenvalues))
    X = U * eigenvalues @ U.T
    return np.asarray((X + X.T) / 2)
