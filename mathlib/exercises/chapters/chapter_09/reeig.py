"""Exercise of chapter 09: back through clamped eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_09.inputs import Array, Generator, with_eigenvalues
from mathlib.exercises.chapters.chapter_09.matrices import sym
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


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
        M = U.T @ (sym(G) if symmetrise else G) @ U
        return np.asarray(U @ (gate(L, above[:, None] + above) * M) @ U.T)

    return answer


def _slopes(eigenvalues: Array, eps: float, ties: Any) -> Array:
    """Return the Loewner matrix of ReEig, with `ties` wherever two eigenvalues are equal."""
    value, gap = np.maximum(eigenvalues, eps), eigenvalues[:, None] - eigenvalues
    return np.asarray(np.where(gap == 0, ties, (value[:, None] - value) / (gap + (gap == 0))))


def _ties_at_one(G: Array, X: Array, eps: float) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U @ (_slopes(eigenvalues, eps, 1.0) * (U.T @ sym(G) @ U)) @ U.T)


def _turned(G: Array, X: Array, eps: float) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    L = _slopes(eigenvalues, eps, np.where(eigenvalues > eps, 1.0, 0.0)[:, None])
    return np.asarray(U.T @ (L * (U @ sym(G) @ U.T)) @ U)


def _in_the_eigenbasis(G: Array, X: Array, eps: float) -> Array:
    _, U = np.linalg.eigh(X)
    return np.asarray(U.T @ reeig_vjp(G, X, eps) @ U)


def _one_side(G: Array, X: Array, eps: float) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U * (eigenvalues > eps) @ U.T @ sym(G))


def _reeig_cases(rng: Generator) -> list[Inputs]:
    """Draw where eps cuts: at least one pair is mixed, and in most cases two are clamped."""
    spectra = (
        ([0.2, 0.7, 2.6, 3.4], 2, 2),
        ([0.6, 2.9], 1, 1),
        ([0.3, 0.3, 1.0, 1.9, 4.0], 2, 4),
        ([0.4, 1.9, 3.1], 1, 2),
    )
    found: list[Inputs] = []
    for values, least, most in spectra:
        below = int(rng.integers(least, most + 1))
        scaled = rng.uniform(0.9, 1.1) * np.array(values)
        eps = scaled[below - 1] + (scaled[below] - scaled[below - 1]) * rng.uniform(0.45, 0.55)
        X = with_eigenvalues(rng, scaled)
        found.append((rng.normal(size=X.shape), X, float(eps)))
    exact = rng.permutation([0.4, 0.4, 2.7]) * rng.uniform(0.9, 1.1)
    return [*found, (rng.normal(size=(3, 3)), np.diag(exact), rng.uniform(0.7, 2.1))]


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
        "projected on one side": Mistake(
            _one_side,
            "sym G is multiplied by the projector on what lies above eps, on one side only.",
            "Look at the pair i, j in the eigenbasis: both eigenvalues have a say.",
        ),
        "equal set to 0": Mistake(
            _gated(lambda L, above: L * (np.eye(len(L)) == 0)),
            "On the diagonal of the Loewner matrix, where 0/0 arises, stands 0.",
            "The slope of a single eigenvalue is 1 above eps and 0 below.",
        ),
        "clamped slope at one": Mistake(
            _gated(lambda L, above: np.where(np.eye(len(L)) == 1, 1.0, L)),
            "The diagonal of the Loewner matrix is 1 throughout.",
            "A clamped eigenvalue does not move: its slope is 0.",
        ),
        "slope one where two are equal": Mistake(
            _ties_at_one,
            "Where two eigenvalues are equal stands the slope 1, also below eps.",
            "f′ of max(λ, eps) is 1 above eps and 0 below.",
        ),
        "U and its transpose exchanged": Mistake(
            _turned,
            "U stands where Uᵀ belongs, and the other way round.",
            "The columns of U are the eigenvectors: UᵀGU rotates into the eigenbasis.",
        ),
        "not rotated back": Mistake(
            _in_the_eigenbasis,
            "The result is left in the eigenbasis.",
            "U( … )Uᵀ brings it back.",
        ),
        "everything let through": Mistake(
            lambda G, X, eps: sym(G),
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
