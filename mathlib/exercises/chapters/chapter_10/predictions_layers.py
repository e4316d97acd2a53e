"""Predictions of chapter 10 on BiMap, its steps, and what stands behind LogEig."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_10.inputs import (
    matrix_log,
    orthonormal_rows,
    positive,
    sym,
    tangent_at,
)
from mathlib.exercises.chapters.chapter_10.stiefel import tangent
from mathlib.exercises.prediction import Prediction


def _shrunken_rows() -> float:
    """Return λ_min(WXWᵀ) for rows of W half as long, over that for orthonormal rows."""
    rng = np.random.default_rng(1005)
    W, X = orthonormal_rows(rng, 4, 7), positive(rng, 7)
    least = [np.linalg.eigvalsh(V @ X @ V.T)[0] for V in (W / 2, W)]
    return float(least[0] / least[1])


def _left_by_half_a_step() -> float:
    """Return ‖WWᵀ − I‖ after a tangent step of half the length, over that of the whole step."""
    rng = np.random.default_rng(1006)
    W = orthonormal_rows(rng, 4, 7)
    xi = tangent_at(rng, W)
    away = [np.linalg.norm((W - eta * xi) @ (W - eta * xi).T - np.eye(4)) for eta in (0.005, 0.01)]
    return float(away[0] / away[1])


def _drift_over_steps() -> float:
    """Return ‖WWᵀ − I‖ after 200 tangent steps without retraction, over that after 20."""
    rng = np.random.default_rng(1007)
    W = orthonormal_rows(rng, 4, 7)
    away = []
    for _ in range(200):
        W = W - 0.01 * tangent(W, rng.normal(size=W.shape))
        away.append(float(np.linalg.norm(W @ W.T - np.eye(4))))
    return away[199] / away[19]


def _jump_without_signs() -> float:
    """Return the relative change of a readout of log(WXWᵀ) by a step of 1e-6, median of 41."""
    rng = np.random.default_rng(1008)
    changes = []
    for _ in range(41):
        W, X, A = orthonormal_rows(rng, 3, 6), positive(rng, 6), sym(rng.normal(size=(3, 3)))
        moved = np.linalg.qr((W - 1e-6 * tangent_at(rng, W)).T)[0].T  # signs as QR returns them
        before, after = (float(np.sum(A * matrix_log(V @ X @ V.T))) for V in (W, moved))
        changes.append(abs(after - before) / abs(before))
    return float(np.median(changes))


def _kept_by_the_triangle() -> float:
    """Return the share of ‖S‖² that the plain upper triangle of a 20×20 matrix keeps."""
    S = sym(np.random.default_rng(1009).normal(size=(400, 20, 20)))
    S *= np.where(np.eye(20) == 1, 1.0, np.sqrt(2))  # now all entries are of one size
    return float(np.sum(np.triu(S) ** 2) / np.sum(S**2))


def _share_of_the_own_mean() -> float:
    """Return ‖gradient that reaches a batch whose G_i are all equal‖, over ‖G‖."""
    G = np.repeat(np.random.default_rng(1013).normal(size=(1, 3, 3)), 8, axis=0)
    return float(np.linalg.norm(G - G.mean(axis=0)) / np.linalg.norm(G))


LAYERS = (
    Prediction(
        slug="rows-half-as-long",
        question=(
            "W has lost its orthonormal rows: all of them are half as long as they were. What "
            "becomes of the smallest eigenvalue of WXWᵀ?"
        ),
        options={
            "it stays": lambda v: abs(v - 1) < 0.01,
            "a quarter of it": lambda v: abs(v - 0.25) < 0.01,
            "half of it": lambda v: abs(v - 0.5) < 0.01,
        },
        measure=_shrunken_rows,
        shown="{value:.3f} of it.",
        why=(
            "W stands twice. λ_min(WXWᵀ) ≥ λ_min(X) needs orthonormal rows; without them it can "
            "sink below eps, and ReEig behind BiMap begins to clamp."
        ),
    ),
    Prediction(
        slug="half-the-step-off-the-manifold",
        question=(
            "A tangent step leaves WWᵀ = I by a little. How far off does a step of half the "
            "length leave it?"
        ),
        options={
            "half as far": lambda v: abs(v - 0.5) < 0.05,
            "a quarter as far": lambda v: abs(v - 0.25) < 0.05,
            "not at all": lambda v: v < 0.05,
        },
        measure=_left_by_half_a_step,
        shown="{value:.3f} as far.",
        why=(
            "(W − ηξ)(W − ηξ)ᵀ = I + η²ξξᵀ: the terms with η cancel, since ξWᵀ is skew. So a "
            "retraction has only η² to mend."
        ),
    ),
    Prediction(
        slug="drift-without-retraction",
        question=(
            "Tangent steps of one length, and nobody mends W. ‖WWᵀ − I‖ is measured after 20 and "
            "after 200 steps. How much larger is it?"
        ),
        options={
            "about the same": lambda v: v < 2,
            "about ten times": lambda v: 5 < v < 20,
            "about a hundred times": lambda v: v > 50,
        },
        measure=_drift_over_steps,
        shown="{value:.1f} times.",
        why=(
            "Each step adds η²ξξᵀ, which is positive semidefinite: nothing cancels, and the error "
            "grows with the number of steps. The rows get longer."
        ),
    ),
    Prediction(
        slug="qr-without-signs",
        question=(
            "W with orthonormal rows is drawn at random. A step of length 1e-6, then QR with the "
            "signs as NumPy returns them: by how much of itself does a linear readout of "
            "log(WXWᵀ) change?"
        ),
        options={
            "by about 1e-12": lambda v: v < 1e-9,
            "by about 1e-6": lambda v: 1e-9 <= v < 1e-3,
            "by more than a tenth": lambda v: v > 0.1,
        },
        measure=_jump_without_signs,
        shown="in the median of 41 draws it changes by {value:.2f} of itself.",
        why=(
            "A row of W that is flipped changes the sign of a row and a column of log(WXWᵀ) off "
            "the diagonal. It happens at the first step, and again whenever an entry that decides "
            "a sign passes zero. With diag R > 0 the change is of the size of the step."
        ),
    ),
    Prediction(
        slug="what-the-triangle-keeps",
        question=(
            "The plain upper triangle of a symmetric 20×20 matrix, without √2: how much of the "
            "squared length does it keep, when all entries are of one size?"
        ),
        options={
            "all": lambda v: v > 0.95,
            "about three quarters": lambda v: 0.65 < v <= 0.95,
            "about half": lambda v: v <= 0.65,
        },
        measure=_kept_by_the_triangle,
        shown="{value:.3f} of it.",
        why=(
            "Off the diagonal each pair is kept once of twice; with √2 it counts fully. Without "
            "it, what moves together counts half beside the diagonal, the power."
        ),
    ),
    Prediction(
        slug="equal-gradients-before-the-mean",
        question=(
            "Y_i = log X_i − mean_j log X_j. From above, the same G arrives at every Y_i. How much "
            "of it reaches the logarithms?"
        ),
        options={
            "all of it": lambda v: abs(v - 1) < 1e-6,
            "one B-th of it": lambda v: abs(v - 1 / 8) < 1e-6,
            "nothing": lambda v: v < 1e-12,
        },
        measure=_share_of_the_own_mean,
        shown="{value:.0f} of it.",
        why=(
            "The Y_i add up to 0 whatever the X_i are, so no loss that reads all of them alike "
            "can change. Centring backward takes the mean off, too."
        ),
    ),
)
