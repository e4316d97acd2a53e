"""Derive exercise of chapter 09: from Ionescu's form to the one of Daleckii and Krein."""

from __future__ import annotations

from mathlib.algebra import diagonal, inner, skew, symmetric
from mathlib.exercises.derivation import DeriveExercise, Goal

# In the eigenbasis U is the identity, so X is diagonal there, and dX is the B of the derivation.
_X, _G = symmetric("X", "n"), symmetric("G", "n")
_K, _F = skew("K", "n"), diagonal("F", "n")

EQUIVALENCE = DeriveExercise(
    slug="ionescu-equals-daleckii-krein",
    title="Two forms of one gradient",
    difficulty=2,
    minutes=12,
    points=4,
    symbols=(_X, _G, _K, _F),
    moving=(_X,),
    goals=(Goal("dL", inner(2 * _G @ _F, _K * _X)),),
    gradients={"X": (_K @ _F - _F @ _K) * _G},
    lines=4,
    sizes=({"n": 3}, {"n": 4}, {"n": 5}, {"n": 3}, {"n": 6}),
    solution="""\
d = derive("ionescu-equals-daleckii-krein")
X, G, K, F, dX = d.symbols
d.dL = inner(2 * G @ F, K * dX)
d.dL = inner(K * (2 * G @ F), dX)
d.dL = inner(sym(K * (2 * G @ F)), dX)
d.dL = inner(K * (G @ F) - K * (F @ G), dX)
d.dL = inner((K @ F) * G - (F @ K) * G, dX)
d.dL = inner((K @ F - F @ K) * G, dX)
d.grad(X=(K @ F - F @ K) * G)""",
    hints=(
        "dX is symmetric: which part of what stands beside it counts?",
        "(K ⊙ (GF))ᵀ = Kᵀ ⊙ (FG) with Kᵀ = −K, and A ⊙ (BF) = (AF) ⊙ B for a diagonal F.",
        "`d.dL = inner(2 * G @ F, K * dX)`, then move K across the inner product.",
    ),
    symptoms={
        "the lines hold and the gradient sticks out": "take the symmetric part beside dX first.",
        "a factor 2 is left over": "sym has a ½ inside: 2 sym(M) = M + Mᵀ.",
    },
)
