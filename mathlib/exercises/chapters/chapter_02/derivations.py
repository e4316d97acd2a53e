"""Derive exercises of chapter 02: from the quadratic form to the root of a determinant."""

from __future__ import annotations

from mathlib.algebra import det, identity, inv, logdet, matrix, norm2, sqrt, tr
from mathlib.exercises.derivation import DeriveExercise, Goal

_X = matrix("X", "n", "k")
_A = matrix("A", "n", "n")

QUADRATIC_FORM = DeriveExercise(
    slug="derive-quadratic-form",
    title="The quadratic form Tr(XᵀAX)",
    difficulty=1,
    minutes=6,
    symbols=(_X, _A),
    moving=(_X,),
    goals=(Goal("dL", tr(_X.T @ _A @ _X)),),
    gradients={"X": (_A + _A.T) @ _X},
    lines=2,
    solution="""\
d = derive("derive-quadratic-form")
X, A, dX = d.symbols
d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
d.dL = tr(X.T @ (A + A.T) @ dX)
d.grad(X=(A + A.T) @ X)""",
    hints=(
        "In one of the two terms dX stands transposed. Which law turns it upright?",
        "Tr P = Tr Pᵀ, and (PQ)ᵀ = QᵀPᵀ: every factor is transposed, and their order is reversed.",
        "`d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)`",
    ),
    symptoms={
        "the first term has dX in front, transposed": "transpose everything under its trace.",
        "your gradient is 2AX": "that is right for a symmetric A only, and A is any matrix here.",
    },
)

_P, _Q, _R = matrix("A", "m", "n"), matrix("X", "n", "k"), matrix("B", "m", "k")

LEAST_SQUARES = DeriveExercise(
    slug="derive-least-squares",
    title="The squared norm of AX − B",
    difficulty=1,
    minutes=6,
    symbols=(_Q, _P, _R),
    moving=(_Q,),
    goals=(Goal("dL", norm2(_P @ _Q - _R)),),
    gradients={"X": 2 * _P.T @ (_P @ _Q - _R)},
    lines=2,
    solution="""\
d = derive("derive-least-squares")
X, A, B, dX = d.symbols
d.dL = 2 * inner(A @ X - B, A @ dX)
d.dL = 2 * inner(A.T @ (A @ X - B), dX)
d.grad(X=2 * A.T @ (A @ X - B))""",
    hints=(
        "The squared norm is ⟨M, M⟩ with M = AX − B. Which part of M moves?",
        "d⟨M, M⟩ = 2⟨M, dM⟩; a left factor moves across an inner product transposed.",
        "`d.dL = 2 * inner(A @ X - B, A @ dX)`",
    ),
    symptoms={
        "inner sides do not agree": "A is m×n: only its transpose can stand in front of AX − B.",
        "your gradient comes out as k×n": (
            "in a trace Gᵀ stands in front of dX; under a bracket it is G itself."
        ),
        "yours is half of it": "both factors of ⟨M, M⟩ move.",
    },
)

_G = identity("n") + _X @ _X.T

LOG_VOLUME = DeriveExercise(
    slug="derive-log-volume",
    title="From the volume to its logarithm",
    difficulty=2,
    minutes=10,
    points=3,
    symbols=(_X,),
    moving=(_X,),
    goals=(Goal("dL", logdet(_G)),),
    gradients={"X": 2 * inv(_G) @ _X},
    lines=2,
    solution="""\
d = derive("derive-log-volume")
X, dX = d.symbols
M = identity("n") + X @ X.T
d.dL = tr(inv(M) @ (dX @ X.T + X @ dX.T))
d.dL = tr(X.T @ inv(M) @ dX) + tr(inv(M) @ X @ dX.T)
d.dL = 2 * tr(X.T @ inv(M) @ dX)
d.grad(X=2 * inv(M) @ X)""",
    hints=(
        "Name M = I + XXᵀ. What is d log det M, and what is dM?",
        "d log det M = Tr(M⁻¹ dM) and dM = dX Xᵀ + X dXᵀ; M is symmetric.",
        "`d.dL = tr(inv(M) @ (dX @ X.T + X @ dX.T))`",
    ),
    symptoms={
        "you cannot write I": 'it is `identity("n")`, and M is an ordinary Python name for you.',
        "the two terms look different": (
            "transpose the one with dXᵀ, and turn the ring of the other."
        ),
    },
)

_COLUMNS = matrix("X", "m", "n")

ROOT_OF_GRAM = DeriveExercise(
    slug="derive-volume-of-columns",
    title="The volume that columns span",
    difficulty=3,
    minutes=15,
    points=3,
    symbols=(_COLUMNS,),
    moving=(_COLUMNS,),
    goals=(Goal("dL", sqrt(det(_COLUMNS.T @ _COLUMNS))),),
    gradients={"X": sqrt(det(_COLUMNS.T @ _COLUMNS)) * _COLUMNS @ inv(_COLUMNS.T @ _COLUMNS)},
    lines=2,
    sizes=tuple({"m": m, "n": n} for m, n in ((5, 3), (4, 2), (6, 3), (7, 4), (5, 2))),
    solution="""\
d = derive("derive-volume-of-columns")
X, dX = d.symbols
M = X.T @ X
v = sqrt(det(M))
d.dL = 1 / (2 * v) * det(M) * tr(inv(M) @ (dX.T @ X + X.T @ dX))
d.dL = v / 2 * tr(inv(M) @ (dX.T @ X + X.T @ dX))
d.dL = v * tr(inv(M) @ X.T @ dX)
d.grad(X=v * X @ inv(M))""",
    hints=(
        "Peel from the outside: root, determinant, product. What is the derivative of a root?",
        "d√s = ds / (2√s), d det M = det(M) Tr(M⁻¹ dM), and det M / √(det M) is the root again.",
        "`d.dL = 1 / (2 * v) * det(M) * tr(inv(M) @ (dX.T @ X + X.T @ dX))`, v the root",
    ),
    symptoms={
        "two terms are left under the trace": "M is symmetric, so both traces are the same.",
    },
)
