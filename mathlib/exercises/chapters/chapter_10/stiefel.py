"""Exercises of chapter 10: a step that keeps the rows of W orthonormal."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_10.inputs import (
    Array,
    Generator,
    chosen_axes,
    orthonormal_rows,
    sym,
    tangent_at,
)
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def tangent(W: Array, D: Array) -> Any:
    """Return the orthogonal projection of D on the tangent space at W."""
    S = D @ W.T
    return D - (S + S.T) / 2 @ W


STIEFEL_TANGENT = Exercise(
    slug="stiefel-tangent",
    title="The part of a gradient that W can follow",
    difficulty=2,
    minutes=8,
    points=2,
    reference=tangent,
    layout={"W": "mn", "D": "mn"},
    result="mn",
    noun="tangent matrix",
    cases=lambda rng: [
        (orthonormal_rows(rng, m, n), rng.normal(size=(m, n)))
        for m, n in ((2, 5), (3, 4), (1, 3), (4, 7))
    ],
    small=lambda rng: [
        (chosen_axes(rng, m, n), whole(rng, m, n)) for m, n in ((1, 2), (2, 3), (3, 4))
    ],
    mistakes={
        "symmetric part forgotten": Mistake(
            lambda W, D: D - D @ W.T @ W,
            "All of (DWᵀ)W is taken off: D(I − WᵀW).",
            "That is tangent too, and drops skew(DWᵀ)W, which turns the rows among themselves. "
            "Which part of DWᵀ breaks ξWᵀ + Wξᵀ = 0?",
        ),
        "skew for symmetric part": Mistake(
            lambda W, D: D - (D @ W.T - W @ D.T) / 2 @ W,
            "The skew part of DWᵀ is taken off, so what is forbidden stays.",
            "ξWᵀ must be skew: its symmetric part has to go.",
        ),
        "half forgotten": Mistake(
            lambda W, D: D - (D @ W.T + W @ D.T) @ W,
            "Twice the normal part is taken off.",
            "sym M = (M + Mᵀ)/2.",
        ),
        "normal part": Mistake(
            lambda W, D: sym(D @ W.T) @ W,
            "This is the part that is to be taken off.",
            "D minus this part is the tangent one.",
        ),
        "sign": Mistake(
            lambda W, D: D + sym(D @ W.T) @ W,
            "The normal part is added.",
            "Take it off.",
        ),
        "factors exchanged": Mistake(
            lambda W, D: D - W @ sym(W.T @ D),
            "sym(WᵀD) stands on the right of W: the formula for orthonormal columns.",
            "Here the rows are orthonormal, WWᵀ = I: the m×m matrix DWᵀ stands on the left.",
        ),
        "another metric": Mistake(
            lambda W, D: D - W @ D.T @ W,
            "This is D − WDᵀW, the gradient in what is called the canonical metric.",
            "It is tangent, and no orthogonal projection: take sym(DWᵀ)W off instead.",
        ),
        "handed through": Mistake(
            lambda W, D: D,
            "D comes back as it was.",
            "Is DWᵀ + WDᵀ zero?",
        ),
        "each row alone": Mistake(
            lambda W, D: D - np.sum(D * W, axis=1, keepdims=True) * W,
            "From each row of D only its part along the same row of W is taken off.",
            "That keeps the rows' lengths. WWᵀ = I also asks each pair of rows to stay at right "
            "angles.",
        ),
        "W forgotten": Mistake(
            lambda W, D: D - sym(D @ W.T) @ D,
            "sym(DWᵀ) multiplies D where W belongs.",
            "The normal part is SW with a symmetric S.",
        ),
    },
    hints=(
        "WWᵀ = I has to stay. Differentiate it: what must hold for ξWᵀ?",
        "Normal matrices are SW with symmetric S: take off the S that makes ξWᵀ skew.",
        "`S = D @ W.T`, then symmetrise it.",
    ),
    symptoms={
        "ξWᵀ is 0 for you": "only its symmetric part has to vanish.",
        "inner sides do not agree": "DWᵀ is m×m, so it stands on the left of W.",
    },
)


def qr_step(W: Array, xi: Array, eta: float) -> Any:
    """Return the rows of W − η ξ, made orthonormal by QR with a positive diagonal of R."""
    Q, R = np.linalg.qr((W - eta * xi).T)
    return (Q * np.where(np.diag(R) < 0, -1.0, 1.0)).T


def _polar(W: Array, xi: Array, eta: float) -> Array:
    U, _, Vt = np.linalg.svd(W - eta * xi, full_matrices=False)
    return np.asarray(U @ Vt)


def _rows_scaled(W: Array, xi: Array, eta: float) -> Array:
    M = W - eta * xi
    return np.asarray(M / np.linalg.norm(M, axis=1, keepdims=True))


def _by_cholesky_transposed(W: Array, xi: Array, eta: float) -> Array:
    M = W - eta * xi
    return np.asarray(np.linalg.inv(np.linalg.cholesky(M @ M.T)).T @ M)


def _signs_of_Q(W: Array, xi: Array, eta: float) -> Array:
    Q = np.linalg.qr((W - eta * xi).T)[0]
    return np.asarray((Q * np.sign(np.diag(Q))).T)


def _from_the_last_row(W: Array, xi: Array, eta: float) -> Array:
    return np.asarray(qr_step(W[::-1], xi[::-1], eta)[::-1])


def _steps(rng: Generator) -> list[Inputs]:
    """Draw points at which NumPy's QR has signs to be mended."""
    found: list[Inputs] = []
    for m, n, eta in ((2, 4, 0.4), (3, 5, 0.7), (1, 3, 1.2), (4, 6, 0.3)):
        eta = float(eta * rng.uniform(0.9, 1.1))
        W = orthonormal_rows(rng, m, n)
        xi = tangent_at(rng, W)
        while np.diag(np.linalg.qr((W - eta * xi).T)[1]).min() > 0:
            W = orthonormal_rows(rng, m, n)
            xi = tangent_at(rng, W)
        found.append((W, xi, eta))
    return found


def _whole_steps(rng: Generator) -> list[Inputs]:
    """Take each row along an axis that no row of W uses."""
    found: list[Inputs] = []
    for m, n in ((1, 2), (2, 3), (2, 4)):
        W = chosen_axes(rng, m, n)
        unused = np.flatnonzero(np.abs(W).sum(axis=0) == 0)
        xi = np.zeros((m, n))
        xi[:, unused[0]] = rng.choice([-2.0, 1.0, 3.0], size=m)
        found.append((W, xi, 1.0))
    return found


QR_STEP = Exercise(
    slug="qr-step",
    title="A step, and back to orthonormal rows",
    difficulty=2,
    minutes=10,
    points=2,
    reference=qr_step,
    layout={"W": "mn", "xi": "mn", "eta": ""},
    result="mn",
    noun="new W",
    cases=_steps,
    small=_whole_steps,
    mistakes={
        "no retraction": Mistake(
            lambda W, xi, eta: W - eta * xi,
            "This is W − ηξ, whose rows are not orthonormal.",
            "(W − ηξ)(W − ηξ)ᵀ = I + η²ξξᵀ: each step leaves the manifold a little further.",
        ),
        "signs as they come": Mistake(
            lambda W, xi, eta: np.linalg.qr((W - eta * xi).T)[0].T,
            "The rows are orthonormal, and some point the other way: the signs of Q are left as "
            "QR returns them.",
            "QR is unique only up to the signs of diag R. Make all of them positive, and turn the "
            "columns of Q with them.",
        ),
        "signs turned the wrong way": Mistake(
            lambda W, xi, eta: -qr_step(W, xi, eta),
            "All rows point the other way: diag R is made negative.",
            "For η = 0 the step must give W itself.",
        ),
        "signs of the diagonal of Q": Mistake(
            _signs_of_Q,
            "The signs are taken from the diagonal of Q.",
            "It is the diagonal of R that has to become positive.",
        ),
        "uphill": Mistake(
            lambda W, xi, eta: qr_step(W, -xi, eta),
            "The step goes along +ξ, uphill.",
            "Descent subtracts: W − ηξ.",
        ),
        "step length forgotten": Mistake(
            lambda W, xi, eta: qr_step(W, xi, 1.0),
            "η does not enter: this is the step of length 1.",
            "M = W − ηξ.",
        ),
        "polar factor": Mistake(
            _polar,
            "This is the polar factor of W − ηξ: orthonormal rows too, the nearest ones.",
            "It is a retraction as good as any; here the triangular factor is asked, by QR.",
        ),
        "rows scaled to length 1": Mistake(
            _rows_scaled,
            "Each row is divided by its length; the rows are not orthogonal to each other.",
            "WWᵀ = I also asks for zeros off the diagonal.",
        ),
        "QR of M instead of its transpose": Mistake(
            lambda W, xi, eta: np.linalg.qr(W - eta * xi)[0],
            "QR is taken of M, (m, n), and its Q is m×m.",
            "QR makes columns orthonormal. Which matrix has the rows of M as its columns?",
        ),
        "Cholesky factor transposed": Mistake(
            _by_cholesky_transposed,
            "L⁻ᵀM is returned, for MMᵀ = LLᵀ: its rows are not orthonormal.",
            "L⁻¹M(L⁻¹M)ᵀ = L⁻¹LLᵀL⁻ᵀ = I.",
        ),
        "from the last row": Mistake(
            _from_the_last_row,
            "The rows are made orthonormal from the last one upwards.",
            "M = TW₊ with a lower triangular T: the first row keeps its direction.",
        ),
        "ξ as the new point": Mistake(
            lambda W, xi, eta: qr_step(0 * W, -xi, eta),
            "The rows of ηξ are made orthonormal, and W is lost.",
            "M = W − ηξ.",
        ),
    },
    hints=(
        "W − ηξ has rows that are nearly orthonormal. Which factorisation mends them?",
        "Mᵀ = QR with diag R > 0 gives W₊ = Qᵀ; flip a column of Q with its row of R.",
        "`Q, R = np.linalg.qr((W - eta * xi).T)`",
    ),
    symptoms={
        "for η = 0 you get −W in some rows": "look at the signs of `np.diag(R)`.",
        "you get shape (m, m)": "QR of the transpose has columns of length n.",
    },
)
