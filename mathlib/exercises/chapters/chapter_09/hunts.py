"""Hunts of chapter 09: forms of the eigen-gradient met in the literature and in public code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg

from mathlib.exercises.chapters.chapter_09.inputs import Array, Generator, orthogonal
from mathlib.exercises.chapters.chapter_09.shifts import ionescu
from mathlib.exercises.hunt import Hunt, Line

_LITERATURE = "A form met in the literature on layers with eigenvectors"
_CODE = "Public SPDNet code"
_H = 1e-3


def _rate(f: Callable[[Array], Any], X: Array, dX: Array) -> Any:
    """Return the derivative of f at X along dX, by quotients of fourth order."""
    near = f(X + _H * dX) - f(X - _H * dX)
    return (8 * near - (f(X + 2 * _H * dX) - f(X - 2 * _H * dX))) / (12 * _H)


def _log(X: Array) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    return np.asarray(U * np.log(eigenvalues) @ U.T)


def _vectors(X: Array, U: Array) -> Array:
    """Return the eigenvectors of X with the signs that are nearest to U's."""
    V = np.linalg.eigh(X)[1]
    return np.asarray(V * np.sign(np.sum(U * V, axis=0)))


def _loss(G: Array, X: Array) -> float:
    return float(np.sum(G * _log(X)))


def _sym(M: Array) -> Array:
    return np.asarray((M + M.T) / 2)


def _spread(rng: Generator, count: int) -> dict[str, Any]:
    """Draw X with eigenvalues apart, sorted as eigh returns them, an increment and a gradient."""
    values = np.array([0.6, 1.5, 2.7]) + rng.uniform(-0.2, 0.2, size=3)
    U = orthogonal(rng, 3)
    return {
        "U": U,
        "values": values,
        "X": U * values @ U.T,
        "dX": _sym(rng.normal(size=(3, 3))),
        "G": rng.normal(size=(3, 3)),
    }


def _grad_U(G: Array, U: Array, values: Array) -> Array:
    return np.asarray(2 * _sym(G) @ U * np.log(values))


def _grad_values(G: Array, U: Array, values: Array) -> Array:
    return np.asarray(np.diag(U.T @ G @ U) / values)


def _by_entry(G: Array, U: Array, values: Array) -> Array:
    """Return the gradient of ⟨G, U log(Λ)Uᵀ⟩ in U, entry by entry."""
    found = np.empty_like(U)
    for place in np.ndindex(*U.shape):
        E = np.zeros_like(U)
        E[place] = 1.0
        found[place] = _rate(lambda U: np.sum(G * (U * np.log(values) @ U.T)), U, E)
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
            [_rate(lambda v: np.sum(G * (U * np.log(v) @ U.T)), values, e) for e in np.eye(3)]
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
            lambda X, dX, **_: _rate(np.linalg.eigvalsh, X, dX),
            lambda U, dX, **_: np.diag(U.T @ dX @ U),
        ),
        Line(
            r"$dU=U\big(K\odot(U^\top dX\,U)\big)$ with $K_{ij}=1/(\lambda_j-\lambda_i)$",
            lambda X, dX, U, **_: _rate(lambda X: _vectors(X, U), X, dX),
            lambda U, dX, values, **_: U @ (ionescu(values) * (U.T @ dX @ U)),
        ),
        Line(
            r"so $dL=\big\langle 2\,U\operatorname{sym}\big(K\odot(U^\top\nabla_UL)\big)U^\top"
            r"+U\operatorname{Diag}(\nabla_\lambda L)U^\top,\,dX\big\rangle$",
            lambda G, X, dX, **_: _rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: _paired(
                U, dX, 2 * _sym(ionescu(values) * (U.T @ _grad_U(G, U, values))), G, values
            ),
        ),
    ),
    broken=5,
    draw=_spread,
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
            lambda G, X, dX, **_: _rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: (
                np.sum(U.T @ _grad_U(G, U, values) * ionescu(values) * (U.T @ dX @ U))
                + _grad_values(G, U, values) @ np.diag(U.T @ dX @ U)
            ),
        ),
        Line(
            r"$dX$ is symmetric, so only symmetric parts count: "
            r"$dL=\big\langle U\big(K\odot\operatorname{sym}(U^\top\nabla_UL)"
            r"+\operatorname{Diag}(\nabla_\lambda L)\big)U^\top,\,dX\big\rangle$",
            lambda G, X, dX, **_: _rate(lambda X: _loss(G, X), X, dX),
            lambda G, U, values, dX, **_: _paired(
                U, dX, ionescu(values) * _sym(U.T @ _grad_U(G, U, values)), G, values
            ),
        ),
    ),
    broken=4,
    draw=_spread,
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
            lambda U, dX, **_: _off(U.T @ dX @ U),
            lambda X, U, dX, values, **_: _off(
                (U.T @ _rate(lambda X: _vectors(X, U), X, dX)) * (values - values[:, None])
            ),
        ),
        Line(
            r"so $dU=U\big(K\odot(U^\top dX\,U)\big)$ with $K_{ij}=1/(\lambda_i-\lambda_j)$",
            lambda X, U, dX, **_: _rate(lambda X: _vectors(X, U), X, dX),
            lambda U, dX, values, **_: U @ (ionescu(values).T * (U.T @ dX @ U)),
        ),
    ),
    broken=3,
    draw=_spread,
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
    turn = U.T @ _rate(lambda X: _vectors(X, U), X, dX)
    shift = np.diag(_rate(np.linalg.eigvalsh, X, dX))
    return np.asarray(shift + turn * values - values[:, None] * turn)


def _off(M: Array) -> Array:
    return np.asarray(M - np.diag(np.diag(M)))


def _tied(rng: Generator, count: int) -> dict[str, Any]:
    """Draw X with one eigenvalue three times and another one once."""
    values = np.array([1.6, 1.6, 1.6, 3.1]) * rng.uniform(0.8, 1.2)
    U = orthogonal(rng, 4)
    return {"U": U, "values": values, "H": _sym(rng.normal(size=(4, 4)))}


def _slopes(values: Array, ties: float | None) -> Array:
    """Return the Loewner matrix of log, with the given number at ties off the diagonal."""
    gap = values[:, None] - values
    quotient = np.subtract.outer(np.log(values), np.log(values)) / np.where(gap == 0, 1.0, gap)
    at_ties = 1 / values if ties is None else np.where(np.eye(len(values)) == 1, 1 / values, ties)
    return np.asarray(np.where(gap == 0, at_ties, quotient))


def _along(U: Array, values: Array, H: Array) -> Array:
    """Return the derivative of log along H in the eigenbasis, by quotients."""
    return np.asarray(U.T @ _rate(_log, U * values @ U.T, H) @ U)


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
            lambda U, values, H: _off(_along(U, values, H)[:3, :3]),
            lambda U, values, H: _off((_slopes(values, 0.0) * (U.T @ H @ U))[:3, :3]) + 0.0,
        ),
    ),
    broken=3,
    draw=_tied,
    note=lambda U, values, H: f"λ_1 = λ_2 = λ_3 = {values[0]:.3f}",
    think="Let one of the two eigenvalues run towards the other: what does the quotient do?",
    why=(
        "It tends to f′(λ) = 1/λ. Setting 0 silences the NaN, and with it every direction inside "
        "the eigenspace. What comes out is finite, symmetric and too small, which no later line of "
        "a training loop will notice."
    ),
    printed="entries that are infinite or not a number are set to 0",
    right=r"$f^{[1]}(\Lambda)_{ij}=f^{\prime}(\lambda)$ for $\lambda_i=\lambda_j=\lambda$",
)


def _at_identity(rng: Generator, count: int) -> dict[str, Any]:
    H, G = rng.normal(size=(2, 3, 3))
    return {"H": _sym(H), "G": G, "t": rng.uniform(0.05, 0.15)}


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
            lambda H, t, G: scipy.linalg.logm(np.eye(3) + t * H),
            lambda H, t, G: _by_its_axes(H, t),
        ),
        Line(r"at $t=0$ all eigenvalues are 1, and every quotient of the Loewner matrix is 0/0"),
        Line(
            r"there the gradient is 0, so $dL=0$ for $L=\langle G,\log(I+tH)\rangle$ along $H$",
            lambda H, t, G: _rate(lambda X: np.sum(G * _log(X)), np.eye(3), H),
            lambda H, t, G: 0.0,
        ),
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
    found = _spread(rng, count)
    i, j = ((1, 0), (2, 0), (2, 1))[count % 3]
    E = np.zeros((3, 3))
    E[i, j] = 1.0
    return {"X": found["X"], "U": found["U"], "c": rng.normal(size=3), "H": found["dX"], "E": E}


def _lower(X: Array) -> Array:
    """Return the matrix that a solver sees when it reads the lower triangle only."""
    return np.asarray(np.tril(X) + np.tril(X, -1).T)


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
            lambda X, U, c, H, E: _rate(lambda X: _weighted(c, X), X, H),
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
            lambda X, U, c, H, E: _rate(lambda X: _weighted(c, X), X, E),
            lambda X, U, c, H, E: np.sum(U * c @ U.T * E),
        ),
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

HUNTS = (FACTOR, INSIDE, TRANSPOSED, MASKED, IDENTITY, INVERSE_SLOPE, TRIANGLE)
