"""Exercise of chapter 10: back through half-vectorisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_10.inputs import Array
from mathlib.exercises.exercise import Exercise, Mistake


def half_vectorize_vjp(g: Array, n: int) -> Any:
    """Return the symmetric gradient in S; g holds the upper triangle's, row by row."""
    rows, columns = np.triu_indices(n)
    half = np.where(rows == columns, g, g / np.sqrt(2))
    out = np.zeros((n, n))
    out[rows, columns] = half
    out[columns, rows] = half
    return out


def _filled(on: float, above: float, below: float) -> Callable[[Array, int], Array]:
    """Return an answer with g times these factors on, above and below the diagonal."""

    def answer(g: Array, n: int) -> Array:
        rows, columns = np.triu_indices(n)
        out = np.zeros((n, n))
        out[columns, rows] = below * g
        out[rows, columns] = above * g
        diagonal = rows == columns
        out[rows[diagonal], rows[diagonal]] = on * g[diagonal]
        return out

    return answer


def _by_columns(g: Array, n: int) -> Array:
    rows, columns = np.tril_indices(n)
    half = np.where(rows == columns, g, g / np.sqrt(2))
    out = np.zeros((n, n))
    out[rows, columns] = half
    out[columns, rows] = half
    return out


def _diagonal_first(g: Array, n: int) -> Array:
    rows, columns = np.triu_indices(n, 1)
    out = np.diag(g[:n])
    out[rows, columns] = g[n:] / np.sqrt(2)
    out[columns, rows] = g[n:] / np.sqrt(2)
    return out


_ROOT = float(np.sqrt(2))

HALF_VECTORIZE_VJP = Exercise(
    slug="half-vectorize-vjp",
    title="From a vector back to a symmetric matrix",
    difficulty=2,
    minutes=8,
    points=2,
    reference=half_vectorize_vjp,
    layout={"g": "k", "n": ""},
    result="nn",
    upstream="g",
    cases=lambda rng: [(rng.normal(size=n * (n + 1) // 2), n) for n in (3, 5, 2, 4)],
    small=lambda rng: [(whole(rng, n * (n + 1) // 2), n) for n in (1, 2, 3)],
    mistakes={
        "g copied to both sides": Mistake(
            _filled(1, 1, 1),
            "g itself stands on both sides of the diagonal, without 1/√2.",
            "One entry of the vector is √2 S_ij. How much of g reaches S_ij, and how much S_ji?",
        ),
        "√2 for 1/√2": Mistake(
            _filled(1, _ROOT, _ROOT),
            "Off the diagonal g is multiplied by √2, on both sides.",
            "√2 g is what S_ij and S_ji get together; each of them gets half.",
        ),
        "one side only": Mistake(
            _filled(1, _ROOT, 0),
            "All of √2 g stands above the diagonal and nothing below, as autograd leaves it.",
            "S is symmetric, so the gradient that lies among symmetric matrices has half of it on "
            "each side.",
        ),
        "half of one side only": Mistake(
            _filled(1, 1 / _ROOT, 0),
            "g/√2 stands above the diagonal, and nothing below.",
            "S_ij and S_ji are two entries of one matrix; both get g/√2.",
        ),
        "plain triangle": Mistake(
            _filled(1, 1, 0),
            "g is put into the upper triangle as it stands, and nothing below.",
            "The forward pass multiplied by √2, and S has a lower triangle too.",
        ),
        "g halved": Mistake(
            _filled(1, 0.5, 0.5),
            "Off the diagonal stands g/2 on both sides: the backward pass without the √2.",
            "Half of √2 g is g/√2.",
        ),
        "diagonal divided too": Mistake(
            _filled(1 / _ROOT, 1 / _ROOT, 1 / _ROOT),
            "The diagonal is divided by √2 as well.",
            "An entry on the diagonal enters the vector once, with factor 1.",
        ),
        "diagonal counted twice": Mistake(
            _filled(2, 1 / _ROOT, 1 / _ROOT),
            "A triangle and its transpose are added, which doubles the diagonal.",
            "Each S_ii is there once.",
        ),
        "diagonal divided, then doubled": Mistake(
            _filled(_ROOT, 1 / _ROOT, 1 / _ROOT),
            "A triangle, all of it divided by √2, and its transpose are added: √2 g stands on the "
            "diagonal.",
            "Off the diagonal it is right. S_ii enters the vector once, with factor 1.",
        ),
        "triangle by columns": Mistake(
            _by_columns,
            "The entries are put in place column by column of the upper triangle.",
            "The order is row by row: S_11, S_12, …, S_1n, S_22, …",
        ),
        "diagonal first": Mistake(
            _diagonal_first,
            "The first n numbers are taken for the diagonal.",
            "The order is row by row: S_11, S_12, …, S_1n, S_22, …",
        ),
    },
    hints=(
        "dv = √2 dS_ij for i < j. Write g·dv with dS_ij and dS_ji, which are equal.",
        "√2 g dS_ij = (g/√2) dS_ij + (g/√2) dS_ji; on the diagonal dv = dS_ii.",
        "`rows, columns = np.triu_indices(n)` has the places in the order of g.",
    ),
    symptoms={
        "your result is not symmetric": "write each entry to [rows, columns] and [columns, rows].",
        "only the diagonal is right": "what factor did the forward pass put off the diagonal?",
    },
)
