"""Which way is down under a ruler P."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_01.inputs import (
    LENGTHS,
    SMALL_LENGTHS,
    Array,
    positive_definite,
    whole_positive_definite,
)
from mathlib.exercises.exercise import Exercise, Mistake


def steepest_under(g: Array, P: Array) -> Array:
    """Of all d with dᵀPd = 1, the one with the least dᵀg."""
    undone = np.linalg.solve(P, g)
    return np.asarray(-undone / np.sqrt(g @ undone))


def _halfway(g: Array, P: Array) -> Array:
    half = np.linalg.solve(np.linalg.cholesky(P), g)
    return np.asarray(-half / np.linalg.norm(half))


def _by_the_diagonal(g: Array, P: Array) -> Array:
    undone = g / np.diag(P)
    return np.asarray(-undone / np.sqrt(g @ undone))


STEEPEST_UNDER = Exercise(
    slug="steepest-under-a-ruler",
    title="The steepest direction under a ruler",
    difficulty=2,
    minutes=8,
    points=2,
    reference=steepest_under,
    layout={"g": "n", "P": "nn"},
    result="n",
    noun="direction",
    tolerance=1e-9,
    cases=lambda rng: [(rng.normal(size=n), positive_definite(rng, n)) for n in LENGTHS],
    small=lambda rng: [(whole(rng, n), whole_positive_definite(rng, n)) for n in SMALL_LENGTHS],
    mistakes={
        "uphill": Mistake(
            lambda g, P: -steepest_under(g, P),
            "The direction goes uphill: its dᵀg is positive.",
            "A minus is missing.",
        ),
        "P for its inverse": Mistake(
            lambda g, P: -P @ g / np.sqrt(g @ P @ g),
            "The gradient is multiplied by P.",
            "Where a step counts more, take less of it: which of P and P⁻¹ does that?",
        ),
        "not normalised": Mistake(
            lambda g, P: -np.linalg.solve(P, g),
            "−P⁻¹g is returned as it is, whatever its length.",
            "The ruler should measure 1: √(dᵀPd).",
        ),
        "Euclidean length": Mistake(
            lambda g, P: -np.linalg.solve(P, g) / np.linalg.norm(np.linalg.solve(P, g)),
            "The direction is right, and its length is 1 by the Euclidean ruler.",
            "Measure with P: dᵀPd should be 1.",
        ),
        "root forgotten": Mistake(
            lambda g, P: -np.linalg.solve(P, g) / (g @ np.linalg.solve(P, g)),
            "P⁻¹g is divided by gᵀP⁻¹g, without the root.",
            "Measure dᵀPd of your direction: it should be 1.",
        ),
        "length of g": Mistake(
            lambda g, P: -np.linalg.solve(P, g) / np.linalg.norm(g),
            "P⁻¹g is divided by the Euclidean length of g.",
            "Measure dᵀPd of your direction: it should be 1.",
        ),
        "P under the root": Mistake(
            lambda g, P: -np.linalg.solve(P, g) / np.sqrt(g @ P @ g),
            "P⁻¹g is divided by √(gᵀPg).",
            "With d = −P⁻¹g/w, the condition dᵀPd = 1 says what w² is. Does P or P⁻¹ survive?",
        ),
        "ruler ignored": Mistake(
            lambda g, P: -g / np.linalg.norm(g),
            "This is −g/‖g‖: P does not enter.",
            "Undo the ruler first: solve P u = g.",
        ),
        "only the length by the ruler": Mistake(
            lambda g, P: -g / np.sqrt(g @ P @ g),
            "The direction is −g still; the ruler sets its length only.",
            "On the rim of the ball another point lies deeper: undo the ruler first, P u = g.",
        ),
        "diagonal only": Mistake(
            _by_the_diagonal,
            "g is divided by the diagonal of P, as if the rest of P were zero.",
            "Coordinates are coupled: solve P u = g.",
        ),
        "only the length undone": Mistake(
            lambda g, P: -g / np.sqrt(g @ np.linalg.solve(P, g)),
            "w = √(gᵀP⁻¹g) is right below the line, and above it stands g itself.",
            "Above the line belongs P⁻¹g.",
        ),
        "elementwise": Mistake(
            lambda g, P: -np.linalg.inv(P) * g / np.sqrt(g @ np.linalg.solve(P, g)),
            "P⁻¹ is multiplied by g entry by entry.",
            "`*` stands where `@` belongs; better still, `np.linalg.solve(P, g)`.",
        ),
        "divided by P": Mistake(
            lambda g, P: -g / P,
            "`g / P` divides entry by entry, and a table of n×n quotients comes out.",
            "P⁻¹g is what solves P u = g: `np.linalg.solve(P, g)`.",
        ),
        "the value": Mistake(
            lambda g, P: -np.sqrt(g @ np.linalg.solve(P, g)),
            "−√(gᵀP⁻¹g) is returned: the slope along the best direction, one number.",
            "A direction has one entry for each coordinate.",
        ),
        "halfway": Mistake(
            _halfway,
            "P = CCᵀ is undone halfway: by one of its two triangular factors.",
            "Solve with C and then with Cᵀ, or with P at once.",
        ),
    },
    hints=(
        "Which u solves P u = g? It is what is left of the gradient when the ruler is undone.",
        "d = −P⁻¹g/w with w = √(gᵀP⁻¹g), so that dᵀPd = 1.",
        "`undone = np.linalg.solve(P, g)` is P⁻¹g; use it twice.",
    ),
    symptoms={
        "your direction is right and its length is not": "measure it with P: √(dᵀPd) should be 1.",
        "you get shape (n, n)": "`g / P` divides entry by entry; solve a system instead.",
    },
)
