"""The gradient of a spectral function to fifty digits: the measure for everyone's accuracy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from mpmath import mp

DIGITS = 50


@dataclass(frozen=True)
class ExactFunction:
    """f and f′ for numbers of any precision."""

    value: Callable[[Any], Any]
    derivative: Callable[[Any], Any]

    def difference(self, a: Any, b: Any) -> Any:
        """The divided difference f[a, b]; a and b are exact, so only their equality matters."""
        if a == b:
            return self.derivative(a)
        return (self.value(a) - self.value(b)) / (a - b)


def log() -> ExactFunction:
    return ExactFunction(mpmath.log, lambda x: 1 / x)


def power(p: float) -> ExactFunction:
    exponent = mpmath.mpf(p)
    return ExactFunction(lambda x: x**exponent, lambda x: exponent * x ** (exponent - 1))


def difference(fn: ExactFunction, a: float, b: float) -> Any:
    """f[a, b] to fifty digits for two float64 numbers."""
    with mp.workdps(2 * DIGITS):  # half of the digits may cancel
        return fn.difference(mpmath.mpf(a), mpmath.mpf(b))


def decomposition(X: np.ndarray) -> tuple[Any, Any]:
    """Eigenvalues and eigenvectors of exactly this float64 matrix."""
    with mp.workdps(2 * DIGITS):
        return mp.eigsy(mpmath.matrix(X.tolist()))


def gradient(fn: ExactFunction, eigenvalues: Any, U: Any, G: np.ndarray) -> np.ndarray:
    """U (f^[1](Λ) ∘ Uᵀ G U) Uᵀ for symmetric G, rounded once, at the end."""
    n = len(G)
    with mp.workdps(2 * DIGITS):
        inner = U.T * mpmath.matrix(G.tolist()) * U
        for i in range(n):
            for j in range(n):
                inner[i, j] *= fn.difference(eigenvalues[i], eigenvalues[j])
        result = U * inner * U.T
        return np.array([[float(result[i, j]) for j in range(n)] for i in range(n)])
