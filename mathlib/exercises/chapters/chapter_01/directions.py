"""Which way is down: by the Euclidean length, with a multiplier, under a ruler P."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_01.inputs import (
    LENGTHS,
    SMALL_LENGTHS,
    Array,
    positive_definite,
    vectors_and_a_number,
    whole_positive_definite,
    whole_vectors_and_a_number,
)
from mathlib.exercises.exercise import Exercise, Mistake


def steepest_step(g: Array, alpha: float) -> Array:
    """Of all steps of length alpha, the one along which f falls most, to first order."""
    return np.asarray(-alpha * g / np.linalg.norm(g))


def _one_coordinate(g: Array, alpha: float) -> Array:
    step = np.zeros(len(g))
    largest = np.argmax(np.abs(g))
    step[largest] = -alpha * np.sign(g[largest])
    return step


STEEPEST_STEP = Exercise(
    slug="steepest-step",
    title="The steepest step of a given length",
    difficulty=1,
    minutes=4,
    reference=steepest_step,
    layout={"g": "n", "alpha": ""},
    result="n",
    noun="step",
    cases=vectors_and_a_number,
    small=whole_vectors_and_a_number,
    mistakes={
        "uphill": Mistake(
            lambda g, alpha: alpha * g / np.linalg.norm(g),
            "The step goes along +g, where f rises most.",
            "Take dᵀg for your step: is it negative?",
        ),
        "not normalised": Mistake(
            lambda g, alpha: -alpha * g,
            "The step is −αg, which has the length α‖g‖ and not α.",
            "Make the direction as long as 1 first, then multiply by α.",
        ),
        "length left out": Mistake(
            lambda g, alpha: -g / np.linalg.norm(g),
            "The step has length 1: α does not enter.",
            "How long should the step be?",
        ),
        "root forgotten": Mistake(
            lambda g, alpha: -alpha * g / (g @ g),
            "The gradient is divided by gᵀg, the square of its length.",
            "Take the length of your step: it should be α for every g.",
        ),
        "sum of absolute values": Mistake(
            lambda g, alpha: -alpha * g / np.sum(np.abs(g)),
            "The gradient is divided by the sum of its absolute values, its length in ℓ₁.",
            "The Euclidean length is √(gᵀg).",
        ),
        "largest entry": Mistake(
            lambda g, alpha: -alpha * g / np.max(np.abs(g)),
            "The gradient is divided by its largest absolute value.",
            "The Euclidean length is √(gᵀg).",
        ),
        "signs only": Mistake(
            lambda g, alpha: -alpha * np.sign(g),
            "Every coordinate moves by α, whatever its slope.",
            "That is the steepest step of the ruler ℓ∞; here length is Euclidean.",
        ),
        "one coordinate": Mistake(
            _one_coordinate,
            "Only the coordinate with the largest slope moves.",
            "That is the steepest step of the ruler ℓ₁; here length is Euclidean.",
        ),
        "divided by the length": Mistake(
            lambda g, alpha: -g / (alpha * np.linalg.norm(g)),
            "The unit direction is divided by α.",
            "A larger α should give a longer step.",
        ),
        "the gain": Mistake(
            lambda g, alpha: -alpha * np.linalg.norm(g),
            "−α‖g‖ is returned: how far f falls, one number.",
            "A step has one entry for each coordinate.",
        ),
    },
    hints=(
        "Two separate questions: which way, and how far?",
        "The best direction of length 1 is −g/‖g‖.",
        "`length = np.linalg.norm(g)` is √(gᵀg).",
    ),
    symptoms={
        "your step has the length 1 for every α": "the number α has to multiply the direction.",
        "your step gets shorter when g gets longer": "you divide by gᵀg; its root is the length.",
    },
)


def multiplier(g: Array, r: float) -> float:
    """Multiplier λ at the minimum of dᵀg on the sphere dᵀd = r²."""
    return float(np.linalg.norm(g) / (2 * r))


MULTIPLIER = Exercise(
    slug="multiplier-of-a-ball",
    title="The multiplier for a larger ball",
    difficulty=2,
    minutes=6,
    points=2,
    reference=multiplier,
    layout={"g": "n", "r": ""},
    result="",
    noun="multiplier",
    cases=vectors_and_a_number,
    small=whole_vectors_and_a_number,
    mistakes={
        "the dome": Mistake(
            lambda g, r: -np.linalg.norm(g) / (2 * r),
            "This λ is negative: in d the Lagrangian is a dome, and its point is the maximum.",
            "Look at the curvature of ℒ in d, which is 2λI.",
        ),
        "radius 1": Mistake(
            lambda g, r: np.linalg.norm(g) / 2,
            "This is the multiplier of the ball of radius 1: r does not enter.",
            "Put d = −g/2λ into the condition dᵀd = r².",
        ),
        "r squared": Mistake(
            lambda g, r: np.linalg.norm(g) / (2 * r**2),
            "The length of g is divided by 2r².",
            "From 4λ²r² = gᵀg to λ, the root is taken of every factor.",
        ),
        "2 lost": Mistake(
            lambda g, r: np.linalg.norm(g) / r,
            "The 2 is missing: this is ‖g‖/r.",
            "What is the slope of λdᵀd in d?",
        ),
        "r in the numerator": Mistake(
            lambda g, r: np.linalg.norm(g) / 2 * r,
            "The half length is multiplied by r.",
            "`/ 2 * r` divides by 2 and then multiplies by r; put brackets around 2 * r.",
        ),
        "root forgotten": Mistake(
            lambda g, r: g @ g / (2 * r),
            "gᵀg stands where the length ‖g‖ belongs.",
            "If g doubles, so does λ; does yours?",
        ),
        "multiplier squared": Mistake(
            lambda g, r: g @ g / (4 * r**2),
            "gᵀg/4r² is λ², not λ.",
            "One root is still to be taken, the positive one.",
        ),
        "length not taken": Mistake(
            lambda g, r: g / (2 * r),
            "g/2r has n entries: the length of g was not taken.",
            "λ is one number. The condition dᵀd = r² makes it one.",
        ),
    },
    hints=(
        "Write ℒ(d, λ) = dᵀg + λ(dᵀd − r²). Where do its slopes in d vanish?",
        "g + 2λd = 0 and dᵀd = r²; ℒ is a bowl in d for λ > 0 only.",
        "d = −g/2λ, and its length ‖g‖/2|λ| has to be r.",
    ),
    symptoms={
        "your value has the wrong sign": "of the two candidates, the minimum is the bowl.",
        "you get n numbers": "the condition is about the length of d, so take the length of g.",
    },
)


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
