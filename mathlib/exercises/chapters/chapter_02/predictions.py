"""Predictions of chapter 02: volumes, traces, and gradients that surprise."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.differentials import det_jvp, logdet_vjp
from mathlib.exercises.prediction import Prediction
from mathlib.gradcheck import numerical_gradient


def _stretched() -> float:
    """Return what stretching in three directions gains, over what one direction gains."""
    cube, one = 2 * np.eye(3), np.diag([1.0, 0.0, 0.0])
    return float(det_jvp(cube, np.eye(3)) / det_jvp(cube, one))


def _orders() -> float:
    """Return how many of the six orders of A, B, C give the trace of ABC."""
    factors = np.random.default_rng(1).normal(size=(3, 3, 3))
    traces = [np.trace(np.linalg.multi_dot(factors[list(p)])) for p in permutations(range(3))]
    return float(np.isclose(traces, traces[0], rtol=1e-9).sum())


def _skew_gradient() -> float:
    """Return the largest entry of the gradient of Tr(XᵀAX), over that of 2AX, for a skew A."""
    rng = np.random.default_rng(2)
    M, X = rng.normal(size=(4, 4)), rng.normal(size=(4, 2))
    A = M - M.T
    gradient = numerical_gradient(lambda X: float(np.trace(X.T @ A @ X)), X)
    return float(np.abs(gradient).max() / np.abs(2 * A @ X).max())


def _doubled() -> float:
    X = np.random.default_rng(3).normal(size=(4, 4))
    return float(np.linalg.norm(logdet_vjp(1.0, 2 * X)) / np.linalg.norm(logdet_vjp(1.0, X)))


def _far_away() -> float:
    """Return the gradient norm of ‖X‖ at 10X, over that at X."""
    X = np.random.default_rng(4).normal(size=(3, 5))

    def norm(X: NDArray[Any]) -> float:
        return float(np.linalg.norm(X))

    far, near = numerical_gradient(norm, 10 * X), numerical_gradient(norm, X)
    return float(np.linalg.norm(far) / np.linalg.norm(near))


PREDICTIONS = (
    Prediction(
        slug="orders-with-one-trace",
        question=(
            "Three random 3×3 matrices can be multiplied in six orders. How many of the six "
            "products have the same trace as ABC?"
        ),
        options={
            "only ABC": lambda v: v == 1,
            "three": lambda v: v == 3,
            "all six": lambda v: v == 6,
        },
        measure=_orders,
        shown="{value:.0f} of 6.",
        why=(
            "A trace is a ring: you may start reading anywhere, so ABC, BCA and CAB agree. "
            "Exchanging two neighbours makes another ring."
        ),
    ),
    Prediction(
        slug="quadratic-form-of-a-skew-matrix",
        question="A is skew, Aᵀ = −A. What is the gradient of Tr(XᵀAX)?",
        options={
            "2AX": lambda v: abs(v - 1) < 0.01,
            "AX": lambda v: abs(v - 0.5) < 0.01,
            "zero": lambda v: v < 1e-6,
        },
        measure=_skew_gradient,
        shown="its largest entry is {value:.3f} times that of 2AX.",
        why=(
            "The gradient is (A + Aᵀ)X, and for a skew A the bracket is zero. Indeed Tr(XᵀAX) is "
            "then zero for every X, since it equals its own negative. 2AX needs a symmetric A."
        ),
    ),
    Prediction(
        slug="gradient-of-a-norm-far-away",
        question=(
            "Ten times farther from the origin, how long is the gradient of the norm ‖X‖ (not "
            "squared)?"
        ),
        options={
            "a tenth": lambda v: abs(v - 0.1) < 0.01,
            "the same": lambda v: abs(v - 1) < 0.01,
            "ten times": lambda v: abs(v - 10) < 0.1,
        },
        measure=_far_away,
        shown="{value:.3f} times as long.",
        why=(
            "The norm is a cone: its gradient X/‖X‖ has length 1 everywhere but at the tip. It is "
            "the squared norm whose gradient, 2X, grows with the distance."
        ),
    ),
    Prediction(
        slug="stretching-a-cube",
        question=(
            "A cube of side 2 is stretched a little in one direction, then, afresh, equally in all "
            "three. How much more volume does the second gain?"
        ),
        options={
            "the same": lambda v: abs(v - 1) < 0.1,
            "three times as much": lambda v: abs(v - 3) < 0.1,
            "nine times as much": lambda v: abs(v - 9) < 0.1,
        },
        measure=_stretched,
        shown="{value:.2f} times as much.",
        why=(
            "Each face that moves adds its area, 4, and three faces move. They are added, not "
            "averaged: remember that when you meet a factor 1/N."
        ),
    ),
    Prediction(
        slug="log-determinant-of-a-doubled-matrix",
        question="X is replaced by 2X. What happens to the gradient of log|det X|?",
        options={
            "it doubles": lambda v: abs(v - 2) < 0.01,
            "it stays": lambda v: abs(v - 1) < 0.01,
            "it halves": lambda v: abs(v - 0.5) < 0.01,
        },
        measure=_doubled,
        shown="the norm of the gradient is {value:.3f} times what it was.",
        why=(
            "The gradient is the transposed inverse, and (2X)⁻¹ = X⁻¹/2. The loss itself only "
            "moved by a constant, n log 2: the larger the volume, the less one more unit matters "
            "to it."
        ),
    ),
)
