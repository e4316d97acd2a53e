"""Difference quotients: along a direction and entry by entry."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import (
    CUBES,
    FUNCTIONS,
    GRAM,
    SHAPES,
    WAVES,
    Array,
    Generator,
    Scalar,
    whole,
)
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def central(f: Scalar, X: Array, H: Array, h: float) -> float:
    """Central quotient of f at X along H."""
    return float((f(X + h * H) - f(X - h * H)) / (2 * h))


STEPS = (0.1, 0.05, 0.2, 0.15, 0.08)

CENTRAL = Exercise(
    slug="central-quotient",
    title="The central quotient",
    difficulty=1,
    minutes=5,
    reference=central,
    layout={"X": "mn", "H": "mn", "h": ""},
    result="",
    noun="quotient",
    tolerance=1e-10,
    allows=frozenset({"numerical"}),
    cases=lambda rng: [
        (FUNCTIONS[i % 3], rng.normal(size=s), rng.normal(size=s), h)
        for i, (s, h) in enumerate(zip(SHAPES, STEPS))
    ],
    small=lambda rng: [
        (CUBES, whole(rng, *s), whole(rng, *s), h) for s, h in (((1, 2), 0.5), ((2, 3), 0.25))
    ],
    mistakes={
        "forward quotient": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X)) / h,
            "This is the forward quotient: it steps to one side only.",
            "A central quotient stands in the middle of its two points.",
        ),
        "backward quotient": Mistake(
            lambda f, X, H, h: (f(X) - f(X - h * H)) / h,
            "This is the backward quotient: it steps to one side only.",
            "A central quotient stands in the middle of its two points.",
        ),
        "divided by h": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X - h * H)) / h,
            "The difference is divided by h.",
            "How far apart are the two points?",
        ),
        "2 * h without brackets": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X - h * H)) / 2 * h,
            "`/ 2 * h` divides by 2 and then multiplies by h.",
            "Put brackets around 2 * h.",
        ),
        "step left out": Mistake(
            lambda f, X, H, h: (f(X + H) - f(X - H)) / (2 * h),
            "The two points are X + H and X − H: the step h enters the divisor only.",
            "How far along H should you go?",
        ),
        "not divided": Mistake(
            lambda f, X, H, h: f(X + h * H) - f(X - h * H),
            "The difference of the two values is not divided yet.",
            "A slope is a rise divided by a run.",
        ),
        "sign": Mistake(
            lambda f, X, H, h: (f(X - h * H) - f(X + h * H)) / (2 * h),
            "The two values are subtracted in the other order.",
            "A function that grows along H has a positive quotient.",
        ),
        "direction left out": Mistake(
            lambda f, X, H, h: (f(X + h) - f(X - h)) / (2 * h),
            "`X + h` moves every entry by h; the direction H does not enter.",
            "By how much should entry (i, j) move?",
        ),
        "divided by H": Mistake(
            lambda f, X, H, h: central(f, X, H, h) / H,
            "The quotient is divided by H too, entry by entry, so a matrix comes back.",
            "How far you went is counted in steps of H: only the number h belongs below.",
        ),
        "direction made a unit vector": Mistake(
            lambda f, X, H, h: (
                (f(X + h * H / np.linalg.norm(H)) - f(X - h * H / np.linalg.norm(H))) / (2 * h)
            ),
            "H is divided by its length.",
            "⟨G, H⟩ doubles when H doubles; so should the quotient.",
        ),
        "quotient made a unit slope": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X - h * H)) / (2 * h * np.linalg.norm(H)),
            "The quotient is divided by the length of H.",
            "⟨G, H⟩ doubles when H doubles; so should the quotient.",
        ),
        "second difference": Mistake(
            lambda f, X, H, h: (f(X + h * H) - 2 * f(X) + f(X - h * H)) / h**2,
            "This is the second difference: it measures how the slope bends.",
            "A slope needs two values, one on each side, and one division by their distance.",
        ),
    },
    hints=(
        "Take one step forward and one step back. How far apart do you stand?",
        "(f(X + hH) − f(X − hH)) / 2h.",
        "`ahead, behind = f(X + h * H), f(X - h * H)`",
    ),
    symptoms={
        "you get twice the value": "count the steps between the two points.",
        "you get something tiny": "`/ 2 * h` is not `/ (2 * h)`.",
    },
)


def num_grad(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    """Numerical gradient of f at X, one central quotient for each entry."""
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[place] = h
        G[place] = (f(X + E) - f(X - E)) / (2 * h)
    return G


def _forward_num_grad(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[place] = h
        G[place] = (f(X + E) - f(X)) / h
    return G


def _left_moved(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        X[place] += h
        ahead = f(X)
        X[place] -= 2 * h
        G[place] = (ahead - f(X)) / (2 * h)
    return G


def _moved_back_by_sums(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        X[place] += h
        ahead = f(X)
        X[place] -= 2 * h
        behind = f(X)
        X[place] += h
        G[place] = (ahead - behind) / (2 * h)
    return G


def _never_reset(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G, E = np.zeros(X.shape), np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        E[place] = h
        G[place] = (f(X + E) - f(X - E)) / (2 * h)
    return G


def _all_at_once(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    return np.full(X.shape, (f(X + h) - f(X - h)) / (2 * h))


def _inputs_of_function(rng: Generator) -> list[Inputs]:
    points = [rng.normal(size=s) for s in SHAPES]
    default: list[Inputs] = [(f, X) for f, X in zip(FUNCTIONS, points)]
    return [*default, (GRAM, points[3], 0.1), (WAVES, points[4], 0.3)]


NUM_GRAD = Exercise(
    slug="numerical-gradient",
    title="A numerical gradient, entry by entry",
    difficulty=2,
    minutes=10,
    points=2,
    reference=num_grad,
    layout={"X": "mn", "h": ""},
    result="mn",
    noun="numerical gradient",
    tolerance=1e-7,
    allows=frozenset({"numerical"}),
    cases=_inputs_of_function,
    small=lambda rng: [(CUBES, whole(rng, *s), 0.5) for s in ((1, 2), (2, 2), (2, 3))],
    mistakes={
        "forward quotient": Mistake(
            _forward_num_grad,
            "Each entry is a forward quotient: it steps to one side only.",
            "The error of a central quotient falls with h², that of a forward one with h.",
        ),
        "divided by h": Mistake(
            lambda f, X, h=1e-5: 2 * num_grad(f, X, h),
            "The difference is divided by h.",
            "How far apart are the two points?",
        ),
        "all entries moved at once": Mistake(
            _all_at_once,
            "`X + h` moves every entry, so each entry of the result is the sum of all slopes.",
            "Move one entry, keep the others, and put it back.",
        ),
        "unit matrix never reset": Mistake(
            _never_reset,
            "The matrix that moves one entry is made once and never set back to 0, so each step "
            "moves all the entries before it too.",
            "Make the matrix inside the loop, or put the 0 back at its end.",
        ),
        "2 * h without brackets": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h) * h * h,
            "`/ 2 * h` divides by 2 and then multiplies by h.",
            "Put brackets around 2 * h.",
        ),
        "not divided": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h) * (2 * h),
            "The difference of the two values is not divided yet.",
            "A slope is a rise divided by a run.",
        ),
        "X left moved": Mistake(
            _left_moved,
            "X is moved in place and not put back, so later entries are taken at another point.",
            "Work on a copy, or keep the old entry and assign it back.",
        ),
        "X moved back by sums": Mistake(
            _moved_back_by_sums,
            "X is moved in place and moved back by adding; rounding leaves a trace in it.",
            "Keep the old entry and assign it back: x + h − h is not always x.",
        ),
        "h ignored": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X),
            "The step that is passed does not enter; a step of your own does.",
            "Look for a number such as 1e-5 that is typed inside the function.",
        ),
        "returned as a vector": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h).ravel(),
            "The entries are there, in one long vector.",
            "A gradient has the shape of its variable.",
        ),
        "only the first column": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h) * (np.arange(X.shape[1]) == 0),
            "Only the first column is filled.",
            "The loop has to visit every entry (i, j).",
        ),
    },
    hints=(
        "You already have a quotient along any direction. Which direction moves one entry only?",
        "Entry (i, j) is (f(X + hE_ij) − f(X − hE_ij)) / 2h, with E_ij zero but for a 1 at (i, j).",
        "`for place in np.ndindex(X.shape):` visits every entry; start from `X.copy()`.",
    ),
    symptoms={
        "all entries are equal": "`X + h` moves every entry at once.",
        "later entries are worse than the first": "the entries before them were not put back.",
    },
)
