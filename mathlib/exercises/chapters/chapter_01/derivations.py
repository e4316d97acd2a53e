"""Derive exercise of chapter 01: the gradient of its quadratic, by the product rule alone."""

from __future__ import annotations

from mathlib.algebra import symmetric, vector
from mathlib.exercises.derivation import DeriveExercise, Goal

_X, _Q, _B = vector("x", "n"), symmetric("Q", "n"), vector("b", "n")

QUADRATIC = DeriveExercise(
    slug="derive-quadratic-in-a-vector",
    title="The gradient of the quadratic",
    difficulty=1,
    minutes=6,
    symbols=(_X, _Q, _B),
    moving=(_X,),
    goals=(Goal("dL", _X.T @ _Q @ _X / 2 - _B.T @ _X),),
    gradients={"x": _Q @ _X - _B},
    lines=2,
    sizes=tuple({"n": n} for n in (3, 5, 2, 6, 4)),
    solution="""\
d = derive("derive-quadratic-in-a-vector")
x, Q, b, dx = d.symbols
d.dL = dx.T @ Q @ x / 2 + x.T @ Q @ dx / 2 - b.T @ dx
d.dL = x.T @ Q @ dx / 2 + x.T @ Q @ dx / 2 - b.T @ dx
d.dL = (Q @ x - b).T @ dx
d.grad(x=Q @ x - b)""",
    hints=(
        "x stands twice in xᵀQx, and both of them move. How many terms is that?",
        "Product rule: one term for each factor that moves. A 1×1 term equals its transpose, "
        "and Qᵀ = Q.",
        "`d.dL = dx.T @ Q @ x / 2 + x.T @ Q @ dx / 2 - b.T @ dx`",
    ),
    symptoms={
        "the first term begins with dxᵀ": "it is a number: transpose it, and use Qᵀ = Q.",
        "inner sides do not agree": (
            "x and b are columns: between two of them one has to be transposed."
        ),
        "your gradient is a row": "what stands in front of dx is gᵀ; the gradient is the column g.",
    },
)
