"""Implement exercises of chapter 02: back through an inverse and through a linear system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_02.gradients import Array, Generator, whole
from mathlib.exercises.exercise import Exercise, Mistake


def inverse_vjp(G: Array, X: Array) -> Any:
    """Gradient in X of ⟨G, X⁻¹⟩."""
    Y = np.linalg.inv(X)
    return -Y.T @ G @ Y.T


def _regular(rng: Generator, n: int) -> Array:
    return np.asarray(rng.normal(size=(n, n)) + 3 * np.eye(n))


def _whole_regular(rng: Generator, n: int) -> Array:
    return np.asarray(whole(rng, n, n) + 8 * np.eye(n))


INVERSE_VJP = Exercise(
    slug="backward-pass-of-the-inverse",
    title="Back through an inverse",
    difficulty=2,
    minutes=8,
    points=2,
    reference=inverse_vjp,
    layout={"G": "nn", "X": "nn"},
    result="nn",
    upstream="G",
    tolerance=1e-11,
    cases=lambda rng: [(rng.normal(size=(n, n)), _regular(rng, n)) for n in (3, 5, 2, 4)],
    small=lambda rng: [(whole(rng, n, n), _whole_regular(rng, n)) for n in (1, 2, 2, 3)],
    loss=lambda G, X: np.sum(G * np.linalg.inv(X)),
    variable="X",
    mistakes={
        "sign": Mistake(
            lambda G, X: -inverse_vjp(G, X),
            "The minus of d(X⁻¹) is lost.",
            "If X grows, does its inverse grow?",
        ),
        "transposes missing": Mistake(
            lambda G, X: -np.linalg.inv(X) @ G @ np.linalg.inv(X),
            "The inverses are not transposed.",
            "A factor that moves across an inner product returns transposed.",
        ),
        "one transpose missing": Mistake(
            lambda G, X: -np.linalg.inv(X).T @ G @ np.linalg.inv(X),
            "The second inverse is not transposed.",
            "Both factors move across.",
        ),
        "other transpose missing": Mistake(
            lambda G, X: -np.linalg.inv(X) @ G @ np.linalg.inv(X).T,
            "The first inverse is not transposed.",
            "Both factors move across.",
        ),
        "one inverse missing on the right": Mistake(
            lambda G, X: -np.linalg.inv(X).T @ G,
            "Only the left inverse is there.",
            "d(X⁻¹) = −X⁻¹ dX X⁻¹ has two.",
        ),
        "one inverse missing on the left": Mistake(
            lambda G, X: -G @ np.linalg.inv(X).T,
            "Only the right inverse is there.",
            "d(X⁻¹) = −X⁻¹ dX X⁻¹ has two.",
        ),
        "G transposed": Mistake(
            lambda G, X: -np.linalg.inv(X).T @ G.T @ np.linalg.inv(X).T,
            "G is transposed too.",
            "Only the inverses cross; (YGY)ᵀ = YᵀGᵀYᵀ would turn G as well.",
        ),
        "transposed": Mistake(
            lambda G, X: inverse_vjp(G, X).T,
            "The result is the gradient's transpose.",
            "dL = ⟨gradient, dX⟩ without a further transpose.",
        ),
        "inverses put together on the left": Mistake(
            lambda G, X: -np.linalg.inv(X @ X).T @ G,
            "Both inverses stand to the left of G.",
            "In −Y dX Y one stands on each side, and each stays on its side.",
        ),
        "inverses put together on the right": Mistake(
            lambda G, X: -G @ np.linalg.inv(X @ X).T,
            "Both inverses stand to the right of G.",
            "In −Y dX Y one stands on each side, and each stays on its side.",
        ),
        "both on the left, not transposed": Mistake(
            lambda G, X: -np.linalg.inv(X @ X) @ G,
            "Both inverses stand to the left of G, and neither is transposed.",
            "One stands on each side, and both arrive transposed.",
        ),
        "both on the right, not transposed": Mistake(
            lambda G, X: -G @ np.linalg.inv(X @ X),
            "Both inverses stand to the right of G, and neither is transposed.",
            "One stands on each side, and both arrive transposed.",
        ),
        "entry by entry": Mistake(
            lambda G, X: -np.linalg.inv(X).T * G * np.linalg.inv(X).T,
            "The three matrices are multiplied entry by entry.",
            "`*` multiplies entries; for rows times columns write @.",
        ),
        "entry by entry, not transposed": Mistake(
            lambda G, X: -np.linalg.inv(X) * G * np.linalg.inv(X),
            "The three matrices are multiplied entry by entry, and the inverses not transposed.",
            "`*` multiplies entries; for rows times columns write @.",
        ),
        "rule for numbers": Mistake(
            lambda G, X: -G / X**2,
            "This is the rule for numbers, −g/x², at each entry.",
            "The entries of X⁻¹ are not 1/X_ij: each depends on all of X.",
        ),
        "reciprocal entries": Mistake(
            lambda G, X: -(1 / X).T @ G @ (1 / X).T,
            "`1 / X` divides entry by entry, and is no inverse.",
            "`np.linalg.inv(X)` is the inverse of a matrix.",
        ),
        "X in place of its inverse": Mistake(
            lambda G, X: -X.T @ G @ X.T,
            "X itself stands where its inverse belongs.",
            "Which matrix did the forward pass return?",
        ),
    },
    hints=(
        "Write dL = ⟨G, dY⟩ and put in the differential of the inverse.",
        "⟨G, −Y dX Y⟩: a left factor moves across transposed, and so does a right one.",
        "`Y = np.linalg.inv(X)`; one Y.T goes to each side of G.",
    ),
    symptoms={"it is right for symmetric X only": "a transpose is missing."},
)


def solve_vjp(G: Array, A: Array, B: Array) -> tuple[Array, Array]:
    """Gradients in A and in B of ⟨G, A⁻¹B⟩."""
    Y = np.linalg.solve(A, B)
    GB = np.linalg.solve(A.T, G)
    return -GB @ Y.T, GB


def _spoilt(
    change: Callable[[Array, Array, Array, Array], tuple[Array, Array]],
) -> Callable[[Array, Array, Array], tuple[Array, Array]]:
    """Return an answer made from G, the inverse of A, Y = A⁻¹B, and A."""

    def answer(G: Array, A: Array, B: Array) -> tuple[Array, Array]:
        inverse = np.linalg.inv(A)
        return change(G, inverse, inverse @ B, A)

    return answer


SOLVE_VJP = Exercise(
    slug="backward-pass-of-a-linear-solve",
    title="Back through a linear system",
    difficulty=3,
    minutes=12,
    points=3,
    reference=solve_vjp,
    layout={"G": "nk", "A": "nn", "B": "nk"},
    result=("nn", "nk"),
    upstream="G",
    tolerance=1e-11,
    cases=lambda rng: [
        (rng.normal(size=(n, k)), _regular(rng, n), rng.normal(size=(n, k)))
        for n, k in ((3, 2), (4, 5), (2, 3), (5, 1))
    ],
    small=lambda rng: [
        (whole(rng, n, k), _whole_regular(rng, n), whole(rng, n, k))
        for n, k in ((1, 2), (2, 1), (2, 3), (3, 2))
    ],
    mistakes={
        "A not transposed": Mistake(
            _spoilt(lambda G, inv, Y, A: (-(inv @ G) @ Y.T, inv @ G)),
            "The backward system is solved with A.",
            "A moves across the inner product: the backward system has Aᵀ.",
        ),
        "sign in A": Mistake(
            _spoilt(lambda G, inv, Y, A: ((inv.T @ G) @ Y.T, inv.T @ G)),
            "The minus of the gradient in A is lost.",
            "d(A⁻¹) comes with a minus.",
        ),
        "G in place of the gradient in B": Mistake(
            _spoilt(lambda G, inv, Y, A: (-G @ Y.T, inv.T @ G)),
            "The gradient in A is built from G.",
            "G has to pass A⁻ᵀ first: you have that already.",
        ),
        "gradient in A transposed": Mistake(
            _spoilt(lambda G, inv, Y, A: (-Y @ (inv.T @ G).T, inv.T @ G)),
            "The gradient in A is its transpose.",
            "Which of the two indices belongs to the row of A?",
        ),
        "G handed through to B": Mistake(
            _spoilt(lambda G, inv, Y, A: (-(inv.T @ G) @ Y.T, G)),
            "The gradient in B is G itself.",
            "Y depends on B through A⁻¹.",
        ),
        "B in place of Y": Mistake(
            lambda G, A, B: (-np.linalg.solve(A.T, G) @ B.T, np.linalg.solve(A.T, G)),
            "The gradient in A holds B where Y belongs.",
            "d(A⁻¹)B = −A⁻¹ dA A⁻¹B, and A⁻¹B is Y.",
        ),
        "inverse not transposed in A": Mistake(
            lambda G, A, B: (
                -np.linalg.solve(A.T, G) @ B.T @ np.linalg.inv(A),
                np.linalg.solve(A.T, G),
            ),
            "In the gradient in A, the inverse that made Y is not transposed.",
            "Y = A⁻¹B crosses as a whole: write Yᵀ, and no inverse is left to transpose.",
        ),
        "backward system solved twice": Mistake(
            _spoilt(lambda G, inv, Y, A: (-(inv.T @ inv.T @ G) @ Y.T, inv.T @ G)),
            "In the gradient in A, A⁻ᵀ is applied to G twice.",
            "G passes A⁻ᵀ once, which makes the gradient in B; the other inverse is inside Y.",
        ),
        "sign in both": Mistake(
            _spoilt(lambda G, inv, Y, A: (-(inv.T @ G) @ Y.T, -inv.T @ G)),
            "The gradient in B has a minus too.",
            "Y is linear in B: no minus there.",
        ),
    },
    hints=(
        "Differentiate AY = B instead of Y = A⁻¹B: dA Y + A dY = dB.",
        "⟨G, A⁻¹(dB − dA Y)⟩: move A⁻¹ across once and use it for both gradients.",
        "`GB = np.linalg.solve(A.T, G)` is the gradient in B.",
    ),
    symptoms={
        "the two results are exchanged": "return the gradient in A first, as in solve(A, B).",
    },
)
