"""Judging a gradient and mending one: Taylor remainders, the mean squared error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import (
    CUBES,
    FUNCTIONS,
    SHAPES,
    Array,
    Generator,
    Scalar,
    whole,
)
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def remainders(f: Scalar, X: Array, G: Array, H: Array, steps: Array) -> Array:
    """Remainder of Taylor's formula of first order along H, one for each step."""
    return np.array([abs(f(X + h * H) - f(X) - h * np.sum(G * H)) for h in steps])


def _remainder_inputs(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = []
    for i, shape in enumerate(SHAPES):
        X, G, H = (rng.normal(size=shape) for _ in range(3))
        steps = np.array([0.5, 0.3, 0.1, 0.05, 0.02, 0.01, 0.005])[: i + 2]
        found.append((FUNCTIONS[i % 3], X, G, H, steps))
    return found


REMAINDERS = Exercise(
    slug="taylor-remainders",
    title="The remainders of a Taylor test",
    difficulty=1,
    minutes=6,
    points=2,
    reference=remainders,
    layout={"X": "mn", "G": "mn", "H": "mn", "steps": "s"},
    result="s",
    noun="list of remainders",
    tolerance=1e-10,
    allows=frozenset({"numerical"}),
    cases=_remainder_inputs,
    small=lambda rng: [
        (CUBES, *(whole(rng, *s) for _ in range(3)), np.array([2.0, 1.0])[:k])
        for s, k in (((1, 2), 1), ((2, 2), 2), ((2, 3), 2))
    ],
    mistakes={
        "absolute value missing": Mistake(
            lambda f, X, G, H, steps: np.array(
                [f(X + h * H) - f(X) - h * np.sum(G * H) for h in steps]
            ),
            "The absolute value is missing.",
            "A logarithm is taken next, and it needs positive numbers.",
        ),
        "linear term left out": Mistake(
            lambda f, X, G, H, steps: np.array([abs(f(X + h * H) - f(X)) for h in steps]),
            "Only the change of f is there; G does not enter.",
            "Without the linear term every gradient shows slope 1.",
        ),
        "linear term added": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) + h * np.sum(G * H)) for h in steps]
            ),
            "The linear term is added.",
            "The remainder is what is left of the change after the linear part is taken away.",
        ),
        "step missing in the linear term": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) - np.sum(G * H)) for h in steps]
            ),
            "The linear term is ⟨G, H⟩, the same for every step.",
            "Along hH the first-order change is ⟨G, hH⟩.",
        ),
        "divided by the step": Mistake(
            lambda f, X, G, H, steps: remainders(f, X, G, H, steps) / steps,
            "Each remainder is divided by its step, which takes one off the slope.",
            "The remainder itself should fall with slope 2.",
        ),
        "matrix product for the inner product": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) - h * np.sum(G @ H.T)) for h in steps]
            ),
            "All entries of G Hᵀ are added; ⟨G, H⟩ keeps only its diagonal.",
            "Your function from 00.1 gives ⟨G, H⟩.",
        ),
        "squared": Mistake(
            lambda f, X, G, H, steps: remainders(f, X, G, H, steps) ** 2,
            "Each remainder is squared, which doubles the slope.",
            "Take the absolute value.",
        ),
        "central difference": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X - h * H) - 2 * h * np.sum(G * H)) for h in steps]
            ),
            "f(X − hH) is subtracted: a central difference, whose remainder falls with h³.",
            "Taylor's formula compares with f(X), the value at the point itself.",
        ),
        "central difference, one h": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X - h * H) - h * np.sum(G * H)) for h in steps]
            ),
            "f(X − hH) is subtracted in the place of f(X): the two points lie 2h apart.",
            "Taylor's formula compares with f(X), the value at the point itself.",
        ),
        "X not subtracted": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - h * np.sum(G * H)) for h in steps]
            ),
            "f(X) is not subtracted, so the numbers do not fall to zero.",
            "What is left when the step is 0?",
        ),
        "sum over the steps": Mistake(
            lambda f, X, G, H, steps: np.sum(remainders(f, X, G, H, steps)),
            "The remainders of all steps are added to one number.",
            "The picture needs one remainder for each step.",
        ),
    },
    hints=(
        "What does f change by, and how much of that does the gradient foretell?",
        "The remainder is |f(X + hH) − f(X) − h⟨G, H⟩|, one number for each h.",
        "`change = f(X + h * H) - f(X)` for one h; `np.array([… for h in steps])` for all.",
    ),
    symptoms={
        "the slope is 1 for every G": "the linear term does not enter.",
        "the remainders level off at a constant": "look for a step h missing in one term.",
    },
)


def mse_grad(X: Array, W: Array, Y: Array) -> Any:
    """Gradient in W of ‖XW − Y‖² / B."""
    return 2 / len(X) * X.T @ (X @ W - Y)


BATCHES = ((5, 3, 2), (4, 2, 6), (7, 4, 3), (3, 5, 2), (6, 1, 4))  # B, n, k


def _mse_inputs(draw: Callable[..., Array], sizes: tuple[tuple[int, int, int], ...]) -> Any:
    return [(draw(B, n), draw(n, k), draw(B, k)) for B, n, k in sizes]


MSE_GRAD = Exercise(
    slug="mend-the-gradient",
    title="Mend the gradient",
    difficulty=2,
    minutes=10,
    points=3,
    reference=mse_grad,
    layout={"X": "Bn", "W": "nk", "Y": "Bk"},
    result="nk",
    cases=lambda rng: _mse_inputs(lambda *s: rng.normal(size=s), BATCHES),
    small=lambda rng: _mse_inputs(
        lambda *s: whole(rng, *s), ((2, 1, 1), (2, 2, 1), (2, 3, 1), (4, 2, 3))
    ),
    loss=lambda X, W, Y: np.sum((X @ W - Y) ** 2) / len(X),
    variable="W",
    mistakes={
        "sum for mean": Mistake(
            lambda X, W, Y: 2 * X.T @ (X @ W - Y),
            "The sum over the batch is not divided by B.",
            "The loss has a 1/B in front; where does it go?",
        ),
        "transposed": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y).T @ X,
            "The result is the gradient's transpose, of shape (k, n).",
            "X moves to the other side of the inner product, and it returns transposed, in front.",
        ),
        "both slips of the draft": Mistake(
            lambda X, W, Y: 2 * (X @ W - Y).T @ X,
            "Both slips are still there: the result is transposed, and 1/B is missing.",
            "Mend the shape first; then compare one entry with a numerical gradient.",
        ),
        "factor 2 lost": Mistake(
            lambda X, W, Y: X.T @ (X @ W - Y) / len(X),
            "The 2 of the square is lost.",
            "Differentiate r² once more: what comes down in front?",
        ),
        "sign": Mistake(
            lambda X, W, Y: 2 / len(X) * X.T @ (Y - X @ W),
            "The residual is taken the other way round, Y − XW.",
            "In the loss the order does not matter, since it is squared. Here it does.",
        ),
        "mean over all entries": Mistake(
            lambda X, W, Y: 2 * X.T @ (X @ W - Y) / Y.size,
            "The result is divided by B·k, as `np.mean` over all entries would do.",
            "The loss divides by the number of rows only.",
        ),
        "target left out": Mistake(
            lambda X, W, Y: 2 / len(X) * X.T @ (X @ W),
            "Y does not enter.",
            "At a perfect fit, XW = Y, the gradient is zero. Is yours?",
        ),
        "gradient in X": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y) @ W.T,
            "This is the gradient of the same loss in X.",
            "Which letter moves? The gradient has its shape.",
        ),
        "X left out": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y),
            "The residual is not yet carried back through X.",
            "The residual has shape (B, k), and W has shape (n, k): what takes B to n?",
        ),
    },
    hints=(
        "Start with the shape: which product of X and the residual R = XW − Y has the shape of W?",
        "L = ⟨R, R⟩ / B gives dL = 2⟨R, X dW⟩ / B; move X across and it returns transposed.",
        "`R = X @ W - Y`, and then Xᵀ stands in front of R.",
    ),
    symptoms={
        "you get shape (k, n)": "the product is the transpose of the one you want.",
        "your gradient is too large by 3 for three samples": "something is not divided by B.",
    },
)
