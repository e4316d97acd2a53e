"""Hunts of chapter 09: the eigenvector term of the gradient, its factor, symmetry and sign."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import Array, Generator, orthogonal
from mathlib.exercises.chapters.chapter_09.matrices import matrix_log, off_diagonal, rate, sym
from mathlib.exercises.chapters.chapter_09.shifts import ionescu
from mathlib.exercises.hunt import Hunt, Line

_LITERATURE = "A trap around layers with eigenvectors"


def _vectors(X: Array, U: Array) -> Array:
    """Return the eigenvectors of X with the signs that are nearest to U's."""
    V = np.linalg.eigh(X)[1]
    return np.asarray(V * np.sign(np.sum(U * V, axis=0)))


def _loss(G: Array, X: Array) -> float:
    return float(np.sum(G * matrix_log(X)))


def spread(rng: Generator, count: int) -> dict[str, Any]:
    """Draw X with eigenvalues apart, sorted as eigh returns them, an increment and a gradient."""
    values = np.array([0.6, 1.5, 2.7]) + rng.uniform(-0.2, 0.2, size=3)
    U = orthogonal(rng, 3)
    return {
        "U": U,
        "values": values,
        "X": U * values @ U.T,
        "dX": sym(rng.normal(size=(3, 3))),
        "G": rng.normal(size=(3, 3)),
    }


def _grad_U(G: Array, U: Array, values: Array) -> Array:
    return np.asarray(2 * sym(G) @ U * np.log(values))


def _grad_values(G: Array, U: Array, values: Array) -> Array:
    return np.asarray(np.diag(U.T @ G @ U) / values)


def _by_entry(G: Array, U: Array, values: Array) -> Array:
    """Return the gradient of ⟨G, U log(Λ)Uᵀ⟩ in U, entry by entry."""
    found = np.empty_like(U)
    for place in np.ndindex(*U.shape):
        E = np.zeros_like(U)
        E[place] = 1.0
        found[place] = rate(lambda U: np.sum(G * (U * np.log(values) @ U.T)), U, E)
    return found


_COMMON = (
    Line(
        r"for $Y=U\log(\Lambda)U^\top$ and $L=\langle G,Y\rangle$: "
        r"$\nabla_UL=2\operatorname{sym}(G)\,U\log\Lambda$",
        lambda G, U, values, **_: _by_entry(G, U, values),
        lambda G, U, values, **_: _grad_U(G, U, values),
    ),
    Line(
        r"$\nabla_\lambda L=\operatorname{diag}(\Lambda^{-1}U^\top GU)$",
        lambda G, U, values, **_: np.array(
            [rate(lambda v: np.sum(G * (U * np.log(v) @ U.T)), values, e) for e in np.eye(3)]
        ),
        lambda G, U, values, **_: _grad_values(G, U, values),
    ),
)

FACTOR = Hunt(
    tag="E33",
    title="The eigenvector term: its factor",
    source=_LITERATURE,
    place="eigenvector term of the backward pass",
    lines=(
        *_COMMON,
        Line(
            r"$d\lambda=\operatorname{diag}(U^\top dX\,U)$",
            lambda X, dX, **_: rate(np.linalg.eigvalsh, X, dX),
            lambda U, dX, **_: np.diag(U.T @ dX @ U),
        ),
        Line(
            r"$dU=U\big(K\odot(U^\top dX\,U)\big)$ with $K_{ij}=1/(\lambda_j-\lambda_i)$",
            lambda X, dX, U, **_: rate(lambda X: _vectors(X, U), X, dX),
            lambda U, dX, values, **_: U @ (ionescu(values) * (U.T @ dX @ U)),
        ),
        Line(
            r"so $dL=\big\langle 2\,U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top"
            r"+U\operatorname{Diag}(\nabla_\lambda L)U^\top,\,dX\big\rangle$",
            lambda G, X, dX, **_: rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: _paired(
                U, dX, 2 * sym(ionescu(values) * (U.T @ _grad_U(G, U, values))), G, values
            ),
        ),
        Line(
            r"read off: $\nabla_XL=2\,U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top"
            r"+U\operatorname{Diag}(\nabla_\lambda L)U^\top$"
        ),
    ),
    broken=5,
    draw=spread,
    think="How often does ∇_U already count the two places at which U stands in UΛUᵀ?",
    why=(
        "∇_U = 2 sym(G) U f(Λ) carries a 2 already, one for each U. The symmetrisation has a ½, "
        "and the two cancel: no further 2 stands in front. With it, everything off the diagonal "
        "of the eigenbasis is doubled, and the diagonal is right."
    ),
    printed=r"$2\,U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top$",
    right=r"$U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top$",
)


def _paired(U: Array, dX: Array, middle: Array, G: Array, values: Array) -> float:
    """Return ⟨U(middle + Diag(∇_λ))Uᵀ, dX⟩."""
    return float(np.sum(U @ (middle + np.diag(_grad_values(G, U, values))) @ U.T * dX))


INSIDE = Hunt(
    tag="E34",
    title="The eigenvector term: where to symmetrise",
    source=_LITERATURE,
    place="eigenvector term of the backward pass",
    lines=(
        *_COMMON,
        Line(
            r"with $B=U^\top dX\,U$: $dL=\langle U^\top\nabla_UL,\,K\odot B\rangle"
            r"+\langle\nabla_\lambda L,\,\operatorname{diag}B\rangle$",
            lambda G, X, dX, **_: rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: (
                np.sum(U.T @ _grad_U(G, U, values) * ionescu(values) * (U.T @ dX @ U))
                + _grad_values(G, U, values) @ np.diag(U.T @ dX @ U)
            ),
        ),
        Line(
            r"$dX$ is symmetric, so only symmetric parts count: "
            r"$dL=\big\langle U\big(K\odot\operatorname{sym}(U^\top\nabla_UL)"
            r"+\operatorname{Diag}(\nabla_\lambda L)\big)U^\top,\,dX\big\rangle$",
            lambda G, X, dX, **_: rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: _paired(
                U, dX, ionescu(values) * sym(U.T @ _grad_U(G, U, values)), G, values
            ),
        ),
        Line(
            r"read off: $\nabla_XL=U\big(K\odot\operatorname{sym}(U^\top\nabla_UL)"
            r"+\operatorname{Diag}(\nabla_\lambda L)\big)U^\top$"
        ),
    ),
    broken=4,
    draw=spread,
    think="K is skew. What is the elementwise product of a skew and a symmetric matrix?",
    why=(
        "K ⊙ sym M is skew, and a skew matrix is orthogonal to every symmetric dX: the whole "
        "eigenvector part is lost, and what is left is the eigenvalue term. It is the product "
        "K ⊙ M that meets dX, so it is the product that is symmetrised: sym(K ⊙ M) = K ⊙ skew M."
    ),
    printed=r"$K\odot\operatorname{sym}(U^\top\nabla_UL)$",
    right=r"$\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)$",
)

TRANSPOSED = Hunt(
    tag="E35",
    title="The matrix K: which way round",
    source=_LITERATURE,
    place="matrix K of the backward pass",
    lines=(
        Line(
            r"with $\Omega=U^\top dU$: $U^\top dX\,U=d\Lambda+\Omega\Lambda-\Lambda\Omega$",
            lambda U, dX, **_: U.T @ dX @ U,
            lambda X, U, dX, values, **_: _moved(X, U, dX, values),
        ),
        Line(
            r"off the diagonal: $(U^\top dX\,U)_{ij}=\Omega_{ij}(\lambda_j-\lambda_i)$",
            lambda U, dX, **_: off_diagonal(U.T @ dX @ U),
            lambda X, U, dX, values, **_: off_diagonal(
                (U.T @ rate(lambda X: _vectors(X, U), X, dX)) * (values - values[:, None])
            ),
        ),
        Line(
            r"so $dU=U\big(K\odot(U^\top dX\,U)\big)$ with $K_{ij}=1/(\lambda_i-\lambda_j)$",
            lambda X, U, dX, **_: rate(lambda X: _vectors(X, U), X, dX),
            lambda U, dX, values, **_: U @ (ionescu(values).T * (U.T @ dX @ U)),
        ),
        Line(
            r"so a loss that sees $U$ alone has "
            r"$\nabla_XL=U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top$, with this $K$"
        ),
    ),
    broken=3,
    draw=spread,
    think="By which number is Ω_ij multiplied in the line before?",
    why=(
        "Divide by λ_j − λ_i, as line 2 has it. K is skew, so the other order is Kᵀ = −K: every "
        "entry of the eigenvector term changes its sign. A text that defines K̃_ij = "
        "1/(λ_i − λ_j) is right as long as it writes K̃ᵀ; the transpose is what gets lost."
    ),
    printed=r"$K_{ij}=1/(\lambda_i-\lambda_j)$",
    right=r"$K_{ij}=1/(\lambda_j-\lambda_i)$",
)


def _moved(X: Array, U: Array, dX: Array, values: Array) -> Array:
    turn = U.T @ rate(lambda X: _vectors(X, U), X, dX)
    shift = np.diag(rate(np.linalg.eigvalsh, X, dX))
    return np.asarray(shift + turn * values - values[:, None] * turn)
