"""Recall items of chapter 02: determinants, traces and inverses, with other numbers."""

from __future__ import annotations

import numpy as np

from mathlib._validate import Array
from mathlib.differentials import det_jvp, inverse_jvp, logdet_vjp
from mathlib.exercises.recall_item import RecallItem
from mathlib.gradcheck import numerical_gradient

_RNG = np.random.default_rng


def _grown_square() -> float:
    """Return the change of det(3I) for each unit by which both diagonal entries grow."""
    return float(det_jvp(3 * np.eye(2), np.eye(2)))


def _same_ring() -> float:
    """Return the place, from 1, of the order of A, B, C, D that has the trace of ABCD."""
    A, B, C, D = _RNG(1).normal(size=(4, 3, 3))
    orders = ((B, A, C, D), (C, D, A, B), (D, C, B, A))
    traces = np.array([np.trace(np.linalg.multi_dot(order)) for order in orders])
    wanted = np.trace(np.linalg.multi_dot((A, B, C, D)))
    return float(np.flatnonzero(np.isclose(traces, wanted))[0] + 1)


def _kinds_with_twice_the_product() -> float:
    """Return the sum of 1 (symmetric A), 2 (skew) and 4 (general) where 2AX is the gradient."""
    M, X = _RNG(2).normal(size=(3, 3)), _RNG(3).normal(size=(3, 2))
    kinds = ((1, M + M.T), (2, M - M.T), (4, M))
    return float(sum(number for number, A in kinds if _is_twice_the_product(A, X)))


def _is_twice_the_product(A: Array, X: Array) -> bool:
    gradient = numerical_gradient(lambda X: float(np.trace(X.T @ A @ X)), X)
    return bool(np.allclose(gradient, 2 * A @ X, atol=1e-6))


def _a_third() -> float:
    X = _RNG(4).normal(size=(4, 4))
    return float(np.linalg.norm(logdet_vjp(1.0, X / 3)) / np.linalg.norm(logdet_vjp(1.0, X)))


def _change_of_an_inverse() -> float:
    return float(inverse_jvp(np.array([[2.0]]), np.array([[0.4]]))[0, 0])


def _length_of_a_squared_norms_gradient() -> float:
    X = _RNG(5).normal(size=(2, 3))
    X *= 3 / np.linalg.norm(X)
    return float(np.linalg.norm(numerical_gradient(lambda X: float(np.sum(X * X)), X)))


RECALL = (
    RecallItem(
        slug="area-of-a-growing-square",
        question=(
            "D = 3I is 2×2, and both diagonal entries grow by ε. To first order det D grows by "
            "how many times ε?"
        ),
        measure=_grown_square,
        shown="{value:.3f} times ε.",
        why=(
            "d det D = det(D) Tr(D⁻¹ dD) = 9 · 2/3. Two sides of length 3 move, and they are "
            "added: no 1/N."
        ),
        about=(
            "gradient-of-the-determinant",
            "prediction:stretching-a-cube",
            "hunt:E01",
            "hunt:E02",
            "derive-volume-of-columns",
        ),
    ),
    RecallItem(
        slug="another-reading-of-a-ring",
        question="Which product has the same trace as ABCD, for all square A, B, C and D?",
        options={
            "BACD": lambda v: v == 1,
            "CDAB": lambda v: v == 2,
            "DCBA": lambda v: v == 3,
        },
        measure=_same_ring,
        shown="it is number {value:.0f} of the three.",
        why="A trace is a ring: begin anywhere, and keep the order of neighbours.",
        about=("prediction:orders-with-one-trace", "gradient-of-a-trace-form"),
    ),
    RecallItem(
        slug="when-twice-the-product-is-right",
        question="For which matrices A is 2AX the gradient of Tr(XᵀAX)?",
        options={
            "every A": lambda v: v == 7,
            "symmetric A": lambda v: v == 1,
            "skew A": lambda v: v == 2,
        },
        measure=_kinds_with_twice_the_product,
        shown="of symmetric (1), skew (2) and general A (4) the check passes for {value:.0f}.",
        why="The gradient is (A + Aᵀ)X. A test with symmetric data hides a lost transpose.",
        about=("derive-quadratic-form", "prediction:quadratic-form-of-a-skew-matrix"),
    ),
    RecallItem(
        slug="logarithm-of-a-smaller-volume",
        question="X becomes X/3. What becomes of the gradient of log|det X|?",
        options={
            "a third of it": lambda v: abs(v - 1 / 3) < 0.01,
            "it stays": lambda v: abs(v - 1) < 0.01,
            "three times as much": lambda v: abs(v - 3) < 0.01,
        },
        measure=_a_third,
        shown="its norm is {value:.3f} times what it was.",
        why="The gradient is the inverse, transposed, and (X/3)⁻¹ = 3X⁻¹.",
        about=("prediction:log-determinant-of-a-doubled-matrix", "derive-log-volume"),
    ),
    RecallItem(
        slug="change-of-an-inverse",
        question=(
            "X is 1×1 and equals 2. It grows by 0.4. By how much does X⁻¹ change, to first order?"
        ),
        measure=_change_of_an_inverse,
        shown="{value:.3f}.",
        why="d(X⁻¹) = −X⁻¹ dX X⁻¹ = −0.5 · 0.4 · 0.5. The minus comes from d(XX⁻¹) = 0.",
        about=("backward-pass-of-the-inverse", "backward-pass-of-a-linear-solve", "hunt:E03"),
    ),
    RecallItem(
        slug="gradient-of-a-squared-norm",
        question="‖X‖ = 3. How long is the gradient of the squared norm ‖X‖²?",
        measure=_length_of_a_squared_norms_gradient,
        shown="its length is {value:.3f}.",
        why="It is 2X. The norm itself, not squared, has the gradient X/‖X‖, of length 1.",
        about=("prediction:gradient-of-a-norm-far-away", "derive-least-squares"),
    ),
)
