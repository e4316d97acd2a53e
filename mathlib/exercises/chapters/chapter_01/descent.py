"""Implement exercises of chapter 01: directions, trajectories, the exact step, the unit step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.exercise import Exercise, Inputs, Mistake

Array = NDArray[Any]
Generator = np.random.Generator


def steepest_steps(g: Array) -> tuple[Array, Array, Array]:
    """Steepest direction of length at most 1 in the 2-norm, the 1-norm and the ∞-norm."""
    corner = np.zeros(len(g))
    i = np.argmax(abs(g))
    corner[i] = -np.sign(g[i])
    return -g / np.sqrt(g @ g), corner, -np.sign(g)


def _ranked(rng: Generator, n: int) -> Array:
    """Return whole numbers of different sizes and random signs, so that no two tie."""
    return np.asarray(rng.permutation(np.arange(1, n + 1)) * rng.choice([-1.0, 1.0], size=n))


def _with(place: int, change: Callable[[Array], Array]) -> Callable[[Array], tuple[Array, ...]]:
    """Return the right three directions with one of them spoilt."""

    def answer(g: Array) -> tuple[Array, ...]:
        found = list(steepest_steps(g))
        found[place] = change(g)
        return tuple(found)

    return answer


def _exchanged(g: Array) -> tuple[Array, ...]:
    first, second, third = steepest_steps(g)
    return first, third, second


def _corner_without_sign(g: Array) -> Array:
    corner = np.zeros(len(g))
    corner[np.argmax(abs(g))] = -1.0
    return corner


def _largest_entry(g: Array) -> Array:
    corner = np.zeros(len(g))
    corner[np.argmax(g)] = -np.sign(g[np.argmax(g)])
    return corner


STEEPEST = Exercise(
    slug="steepest-in-three-norms",
    title="The steepest direction in three norms",
    difficulty=1,
    minutes=8,
    points=2,
    reference=steepest_steps,
    layout={"g": "n"},
    result=("n", "n", "n"),
    noun="direction",
    cases=lambda rng: [(rng.normal(size=n),) for n in (3, 5, 2, 4, 6)],
    small=lambda rng: [(_ranked(rng, n),) for n in (2, 3, 4, 5, 3)],
    mistakes={
        "uphill": Mistake(
            lambda g: tuple(-d for d in steepest_steps(g)),
            "All three point uphill.",
            "Which sign makes ⟨g, d⟩ as small as it can be?",
        ),
        "not of length 1": Mistake(
            _with(0, lambda g: -g),
            "The first one is −g, whose length is not 1.",
            "Divide by the 2-norm of g.",
        ),
        "divided by the squared norm": Mistake(
            _with(0, lambda g: -g / (g @ g)),
            "The first one is divided by the squared norm.",
            "Its length should be 1 for every g. What is it for 2g?",
        ),
        "1-norm and ∞-norm exchanged": Mistake(
            _exchanged,
            "The second and the third stand in each other's place.",
            "In the 1-norm all coordinates share one unit of length; in the ∞-norm each has its "
            "own.",
        ),
        "sign of the largest entry lost": Mistake(
            _with(1, _corner_without_sign),
            "The second one always steps by −1, also where g_i is negative.",
            "Downhill is against the sign of the entry.",
        ),
        "largest for largest in size": Mistake(
            _with(1, _largest_entry),
            "The second one takes the largest entry of g, not the largest in absolute value.",
            "A steep descent to the other side counts as much.",
        ),
        "1-norm spread over all": Mistake(
            _with(1, lambda g: -g / np.sum(abs(g))),
            "The second one is −g, scaled to length 1 in the 1-norm.",
            "Is it better to share the unit of length, or to spend it where it gains most?",
        ),
    },
    hints=(
        "Each ball has corners or not. Where on it is ⟨g, d⟩ least?",
        "2-norm: −g/‖g‖. 1-norm: one coordinate, the one with the largest |g_i|. "
        "∞-norm: every coordinate moves by 1.",
        "`i = np.argmax(abs(g))` finds the coordinate of the 1-norm.",
    ),
    symptoms={
        "the second one has several entries that are not 0": "the 1-norm moves one coordinate.",
    },
)


def descend(Q: Array, b: Array, x: Array, etas: Array) -> Any:
    """Points after each step of gradient descent on ½xᵀQx − bᵀx, one step size for each step."""
    points = []
    for eta in etas:
        x = x - eta * (Q @ x - b)
        points.append(x)
    return np.array(points)


def _bowl(rng: Generator, n: int) -> Array:
    M = rng.normal(size=(n, n))
    return np.asarray(M @ M.T / n + np.eye(n) / 2)


def _whole_bowl(rng: Generator, n: int) -> Array:
    M = rng.integers(-1, 2, size=(n, n))
    return np.asarray(M + M.T + 4 * np.eye(n))


def _whole(rng: Generator, n: int) -> Array:
    return np.asarray(rng.integers(1, 4, size=n) * rng.choice([-1.0, 1.0], size=n))


def _runs(rng: Generator) -> list[Inputs]:
    return [
        (_bowl(rng, n), rng.normal(size=n), rng.normal(size=n), rng.uniform(0.05, 0.3, size=k))
        for n, k in ((3, 4), (2, 5), (4, 2), (5, 3), (3, 6))
    ]


def _from(rule: Callable[..., Array]) -> Callable[..., Array]:
    """Return the trajectory of another rule for the next point."""

    def answer(Q: Array, b: Array, x: Array, etas: Array) -> Array:
        points, start = [], x
        for eta in etas:
            x = rule(Q, b, x, eta, start)
            points.append(x)
        return np.array(points)

    return answer


DESCEND = Exercise(
    slug="trajectory-of-descent",
    title="The trajectory of gradient descent",
    difficulty=1,
    minutes=6,
    points=2,
    reference=descend,
    layout={"Q": "nn", "b": "n", "x": "n", "etas": "k"},
    result="kn",
    noun="trajectory",
    tolerance=1e-11,
    cases=_runs,
    small=lambda rng: [
        (_whole_bowl(rng, n), _whole(rng, n), _whole(rng, n), np.ones(k))
        for n, k in ((2, 1), (2, 2), (3, 2))
    ],
    mistakes={
        "uphill": Mistake(
            _from(lambda Q, b, x, eta, start: x + eta * (Q @ x - b)),
            "Each step adds the gradient.",
            "Does the loss fall along your points?",
        ),
        "start in place of the end": Mistake(
            lambda Q, b, x, etas: np.vstack([x, descend(Q, b, x, etas)[:-1]]),
            "The list begins with the start and lacks the last point.",
            "Append after the step, not before it.",
        ),
        "b left out": Mistake(
            _from(lambda Q, b, x, eta, start: x - eta * Q @ x),
            "The gradient is taken as Qx; b does not enter.",
            "At the minimum Qx = b, and the gradient is zero. Is yours?",
        ),
        "gradient of the start": Mistake(
            _from(lambda Q, b, x, eta, start: x - eta * (Q @ start - b)),
            "Every step uses the gradient at the start.",
            "Work the gradient out inside the loop, where you stand.",
        ),
        "factor 2 kept": Mistake(
            _from(lambda Q, b, x, eta, start: x - eta * (2 * Q @ x - b)),
            "The quadratic term is differentiated without its ½.",
            "What is the derivative of ½qx² in x?",
        ),
        "every step from the start": Mistake(
            _from(lambda Q, b, x, eta, start: start - eta * (Q @ start - b)),
            "Every point is one step from the start.",
            "Let x move on: the next step begins where the last one ended.",
        ),
        "first step size throughout": Mistake(
            lambda Q, b, x, etas: descend(Q, b, x, np.full(len(etas), etas[0])),
            "Every step uses the first step size.",
            "Each step has its own entry of etas.",
        ),
        "only the last point": Mistake(
            lambda Q, b, x, etas: descend(Q, b, x, etas)[-1],
            "Only the last point is returned.",
            "Keep the points in a list as you go.",
        ),
    },
    hints=(
        "What is the gradient of ½xᵀQx − bᵀx for a symmetric Q?",
        "It is Qx − b, taken anew at each point.",
        "`x = x - eta * (Q @ x - b)` inside the loop over etas, then append x.",
    ),
    symptoms={"your list is one too long": "the start does not belong in it."},
)


def exact_step(Q: Array, b: Array, x: Array) -> Any:
    """Best step size along −∇f for f = ½xᵀQx − bᵀx."""
    g = Q @ x - b
    return (g @ g) / (g @ Q @ g)


EXACT_STEP = Exercise(
    slug="exact-step",
    title="As far as it pays",
    difficulty=2,
    minutes=8,
    points=2,
    reference=exact_step,
    layout={"Q": "nn", "b": "n", "x": "n"},
    result="",
    noun="step size",
    tolerance=1e-11,
    cases=lambda rng: [
        (_bowl(rng, n), rng.normal(size=n), 2 * rng.normal(size=n)) for n in (3, 5, 2, 4, 6)
    ],
    small=lambda rng: [
        (_whole_bowl(rng, n), _whole(rng, n), 5 * _whole(rng, n)) for n in (2, 2, 3, 4)
    ],
    mistakes={
        "upside down": Mistake(
            lambda Q, b, x: 1 / exact_step(Q, b, x),
            "Numerator and denominator are exchanged.",
            "A steeper bowl, a larger Q, asks for a shorter step.",
        ),
        "sign": Mistake(
            lambda Q, b, x: -exact_step(Q, b, x),
            "The step size is negative: it would walk uphill along −g.",
            "The minus of x − ηg is in the step already.",
        ),
        "norm not squared": Mistake(
            lambda Q, b, x: np.linalg.norm(Q @ x - b) / ((Q @ x - b) @ Q @ (Q @ x - b)),
            "The numerator is ‖g‖, and ⟨g, g⟩ belongs there.",
            "If f is doubled, the step should be halved. Is yours?",
        ),
        "b left out": Mistake(
            lambda Q, b, x: exact_step(Q, 0 * b, x),
            "The gradient is taken as Qx; b does not enter.",
            "At the minimum Qx = b, and the gradient is zero. Is yours?",
        ),
        "x in place of the gradient": Mistake(
            lambda Q, b, x: (x @ x) / (x @ Q @ x),
            "The quotient is built from x.",
            "Along which line do you search? Along the gradient.",
        ),
        "Q twice below": Mistake(
            lambda Q, b, x: ((Q @ x - b) @ (Q @ x - b)) / ((Q @ x - b) @ Q @ Q @ (Q @ x - b)),
            "The denominator holds Q twice.",
            "Differentiate f(x − ηg) in η: how many times does Q come down?",
        ),
        "1/L for every point": Mistake(
            lambda Q, b, x: 1 / np.linalg.norm(Q, 2),
            "This is 1/L, a safe step for every point.",
            "The exact step looks at the direction in which you stand: use g.",
        ),
    },
    hints=(
        "Write φ(η) = f(x − ηg), a parabola in η. Where is its lowest point?",
        "φ′(η) = −gᵀg + η gᵀQg.",
        "`g = Q @ x - b`, and then the quotient of two numbers.",
    ),
    symptoms={"your step size is an array": "g @ g is a number, g * g is not."},
)


def unit_step(x: Array, g: Array, alpha: float) -> Any:
    """Next point of normalised descent; x itself where the gradient is zero."""
    length = np.sqrt(g @ g)
    if length == 0:
        return x
    return x - alpha * g / length


def _steps(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = [
        (rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.2, 3)))
        for n in (3, 5, 2, 4, 6)
    ]
    return [*found, (rng.normal(size=3), np.zeros(3), 0.7)]


def _guarded(rule: Callable[..., Array]) -> Callable[..., Array]:
    """Return an answer that stays put at a zero gradient and follows a rule elsewhere."""
    return lambda x, g, alpha: rule(x, g, alpha) if g.any() else x


UNIT_STEP = Exercise(
    slug="normalised-step",
    title="A step of one length",
    difficulty=2,
    minutes=6,
    points=2,
    reference=unit_step,
    layout={"x": "n", "g": "n", "alpha": ""},
    result="n",
    noun="next point",
    cases=_steps,
    small=lambda rng: [
        *((_whole(rng, n), _whole(rng, n), 2.0) for n in (2, 2, 3, 3)),
        (np.array([1.0, -2.0]), np.zeros(2), 1.0),
    ],
    mistakes={
        "plain step": Mistake(
            lambda x, g, alpha: x - alpha * g,
            "The step is as long as the gradient makes it.",
            "How far is your next point from x? It should be alpha.",
        ),
        "uphill": Mistake(
            _guarded(lambda x, g, alpha: x + alpha * g / np.linalg.norm(g)),
            "The step goes uphill.",
            "The steepest descent is against the gradient.",
        ),
        "divided by the squared norm": Mistake(
            _guarded(lambda x, g, alpha: x - alpha * g / (g @ g)),
            "The gradient is divided by its squared norm.",
            "How far is your next point from x? It should be alpha, for every g.",
        ),
        "1-norm": Mistake(
            _guarded(lambda x, g, alpha: x - alpha * g / np.sum(abs(g))),
            "The gradient is divided by the sum of its absolute entries.",
            "Length is measured in the 2-norm here.",
        ),
        "only the step": Mistake(
            _guarded(lambda x, g, alpha: -alpha * g / np.linalg.norm(g)),
            "This is the step; x is not added where there is one.",
            "The next point is x plus the step.",
        ),
        "sign of each entry": Mistake(
            lambda x, g, alpha: x - alpha * np.sign(g),
            "Every coordinate moves by alpha: that is the steepest step in the ∞-norm.",
            "Divide by the length of g instead.",
        ),
    },
    hints=(
        "Which direction has length 1, and what is it where g = 0?",
        "d = −g/‖g‖ for g ≠ 0. At a stationary point there is nowhere to go: stay.",
        "`length = np.sqrt(g @ g)`, and first ask whether it is 0.",
    ),
    symptoms={"you get NaN": "one of the inputs is a stationary point: 0 divided by 0."},
)
