"""Exercises of chapter 09 on eigenvalues alone: how they move, and quotients of their functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import (
    CUBE,
    INVERSE,
    LOG,
    ROOT,
    Array,
    Function,
    Generator,
    apart,
    orthogonal,
    symmetric,
    tied,
    turned_axes,
    whole_symmetric,
)
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def eigenvalue_shifts(U: Array, dX: Array) -> Any:
    """Return u_iᵀ dX u_i for every column u_i of U."""
    return np.sum(U * (dX @ U), axis=0)


EIGENVALUE_SHIFTS = Exercise(
    slug="eigenvalue-shifts",
    title="How far each eigenvalue moves",
    difficulty=1,
    minutes=5,
    reference=eigenvalue_shifts,
    layout={"U": "nn", "dX": "nn"},
    result="n",
    noun="list of shifts",
    cases=lambda rng: [(orthogonal(rng, n), symmetric(rng, n)) for n in (3, 5, 2, 4)],
    small=lambda rng: [(turned_axes(rng, n), whole_symmetric(rng, n)) for n in (2, 3, 4)],
    mistakes={
        "rows for columns": Mistake(
            lambda U, dX: np.diag(U @ dX @ U.T),
            "The rows of U are used; the eigenvectors are its columns.",
            "X = UΛUᵀ means X u = λ u for each column u.",
        ),
        "all of the rotated matrix": Mistake(
            lambda U, dX: U.T @ dX @ U,
            "All of UᵀdX U is returned; the eigenvalues move by its diagonal alone.",
            "Entry i, i is u_iᵀ dX u_i. What do the other entries turn?",
        ),
        "diagonal of dX": Mistake(
            lambda U, dX: np.diag(dX),
            "This is the diagonal of dX as it stands: U does not enter, or cancels as UUᵀ.",
            "Look at dX along each eigenvector: u_iᵀ dX u_i.",
        ),
        "eigenvalues of dX": Mistake(
            lambda U, dX: np.linalg.eigvalsh(dX),
            "These are the eigenvalues of dX: eigenvalues of a sum are not sums of eigenvalues.",
            "What is dX along the eigenvectors of X?",
        ),
        "a diagonal matrix": Mistake(
            lambda U, dX: np.diag(np.diag(U.T @ dX @ U)),
            "The shifts stand on the diagonal of a matrix.",
            "np.diag of a matrix reads its diagonal; np.diag of a list makes a matrix.",
        ),
        "sorted": Mistake(
            lambda U, dX: np.sort(np.diag(U.T @ dX @ U)),
            "The shifts are sorted by size, so they no longer belong to their eigenvalues.",
            "Shift i belongs to column i of U.",
        ),
        "one factor missing": Mistake(
            lambda U, dX: np.diag(U.T @ dX),
            "U stands on one side of dX only.",
            "u_iᵀ dX u_i holds the eigenvector twice.",
        ),
        "summed over the other eigenvectors": Mistake(
            lambda U, dX: np.sum(U.T @ dX @ U, axis=0),
            "Each column of UᵀdX U is added up, so u_iᵀ dX u_j of the others comes in.",
            "Eigenvalue i moves by entry i, i alone.",
        ),
        "squared": Mistake(
            lambda U, dX: np.diag(U.T @ dX @ U) ** 2,
            "The shifts are squared.",
            "Twice the dX should give twice the shift.",
        ),
        "length of dX u": Mistake(
            lambda U, dX: np.linalg.norm(dX @ U, axis=0),
            "This is the length of dX u_i, not its part along u_i.",
            "Project dX u_i onto u_i.",
        ),
    },
    hints=(
        "Turn dX into the eigenbasis: what is UᵀdX U?",
        "dλ_i = u_iᵀ dX u_i, with u_i = U[:, i].",
        "`dX @ U` has dX u_i in column i; multiply entry by entry with U and add up.",
    ),
    symptoms={"you get a matrix": "only its diagonal moves the eigenvalues."},
)


def loewner(f: Function, df: Function, eigenvalues: Array) -> Any:
    """Return the quotients f[λ_i, λ_j]; where two eigenvalues are equal, f′."""
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    equal = x == y
    return np.where(equal, df(x), (f(x) - f(y)) / np.where(equal, 1.0, x - y))


def quotients(f: Function, eigenvalues: Array, ties: Any) -> Array:
    """Return the Loewner matrix with `ties` wherever two eigenvalues are equal."""
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    equal = x == y
    slopes = (f(x) - f(y)) / np.where(equal, 1.0, x - y)
    return np.asarray(np.where(equal, ties, slopes))


def masked(f: Function, df: Function, eigenvalues: Array) -> Array:
    """Return the Loewner matrix with 0 where two different eigenvalues are equal."""
    return quotients(f, eigenvalues, np.diag(df(eigenvalues)))


def ionescu(eigenvalues: Array, ties: float = 0.0) -> Array:
    """Return K with K_ij = 1/(λ_j − λ_i), and `ties` where they are equal."""
    gap = eigenvalues[None, :] - eigenvalues[:, None]
    return np.asarray(np.where(gap == 0, ties, 1 / np.where(gap == 0, 1.0, gap)))


def _turned_difference(f: Function, df: Function, eigenvalues: Array) -> Array:
    L = loewner(f, df, eigenvalues)
    equal = eigenvalues[:, None] == eigenvalues
    return np.asarray(np.where(equal, L, -L))


def _upside_down(f: Function, df: Function, eigenvalues: Array) -> Array:
    L = loewner(f, df, eigenvalues)
    equal = eigenvalues[:, None] == eigenvalues
    return np.asarray(np.where(equal, L, 1 / L))


def _without_sign(f: Function, df: Function, eigenvalues: Array) -> Array:
    L = loewner(f, df, eigenvalues)
    above = np.sign(eigenvalues[:, None] - eigenvalues)
    return np.asarray(np.where(above == 0, L, L * above))


def _close_pairs(f: Function, df: Function, eigenvalues: Array) -> Array:
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    close = np.abs(x - y) < 0.1
    slopes = (f(x) - f(y)) / np.where(close, 1.0, x - y)
    return np.asarray(np.where(close, df((x + y) / 2), slopes))


def _loewner_cases(rng: Generator) -> list[Inputs]:
    plain = [(*pair, apart(rng, n)) for pair, n in ((LOG, 3), (CUBE, 5))]
    equal = [(*pair, tied(rng, n)) for pair, n in ((ROOT, 4), (INVERSE, 5), (LOG, 2))]
    return [*plain, *equal]


def _whole_eigenvalues(rng: Generator) -> list[Inputs]:
    lists = ([3.0, 5.0], [4.0, 4.0], [3.0, 7.0, 3.0])
    return [(*CUBE, np.array(values)) for values in lists]


LOEWNER = Exercise(
    slug="loewner-matrix",
    title="The Loewner matrix",
    difficulty=2,
    minutes=8,
    points=2,
    reference=loewner,
    layout={"eigenvalues": "n"},
    result="nn",
    noun="Loewner matrix",
    cases=_loewner_cases,
    small=_whole_eigenvalues,
    mistakes={
        "ties set to 0": Mistake(
            masked,
            "Where two different eigenvalues are equal stands 0, and f′ on the diagonal only.",
            "Let λ_j run towards λ_i: what does the quotient tend to?",
        ),
        "everything equal set to 0": Mistake(
            lambda f, df, eigenvalues: quotients(f, eigenvalues, 0.0),
            "Where two eigenvalues are equal stands 0, on the diagonal too.",
            "The limit of the quotient is f′, not 0.",
        ),
        "difference turned round": Mistake(
            _turned_difference,
            "The quotients have the opposite sign.",
            "f(λ_i) − f(λ_j) over λ_i − λ_j: the same order above and below.",
        ),
        "upside down": Mistake(
            _upside_down,
            "The quotients stand upside down: gap over difference of f.",
            "How much does f rise for each unit of λ?",
        ),
        "difference of the slopes": Mistake(
            lambda f, df, eigenvalues: quotients(df, eigenvalues, df(eigenvalues[:, None])),
            "f′ stands in the quotients, too: they are slopes of f′.",
            "The chord belongs to f; f′ is for the equal ones.",
        ),
        "absolute gap": Mistake(
            _without_sign,
            "The difference is divided by |λ_i − λ_j|, so the sign depends on the order.",
            "A divided difference is symmetric: f[a, b] = f[b, a].",
        ),
        "not divided": Mistake(
            lambda f, df, eigenvalues: np.where(
                eigenvalues[:, None] == eigenvalues,
                df(eigenvalues[:, None]),
                f(eigenvalues[:, None]) - f(eigenvalues),
            ),
            "The differences f(λ_i) − f(λ_j) are not divided by the gap.",
            "A slope is a difference over a difference.",
        ),
        "f in place of its derivative": Mistake(
            lambda f, df, eigenvalues: quotients(f, eigenvalues, f(eigenvalues[:, None])),
            "Where two eigenvalues are equal stands f(λ).",
            "What is the limit of the quotient as λ_j tends to λ_i?",
        ),
        "slope in the middle": Mistake(
            lambda f, df, eigenvalues: df((eigenvalues[:, None] + eigenvalues) / 2),
            "Every entry is f′ halfway between the two eigenvalues.",
            "That is right for close pairs to second order, and for quadratic f.",
        ),
        "slope for close pairs": Mistake(
            _close_pairs,
            "Pairs that are close, and not equal, get the slope halfway in place of the quotient.",
            "It errs by the square of the gap: take f′ where the two are equal.",
        ),
        "mean of the slopes": Mistake(
            lambda f, df, eigenvalues: (df(eigenvalues[:, None]) + df(eigenvalues)) / 2,
            "Every entry is the mean of the slopes at the two eigenvalues.",
            "The entry is the slope of the chord from λ_i to λ_j.",
        ),
        "slope of the row": Mistake(
            lambda f, df, eigenvalues: df(eigenvalues[:, None] + 0 * eigenvalues),
            "Every entry of row i is f′(λ_i).",
            "Off the diagonal two eigenvalues play a part.",
        ),
        "one triangle only": Mistake(
            lambda f, df, eigenvalues: np.triu(loewner(f, df, eigenvalues)),
            "Only the pairs with i ≤ j are filled; the others are 0.",
            "f[λ_i, λ_j] = f[λ_j, λ_i]: write each pair into both places.",
        ),
        "lower triangle only": Mistake(
            lambda f, df, eigenvalues: np.tril(loewner(f, df, eigenvalues)),
            "Only the pairs with i ≥ j are filled; the others are 0.",
            "f[λ_i, λ_j] = f[λ_j, λ_i]: write each pair into both places.",
        ),
        "eigenvalues sorted": Mistake(
            lambda f, df, eigenvalues: loewner(f, df, np.sort(eigenvalues)),
            "The eigenvalues are sorted first, so the entries no longer belong to their pairs.",
            "Keep the order that came in: column i of U belongs to it.",
        ),
        "diagonal only": Mistake(
            lambda f, df, eigenvalues: np.diag(df(eigenvalues)),
            "f′ stands on the diagonal and 0 everywhere else.",
            "That is how eigenvalues feel f. What do the eigenvectors do?",
        ),
        "Ionescu's matrix": Mistake(
            lambda f, df, eigenvalues: ionescu(eigenvalues),
            "This is K with 1/(λ_j − λ_i), in which f does not occur.",
            "The entry is a quotient of differences of f.",
        ),
    },
    hints=(
        "Which two numbers does the entry i, j depend on?",
        "(f(λ_i) − f(λ_j)) / (λ_i − λ_j), and f′(λ_i) wherever λ_i = λ_j, off the diagonal too.",
        "`x, y = eigenvalues[:, None], eigenvalues[None, :]` gives every pair at once.",
    ),
    symptoms={
        "you get nan": "find the pairs with x == y, and divide those by 1 in place of 0.",
        "your entries change sign across the diagonal": "take no absolute value of the gap.",
    },
)
