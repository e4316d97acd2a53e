"""Which way is down, by the Euclidean length: the step itself, and with a multiplier."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_01.inputs import (
    Array,
    vectors_and_a_number,
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
        "root mean square": Mistake(
            lambda g, alpha: -alpha * g / np.sqrt(np.mean(g**2)),
            "The gradient is divided by the root of its mean square.",
            "The length is the root of the sum of squares: no mean.",
        ),
        "brackets": Mistake(
            lambda g, alpha: -alpha * g / g @ g,
            "`/` and `@` are read from left to right: g is divided by g, then multiplied by g.",
            "Put brackets around what you divide by. And is it the length, or its square?",
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
            "The half length of g is multiplied by r.",
            "Put d = −g/2λ into dᵀd = r². If you did, put brackets around 2 * r: `/ 2 * r` divides "
            "by 2 and then multiplies by r.",
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
        "radius not squared": Mistake(
            lambda g, r: np.linalg.norm(g) / (2 * np.sqrt(r)),
            "‖g‖ is divided by 2√r: that is the multiplier for dᵀd = r.",
            "The condition is dᵀd = r².",
        ),
        "sum of absolute values": Mistake(
            lambda g, r: np.sum(np.abs(g)) / (2 * r),
            "The length of g is measured in ℓ₁, as the sum of absolute values.",
            "dᵀd is a sum of squares, so the length is √(gᵀg).",
        ),
        "sum of entries": Mistake(
            lambda g, r: np.sum(g) / (2 * r),
            "The entries of g are added up, where its length belongs.",
            "dᵀd is a sum of squares, so the length is √(gᵀg).",
        ),
        "the value": Mistake(
            lambda g, r: -r * np.linalg.norm(g),
            "−r‖g‖ is returned: the least value of dᵀg, not the multiplier.",
            "Which λ makes the slopes g + 2λd vanish there?",
        ),
        "the direction": Mistake(
            lambda g, r: -r * g / np.linalg.norm(g),
            "The best d is returned.",
            "It is right as a direction. Which λ makes the slopes g + 2λd vanish there?",
        ),
        "both candidates": Mistake(
            lambda g, r: np.linalg.norm(g) / (2 * r) * np.array([1.0, -1.0]),
            "Both candidates are returned.",
            "One is a bowl, the other a dome: look at the curvature 2λI, and return one number.",
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
