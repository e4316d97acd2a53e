"""Recall items of chapter 09: quotients, ties and clamped eigenvalues, with other numbers."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import Array, symmetric
from mathlib.exercises.chapters.chapter_09.matrices import matrix_log, rate, sym
from mathlib.exercises.recall_item import RecallItem
from mathlib.gradcheck import numerical_gradient

_RNG = np.random.default_rng


def _pulled_along() -> float:
    """Return the rate at which the eigenvalue 5 of diag(2, 5) moves, by quotients."""
    dX = np.array([[3.0, 7.0], [7.0, -4.0]])
    return float(rate(np.linalg.eigvalsh, np.diag([2.0, 5.0]), dX)[1])


def _log_at_four_times_the_identity() -> float:
    """Return ⟨H, D log(4I)[H]⟩/⟨H, H⟩ by quotients."""
    H = symmetric(_RNG(9), 3)
    return float(np.sum(H * rate(matrix_log, 4 * np.eye(3), H)) / np.sum(H * H))


def _squaring() -> float:
    """Return the entry of the pair 2, 7 in the Loewner matrix of λ², by squaring matrices."""
    H = np.array([[0.0, 1.0], [1.0, 0.0]])
    return float(rate(lambda X: X @ X, np.diag([2.0, 7.0]), H)[0, 1])


def _clamped(X: Array, eps: float) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U * np.maximum(eigenvalues, eps) @ U.T)


def _share_of_a_mixed_pair() -> float:
    """Return the entry of ReEig for the eigenvalues 3 and 0.5, eps = 1, by quotients."""
    H = np.array([[0.0, 1.0], [1.0, 0.0]])
    return float(rate(lambda X: _clamped(X, 1.0), np.diag([3.0, 0.5]), H)[0, 1])


def _part_that_is_felt() -> float:
    """Return 1 if the gradient of ⟨G, log X⟩ at X = I is G, 2 if sym G, 3 if skew G."""
    G = _RNG(10).normal(size=(3, 3))
    gradient = numerical_gradient(lambda X: float(np.sum(G * matrix_log(sym(X)))), np.eye(3))
    parts = (G, sym(G), (G - G.T) / 2)
    return float(np.argmin([np.linalg.norm(gradient - part) for part in parts]) + 1)


def _digits_of_a_difference() -> float:
    """Return how many digits of the quotient of log survive near 3 at a gap of 1e-12, median."""
    a = _RNG(11).uniform(2.9, 3.1, size=999)
    b = a + 1e-12
    error = np.abs((np.log(b) - np.log(a)) / (b - a) * a - 1)
    return float(-np.log10(np.median(error)))


RECALL = (
    RecallItem(
        slug="rate-of-an-eigenvalue",
        question=(
            "X = diag(2, 5) moves along dX = [[3, 7], [7, −4]]. By how much does the eigenvalue 5 "
            "move, to first order?"
        ),
        measure=_pulled_along,
        shown="{value:.3f}.",
        why=(
            "dλ = uᵀ dX u, and u is the second axis: the entry −4. The 7 turns the eigenvectors, "
            "and moves the eigenvalues to second order only."
        ),
        about=("eigenvalue-shifts", "prediction:eigenvalue-under-a-coupling"),
    ),
    RecallItem(
        slug="logarithm-at-four-times-the-identity",
        question="At X = 4I, what is the derivative of log X along a symmetric H?",
        options={
            "H/4": lambda v: abs(v - 0.25) < 0.01,
            "0, since all eigenvalues are equal": lambda v: abs(v) < 0.01,
            "it does not exist": lambda v: v > 0.5,
        },
        measure=_log_at_four_times_the_identity,
        shown="a difference quotient gives {value:.3f} × H.",
        why=(
            "All pairs are ties, and at a tie the quotient becomes f′(4) = 1/4. NaN, or 0 in its "
            "place, comes from the way there, not from the function."
        ),
        about=(
            "prediction:log-at-the-identity",
            "prediction:what-masking-leaves",
            "log-autograd-function",
            "hunt:E36",
            "hunt:E37",
        ),
    ),
    RecallItem(
        slug="loewner-entry-of-a-square",
        question="f(λ) = λ². Which number stands in the Loewner matrix at the pair 2 and 7?",
        measure=_squaring,
        shown="{value:.3f}.",
        why=(
            "(49 − 4)/(7 − 2) = 9, the slope of the chord. For the square it is 2 + 7: d(X²) = "
            "dX X + X dX."
        ),
        about=("loewner-matrix", "prediction:loewner-entry-of-a-closing-gap", "general-vjp"),
    ),
    RecallItem(
        slug="share-of-a-mixed-pair",
        question=(
            "ReEig with eps = 1 meets the eigenvalues 3 and 0.5. Which share of the gradient "
            "passes for this pair?"
        ),
        measure=_share_of_a_mixed_pair,
        shown="{value:.3f} of it.",
        why="(3 − 1)/(3 − 0.5): of the gap of 2.5, the 2 above eps are left.",
        about=("reeig-vjp", "prediction:gradient-of-a-mixed-pair"),
    ),
    RecallItem(
        slug="part-of-g-that-is-felt",
        question="X is symmetric, L = ⟨G, log X⟩ with any G. At X = I, what is the gradient?",
        options={
            "G": lambda v: v == 1,
            "its symmetric part": lambda v: v == 2,
            "its skew part": lambda v: v == 3,
        },
        measure=_part_that_is_felt,
        shown="it is number {value:.0f} of G, sym G and skew G.",
        why=(
            "At I the derivative of log hands everything through, and a symmetric dX feels "
            "sym G alone."
        ),
        about=("daleckii-krein-vjp", "ionescu-equals-daleckii-krein", "hunt:E34"),
    ),
    RecallItem(
        slug="digits-at-a-tiny-gap",
        question=(
            "In float64, (log b − log a)/(b − a) near 3 at a gap of 1e-12: about how many digits "
            "are right?"
        ),
        options={
            "none": lambda v: v < 2.5,
            "about 8": lambda v: 6 <= v < 10,
            "about 4": lambda v: 2.5 <= v < 6,
        },
        measure=_digits_of_a_difference,
        shown="{value:.0f} digits.",
        why=(
            "Each logarithm is rounded to 1e-16; their difference of 3e-13 keeps what is left. "
            "log1p of the relative gap loses nothing."
        ),
        about=(
            "stable-log-difference",
            "prediction:digits-lost-for-each-decade",
            "prediction:where-to-switch",
        ),
    ),
)
