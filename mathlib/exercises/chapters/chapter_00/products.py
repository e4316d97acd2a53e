"""Inner products and bilinear forms: 00.1, 00.2, and the cumulative sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import (
    SHAPES,
    Array,
    whole,
)
from mathlib.exercises.exercise import Exercise, Mistake


def inner(P: Array, Q: Array) -> float:
    """⟨P, Q⟩ of two matrices of equal shape (m, n)."""
    return float(np.sum(P * Q))


INNER = Exercise(
    slug="frobenius-inner-product",
    title="The inner product of two matrices",
    difficulty=1,
    minutes=3,
    reference=inner,
    layout={"P": "mn", "Q": "mn"},
    result="",
    noun="inner product",
    cases=lambda rng: [(rng.normal(size=s), rng.normal(size=s)) for s in SHAPES],
    small=lambda rng: [(whole(rng, *s), whole(rng, *s)) for s in ((1, 2), (2, 2), (2, 3), (3, 2))],
    mistakes={
        "sum of the matrix product": Mistake(
            lambda P, Q: np.sum(P @ Q.T),
            "All entries of P Qᵀ are added; the inner product keeps only its diagonal.",
            "Which pairs of entries does Σ P_ij Q_ij multiply? Only those at the same place.",
        ),
        "entries not added": Mistake(
            lambda P, Q: P * Q,
            "The products P_ij Q_ij are there, and not added up yet.",
            "An inner product is one number.",
        ),
        "added along each row": Mistake(
            lambda P, Q: np.sum(P * Q, axis=1),
            "The products are added along one axis only, along each row.",
            "Look at the `axis` of your sum, or at the loop that is missing.",
        ),
        "added down each column": Mistake(
            lambda P, Q: np.sum(P * Q, axis=0),
            "The products are added along one axis only, down each column: `axis=0` does that, "
            "and Python's own `sum` of a matrix too.",
            "Which `sum` do you call? NumPy's adds every entry when it is given no axis.",
        ),
        "PᵀQ, a matrix": Mistake(
            lambda P, Q: P.T @ Q,
            "This is the matrix product PᵀQ; its entry (i, j) multiplies column i of P by "
            "column j of Q.",
            "Which entries of PᵀQ pair P and Q at the same place, and what is their sum?",
        ),
        "PQᵀ, a matrix": Mistake(
            lambda P, Q: P @ Q.T,
            "This is the matrix product PQᵀ (`np.inner` gives it too); its entry (i, j) multiplies "
            "row i of P by row j of Q.",
            "Which entries of PQᵀ pair P and Q at the same place, and what is their sum?",
        ),
        "mean for sum": Mistake(
            lambda P, Q: np.mean(P * Q),
            "The mean over all entries stands where their sum belongs.",
            "By what does `mean` divide?",
        ),
        "product of the sums": Mistake(
            lambda P, Q: np.sum(P) * np.sum(Q),
            "Each matrix is added up first, and the two sums are multiplied.",
            "Multiply entry by entry first, then add.",
        ),
        "product of the norms": Mistake(
            lambda P, Q: np.linalg.norm(P) * np.linalg.norm(Q),
            "‖P‖ ‖Q‖ is the largest value that the inner product could have (Cauchy–Schwarz).",
            "The angle between P and Q is missing.",
        ),
        "only the first row": Mistake(
            lambda P, Q: P[0] @ Q[0],
            "Only the first rows are multiplied.",
            "The double sum runs over i and over j.",
        ),
    },
    hints=(
        "How would you take the inner product of two long vectors? P matrix is a long vector, "
        "folded.",
        "⟨P, Q⟩ = Σ_ij P_ij Q_ij: multiply entries at the same place, add everything.",
        "`products = P * Q`, and one call makes one number of it.",
    ),
    symptoms={
        "you get a matrix or a vector": "the products are there, and the sum is not finished.",
    },
)


def bilinear_grad(a: Array, X: Array, b: Array) -> Array:
    """Gradient of L(X) = aᵀXb: entry (i, j) is a_i b_j."""
    return np.outer(a, b)


def _bilinear_inputs(draw: Callable[..., Array], shapes: tuple[tuple[int, int], ...]) -> Any:
    return [(draw(m), draw(m, n), draw(n)) for m, n in shapes]


BILINEAR = Exercise(
    slug="bilinear-gradient",
    title="The gradient of aᵀXb",
    difficulty=1,
    minutes=5,
    reference=bilinear_grad,
    layout={"a": "m", "X": "mn", "b": "n"},
    result="mn",
    cases=lambda rng: _bilinear_inputs(lambda *s: rng.normal(size=s), SHAPES),
    small=lambda rng: _bilinear_inputs(lambda *s: whole(rng, *s), ((1, 2), (2, 2), (2, 3), (3, 2))),
    loss=lambda a, X, b: a @ X @ b,
    variable="X",
    mistakes={
        "transposed": Mistake(
            lambda a, X, b: np.outer(b, a),
            "The result is b aᵀ: its rows belong to b.",
            "X_ij stands between a_i and b_j. Which of the two numbers the rows of the gradient?",
        ),
        "X kept": Mistake(
            lambda a, X, b: a[:, None] * X * b,
            "Each entry is a_i X_ij b_j, so X itself is still inside.",
            "X_ij enters the loss once, in the first power. What is left after one derivative?",
        ),
        "the loss itself": Mistake(
            lambda a, X, b: a @ X @ b,
            "The value of L is returned, one number.",
            "How much does L grow when only X_ij grows by a little?",
        ),
        "a and b added": Mistake(
            lambda a, X, b: a[:, None] + b,
            "Each entry is a_i + b_j.",
            "The coefficient of X_ij in the double sum is a product.",
        ),
        "a left out": Mistake(
            lambda a, X, b: np.ones_like(a)[:, None] * b,
            "Every row is b, and a does not enter.",
            "What stands to the left of X_ij in Σ a_i X_ij b_j?",
        ),
        "b left out": Mistake(
            lambda a, X, b: a[:, None] * np.ones_like(b),
            "Every column is a, and b does not enter.",
            "What stands to the right of X_ij in Σ a_i X_ij b_j?",
        ),
        "gradient in a": Mistake(
            lambda a, X, b: X @ b,
            "X b is the gradient of the same loss in a.",
            "Which of the three letters moves? The gradient has its shape.",
        ),
        "gradient in b": Mistake(
            lambda a, X, b: X.T @ a,
            "Xᵀa is the gradient of the same loss in b.",
            "Which of the three letters moves? The gradient has its shape.",
        ),
    },
    hints=(
        "Write L as a double sum. In which of its terms does X_ij appear?",
        "dL = aᵀ dX b = ⟨a bᵀ, dX⟩: the gradient is what stands beside dX in ⟨·, dX⟩.",
        "Entry (i, j) is a_i b_j; `a[:, None]` makes a column of a.",
    ),
    symptoms={
        "you get one number": "`a @ b` is the inner product; you need all pairs a_i b_j.",
        "you get shape (n, m)": "a and b stand in the other order.",
        "`a @ b.T` raises": "`.T` does nothing to a vector of one axis; give it a second axis.",
    },
)


def cumsum_vjp(G: Array, x: Array) -> Array:
    """Backward pass of y = np.cumsum(x): x_j reaches every y_i with i ≥ j."""
    return np.cumsum(G[::-1])[::-1]


LENGTHS = (4, 7, 2, 6, 9)

CUMSUM = Exercise(
    slug="cumulative-sum-vjp",
    title="Backward through a cumulative sum",
    difficulty=2,
    minutes=8,
    points=2,
    reference=cumsum_vjp,
    layout={"G": "n", "x": "n"},
    result="n",
    cases=lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in LENGTHS],
    small=lambda rng: [(whole(rng, n), whole(rng, n)) for n in (2, 3, 4)],
    loss=lambda G, x: G @ np.cumsum(x),
    variable="x",
    upstream="G",
    mistakes={
        "forward pass again": Mistake(
            lambda G, x: np.cumsum(G),
            "The cumulative sum runs forwards once more, over G.",
            "Which y_i does the first entry of x reach? And the last?",
        ),
        "upstream gradient ignored": Mistake(
            lambda G, x: np.arange(len(x), 0, -1.0),
            "Each entry counts how many y_i it reaches, as if G were all ones.",
            "Weigh each y_i that x_j reaches with the G_i that arrives there.",
        ),
        "passed through": Mistake(
            lambda G, x: G.copy(),
            "G is handed on as it came, as if y were x.",
            "x_j does not only enter y_j: where else?",
        ),
        "not turned back": Mistake(
            lambda G, x: np.cumsum(G[::-1]),
            "The sum runs from the end, and the result still stands in that order.",
            "The first entry of the result belongs to the first entry of x.",
        ),
        "order turned, nothing added": Mistake(
            lambda G, x: G[::-1].copy(),
            "G is turned around and not added up.",
            "x_j reaches several y_i; their G_i add.",
        ),
        "own entry left out": Mistake(
            lambda G, x: np.cumsum(G[::-1])[::-1] - G,
            "The sum runs over i > j only.",
            "Does x_j reach y_j itself?",
        ),
        "times x": Mistake(
            lambda G, x: np.cumsum(G[::-1])[::-1] * x,
            "The result is multiplied by x.",
            "The cumulative sum is linear in x: its derivative does not know x.",
        ),
        "sum of all": Mistake(
            lambda G, x: np.full(len(x), np.sum(G)),
            "Every entry is the sum of the whole G.",
            "The last entry of x reaches the last y only.",
        ),
    },
    hints=(
        "Let x_2 grow by a little. Which entries of y grow with it?",
        "∂L/∂x_j = Σ_i G_i ∂y_i/∂x_j, and ∂y_i/∂x_j is 1 for i ≥ j and 0 otherwise.",
        "`G[::-1]` turns G around; a cumulative sum from the end is what you need.",
    ),
    symptoms={
        "your result is right back to front": "turn it around once more before you return it.",
    },
)
