"""Hunts of chapter 09: equal eigenvalues, slopes of functions, and a probe that moves too much."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.hunts_vectors import spread
from mathlib.exercises.chapters.chapter_09.inputs import Array, Generator, orthogonal
from mathlib.exercises.chapters.chapter_09.matrices import matrix_log, off_diagonal, rate, sym
from mathlib.exercises.hunt import Hunt, Line

_CODE = "Public SPDNet code"


def _tied(rng: Generator, count: int) -> dict[str, Any]:
    """Draw X with one eigenvalue three times and another one once."""
    values = np.array([1.6, 1.6, 1.6, 3.1]) * rng.uniform(0.8, 1.2)
    U = orthogonal(rng, 4)
    return {"U": U, "values": values, "H": sym(rng.normal(size=(4, 4)))}


def _slopes(values: Array, ties: float | None) -> Array:
    """Return the Loewner matrix of log, with the given number at ties off the diagonal."""
    gap = values[:, None] - values
    quotient = np.subtract.outer(np.log(values), np.log(values)) / np.where(gap == 0, 1.0, gap)
    at_ties = 1 / values if ties is None else np.where(np.eye(len(values)) == 1, 1 / values, ties)
    return np.asarray(np.where(gap == 0, at_ties, quotient))


def _along(U: Array, values: Array, H: Array) -> Array:
    """Return the derivative of log along H in the eigenbasis, by quotients."""
    return np.asarray(U.T @ rate(matrix_log, U * values @ U.T, H) @ U)


MASKED = Hunt(
    tag="E36",
    title="Equal eigenvalues: what to put for 0/0",
    source=_CODE,
    place="backward pass of LogEig at equal eigenvalues",
    lines=(
        Line(
            r"for $\lambda_i\ne\lambda_j$: $\big(U^\top D\log(X)[H]\,U\big)_{ij}"
            r"=\frac{\log\lambda_i-\log\lambda_j}{\lambda_i-\lambda_j}(U^\top HU)_{ij}$",
            lambda U, values, H: _along(U, values, H)[:3, 3],
            lambda U, values, H: (_slopes(values, None) * (U.T @ H @ U))[:3, 3],
        ),
        Line(
            r"on the diagonal: $\big(U^\top D\log(X)[H]\,U\big)_{ii}"
            r"=\frac1{\lambda_i}(U^\top HU)_{ii}$",
            lambda U, values, H: np.diag(_along(U, values, H)),
            lambda U, values, H: np.diag(U.T @ H @ U) / values,
        ),
        Line(
            r"for $\lambda_i=\lambda_j$, $i\ne j$, the quotient is not a number; "
            r"the code puts 0: $\big(U^\top D\log(X)[H]\,U\big)_{ij}=0$",
            lambda U, values, H: off_diagonal(_along(U, values, H)[:3, :3]),
            lambda U, values, H: off_diagonal((_slopes(values, 0.0) * (U.T @ H @ U))[:3, :3]) + 0.0,
        ),
        Line(
            r"so at $X=I$ only the diagonal counts: "
            r"$D\log(I)[H]=\operatorname{Diag}(\operatorname{diag}H)$"
        ),
    ),
    broken=3,
    draw=_tied,
    note=lambda U, values, H: f"λ_1 = λ_2 = λ_3 = {values[0]:.3f}",
    think="Let one of the two eigenvalues run towards the other: what does the quotient do?",
    why=(
        "It tends to f′(λ) = 1/λ. Setting 0 silences the NaN, and with it every pair inside "
        "the eigenspace. What comes out is finite, symmetric and too small, which no later line of "
        "a training loop will notice."
    ),
    printed="entries that are infinite or not a number are set to 0",
    right=r"$f^{[1]}(\Lambda)_{ij}=f^{\prime}(\lambda)$ for $\lambda_i=\lambda_j=\lambda$",
)


def _at_identity(rng: Generator, count: int) -> dict[str, Any]:
    H, G = rng.normal(size=(2, 3, 3))
    return {"H": sym(H), "G": G, "t": rng.uniform(0.05, 0.15)}


def _log_near_identity(E: Array) -> Array:
    """Return log(I + E) without eigenvalues: the integral of E(I + sE)⁻¹ over s from 0 to 1."""
    nodes, shares = np.polynomial.legendre.leggauss(30)
    inverses = np.linalg.inv(np.eye(len(E)) + ((nodes + 1) / 2)[:, None, None] * E)
    return np.asarray(E @ np.tensordot(shares / 2, inverses, 1))


def _by_its_axes(H: Array, t: float) -> Array:
    eta, V = np.linalg.eigh(H)
    return np.asarray(V * np.log(1 + t * eta) @ V.T)


IDENTITY = Hunt(
    tag="E37",
    title="LogEig when all eigenvalues are 1",
    source=_CODE,
    place="a special case of LogEig's backward pass",
    lines=(
        Line(
            r"with $H=V\operatorname{Diag}(\eta)V^\top$: "
            r"$\log(I+tH)=V\operatorname{Diag}(\log(1+t\eta_i))V^\top$",
            lambda H, t, G: _log_near_identity(t * H),
            lambda H, t, G: _by_its_axes(H, t),
        ),
        Line(r"at $t=0$ all eigenvalues are 1, and every quotient of the Loewner matrix is 0/0"),
        Line(
            r"there the gradient is 0, so $dL=0$ for $L=\langle G,\log(I+tH)\rangle$ along $H$",
            lambda H, t, G: rate(lambda X: np.sum(G * matrix_log(X)), np.eye(3), H),
            lambda H, t, G: 0.0,
        ),
        Line(r"so a step of descent leaves $X=I$ where it is"),
    ),
    broken=3,
    draw=_at_identity,
    think="By line 1, what is the derivative of log(I + tH) in t at t = 0?",
    why=(
        "log(1 + tη) has the slope η at t = 0, so the derivative along H is V Diag(η)Vᵀ = H: at I "
        "the derivative of log is the identity map, and the gradient is sym G. log I is 0; its "
        "derivative is not."
    ),
    printed="gradient 0 when all eigenvalues are 1",
    right=r"$\nabla_XL=\operatorname{sym}G$ at $X=I$",
)


def _numbers(rng: Generator, count: int) -> dict[str, Any]:
    return {"a": rng.uniform(0.4, 0.9), "b": rng.uniform(1.3, 3.5)}


INVERSE_SLOPE = Hunt(
    tag="E38",
    title="The Loewner matrix of the inverse",
    source=_CODE,
    place="derivative of the inverse",
    lines=(
        Line(
            r"$f(x)=1/x$: $\frac{f(a)-f(b)}{a-b}=-\frac1{ab}$ for $a\ne b$",
            lambda a, b: (1 / a - 1 / b) / (a - b),
            lambda a, b: -1 / (a * b),
        ),
        Line(
            r"where $a=b$: $f^{\prime}(a)=\log a$",
            lambda a, b: np.imag(1 / (a + 1e-30j)) / 1e-30,
            lambda a, b: np.log(a),
        ),
        Line(
            r"so the Loewner matrix of $1/x$ has $-\frac1{\lambda_i\lambda_j}$ off the diagonal "
            r"and $\log\lambda_i$ on it"
        ),
    ),
    broken=2,
    draw=_numbers,
    note=lambda a, b: f"a = {a:.3f}",
    think="Put b = a into line 1.",
    why=(
        "Line 1 tends to −1/a² as b tends to a. The logarithm is what one gets by integrating 1/x: "
        "a step in the other direction. Every diagonal entry is wrong, and every tie."
    ),
    printed=r"$f^{\prime}(x)=\log x$ for $f(x)=1/x$",
    right=r"$f^{\prime}(x)=-1/x^2$",
)


def _probe(rng: Generator, count: int) -> dict[str, Any]:
    found = spread(rng, count)
    i, j = ((1, 0), (2, 0), (2, 1))[count % 3]
    E = np.zeros((3, 3))
    E[i, j] = 1.0
    return {"X": found["X"], "U": found["U"], "c": rng.normal(size=3), "H": found["dX"], "E": E}


def _weighted(c: Array, X: Array) -> float:
    return float(c @ np.linalg.eigvalsh(X, UPLO="L"))


TRIANGLE = Hunt(
    tag="E39",
    title="A gradient that looks off by 2",
    source="A public bug report",
    place="gradient of eigenvalues, checked entry by entry",
    lines=(
        Line(
            r"$L=c^\top\lambda(X)$ has the gradient $G=U\operatorname{Diag}(c)U^\top$: "
            r"$dL=\langle G,H\rangle$ for symmetric $H$",
            lambda X, U, c, H, E: rate(lambda X: _weighted(c, X), X, H),
            lambda X, U, c, H, E: np.sum(U * c @ U.T * H),
        ),
        Line(
            r"the eigensolver reads the lower triangle, so $X+hE_{ij}$ with $i>j$ means "
            r"$X+h(E_{ij}+E_{ji})$ to it",
            lambda X, U, c, H, E: np.linalg.eigvalsh(X + 0.1 * E, UPLO="L"),
            lambda X, U, c, H, E: np.linalg.eigvalsh(X + 0.1 * (E + E.T)),
        ),
        Line(
            r"the quotient in $h$ of $L(X+hE_{ij})$ should be $G_{ij}$",
            lambda X, U, c, H, E: rate(lambda X: _weighted(c, X), X, E),
            lambda X, U, c, H, E: np.sum(U * c @ U.T * E),
        ),
        Line(r"it comes out as another number, so the gradient $G$ is wrong"),
    ),
    broken=3,
    draw=_probe,
    think="Which direction H does the probe of line 2 stand for, and what is ⟨G, H⟩ for it?",
    why=(
        "By line 2 the probe moves two entries, and by line 1 its quotient is "
        "⟨G, E_ij + E_ji⟩ = 2G_ij. The gradient is right, and the probe was not the one that was "
        "meant: check along symmetric H, or count each pair of entries once."
    ),
    printed="the gradient is off by 2 away from the diagonal",
    right=r"probe $X+hH$ with symmetric $H$",
)
