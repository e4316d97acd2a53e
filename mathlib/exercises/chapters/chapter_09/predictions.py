"""Predictions of chapter 09: what moves how far, and what rounding leaves of it."""

from __future__ import annotations

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import orthogonal, symmetric
from mathlib.exercises.chapters.chapter_09.matrices import matrix_log
from mathlib.exercises.chapters.chapter_09.shifts import ionescu
from mathlib.exercises.chapters.chapter_09.stable import log_difference
from mathlib.exercises.prediction import Prediction


def _slope_at_identity() -> float:
    """Return ⟨H, D log(I)[H]⟩/⟨H, H⟩ by a central quotient."""
    H = symmetric(np.random.default_rng(90), 4)
    h = 1e-4
    moved = (matrix_log(np.eye(4) + h * H) - matrix_log(np.eye(4) - h * H)) / (2 * h)
    return float(np.sum(H * moved) / np.sum(H * H))


def _largest(coupling: float) -> float:
    """Return how far the eigenvalue 3 of diag(1, 3) moves when the off-diagonal entry appears."""
    return float(np.linalg.eigvalsh([[1.0, coupling], [coupling, 3.0]])[1] - 3)


def _turned() -> float:
    """Return the angle in degrees by which the eigenvectors turn at a gap of 0.001."""
    X = np.array([[2.0, 0.001], [0.001, 2.001]])
    _, U = np.linalg.eigh(X)
    return float(np.degrees(np.arccos(np.abs(U).max())))


def _entry(gap: float) -> float:
    a, b = np.array(1.7 + gap / 2), np.array(1.7 - gap / 2)
    return float(log_difference(a, b))


def _left_after_masking() -> float:
    """Return the share of ‖∇‖² that stands when every tie at X = I is set to 0, n = 20."""
    G = symmetric(np.random.default_rng(100), 20)
    return float(np.sum(np.diag(G) ** 2) / np.sum(G * G))


def _ionescu_error(gap: float, dtype: type[np.floating]) -> float:
    """Return the median relative error of Ionescu's gradient of log, eigenvalues 1.7 ± gap/2."""
    rng = np.random.default_rng(96)
    errors = []
    for _ in range(25):
        U = orthogonal(rng, 4)
        eigenvalues = np.array([0.6, 1.7 - gap / 2, 1.7 + gap / 2, 3.3])
        X, G = U * eigenvalues @ U.T, symmetric(rng, 4)
        right = U @ (log_difference(eigenvalues[:, None], eigenvalues) * (U.T @ G @ U)) @ U.T
        found, V = np.linalg.eigh(X.astype(dtype))
        rotated = V.T @ G.astype(dtype) @ V
        M = 2 * rotated * np.log(found)
        middle = ionescu(found).astype(dtype) * M
        middle = (middle + middle.T) / 2 + np.diag(np.diag(rotated) / found)
        errors.append(np.abs(V @ middle @ V.T - right).max() / np.abs(right).max())
    return float(np.median(errors))


def _decades() -> float:
    """Return how many decades of error each decade of the gap costs."""
    far, near = (_ionescu_error(gap, np.float64) for gap in (1e-3, 1e-9))
    return float(np.log10(near / far) / 6)


def _digits_in_single() -> float:
    return float(-np.log10(_ionescu_error(1e-4, np.float32)))


def _best_threshold() -> float:
    """Return the decade of the gap where quotient and midpoint slope of log are equally good."""
    rng = np.random.default_rng(98)
    gaps = np.logspace(-9, -1, 33)
    a = 1.7 + rng.uniform(0, 0.1, size=(400, 1))
    b = a + gaps
    gap = b - a
    exact = log_difference(a, b)
    quotient = np.abs((np.log(b) - np.log(a)) / gap - exact)
    middle = np.abs(2 / (a + b) - exact)
    worse = np.quantile(quotient, 0.9, axis=0) > np.quantile(middle, 0.9, axis=0)
    return float(np.log10(gaps[worse][-1]))


def _passed_on() -> float:
    """Return the entry of ReEig for the eigenvalues 2 and 0.5, eps = 1, by a small turn of X."""
    H, h = np.array([[0.0, 1.0], [1.0, 0.0]]), 1e-5
    sides = []
    for sign in (1, -1):
        eigenvalues, U = np.linalg.eigh(np.diag([2.0, 0.5]) + sign * h * H)
        sides.append(U * np.maximum(eigenvalues, 1.0) @ U.T)
    return float((sides[0] - sides[1])[0, 1] / (2 * h))


def _smallest_after_bimap() -> float:
    """Return the least of λ_min(WXWᵀ)/λ_min(X) over 300 random W with orthonormal rows."""
    rng = np.random.default_rng(910)
    least = np.inf
    for _ in range(300):
        U = orthogonal(rng, 8)
        X = U * np.linspace(0.1, 3, 8) @ U.T
        W = orthogonal(rng, 8)[:, :5].T
        least = min(least, np.linalg.eigvalsh(W @ X @ W.T)[0] / 0.1)
    return float(least)


PREDICTIONS = (
    Prediction(
        slug="log-at-the-identity",
        question=(
            "Autodiff says NaN for the gradient of log X at X = I. What is the derivative there "
            "along a symmetric H?"
        ),
        options={
            "zero": lambda v: abs(v) < 0.01,
            "H itself": lambda v: abs(v - 1) < 0.01,
            "there is none": lambda v: not np.isfinite(v),
        },
        measure=_slope_at_identity,
        shown="a central quotient gives {value:.3f} × H.",
        why=(
            "log(I + hH) = hH − h²H²/2 + …, so the derivative at I is the identity map. The "
            "function has no corner at I; only the way through the eigenvectors has a hole there."
        ),
    ),
    Prediction(
        slug="eigenvalue-under-a-coupling",
        question=(
            "X = diag(1, 3), and the two zeros become 0.1. By about how much does the "
            "eigenvalue 3 move?"
        ),
        options={
            "0.1": lambda v: v > 0.05,
            "0.005": lambda v: 0.001 < v < 0.05,
            "not at all": lambda v: abs(v) < 0.001,
        },
        measure=lambda: _largest(0.1),
        shown="it moves by {value:.4f}.",
        why=(
            "To first order it stays, since uᵢᵀ dX uᵢ = 0. What is left is of second order: 0.1² "
            "over the gap 2."
        ),
    ),
    Prediction(
        slug="eigenvectors-at-a-small-gap",
        question=(
            "X = diag(2, 2.001), and the two zeros become 0.001. How far do the eigenvectors turn?"
        ),
        options={
            "less than a tenth of a degree": lambda v: v < 0.1,
            "about three degrees": lambda v: 0.1 <= v < 10,
            "about thirty degrees": lambda v: v >= 10,
        },
        measure=_turned,
        shown="they turn by {value:.1f} degrees.",
        why=(
            "The turn is of the size of the coupling over the gap, here 1: K_ij = 1/(λ_j − λ_i) "
            "is 1000. X has changed by a thousandth."
        ),
    ),
    Prediction(
        slug="loewner-entry-of-a-closing-gap",
        question=(
            "Two eigenvalues near 1.7 come from a gap of 0.01 to one of 0.0001. By which factor "
            "does their Loewner entry of log change?"
        ),
        options={
            "it stays": lambda v: abs(v - 1) < 0.01,
            "ten times larger": lambda v: 1.01 <= v < 30,
            "a hundred times larger": lambda v: v >= 30,
        },
        measure=lambda: _entry(1e-4) / _entry(1e-2),
        shown="the entry changes by the factor {value:.4f}.",
        why=(
            "It settles at f′(1.7) = 1/1.7, the slope of the tangent. Ionescu's K_ij, the inverse "
            "of the gap, is a hundred times larger: its entries grow, and their sum cancels."
        ),
    ),
    Prediction(
        slug="what-masking-leaves",
        question=(
            "At X = I, 20×20, a code puts 0 for every pair of equal eigenvalues. How much of the "
            "squared length of the gradient is left?"
        ),
        options={
            "all of it": lambda v: v > 0.95,
            "about half": lambda v: 0.3 < v <= 0.95,
            "about a tenth": lambda v: v <= 0.3,
        },
        measure=_left_after_masking,
        shown="{value:.2f} of it is left.",
        why=(
            "At I every pair is a tie, so of sym G only the diagonal survives: 20 entries of 400. "
            "(A diagonal entry of G + Gᵀ is twice one number, which makes it count double.)"
        ),
    ),
    Prediction(
        slug="digits-lost-for-each-decade",
        question=(
            "The gap between two eigenvalues shrinks tenfold. What happens to the error of "
            "Ionescu's gradient in float64?"
        ),
        options={
            "it stays": lambda v: v < 0.3,
            "it grows about tenfold": lambda v: 0.3 <= v < 1.5,
            "it grows about a hundredfold": lambda v: v >= 1.5,
        },
        measure=_decades,
        shown="each decade of the gap costs {value:.1f} decades of accuracy.",
        why=(
            "Two large numbers, each of the size f/gap, are subtracted, and their rounding of "
            "about 1e-16 f/gap stays. The quotient f[a, b] computed naively loses as much."
        ),
    ),
    Prediction(
        slug="digits-left-in-single-precision",
        question=(
            "Ionescu's gradient in float32, at a gap of 0.0001: about how many digits are right?"
        ),
        options={
            "seven": lambda v: v >= 5.5,
            "four": lambda v: 2 <= v < 5.5,
            "none": lambda v: v < 2,
        },
        measure=_digits_in_single,
        shown="about {value:.0f} digits.",
        why=(
            "float32 has seven digits to lose, and this gap costs more than three of them. In "
            "float64 the same gap leaves about twelve. On a Loewner matrix that is computed "
            "without cancellation all seven stay."
        ),
    ),
    Prediction(
        slug="where-to-switch",
        question=(
            "A code switches from the quotient of log to the slope halfway when the gap is small. "
            "At which gap near 1.7 are both equally good in float64?"
        ),
        options={
            "about 1e-12": lambda v: v < -9,
            "about 1e-8": lambda v: -9 <= v < -6.5,
            "about 1e-5": lambda v: v >= -6.5,
        },
        measure=_best_threshold,
        shown="the errors cross at a gap of about 1e{value:.0f}.",
        why=(
            "Rounding, about u/gap, falls with the gap, and the error of the slope, f‴gap²/24, "
            "grows. They meet near the cube root of u, where eleven of sixteen digits are left."
        ),
    ),
    Prediction(
        slug="gradient-of-a-mixed-pair",
        question=(
            "ReEig with eps = 1 meets the eigenvalues 2 and 0.5. Which share of the gradient "
            "passes for the pair of them?"
        ),
        options={
            "none": lambda v: v < 0.01,
            "two thirds": lambda v: abs(v - 2 / 3) < 0.01,
            "all": lambda v: v > 0.99,
        },
        measure=_passed_on,
        shown="the entry of the pair is {value:.4f}.",
        why=(
            "The quotient is (2 − 1)/(2 − 0.5). The clamped eigenvalue itself passes nothing, but "
            "its eigenvector still turns into the other one."
        ),
    ),
    Prediction(
        slug="smallest-eigenvalue-after-bimap",
        question=(
            "X is 8×8 with the smallest eigenvalue 0.1; W has 5 orthonormal rows. How small can "
            "the smallest eigenvalue of WXWᵀ be?"
        ),
        options={
            "any positive number": lambda v: v < 0.5,
            "down to about 0.06": lambda v: 0.5 <= v < 0.999,
            "never below 0.1": lambda v: v >= 0.999,
        },
        measure=_smallest_after_bimap,
        shown="over 300 random W the smallest is {value:.2f} times that of X.",
        why=(
            "For a unit vector v, Wᵀv is a unit vector too, and vᵀWXWᵀv is at least λ_min(X). So "
            "ReEig behind such a layer does nothing when the input was above eps."
        ),
    ),
)
