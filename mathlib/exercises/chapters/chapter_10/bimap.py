"""Exercises of chapter 10 on BiMap: back through W X Wᵀ, as a function and line by line."""

from __future__ import annotations

import numpy as np

from mathlib.algebra import inner, matrix, symmetric
from mathlib.algebra import sym as sym_of
from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_10.inputs import (
    Array,
    Generator,
    orthonormal_rows,
    positive,
    sym,
)
from mathlib.exercises.derivation import DeriveExercise, Goal
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def bimap_vjp(G: Array, W: Array, X: Array) -> tuple[Array, Array]:
    """Return the gradients in W and in X of ⟨G, W X Wᵀ⟩, for any square X."""
    return G @ W @ X.T + G.T @ W @ X, W.T @ G @ W


def _inputs(rng: Generator) -> list[Inputs]:
    """Draw what the network meets, and matrices without any symmetry."""
    network = [
        (rng.normal(size=(m, m)), orthonormal_rows(rng, m, n), positive(rng, n))
        for m, n in ((2, 4), (3, 5))
    ]
    general = [
        (rng.normal(size=(m, m)), rng.normal(size=(m, n)), rng.normal(size=(n, n)))
        for m, n in ((3, 4), (4, 2))
    ]
    return [*network, *general]


BIMAP_VJP = Exercise(
    slug="bimap-vjp",
    title="Back through BiMap",
    difficulty=2,
    minutes=8,
    points=2,
    reference=bimap_vjp,
    layout={"G": "mm", "W": "mn", "X": "nn"},
    result=("mn", "nn"),
    upstream="G",
    cases=_inputs,
    small=lambda rng: [
        (whole(rng, m, m), whole(rng, m, n), whole(rng, n, n))
        for m, n in ((1, 2), (2, 1), (2, 3), (3, 2))
    ],
    loss=lambda G, W, X: np.sum(G * (W @ X @ W.T)),
    variable="W",
    mistakes={
        "X taken as symmetric": Mistake(
            lambda G, W, X: (2 * sym(G) @ W @ X, W.T @ G @ W),
            "The gradient in W is 2 sym(G)WX, which holds for a symmetric X only.",
            "Move W across twice: once X comes along transposed. Which term is it?",
        ),
        "X transposed in the wrong term": Mistake(
            lambda G, W, X: (G @ W @ X + G.T @ W @ X.T, W.T @ G @ W),
            "In the gradient in W, the two terms have exchanged their X and Xᵀ.",
            "⟨G, dW XWᵀ⟩: what stands on the right of dW moves across transposed.",
        ),
        "symmetric part forgotten": Mistake(
            lambda G, W, X: (2 * G @ W @ X.T, W.T @ G @ W),
            "The gradient in W is 2GWXᵀ: the second term is taken to equal the first.",
            "The second W meets Gᵀ: ⟨G, WX dWᵀ⟩ = ⟨Gᵀ, dW XᵀWᵀ⟩.",
        ),
        "both taken as symmetric": Mistake(
            lambda G, W, X: (2 * G @ W @ X, W.T @ G @ W),
            "The gradient in W is 2GWX, which holds when G and X are both symmetric.",
            "One of the two terms holds Xᵀ, the other one Gᵀ.",
        ),
        "first term only": Mistake(
            lambda G, W, X: (G @ W @ X.T, W.T @ G @ W),
            "The gradient in W is GWXᵀ alone, from the W on the left of X.",
            "W stands twice in WXWᵀ: the product rule has two terms.",
        ),
        "second term only": Mistake(
            lambda G, W, X: (G.T @ W @ X, W.T @ G @ W),
            "The gradient in W is GᵀWX alone, from the W on the right of X.",
            "W stands twice in WXWᵀ: the product rule has two terms.",
        ),
        "half of both terms": Mistake(
            lambda G, W, X: ((G @ W @ X.T + G.T @ W @ X) / 2, W.T @ G @ W),
            "The gradient in W is the mean of its two terms.",
            "A product rule adds.",
        ),
        "minus between the terms": Mistake(
            lambda G, W, X: (G @ W @ X.T - G.T @ W @ X, W.T @ G @ W),
            "The two terms of the gradient in W are subtracted.",
            "A product rule adds.",
        ),
        "G transposed in the gradient in X": Mistake(
            lambda G, W, X: (bimap_vjp(G, W, X)[0], W.T @ G.T @ W),
            "The gradient in X is WᵀGᵀW.",
            "⟨G, W dX Wᵀ⟩: the two W move to the sides of G, and G stays.",
        ),
        "gradient in X symmetrised": Mistake(
            lambda G, W, X: (bimap_vjp(G, W, X)[0], W.T @ sym(G) @ W),
            "The gradient in X is made symmetric.",
            "Here X is any square matrix, and each of its entries moves alone.",
        ),
        "gradient in X doubled": Mistake(
            lambda G, W, X: (bimap_vjp(G, W, X)[0], 2 * W.T @ G @ W),
            "The gradient in X has a factor 2.",
            "X stands once in WXWᵀ.",
        ),
        "forward pass in place of the gradient in X": Mistake(
            lambda G, W, X: (bimap_vjp(G, W, X)[0], W @ X @ W.T),
            "In the second place stands Y = WXWᵀ, the forward pass.",
            "The gradient in X is n×n: W carries G back.",
        ),
    },
    hints=(
        "Y = WXWᵀ is a product of three, and W stands in it twice. Write dY.",
        "⟨G, A dW B⟩ = ⟨AᵀGBᵀ, dW⟩, and ⟨G, M⟩ = ⟨Gᵀ, Mᵀ⟩ turns dWᵀ into dW.",
        "The first term of ∇_W is `G @ W @ X.T`; ∇_X has one term.",
    ),
    symptoms={
        "it is right for symmetric X only": "one of the two terms holds Xᵀ.",
        "you get shape (n, n) for W": "the gradient has the shape of W, (m, n).",
    },
)

_W, _X, _G = matrix("W", "m", "n"), symmetric("X", "n"), matrix("G", "m", "m")

BIMAP_GRADIENT = DeriveExercise(
    slug="bimap-gradient",
    title="Where the symmetric part comes from",
    difficulty=2,
    minutes=10,
    points=3,
    symbols=(_W, _X, _G),
    moving=(_W,),
    goals=(Goal("dL", inner(_G, _W @ _X @ _W.T)),),
    gradients={"W": 2 * sym_of(_G) @ _W @ _X},
    lines=3,
    sizes=tuple({"m": m, "n": n} for m, n in ((2, 4), (3, 5), (2, 3), (4, 6), (3, 4))),
    solution="""\
d = derive("bimap-gradient")
W, X, G, dW = d.symbols
d.dL = inner(G, dW @ X @ W.T + W @ X @ dW.T)
d.dL = inner(G, dW @ X @ W.T) + inner(G, W @ X @ dW.T)
d.dL = inner(G, dW @ X @ W.T) + inner(G.T, dW @ X @ W.T)
d.dL = inner(G @ W @ X, dW) + inner(G.T @ W @ X, dW)
d.dL = inner((G + G.T) @ W @ X, dW)
d.grad(W=2 * sym(G) @ W @ X)""",
    hints=(
        "W stands twice in WXWᵀ: the product rule has two terms. What does X = Xᵀ make of them?",
        "⟨G, A dW B⟩ = ⟨AᵀGBᵀ, dW⟩, and ⟨G, M⟩ = ⟨Gᵀ, Mᵀ⟩ turns dWᵀ into dW.",
        "`d.dL = inner(G, dW @ X @ W.T + W @ X @ dW.T)`",
    ),
    symptoms={
        "yours is 2GWX": "G is any matrix: the two terms meet G and Gᵀ.",
        "inner sides do not agree": (
            "what stands on the right of dW moves to the right of G, transposed: (XWᵀ)ᵀ = WX."
        ),
        "dWᵀ is left": "transpose both sides: ⟨G, WX dWᵀ⟩ = ⟨Gᵀ, dW XWᵀ⟩.",
    },
)
