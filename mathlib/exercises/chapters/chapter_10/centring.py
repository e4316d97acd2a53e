"""Exercise of chapter 10: back through the centring of logarithms over a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_10.inputs import Array, Generator, matrix_log, positive, sym
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def centring_vjp(G: Array, X: Array) -> Any:
    """Return the gradients in all X_i of Σ_i ⟨G_i, log X_i − mean_j log X_j⟩."""
    centred = G - G.mean(axis=0)
    eigenvalues, U = np.linalg.eigh(X)
    x, y = eigenvalues[:, :, None], eigenvalues[:, None, :]
    low = np.minimum(x, y)
    t = np.maximum(np.abs(x - y) / low, 1e-150)
    L = np.log1p(t) / t / low
    return U @ (L * (U.mT @ ((centred + centred.mT) / 2) @ U)) @ U.mT


def _loss(G: Array, X: Array) -> Any:
    with np.errstate(invalid="ignore"):  # a long Taylor step leaves the cone; its NaN is left out
        logs = matrix_log(sym(X))
    return np.sum(G * (logs - logs.mean(axis=0)))


def _loewner(eigenvalues: Array) -> Array:
    x, y = eigenvalues[:, :, None], eigenvalues[:, None, :]
    equal = np.abs(x - y) < 1e-9 * x
    slopes = (np.log(x) - np.log(y)) / np.where(equal, 1.0, x - y)
    return np.asarray(np.where(equal, 2 / (x + y), slopes))


Inside = Callable[[Array, Array], Array]  # of L and of UᵀHU: what stands between U and Uᵀ


def _back(H: Array, X: Array, inside: Inside = lambda L, M: L * sym(M)) -> Array:
    """Return U inside(L, UᵀHU) Uᵀ for each matrix of the batch."""
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U @ inside(_loewner(eigenvalues), U.mT @ H @ U) @ U.mT)


def _centred(G: Array) -> Array:
    return np.asarray(G - G.mean(axis=0))


def _masked(G: Array, X: Array, diagonal: bool) -> Array:
    """Return the answer with 0 in L where two eigenvalues are equal, perhaps on the diagonal."""
    eigenvalues, U = np.linalg.eigh(X)
    x, y = eigenvalues[:, :, None], eigenvalues[:, None, :]
    tied = (np.abs(x - y) < 1e-9 * x) & (diagonal | (np.eye(X.shape[1]) == 0))
    M = U.mT @ sym(_centred(G)) @ U
    return np.asarray(U @ (np.where(tied, 0.0, _loewner(eigenvalues)) * M) @ U.mT)


def _exchanged(G: Array, X: Array) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U.mT @ (_loewner(eigenvalues) * (U @ sym(_centred(G)) @ U.mT)) @ U)


def _midway(G: Array, X: Array) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    slopes = 2 / (eigenvalues[:, :, None] + eigenvalues[:, None, :])
    return np.asarray(U @ (slopes * (U.mT @ sym(_centred(G)) @ U)) @ U.mT)


def _centred_at_the_end(G: Array, X: Array) -> Array:
    R = _back(G, X)
    return np.asarray(R - R.mean(axis=0))


def _forward(G: Array, X: Array) -> Array:
    logs = matrix_log(sym(X))
    return np.asarray(logs - logs.mean(axis=0))


def _batches(rng: Generator) -> list[Inputs]:
    """Draw batches of four shapes; one matrix of the last has two equal eigenvalues."""
    found: list[Inputs] = []
    for B, n in ((4, 3), (3, 4), (5, 2)):
        X = np.array([positive(rng, n) for _ in range(B)])
        found.append((rng.normal(size=(B, n, n)), X))
    X = np.array([positive(rng, 3), np.diag(rng.uniform(0.6, 2.5) * np.array([1.0, 1.0, 2.0]))])
    return [*found, (rng.normal(size=(2, 3, 3)), X)]


def _whole_batches(rng: Generator) -> list[Inputs]:
    pairs = [[[3.0, 1.0], [1.0, 4.0]], [[2.0, 1.0], [1.0, 5.0]], [[1.0, 0.0], [0.0, 1.0]]]
    triples = [
        [[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 6.0]],
        [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]],
    ]
    ones = [[[2.0]], [[3.0]]]
    return [(whole(rng, len(X), len(X[0]), len(X[0])), np.array(X)) for X in (ones, pairs, triples)]


CENTRING_VJP = Exercise(
    slug="log-euclidean-centring-vjp",
    title="Back through the mean of a batch",
    difficulty=3,
    minutes=15,
    points=4,
    reference=centring_vjp,
    layout={"G": "Bnn", "X": "Bnn"},
    result="Bnn",
    upstream="G",
    tolerance=1e-10,
    cases=_batches,
    small=_whole_batches,
    loss=_loss,
    variable="X",
    mistakes={
        "batch mean of G not subtracted": Mistake(
            lambda G, X: _back(G, X),
            "Each G_i goes back through its own logarithm, and the mean is taken for a constant.",
            "Every X_i also moves the mean, and the mean stands in every Y_j.",
        ),
        "centred at the end": Mistake(
            _centred_at_the_end,
            "The mean is taken off behind the logarithms' backward pass.",
            "Backward the order is turned around: what came last in Y, the mean, is first now.",
        ),
        "logarithm not differentiated": Mistake(
            lambda G, X: sym(_centred(G)),
            "G is centred and symmetrised, and the logarithm is left out.",
            "U (L ⊙ (UᵀHU)) Uᵀ follows, for each matrix of the batch.",
        ),
        "only the own share of the mean": Mistake(
            lambda G, X: _back(G - G / len(G), X),
            "G_i/B is taken off: that X_i moves the mean is seen in its own Y_i only.",
            "The mean stands in all Y_j, so all G_j flow back through it: take off their mean.",
        ),
        "sum for mean": Mistake(
            lambda G, X: _back(G - G.sum(axis=0), X),
            "The sum of all G_j is taken off, not their mean.",
            "Each X_i moves the mean by one B-th.",
        ),
        "mean over the rows": Mistake(
            lambda G, X: _back(G - G.mean(axis=1, keepdims=True), X),
            "The mean is taken inside each matrix, over its rows.",
            "The batch is the first axis: `axis=0`.",
        ),
        "mean of each matrix": Mistake(
            lambda G, X: _back(G - G.mean(axis=(1, 2), keepdims=True), X),
            "One mean is taken of all entries of each matrix.",
            "The batch is the first axis: `axis=0`.",
        ),
        "one mean of all numbers": Mistake(
            lambda G, X: _back(G - G.mean(), X),
            "One mean is taken of all numbers in G.",
            "The mean of the G_j is a matrix: `axis=0`.",
        ),
        "mean added": Mistake(
            lambda G, X: _back(G + G.mean(axis=0), X),
            "The mean of the G_j is added.",
            "Y_i has a minus in front of the mean.",
        ),
        "symmetric part forgotten": Mistake(
            lambda G, X: _back(_centred(G), X, lambda L, M: L * M),
            "The centred G is rotated as it is, not its symmetric part.",
            "Each X_i moves along symmetric dX only: which part of G do these see?",
        ),
        "ties set to 0": Mistake(
            lambda G, X: _masked(G, X, diagonal=False),
            "Where two eigenvalues are equal, 0 stands in place of 1/λ.",
            "As λ_i and λ_j meet, the quotient of log tends to 1/λ.",
        ),
        "everything equal set to 0": Mistake(
            lambda G, X: _masked(G, X, diagonal=True),
            "Where two eigenvalues are equal stands 0, on the diagonal too.",
            "As λ_i and λ_j meet, the quotient of log tends to 1/λ.",
        ),
        "slope in the middle": Mistake(
            _midway,
            "Every pair gets the slope halfway, 2/(λ_i + λ_j).",
            "The entry is the slope of the chord: the logarithmic mean, not the arithmetic one.",
        ),
        "eigenvalue term only": Mistake(
            lambda G, X: _back(_centred(G), X, lambda L, M: sym(M) * L * np.eye(M.shape[1])),
            "In the eigenbasis only the diagonal is there: the eigenvectors' part is lost.",
            "log X changes when the eigenvectors turn: the entry i, j of UᵀHU counts with f[λ_i, "
            "λ_j].",
        ),
        "matrix product with L": Mistake(
            lambda G, X: _back(_centred(G), X, lambda L, M: L @ sym(M)),
            "L multiplies UᵀHU as a matrix.",
            "Every pair of eigenvalues has a slope of its own: elementwise.",
        ),
        "inverse times G": Mistake(
            lambda G, X: np.linalg.inv(X) @ sym(_centred(G)),
            "This is X⁻¹H, as for a number: it holds only where X and H commute.",
            "The entry i, j of UᵀHU needs the quotient of log at λ_i and λ_j.",
        ),
        "U and its transpose exchanged": Mistake(
            _exchanged,
            "U stands where Uᵀ belongs, and the other way round.",
            "The columns of U are the eigenvectors: UᵀHU rotates into the eigenbasis.",
        ),
        "forward pass": Mistake(
            _forward,
            "These are the centred logarithms: the forward pass.",
            "Which gradient reaches X_i when G_j stands at Y_j?",
        ),
    },
    hints=(
        "Take it in two steps: M_i = log X_i, then Y_i = M_i − mean M. Begin with the last.",
        "∇_{M_i} = G_i − mean_j G_j =: H_i, then U (L ⊙ (Uᵀ sym(H_i) U)) Uᵀ with L of log.",
        "`centred = G - G.mean(axis=0)`; `np.linalg.eigh(X)` takes the whole batch.",
    ),
    symptoms={
        "you get nan": "where two eigenvalues are equal, take 1/λ.",
        "shapes do not fit with U.T": "`.T` turns all axes around; `.mT` turns the last two.",
        "it is right when the G_i add up to 0": "their mean flows back, too.",
    },
)
