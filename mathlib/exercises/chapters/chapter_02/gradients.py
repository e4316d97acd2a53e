"""Implement exercises of chapter 02: a trace form and the determinant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.exercise import Exercise, Inputs, Mistake

Array = NDArray[Any]
Generator = np.random.Generator


def whole(rng: Generator, *shape: int) -> Array:
    """Return an array of small whole numbers other than 0, as floats."""
    return np.asarray(rng.integers(1, 4, size=shape) * rng.choice([-1.0, 1.0], size=shape))


def trace_grad(A: Array, X: Array, B: Array) -> Any:
    """Gradient in X of Tr(A X B Xᵀ)."""
    return A @ X @ B + A.T @ X @ B.T


_SHAPES = ((3, 4), (5, 2), (2, 6), (4, 3), (3, 5))

TRACE_GRAD = Exercise(
    slug="gradient-of-a-trace-form",
    title="Two matrices around X",
    difficulty=2,
    minutes=8,
    points=2,
    reference=trace_grad,
    layout={"A": "mm", "X": "mn", "B": "nn"},
    result="mn",
    cases=lambda rng: [
        (rng.normal(size=(m, m)), rng.normal(size=(m, n)), rng.normal(size=(n, n)))
        for m, n in _SHAPES
    ],
    small=lambda rng: [
        (whole(rng, m, m), whole(rng, m, n), whole(rng, n, n))
        for m, n in ((2, 1), (1, 2), (2, 2), (3, 2))
    ],
    loss=lambda A, X, B: np.trace(A @ X @ B @ X.T),
    variable="X",
    mistakes={
        "A and B taken as symmetric": Mistake(
            lambda A, X, B: 2 * A @ X @ B,
            "The result is 2AXB, which needs a symmetric A and a symmetric B.",
            "The second X stands transposed: what happens to A and B when it is turned back?",
        ),
        "second X left out": Mistake(
            lambda A, X, B: A.T @ X @ B.T,
            "Only the first X moves.",
            "X stands twice, so the product rule owes two terms.",
        ),
        "first X left out": Mistake(
            lambda A, X, B: A @ X @ B,
            "Only the transposed X moves.",
            "X stands twice, so the product rule owes two terms.",
        ),
        "transposes mixed": Mistake(
            lambda A, X, B: A.T @ X @ B + A @ X @ B.T,
            "Each term holds one transpose.",
            "A term is transposed as a whole, or not at all.",
        ),
        "both terms transposed": Mistake(
            lambda A, X, B: 2 * A.T @ X @ B.T,
            "Both terms are AᵀXBᵀ.",
            "One of the two differentials is transposed already.",
        ),
        "transposed": Mistake(
            lambda A, X, B: trace_grad(A, X, B).T,
            "The result is the gradient's transpose.",
            "dL = Tr(Gᵀ dX): what stands in front of dX is Gᵀ.",
        ),
        "four terms": Mistake(
            lambda A, X, B: (A + A.T) @ X @ (B + B.T),
            "(A + Aᵀ)X(B + Bᵀ) has four terms.",
            "X stands twice, so there are two terms: one without transposes, one with both.",
        ),
        "B not transposed": Mistake(
            lambda A, X, B: (A + A.T) @ X @ B,
            "In one of the two terms A is transposed, and B is not.",
            "A product is transposed as a whole: (AXB)ᵀ = BᵀXᵀAᵀ.",
        ),
        "A not transposed": Mistake(
            lambda A, X, B: A @ X @ (B + B.T),
            "In one of the two terms B is transposed, and A is not.",
            "A product is transposed as a whole: (AXB)ᵀ = BᵀXᵀAᵀ.",
        ),
        "minus between the terms": Mistake(
            lambda A, X, B: A @ X @ B - A.T @ X @ B.T,
            "The two terms are subtracted.",
            "A product rule adds.",
        ),
    },
    hints=(
        "How many times does X stand under the trace?",
        "Turn each trace until dX stands last; where dXᵀ stands, transpose the whole product.",
        "Tr(A dX B Xᵀ) = Tr(B Xᵀ A dX), so its part of the gradient is AᵀXBᵀ.",
    ),
    symptoms={"you get shape (n, m)": "that is Gᵀ, the factor in front of dX."},
)


def det_grad(D: Array) -> Any:
    """Gradient of the determinant, also where D has no inverse: the matrix of cofactors."""
    G = np.zeros(D.shape)
    for i in range(len(D)):
        for j in range(len(D)):
            minor = np.delete(np.delete(D, i, axis=0), j, axis=1)
            G[i, j] = (-1) ** (i + j) * np.linalg.det(minor)
    return G


def _squares(rng: Generator) -> list[Inputs]:
    """Return regular matrices, then two of whole numbers without an inverse."""
    regular: list[Inputs] = [(rng.normal(size=(n, n)),) for n in (3, 2, 4, 5)]
    return [*regular, *((_singular(rng, n),) for n in (3, 4))]


def _singular(rng: Generator, n: int) -> Array:
    D = whole(rng, n, n)
    D[-1] = D[0]
    return D


def _from_minors(entry: Callable[[int, int, float], float]) -> Callable[[Array], Array]:
    """Return a matrix whose entries are made from i, j and the cofactor there."""

    def answer(D: Array) -> Array:
        C = det_grad(D)
        return np.array([[entry(i, j, c) for j, c in enumerate(row)] for i, row in enumerate(C)])

    return answer


def _signs(D: Array) -> Array:
    return np.asarray((-1.0) ** np.add.outer(range(len(D)), range(len(D))))


DET_GRAD = Exercise(
    slug="gradient-of-the-determinant",
    title="The gradient of a determinant",
    difficulty=2,
    minutes=10,
    points=2,
    reference=det_grad,
    layout={"D": "nn"},
    result="nn",
    tolerance=1e-10,
    cases=_squares,
    small=lambda rng: [(whole(rng, n, n),) for n in (2, 2, 3)],
    loss=lambda D: np.linalg.det(D),
    variable="D",
    mistakes={
        "transposed": Mistake(
            lambda D: det_grad(D).T,
            "This is the adjugate, and the gradient is its transpose.",
            "Which index does adj(D)_ji put first? Compare with the example in the docstring.",
        ),
        "divided by n": Mistake(
            lambda D: det_grad(D) / len(D),
            "The result is divided by the order of D: the printed 1/N.",
            "The faces of a volume are added, not averaged.",
        ),
        "signs of the checkerboard missing": Mistake(
            _from_minors(lambda i, j, c: (-1) ** (i + j) * c),
            "The minors are there, and their signs (−1)^(i+j) are not.",
            "Expand a 2×2 determinant along its first row: which entry comes with a minus?",
        ),
        "minus at every minor": Mistake(
            _from_minors(lambda i, j, c: -((-1) ** (i + j)) * c),
            "Every minor has a minus in front of it.",
            "`-1 ** k` is −(1 ** k), a minus for every k: write `(-1) ** (i + j)`.",
        ),
        "brackets of the exponent missing": Mistake(
            _from_minors(lambda i, j, c: (-1) ** i + j * (-1) ** (i + j) * c),
            "The exponent of −1 ends before the `+ j`, which multiplies the minor.",
            "`**` comes before `*`, and `*` before `+`: write `(-1) ** (i + j)`.",
        ),
        "signs by rows": Mistake(
            _from_minors(lambda i, j, c: (-1) ** j * c),
            "The minors are there, and their signs change with the row alone.",
            "On a checkerboard the sign changes at each step, to the side as well.",
        ),
        "signs by columns": Mistake(
            _from_minors(lambda i, j, c: (-1) ** i * c),
            "The minors are there, and their signs change with the column alone.",
            "On a checkerboard the sign changes at each step, downwards as well.",
        ),
        "row i and column i deleted": Mistake(
            lambda D: _signs(D) * np.diag(det_grad(D))[:, None],
            "Row i and column i are taken away, whatever j is.",
            "For the entry ij, which column goes?",
        ),
        "row j and column j deleted": Mistake(
            lambda D: _signs(D) * np.diag(det_grad(D)),
            "Row j and column j are taken away, whatever i is.",
            "For the entry ij, which row goes?",
        ),
        "nothing deleted": Mistake(
            lambda D: _signs(D) * np.linalg.det(D),
            "The determinant of the whole D stands where that of a smaller matrix belongs.",
            "Take row i and column j away first, and then the determinant.",
        ),
        "entries multiplied in": Mistake(
            lambda D: D * det_grad(D),
            "Each cofactor is multiplied by its entry, as in the expansion of the determinant.",
            "The determinant is linear in one entry. What is the factor in front of it?",
        ),
        "sign": Mistake(
            lambda D: -det_grad(D),
            "All signs are turned.",
            "The checkerboard begins with a plus in the corner.",
        ),
        "zero where there is no inverse": Mistake(
            lambda D: det_grad(D) * (abs(np.linalg.det(D)) > 1e-10),
            "It is right where D has an inverse, and zero where it has none.",
            "The determinant is zero there; its slopes need not be. Take the cofactors.",
        ),
        "trace of the adjugate": Mistake(
            lambda D: np.trace(det_grad(D)) * np.eye(len(D)),
            "The trace is taken before dD was multiplied in.",
            "A gradient has the shape of D, with one cofactor for each entry.",
        ),
    },
    hints=(
        "Move a single entry D_ij. By which factor does the determinant answer?",
        "That factor is the cofactor: (−1)^(i+j) times the determinant without row i and column j.",
        "`minor = np.delete(np.delete(D, i, axis=0), j, axis=1)` for each i and j.",
    ),
    symptoms={
        "LinAlgError: Singular matrix": (
            "two of the inputs have no inverse; det(D)·inv(D).T does not exist there, and the "
            "cofactors do."
        ),
    },
)
