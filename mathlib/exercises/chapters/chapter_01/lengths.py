"""How long a step: read from a run that exploded, and chosen for a quadratic."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_01.inputs import (
    LENGTHS,
    SMALL_LENGTHS,
    Array,
    Generator,
    positive_definite,
    whole_positive_definite,
)
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def largest_curvature(losses: Array, eta: float) -> float:
    """Largest curvature of a quadratic on which steps η made the loss explode."""
    return float((1 + np.sqrt(losses[-1] / losses[-2])) / eta)


def _exploded_runs(rng: Generator) -> list[Inputs]:
    """Return losses of diverging runs; all but the steepest direction die out in them."""
    found: list[Inputs] = []
    for k in (14, 20, 17, 24, 15):
        grows, die = rng.uniform(1.1, 1.8), rng.uniform(-0.3, 0.3, size=3)
        factors = np.array([grows, *die])
        shares = np.array([rng.uniform(0.01, 0.1), *rng.uniform(1, 3, size=3)])
        losses = np.sum(shares * factors ** (2 * np.arange(k)[:, None]), axis=1)
        found.append((losses, rng.uniform(0.05, 0.4)))
    return found


def _whole_runs(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = []
    for k in (3, 4, 5):
        q, begin, first = rng.integers(2, 4), rng.integers(1, 4), rng.integers(5, 9)
        losses = np.array([first * begin, *(begin * q ** (2 * np.arange(k - 1)))], dtype=float)
        found.append((losses, 0.5))
    return found


CURVATURE = Exercise(
    slug="curvature-from-a-diverging-run",
    title="The curvature from the wreckage",
    difficulty=2,
    minutes=7,
    points=2,
    reference=largest_curvature,
    layout={"losses": "k", "eta": ""},
    result="",
    noun="curvature",
    tolerance=1e-6,
    cases=_exploded_runs,
    small=_whole_runs,
    mistakes={
        "root forgotten": Mistake(
            lambda losses, eta: (1 + losses[-1] / losses[-2]) / eta,
            "What stands for the growth of the distance in one step is its square: the root of the "
            "ratio is missing, or the ratio spans two steps.",
            "A loss goes with the square of the distance. What is the factor of the distance?",
        ),
        "1 subtracted": Mistake(
            lambda losses, eta: (np.sqrt(losses[-1] / losses[-2]) - 1) / eta,
            "1 is subtracted from the factor.",
            "The factor is ηL − 1. Solve for L: the 1 changes sides.",
        ),
        "root of the sum": Mistake(
            lambda losses, eta: np.sqrt(1 + losses[-1] / losses[-2]) / eta,
            "The root is taken after the 1 was added.",
            "First the root of the ratio, which is ηL − 1; then add 1.",
        ),
        "logarithm": Mistake(
            lambda losses, eta: (1 + np.log(losses[-1] / losses[-2])) / eta,
            "A logarithm of the ratio stands where its root belongs.",
            "The loss is multiplied by (ηL − 1)² in each step: undo the square.",
        ),
        "difference of losses": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[-1] - losses[-2])) / eta,
            "The last two losses are subtracted.",
            "A factor is a ratio: divide the later loss by the earlier one.",
        ),
        "last loss alone": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[-1])) / eta,
            "The last loss is used as if it were a factor.",
            "A factor is a ratio: divide the last loss by the one before.",
        ),
        "one for each step": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[1:] / losses[:-1])) / eta,
            "A curvature is computed for each step of the run.",
            "Only the last step is ruled by the largest curvature alone: `losses[-1]`.",
        ),
        "mean of the ratios": Mistake(
            lambda losses, eta: (1 + np.sqrt(np.mean(losses[1:] / losses[:-1]))) / eta,
            "The ratios of all steps are averaged, and the first steps belong to others.",
            "Only the last steps are ruled by the largest curvature.",
        ),
        "upside down": Mistake(
            lambda losses, eta: eta / (1 + np.sqrt(losses[-1] / losses[-2])),
            "The fraction stands upside down: this is 1/L.",
            "1 + √ratio is ηL; divide it by η.",
        ),
        "1 not added": Mistake(
            lambda losses, eta: np.sqrt(losses[-1] / losses[-2]) / eta,
            "The factor itself is divided by η; the 1 is missing.",
            "The factor is ηL − 1. Solve for L.",
        ),
        "the other sign": Mistake(
            lambda losses, eta: (1 - np.sqrt(losses[-1] / losses[-2])) / eta,
            "The factor is taken as 1 − ηL = +√ratio, which makes the curvature negative.",
            "Beyond the border 1 − ηL is below −1, so the run jumps to and fro.",
        ),
        "not divided": Mistake(
            lambda losses, eta: 1 + np.sqrt(losses[-1] / losses[-2]),
            "This is ηL; it is not divided by η yet.",
            "A run with half the η and the same losses has twice the curvature.",
        ),
        "multiplied": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[-1] / losses[-2])) * eta,
            "ηL is multiplied by η.",
            "From ηL to L: which way does η go?",
        ),
        "first steps": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[1] / losses[0])) / eta,
            "The ratio is that of the first two losses, where other directions still speak.",
            "Count from the end: `losses[-1]`.",
        ),
        "whole run": Mistake(
            lambda losses, eta: (1 + (losses[-1] / losses[0]) ** (0.5 / (len(losses) - 1))) / eta,
            "The growth is averaged over the whole run, whose first steps belong to others.",
            "Only the last steps are ruled by the largest curvature.",
        ),
        "ratio turned round": Mistake(
            lambda losses, eta: (1 + np.sqrt(losses[-2] / losses[-1])) / eta,
            "The ratio is turned round: the earlier loss is divided by the later one.",
            "A run that explodes has a ratio above 1.",
        ),
        "the border": Mistake(
            lambda losses, eta: 2 / eta,
            "This is 2/η, the curvature at which the border lies; the losses do not enter.",
            "By how much does the loss grow from one step to the next?",
        ),
        "brackets": Mistake(
            lambda losses, eta: 1 + np.sqrt(losses[-1] / losses[-2]) / eta,
            "Only the root is divided by η, and the 1 is not.",
            "Put brackets around the sum.",
        ),
    },
    hints=(
        "By which factor does the loss grow in the last step? And the distance to the minimum?",
        "In the steepest direction each step multiplies the distance by 1 − ηL, "
        "and the loss by (ηL − 1)².",
        "`growth = np.sqrt(losses[-1] / losses[-2])` is ηL − 1.",
    ),
    symptoms={
        "your curvature is negative": "beyond the border ηL − 1 is positive, and 1 − ηL is not.",
        "your curvature is below 2/η": "a run explodes only above it; look at the ratio you take.",
    },
)


def best_step(Q: Array) -> tuple[float, float]:
    """Best fixed step for the quadratic ½xᵀQx, and its factor per step at worst."""
    curvatures = np.linalg.eigvalsh(Q)
    mu, L = curvatures[0], curvatures[-1]
    return 2 / (mu + L), (L - mu) / (L + mu)


def _ends(Q: Array) -> tuple[float, float]:
    curvatures = np.linalg.eigvalsh(Q)
    return float(curvatures[0]), float(curvatures[-1])


def _short(Q: Array) -> tuple[float, float]:
    mu, L = _ends(Q)
    return 1 / L, 1 - mu / L


def _from_ends(mu: float, L: float) -> tuple[float, float]:
    return 2 / (mu + L), (L - mu) / (L + mu)


def _heavy_ball(Q: Array) -> tuple[float, float]:
    mu, L = np.sqrt(_ends(Q))
    return 4 / (L + mu) ** 2, (L - mu) / (L + mu)


BEST_STEP = Exercise(
    slug="best-fixed-step",
    title="The best fixed step",
    difficulty=1,
    minutes=5,
    reference=best_step,
    layout={"Q": "nn"},
    result=("", ""),
    noun="result",
    tolerance=1e-9,
    cases=lambda rng: [(positive_definite(rng, n),) for n in LENGTHS],
    small=lambda rng: [(whole_positive_definite(rng, n),) for n in SMALL_LENGTHS],
    mistakes={
        "the border": Mistake(
            lambda Q: (2 / _ends(Q)[1], best_step(Q)[1]),
            "The step is 2/L, where the steepest direction jumps to and fro for ever.",
            "Balance the two factors: 1 − ημ = ηL − 1.",
        ),
        "only L": Mistake(
            _short,
            "Step and factor are 1/L and 1 − μ/L: good for the steepest direction, "
            "and the flattest waits.",
            "Make the step longer until both ends shrink alike: 1 − ημ = ηL − 1.",
        ),
        "only L in the step": Mistake(
            lambda Q: (1 / _ends(Q)[1], best_step(Q)[1]),
            "The step is 1/L, and the factor is that of the best step.",
            "Make the step longer until both ends shrink alike: 1 − ημ = ηL − 1.",
        ),
        "the two smallest": Mistake(
            lambda Q: _from_ends(*np.linalg.eigvalsh(Q)[:2]),
            "The second smallest curvature is taken for the largest.",
            "Count from the end: `[-1]` is the last one.",
        ),
        "eigenvalues in no order": Mistake(
            lambda Q: _from_ends(*np.linalg.eigvals(Q).real[[0, -1]]),
            "`np.linalg.eigvals` returns the eigenvalues in no order, so the first and the last "
            "need not be the extreme ones.",
            "`np.linalg.eigvalsh`, with an h at the end, sorts them.",
        ),
        "entries for eigenvalues": Mistake(
            lambda Q: _from_ends(np.min(Q), np.max(Q)),
            "μ and L are the smallest and largest entries of Q.",
            "Curvatures are eigenvalues of Q, not its entries.",
        ),
        "difference below": Mistake(
            lambda Q: (2 / (_ends(Q)[1] - _ends(Q)[0]), best_step(Q)[1]),
            "The step is 2/(L − μ).",
            "Solve 1 − ημ = ηL − 1 for η once more: the terms with η add up.",
        ),
        "sum of all curvatures": Mistake(
            lambda Q: (2 / np.trace(Q), best_step(Q)[1]),
            "The step is 2 over the sum of all n curvatures.",
            "Only the smallest and the largest count.",
        ),
        "brackets in the step": Mistake(
            lambda Q: (2 / _ends(Q)[0] + _ends(Q)[1], best_step(Q)[1]),
            "The step is 2/μ + L.",
            "Put brackets around the sum that you divide by.",
        ),
        "brackets in the factor": Mistake(
            lambda Q: (best_step(Q)[0], np.linalg.cond(Q) - 1 / np.linalg.cond(Q) + 1),
            "The second number is κ − 1/κ + 1.",
            "Put brackets around κ − 1 and around κ + 1.",
        ),
        "the condition": Mistake(
            lambda Q: (best_step(Q)[0], np.linalg.cond(Q)),
            "The second number is the condition number κ itself.",
            "The factor is (κ − 1)/(κ + 1), a number between 0 and 1.",
        ),
        "step upside down": Mistake(
            lambda Q: (1 / best_step(Q)[0], best_step(Q)[1]),
            "The step is (μ + L)/2, the mean of the extreme curvatures.",
            "A larger curvature asks for a shorter step: the curvatures stand below the line.",
        ),
        "2 lost": Mistake(
            lambda Q: (0.5 * best_step(Q)[0], best_step(Q)[1]),
            "The step is 1/(μ + L).",
            "Solve 1 − ημ = ηL − 1 for η once more.",
        ),
        "mean of all curvatures": Mistake(
            lambda Q: (len(Q) / np.trace(Q), best_step(Q)[1]),
            "The step is 1 over the mean of all n curvatures.",
            "Only the smallest and the largest count.",
        ),
        "diagonal for eigenvalues": Mistake(
            lambda Q: _from_ends(np.min(np.diag(Q)), np.max(np.diag(Q))),
            "μ and L are the smallest and largest entries of the diagonal.",
            "These are curvatures along the axes. The eigenvalues belong to the eigenvectors.",
        ),
        "the inverse condition": Mistake(
            lambda Q: (best_step(Q)[0], _ends(Q)[0] / _ends(Q)[1]),
            "The factor is μ/L, one over the condition number.",
            "Put η into |1 − ημ|.",
        ),
        "factor of the loss": Mistake(
            lambda Q: (best_step(Q)[0], best_step(Q)[1] ** 2),
            "The second number is the factor of the loss: it is squared.",
            "Asked for is the factor of the distance.",
        ),
        "what is gained": Mistake(
            lambda Q: (best_step(Q)[0], 1 - best_step(Q)[1]),
            "The second number is the part that is gained with each step.",
            "The factor is what is left of the distance.",
        ),
        "negative factor": Mistake(
            lambda Q: (best_step(Q)[0], -best_step(Q)[1]),
            "The factor is negative: it is 1 − ηL, without its absolute value.",
            "A distance shrinks by a factor between 0 and 1.",
        ),
        "heavy ball": Mistake(
            _heavy_ball,
            "Both numbers hold the roots of μ and L: they are those of the heavy ball.",
            "A descent without memory balances μ and L themselves.",
        ),
    },
    hints=(
        "Which two directions complain: one if the step is too short, the other if too long?",
        "The factors are 1 − ημ and ηL − 1; the best η makes them equal.",
        "`curvatures = np.linalg.eigvalsh(Q)`, then μ is the first and L the last.",
    ),
    symptoms={
        "some inputs are right and others are not": (
            "`np.linalg.eigvals` returns the eigenvalues in no order; `eigvalsh` sorts them."
        ),
        "your factor is above 1": "L − μ stands above, L + μ below.",
    },
)
