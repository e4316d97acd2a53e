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
    with_eigenvalues,
)
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


def _sym(M: Array) -> Array:
    return np.asarray((M + M.T) / 2)


def _off_diagonal(times: float) -> Callable[[Array, Array, Array], Array]:
    def inside(L: Array, M: Array, eigenvalues: Array) -> Array:
        return L * _sym(M) * np.where(np.eye(len(M)) == 1, 1.0, times)

    return inside


def _sym_inside(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
    M = 2 * U.T @ _sym(G) @ U * f(eigenvalues)
    middle = ionescu(eigenvalues) * _sym(M) + np.diag(df(eigenvalues) * np.diag(U.T @ G @ U))
    return np.asarray(U @ middle @ U.T)


def _swapped(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
    return np.asarray(spectral_vjp(G, eigenvalues, U.T, f, df))


def _ties_masked(G: Array, eigenvalues: Array, U: Array, f: Function, df: Function) -> Array:
    L = masked(f, df, eigenvalues)
    return np.asarray(U @ (L * (U.T @ _sym(G) @ U)) @ U.T)


def _derivative_of_values(
    G: Array, eigenvalues: Array, U: Array, f: Function, df: Function
) -> Array:
    half = U * df(eigenvalues) @ U.T
    return np.asarray(_sym(half @ _sym(G)))


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
        "G plus its transpose": Mistake(
            _changed(lambda L, M, eigenvalues: L * (M + M.T)),
            "G + Gᵀ is used, which is twice the symmetric part.",
            "sym G = (G + Gᵀ)/2.",
        ),
        "U and its transpose exchanged": Mistake(
            _swapped,
            "U stands where Uᵀ belongs, and the other way round.",
            "The columns of U are the eigenvectors: UᵀGU rotates into the eigenbasis.",
        ),
        "not rotated back": Mistake(
            lambda G, eigenvalues, U, f, df: loewner(f, df, eigenvalues) * (U.T @ _sym(G) @ U),
            "The result is left in the eigenbasis.",
            "U( … )Uᵀ brings it back.",
        ),
        "not rotated": Mistake(
            lambda G, eigenvalues, U, f, df: loewner(f, df, eigenvalues) * _sym(G),
            "The Loewner matrix multiplies sym G as it stands, without U.",
            "L belongs to the eigenbasis, so G has to be rotated there first.",
        ),
        "eigenvector term doubled": Mistake(
            _changed(_off_diagonal(2.0)),
            "In the eigenbasis all entries off the diagonal are doubled.",
            "The 2 in ∇_U = 2 sym(G) U f(Λ) is used up by the ½ of the symmetrisation.",
        ),
        "sign of the eigenvector term": Mistake(
            _changed(_off_diagonal(-1.0)),
            "In the eigenbasis all entries off the diagonal have the opposite sign.",
            "K_ij = 1/(λ_j − λ_i): is your K transposed?",
        ),
        "eigenvalue term only": Mistake(
            _changed(_off_diagonal(0.0)),
            "In the eigenbasis only the diagonal is there: the eigenvectors' part is lost.",
            "f(X) changes when the eigenvectors turn. Which entries of L tell how much?",
        ),
        "symmetrised inside": Mistake(
            _sym_inside,
            "The symmetrisation stands inside the elementwise product with K: K ⊙ sym M is skew, "
            "and no symmetric dX sees it.",
            "sym(K ⊙ M), with the symmetrisation outside.",
        ),
        "ties set to 0": Mistake(
            _ties_masked,
            "Where two different eigenvalues are equal, 0 stands in place of f′(λ).",
            "The quotient has a limit there, and the gradient needs it.",
        ),
        "matrix product with L": Mistake(
            _changed(lambda L, M, eigenvalues: L @ _sym(M)),
            "L multiplies UᵀGU as a matrix.",
            "Every entry has a slope of its own: elementwise.",
        ),
        "divided by L": Mistake(
            _changed(lambda L, M, eigenvalues: _sym(M) / L),
            "UᵀGU is divided by L.",
            "Steeper f, larger gradient.",
        ),
        "f′(X) times G": Mistake(
            _derivative_of_values,
            "This is f′(X) times sym G, which holds only where X and G commute.",
            "f′(X)G uses the slope at λ_i alone; the entry i, j needs f[λ_i, λ_j].",
        ),
    },
    hints=(
        "In the eigenbasis the map dX ↦ dY multiplies each entry by one number. Which?",
        "∇ = U (L ⊙ (Uᵀ sym(G) U)) Uᵀ, with L of exercise 2.",
        "`rotated = U.T @ ((G + G.T) / 2) @ U`",
    ),
    symptoms={
        "your result is not symmetric": "take the symmetric part of G first.",
        "it is right in the eigenbasis only": "rotate back with U on the left and Uᵀ on the right.",
    },
)


def reeig_vjp(G: Array, X: Array, eps: float) -> Any:
    """Return the gradient in X of ⟨G, ReEig(X)⟩, where eigenvalues below eps become eps."""
    eigenvalues, U = np.linalg.eigh(X)
    value = np.maximum(eigenvalues, eps)
    gap = eigenvalues[:, None] - eigenvalues
    slope = np.where(eigenvalues > eps, 1.0, 0.0)[:, None]
    L = np.where(gap == 0, slope, (value[:, None] - value) / np.where(gap == 0, 1.0, gap))
    return U @ (L * (U.T @ ((G + G.T) / 2) @ U)) @ U.T


def _reeig(X: Array, eps: float) -> Array:
    eigenvalues, U = np.linalg.eigh((X + X.T) / 2)
    return np.asarray(U * np.maximum(eigenvalues, eps) @ U.T)


Gate = Callable[[Array, Array], Array]  # of f[λ_i, λ_j], and of how many of the pair are above


def _gated(gate: Gate, symmetrise: bool = True) -> Callable[[Array, Array, float], Array]:
    """Return an answer whose Loewner matrix is gate(the right one, number above eps)."""

    def answer(G: Array, X: Array, eps: float) -> Array:
        eigenvalues, U = np.linalg.eigh(X)
        above = np.where(eigenvalues > eps, 1, 0)
        value = np.maximum(eigenvalues, eps)
        gap = eigenvalues[:, None] - eigenvalues
        ties = np.where(eigenvalues > eps, 1.0, 0.0)[:, None]
        L = np.where(gap == 0, ties, (value[:, None] - value) / np.where(gap == 0, 1.0, gap))
        M = U.T @ (_sym(G) if symmetrise else G) @ U
        return np.asarray(U @ (gate(L, above[:, None] + above) * M) @ U.T)

    return answer


def _reeig_cases(rng: Generator) -> list[Inputs]:
    """Two eigenvalues below eps in every case but one, twice the same one; exact ties in one."""
    spectra = (
        ([0.2, 0.5, 2.6, 3.4], 1.1),
        ([0.6, 2.9], 1.3),
        ([0.3, 0.3, 0.7, 1.9, 4.0], 0.9),
        ([0.4, 1.9, 3.1], 0.8),
    )
    found: list[Inputs] = []
    for values, eps in spectra:
        scale = rng.uniform(0.9, 1.1)
        X = with_eigenvalues(rng, scale * np.array(values))
        found.append((rng.normal(size=X.shape), X, float(scale * eps)))
    exact = rng.permutation([0.4, 0.4, 2.7]) * rng.uniform(0.9, 1.1)
    return [*found, (rng.normal(size=(3, 3)), np.diag(exact), 0.8)]


def _whole_reeig(rng: Generator) -> list[Inputs]:
    matrices = (
        [[2.0, 1.0], [1.0, 2.0]],
        [[3.0, 2.0], [2.0, 3.0]],
        [[3.0, 1.0, 1.0], [1.0, 3.0, 1.0], [1.0, 1.0, 3.0]],
        [[4.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 7.0]],
    )
    return [(whole(rng, len(m), len(m)), np.array(m), 3.0) for m in matrices[1:]] + [
        (whole(rng, 2, 2), np.array(matrices[0]), 2.0)
    ]


REEIG_VJP = Exercise(
    slug="reeig-vjp",
    title="Back through clamped eigenvalues",
    difficulty=2,
    minutes=10,
    points=2,
    reference=reeig_vjp,
    layout={"G": "nn", "X": "nn", "eps": ""},
    result="nn",
    upstream="G",
    tolerance=1e-11,
    cases=_reeig_cases,
    small=_whole_reeig,
    loss=lambda G, X, eps: np.sum(G * _reeig(X, eps)),
    variable="X",
    mistakes={
        "mixed pairs dropped": Mistake(
            _gated(lambda L, above: np.where(above == 2, L, 0.0)),
            "A pair with one eigenvalue below eps gets no gradient.",
            "Across the threshold the quotient (λ_i − eps)/(λ_i − λ_j) lies between 0 and 1.",
        ),
        "mixed pairs let through": Mistake(
            _gated(lambda L, above: np.where(above == 1, 1.0, L)),
            "A pair with one eigenvalue below eps gets the whole gradient.",
            "Across the threshold the quotient (λ_i − eps)/(λ_i − λ_j) lies between 0 and 1.",
        ),
        "mixed pairs at one half": Mistake(
            _gated(lambda L, above: np.where(above == 1, 0.5, L)),
            "A pair with one eigenvalue below eps gets one half, the mean of the two slopes.",
            "The entry is the slope of the chord, not the mean of the slopes at its ends.",
        ),
        "other part of the gap": Mistake(
            _gated(lambda L, above: np.where(above == 1, 1 - L, L)),
            "For a mixed pair the part of the gap below eps is taken, not the part above.",
            "Only what lies above eps moves on: (λ_i − eps)/(λ_i − λ_j).",
        ),
        "clamped pairs let through": Mistake(
            _gated(lambda L, above: np.where(above == 0, 1.0, L)),
            "A pair of clamped eigenvalues gets the whole gradient.",
            "Both became eps: their quotient is 0 over the gap, and f′ is 0 there.",
        ),
        "everything let through": Mistake(
            lambda G, X, eps: _sym(G),
            "sym G is handed through, as if nothing were clamped.",
            "What does a clamped eigenvalue pass on?",
        ),
        "diagonal only": Mistake(
            _gated(lambda L, above: L * np.eye(len(L))),
            "Only the slopes of single eigenvalues are used, none of the pairs.",
            "The eigenvectors turn, too: every pair has its quotient.",
        ),
        "symmetric part forgotten": Mistake(
            _gated(lambda L, above: L, symmetrise=False),
            "G itself is rotated, not its symmetric part.",
            "X moves along symmetric dX only: which part of G do these see?",
        ),
        "G plus its transpose": Mistake(
            _gated(lambda L, above: 2 * L),
            "G + Gᵀ is used, which is twice the symmetric part.",
            "sym G = (G + Gᵀ)/2.",
        ),
        "entries clamped": Mistake(
            lambda G, X, eps: G * (eps < X),
            "The entries of X are compared with eps, not its eigenvalues.",
            "ReEig clamps eigenvalues: begin with `np.linalg.eigh(X)`.",
        ),
    },
    hints=(
        "Put f = max(λ, eps) into the Loewner matrix: which three kinds of pairs are there?",
        "1 if both are above, 0 if both are below, (λ_i − eps)/(λ_i − λ_j) for a mixed pair.",
        "`value = np.maximum(eigenvalues, eps)`; then the quotients of value over eigenvalues.",
    ),
    symptoms={
        "you get nan": "where two eigenvalues are equal, take the slope: 1 above eps, 0 below.",
        "it is right when nothing is clamped": "look at the pairs with one eigenvalue below eps.",
    },
)
