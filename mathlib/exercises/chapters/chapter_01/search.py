"""Backtracking: halve the step until the loss falls enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import Scalar, whole
from mathlib.exercises.chapters.chapter_01.inputs import Array, Generator
from mathlib.exercises.exercise import Exercise, Formula, Inputs, Mistake


def backtrack(f: Scalar, x: Array, g: Array, eta: float, share: float = 1e-4) -> float:
    """First of η, η/2, η/4, … that lowers f by at least share·η‖g‖²."""
    slope = np.sum(g * g)
    for _ in range(60):  # halved this often, a step no longer moves x
        if f(x - eta * g) <= f(x) - share * eta * slope:
            break
        eta = eta / 2
    return eta


def _search(
    f: Scalar,
    x: Array,
    g: Array,
    eta: float,
    share: float = 1e-4,
    *,
    squared: Callable[[Array], float] = lambda g: float(np.sum(g * g)),
    way: float = 1.0,
    cut: float = 0.5,
    power: int = 1,
) -> float:
    """Search with one part exchanged: the measure of g, the step's sign, the cut, η's power."""
    while f(x - way * eta * g) > f(x) - share * eta**power * squared(g):
        eta = cut * eta
    return eta


def _turned_round(f: Scalar, x: Array, g: Array, eta: float, share: float = 1e-4) -> float:
    slope = np.sum(g * g)
    for _ in range(60):
        if f(x - eta * g) >= f(x) - share * eta * slope:
            break
        eta = eta / 2
    return eta


def _whole_halves(f: Scalar, x: Array, g: Array, eta: float, share: float = 1e-4) -> float:
    while f(x - eta * g) > f(x) - share * eta * np.sum(g * g):
        eta = eta // 2
    return eta


def _once(f: Scalar, x: Array, g: Array, eta: float, share: float = 1e-4) -> float:
    if f(x - eta * g) > f(x) - share * eta * np.sum(g * g):
        eta = eta / 2
    return eta


BALL = Formula("np.sum(X**2)")
LOGARITHMS = Formula("np.sum(np.log(1 + X**2))")
GRAM = Formula("np.sum((X @ X.T)**2) / 4")
FOURTHS = Formula("np.sum(X**4) / 4 + np.sum(X**2)")


def _inputs(rng: Generator) -> list[Inputs]:
    """Return searches of several lengths.

    On the ball Σx² a step η gains (1 − η)·η‖g‖², so that a first step a little below a power of 2
    ends just above or just below the default share.
    """
    X = [rng.normal(scale=2, size=s) for s in ((3, 4), (5, 2), (2, 6), (4, 3), (1, 5))]
    found: list[Inputs] = [
        (BALL, X[0], 2 * X[0], 4 * (1 - 1.5e-4)),
        (BALL, X[1], 2 * X[1], 2 * (1 - 0.5e-4)),
        (BALL, X[4], 2 * X[4], 8 * (1 + 0.5e-4)),
    ]
    for share in (0.5, 0.8):
        eta = rng.uniform(0.5, 8, size=4)
        found += [
            (LOGARITHMS, X[2], 2 * X[2] / (1 + X[2] ** 2), eta[0], share),
            (GRAM, X[3], X[3] @ X[3].T @ X[3], eta[1], share),
            (FOURTHS, X[1], X[1] ** 3 + 2 * X[1], eta[2], share),
            (BALL, X[2] / 9, X[2] / 4.5, eta[3], share),
        ]
    return [*found, (LOGARITHMS, X[0] / 2, X[0] / (1 + X[0] ** 2 / 4), rng.uniform(0.1, 0.2))]


def _small_inputs(rng: Generator) -> list[Inputs]:
    points = [whole(rng, *shape) for shape in ((1, 2), (2, 2), (2, 3))]
    default: list[Inputs] = [(BALL, X, 2 * X, 4.0) for X in points]
    return [*default, *((BALL, X, 2 * X, 4.0, 0.6) for X in points), (BALL, *points[:1] * 2, 0.25)]


BACKTRACK = Exercise(
    slug="backtracking-search",
    title="One backtracking search",
    difficulty=3,
    minutes=12,
    points=3,
    reference=backtrack,
    layout={"x": "mn", "g": "mn", "eta": "", "share": ""},
    result="",
    noun="step size",
    seconds=0.5,  # a search is a few dozen losses, or it never ends
    allows=frozenset({"numerical"}),
    cases=_inputs,
    small=_small_inputs,
    mistakes={
        "any decrease": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(f, x, g, eta, 0.0),
            "The search stops as soon as f does not grow.",
            "The loss has to fall by share·η‖g‖² at least.",
        ),
        "share added": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(f, x, g, eta, -share),
            "The share is added to f(x), so that a step may even climb.",
            "The new loss should lie *below* f(x), by share·η‖g‖² at least.",
        ),
        "length not squared": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(
                f, x, g, eta, share, squared=lambda g: float(np.linalg.norm(g))
            ),
            "The share multiplies η‖g‖, the length of the step.",
            "Along −g the slope is −‖g‖²; the square is missing.",
        ),
        "largest singular value": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(
                f, x, g, eta, share, squared=lambda g: float(np.linalg.norm(g, 2) ** 2)
            ),
            "`np.linalg.norm(g, 2)` of a matrix is its largest singular value.",
            "‖g‖² is the sum of all squared entries.",
        ),
        "uphill": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(f, x, g, eta, share, way=-1.0),
            "The trial point is x + ηg, which lies uphill; the search ends in rounding errors.",
            "Downhill is against the gradient.",
        ),
        "comparison turned round": Mistake(
            _turned_round,
            "The comparison is turned round: η is halved while the step is good enough.",
            "Go on while the new loss lies *above* f(x) − share·η‖g‖².",
        ),
        "whole halves": Mistake(
            _whole_halves,
            "`//` halves to whole numbers: 3.9 // 2 is 1, and 1 // 2 is 0.",
            "Write a single `/`.",
        ),
        "η taken twice": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(f, x, g, eta, share, power=2),
            "The share is multiplied by η².",
            "The step −ηg has the slope −‖g‖² in η: once.",
        ),
        "halved once": Mistake(
            _once,
            "The step is tested once and halved once at most.",
            "Test again after each halving: `while` in the place of `if`.",
        ),
        "halved too often": Mistake(
            lambda f, x, g, eta, share=1e-4: backtrack(f, x, g, eta, share) / 2,
            "Your η is half of the first one that passes.",
            "Test before you halve, and return the η that passed.",
        ),
        "first step never tried": Mistake(
            lambda f, x, g, eta, share=1e-4: backtrack(f, x, g, eta / 2, share),
            "The η that is handed in is halved before it is tried.",
            "The first trial is with the η of the argument.",
        ),
        "cut to a tenth": Mistake(
            lambda f, x, g, eta, share=1e-4: _search(f, x, g, eta, share, cut=0.1),
            "A step that fails is cut to a tenth.",
            "Asked for are halves: η, η/2, η/4, …",
        ),
        "the new point": Mistake(
            lambda f, x, g, eta, share=1e-4: x - backtrack(f, x, g, eta, share) * g,
            "The point x − ηg is returned.",
            "Return η itself.",
        ),
        "the new loss": Mistake(
            lambda f, x, g, eta, share=1e-4: f(x - backtrack(f, x, g, eta, share) * g),
            "The loss at the new point is returned.",
            "Return η itself.",
        ),
    },
    hints=(
        "What do you do when a step is refused, and how often may that happen?",
        "A step passes when f(x − ηg) ≤ f(x) − share·η‖g‖².",
        "`while f(x - eta * g) > …:` with the right-hand side of the condition in place of the "
        "dots, and one line inside.",
    ),
    symptoms={
        "your search never ends": (
            "is the comparison turned round? And does the threshold shrink with η? "
            "It has to be computed anew for each η."
        ),
        "`g @ g` raises": "g may be a matrix; add up the squares of all its entries.",
    },
)
