"""Exercises of chapter 09: back through a spectral function, and through ReEig."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
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
    tied,
    turned_axes,
)
from mathlib.exercises.chapters.chapter_09.matrices import sym
from mathlib.exercises.chapters.chapter_09.shifts import ionescu, loewner, masked
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def spectral_vjp(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Any:
    """Return the gradient in X of ⟨G, U f(Λ) Uᵀ⟩, for X = U Λ Uᵀ."""
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    equal = x == y
    L = np.where(equal, df(x), (f(x) - f(y)) / np.where(equal, 1.0, x - y))
    rotated = U.T @ ((G + G.T) / 2) @ U
    return U @ (L * rotated) @ U.T


def _changed(
    inside: Callable[[Array, Array, Array], Array],
) -> Callable[[Array, Array, Array, Function, Function], Array]:
    """Return an answer that puts inside(L, UᵀGU, eigenvalues) between U and Uᵀ."""

    def answer(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
        L = loewner(f, df, eigenvalues)
        return np.asarray(U @ inside(L, U.T @ G @ U, eigenvalues) @ U.T)

    return answer


def _off_diagonal(times: float) -> Callable[[Array, Array, Array], Array]:
    def inside(L: Array, M: Array, eigenvalues: Array) -> Array:
        return L * sym(M) * np.where(np.eye(len(M)) == 1, 1.0, times)

    return inside


def _by_ionescu(
    term: Callable[[Array, Array], Array],
) -> Callable[[Array, Array, Array, Function, Function], Array]:
    """Return an answer by Ionescu's form with term(K, M) in place of sym(K ⊙ M), ties at 0."""

    def answer(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
        rotated = U.T @ sym(G) @ U
        slopes = np.diag(df(eigenvalues) * np.diag(rotated))
        turn = term(ionescu(eigenvalues), 2 * rotated * f(eigenvalues))
        return np.asarray(U @ (turn + slopes) @ U.T)

    return answer


def _swapped(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
    return np.asarray(spectral_vjp(G, eigenvalues, U.T, f, df))


def _ties_masked(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
    L = masked(f, df, eigenvalues)
    return np.asarray(U @ (L * (U.T @ sym(G) @ U)) @ U.T)


def _derivative_of_values(
    G: Array, eigenvalues: Array, U: Array, f: Function, df: Function
) -> Array:
    half = U * df(eigenvalues) @ U.T
    return np.asarray(sym(half @ sym(G)))


def _whole_spectrum(rng: Generator) -> list[Inputs]:
    lists = ([3.0, 5.0], [3.0, 5.0, 8.0], [4.0, 7.0, 4.0], [3.0, 3.0])
    return [
        (whole(rng, len(v), len(v)), np.array(v), turned_axes(rng, len(v)), *CUBE) for v in lists
    ]


def _spectra(rng: Generator) -> list[Inputs]:
    plain = (
        (3, apart, LOG),
        (5, apart, INVERSE),
        (4, tied, ROOT),
        (5, tied, LOG),
        (2, apart, CUBE),
    )
    return [(rng.normal(size=(n, n)), draw(rng, n), orthogonal(rng, n), *f) for n, draw, f in plain]


SPECTRAL_VJP = Exercise(
    slug="daleckii-krein-vjp",
    title="Back through a function of a matrix",
    difficulty=2,
    minutes=10,
    points=3,
    reference=spectral_vjp,
    layout={"G": "nn", "eigenvalues": "n", "U": "nn"},
    result="nn",
    upstream="G",
    cases=_spectra,
    small=_whole_spectrum,
    mistakes={
        "symmetric part forgotten": Mistake(
            _changed(lambda L, M, eigenvalues: L * M),
            "G itself is rotated, not its symmetric part, so the result is not symmetric.",
            "X moves along symmetric dX only: which part of G do these see?",
        ),
        "U and its transpose exchanged": Mistake(
            _swapped,
            "U stands where Uᵀ belongs, and the other way round.",
            "The columns of U are the eigenvectors: UᵀGU rotates into the eigenbasis.",
        ),
        "not rotated back": Mistake(
            lambda G, eigenvalues, U, f, df: loewner(f, df, eigenvalues) * (U.T @ sym(G) @ U),
            "The result is left in the eigenbasis.",
            "U( … )Uᵀ brings it back.",
        ),
        "not rotated into the eigenbasis": Mistake(
            lambda G, eigenvalues, U, f, df: U @ (loewner(f, df, eigenvalues) * sym(G)) @ U.T,
            "The Loewner matrix multiplies sym G as it stands, and the product is rotated back.",
            "Rotate into the eigenbasis first: UᵀGU.",
        ),
        "not rotated": Mistake(
            lambda G, eigenvalues, U, f, df: loewner(f, df, eigenvalues) * sym(G),
            "The Loewner matrix multiplies sym G as it stands, without U.",
            "Its entries belong to the eigenbasis, so G has to be rotated there first.",
        ),
        "eigenvector term doubled": Mistake(
            _changed(_off_diagonal(2.0)),
            "In the eigenbasis all entries off the diagonal are doubled.",
            "The 2 in ∇_U = 2 sym(G) U f(Λ) is used up by the ½ of the symmetrisation.",
        ),
        "eigenvector term halved": Mistake(
            _changed(
                lambda L, M, eigenvalues: (
                    L * sym(M) * np.where(eigenvalues[:, None] == eigenvalues, 1.0, 0.5)
                )
            ),
            "In the eigenbasis the entries between different eigenvalues are halved: (G + Gᵀ)/2 "
            "may stand where G + Gᵀ belongs.",
            "U stands in U f(Λ) Uᵀ twice, so ∇_U = 2 sym(G) U f(Λ) = (G + Gᵀ) U f(Λ).",
        ),
        "sign of the eigenvector term": Mistake(
            _changed(_off_diagonal(-1.0)),
            "In the eigenbasis all entries off the diagonal have the opposite sign.",
            "K_ij = 1/(λ_j − λ_i): is your K transposed?",
        ),
        "Ionescu with a further 2": Mistake(
            _by_ionescu(lambda K, M: 2 * sym(K * M)),
            "A further 2 stands in front of sym(K ⊙ M), and ties are set to 0.",
            "The 2 in ∇_U = 2 sym(G) U f(Λ) is used up by the ½ of the symmetrisation.",
        ),
        "Ionescu with the 2 missing": Mistake(
            _by_ionescu(lambda K, M: sym(K * M) / 2),
            "sym(G) = (G + Gᵀ)/2 stands where G + Gᵀ belongs, and ties are set to 0.",
            "U stands in U f(Λ) Uᵀ twice, so ∇_U = 2 sym(G) U f(Λ) = (G + Gᵀ) U f(Λ).",
        ),
        "Ionescu with K transposed": Mistake(
            _by_ionescu(lambda K, M: sym(K.T * M)),
            "K stands the other way round, 1/(λ_i − λ_j), and ties are set to 0.",
            "K_ij = 1/(λ_j − λ_i): column minus row.",
        ),
        "eigenvalue term only": Mistake(
            _changed(_off_diagonal(0.0)),
            "In the eigenbasis only the diagonal is there: the eigenvectors' part is lost.",
            "f(X) changes when the eigenvectors turn. Which Loewner entries tell how much?",
        ),
        "symmetrised inside": Mistake(
            _by_ionescu(lambda K, M: K * sym(M)),
            "The symmetrisation stands inside the elementwise product with K: K ⊙ sym M is skew, "
            "and no symmetric dX sees it.",
            "sym(K ⊙ M), with the symmetrisation outside.",
        ),
        "ties set to 0": Mistake(
            _ties_masked,
            "Where two different eigenvalues are equal, 0 stands in place of f′(λ).",
            "The quotient has a limit there, and the gradient needs it.",
        ),
        "everything equal set to 0": Mistake(
            _changed(lambda L, M, eigenvalues: L * sym(M) * (eigenvalues[:, None] != eigenvalues)),
            "Where two eigenvalues are equal stands 0, on the diagonal too: the eigenvalues' own "
            "part is missing.",
            "What does G feel when only an eigenvalue moves? f′(λ) on the diagonal, and at ties.",
        ),
        "f′(X) times G": Mistake(
            _derivative_of_values,
            "This is f′(X) times sym G, which holds only where X and G commute.",
            "f′(X)G uses the slope at λ_i alone; the entry i, j needs f[λ_i, λ_j].",
        ),
        "f′(X) times G as it came": Mistake(
            lambda G, eigenvalues, U, f, df: U * df(eigenvalues) @ U.T @ G,
            "This is f′(X)G, as for numbers: it holds only where X and G commute.",
            "f′(X)G uses the slope at λ_i alone; the entry i, j needs f[λ_i, λ_j].",
        ),
        "U and its transpose exchanged on the way in": Mistake(
            lambda G, eigenvalues, U, f, df: (
                U @ (loewner(f, df, eigenvalues) * (U @ sym(G) @ U.T)) @ U.T
            ),
            "G is turned by U( … )Uᵀ on its way in, and by the same on its way out.",
            "Into the eigenbasis it is Uᵀ( … )U: the columns of U are the eigenvectors.",
        ),
    },
    hints=(
        "In the eigenbasis the map dX ↦ dY multiplies each entry by one number. Which?",
        "∇ = U (f^[1](Λ) ⊙ (Uᵀ sym(G) U)) Uᵀ, with the Loewner matrix of exercise 2.",
        "`rotated = U.T @ ((G + G.T) / 2) @ U`",
    ),
    symptoms={
        "your result is not symmetric": "take the symmetric part of G first.",
        "it is right in the eigenbasis only": "rotate back with U on the left and Uᵀ on the right.",
    },
)
