"""Hunts of chapter 02: the slips in Chen's section on differentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.hunt import Hunt, Line

Array = NDArray[Any]

_SOURCE = "Chen (2023)"
_H = 1e-30  # an imaginary step this small differentiates without rounding


def _rate(f: Callable[..., Any], *pairs: tuple[Array, Array]) -> Any:
    """Return the differential of f, each argument moving along its increment."""
    return np.imag(f(*(X + 1j * _H * dX for X, dX in pairs))) / _H


def _adjugate(D: Array) -> Any:
    return np.linalg.det(D) * np.linalg.inv(D)


def _square(rng: np.random.Generator, count: int) -> dict[str, Any]:
    D, dD = rng.normal(size=(2, 3, 3))
    return {"D": D + 2 * np.eye(3), "dD": dD}


def _rules(rng: np.random.Generator, count: int) -> dict[str, Any]:
    A, dA, B, dB = rng.normal(size=(4, 2, 4))
    C, dC = rng.normal(size=(2, 4, 5))
    return {"A": A, "dA": dA, "B": B, "dB": dB, "C": C, "dC": dC, **_square(rng, count)}


RULES = Hunt(
    tag="E01",
    title="Theorem 2.1: eight rules",
    source=_SOURCE,
    place="Theorem 2.1",
    lines=(
        Line(
            r"$d(A+B)=dA+dB$",
            lambda A, dA, B, dB, **_: _rate(lambda A, B: A + B, (A, dA), (B, dB)),
            lambda dA, dB, **_: dA + dB,
        ),
        Line(
            r"$d(AC)=(dA)C+A\,dC$",
            lambda A, dA, C, dC, **_: _rate(lambda A, C: A @ C, (A, dA), (C, dC)),
            lambda A, dA, C, dC, **_: dA @ C + A @ dC,
        ),
        Line(
            r"$d(A^\top)=(dA)^\top$",
            lambda A, dA, **_: _rate(lambda A: A.T, (A, dA)),
            lambda dA, **_: dA.T,
        ),
        Line(
            r"$d\operatorname{Tr}D=\operatorname{Tr}(dD)$",
            lambda D, dD, **_: _rate(np.trace, (D, dD)),
            lambda dD, **_: np.trace(dD),
        ),
        Line(
            r"$d(D^{-1})=-D^{-1}(dD)D^{-1}$",
            lambda D, dD, **_: _rate(np.linalg.inv, (D, dD)),
            lambda D, dD, **_: -np.linalg.inv(D) @ dD @ np.linalg.inv(D),
        ),
        Line(
            r"$d\lvert D\rvert=\frac1N\lvert D\rvert\operatorname{Tr}(D^{-1}dD)$, "
            r"$D\in\mathbb R^{N\times N}$",
            lambda D, dD, **_: _rate(np.linalg.det, (D, dD)),
            lambda D, dD, **_: np.linalg.det(D) * np.trace(np.linalg.inv(D) @ dD) / len(D),
        ),
        Line(
            r"$d(A\odot B)=dA\odot B+A\odot dB$",
            lambda A, dA, B, dB, **_: _rate(lambda A, B: A * B, (A, dA), (B, dB)),
            lambda A, dA, B, dB, **_: dA * B + A * dB,
        ),
        Line(
            r"$df(A)=f^{\prime}(A)\odot dA$, $f$ entry by entry",
            lambda A, dA, **_: _rate(np.tanh, (A, dA)),
            lambda A, dA, **_: (1 - np.tanh(A) ** 2) * dA,
        ),
    ),
    broken=6,
    draw=_rules,
    note=lambda D, **_: f"N = {len(D)}",
    think="Try D = tI: what is the derivative of t to the power N?",
    why=(
        "For D = tI the determinant is t to the power N, and its differential is N t^(N−1) dt. And "
        "|D| Tr(D⁻¹dD) is t^N · N dt/t, which is that already; dividing by N loses N − 1 of the N "
        "faces that move. The other seven rules stand as printed."
    ),
    printed=r"$d\lvert D\rvert=\frac1N\operatorname{Tr}(D^*dD)"
    r"=\frac1N\lvert D\rvert\operatorname{Tr}(D^{-1}dD)$",
    right=r"$d\lvert D\rvert=\operatorname{Tr}(D^*dD)=\lvert D\rvert\operatorname{Tr}(D^{-1}dD)$",
)

ADJUGATE = Hunt(
    tag="E02",
    title="Theorem 2.1: the proof of item 6",
    source=_SOURCE,
    place="Theorem 2.1, proof of item 6, with the undefined E read as the identity",
    lines=(
        Line(
            r"$D\,D^*=\lvert D\rvert I$ with the adjugate $D^*$",
            lambda D, dD: D @ _adjugate(D),
            lambda D, dD: np.linalg.det(D) * np.eye(len(D)),
        ),
        Line(
            r"traces: $N\lvert D\rvert=\operatorname{Tr}(D\,D^*)$",
            lambda D, dD: len(D) * np.linalg.det(D),
            lambda D, dD: np.trace(D @ _adjugate(D)),
        ),
        Line(
            r"differentials: $N\,d\lvert D\rvert=\operatorname{Tr}(D^*dD)$",
            lambda D, dD: len(D) * _rate(np.linalg.det, (D, dD)),
            lambda D, dD: np.trace(_adjugate(D) @ dD),
        ),
        Line(
            r"so $d\lvert D\rvert=\frac1N\operatorname{Tr}(D^*dD)$",
            lambda D, dD: _rate(np.linalg.det, (D, dD)),
            lambda D, dD: np.trace(_adjugate(D) @ dD) / len(D),
        ),
    ),
    broken=3,
    draw=_square,
    note=lambda D, dD: f"N = {len(D)}",
    think="How many factors in D D* depend on D?",
    why=(
        "Both factors move, so the product rule owes a second term: Tr(D dD*). It is (N − 1) d|D|, "
        "which is exactly what is missing. With it, N d|D| = Tr(D* dD) + (N − 1) d|D|, and the "
        "rule without 1/N follows."
    ),
    printed=r"$\operatorname{Tr}(E\,d\lvert D\rvert)=\operatorname{Tr}(D^*dD)$",
    right=r"$N\,d\lvert D\rvert=\operatorname{Tr}(D^*dD)+\operatorname{Tr}(D\,dD^*)$",
)

INVERSE = Hunt(
    tag="E03",
    title="Theorem 2.1: the proof of item 5",
    source=_SOURCE,
    place="Theorem 2.1, proof of item 5",
    lines=(
        Line(
            r"$D\,D^{-1}=I$",
            lambda D, dD: D @ np.linalg.inv(D),
            lambda D, dD: np.eye(len(D)),
        ),
        Line(
            r"differentials: $(dD)D^{-1}=D\,d(D^{-1})$",
            lambda D, dD: dD @ np.linalg.inv(D),
            lambda D, dD: D @ _rate(np.linalg.inv, (D, dD)),
        ),
        Line(
            r"and both are $dI=0$",
            lambda D, dD: dD @ np.linalg.inv(D),
            lambda D, dD: np.zeros_like(D),
        ),
        Line(
            r"so $d(D^{-1})=-D^{-1}(dD)D^{-1}$",
            lambda D, dD: _rate(np.linalg.inv, (D, dD)),
            lambda D, dD: -np.linalg.inv(D) @ dD @ np.linalg.inv(D),
        ),
    ),
    broken=2,
    draw=_square,
    think="What stands between the two terms of a product rule?",
    why=(
        "A plus sign was printed as an equals sign. It is the sum of the two terms that vanishes, "
        "so they are opposite, not equal; if each were zero, dD would have to be zero. The last "
        "line, the rule itself, holds."
    ),
    printed=r"$(dD)D^{-1}=D\,d(D^{-1})=dI=0$",
    right=r"$(dD)D^{-1}+D\,d(D^{-1})=dI=0$",
)

INCREMENT = Hunt(
    tag="E04",
    title="Definition 2.2: the increment",
    source=_SOURCE,
    place="Definition 2.2",
    lines=(
        Line(
            r"$dx:=\lim_{\Delta x\to0}\Delta x$",
            lambda x, dx: dx,
            lambda x, dx: 0.0,
        ),
        Line(
            r"$df=f^{\prime}(x)\,dx$, here with $f=\sin$",
            lambda x, dx: np.imag(np.sin(x + 1j * _H * dx)) / _H,
            lambda x, dx: np.cos(x) * dx,
        ),
    ),
    broken=1,
    draw=lambda rng, count: {"x": rng.normal(), "dx": rng.uniform(0.5, 2.0)},
    think="Which number do you get when you let Δx go to zero?",
    why=(
        "The limit is 0, and with it every differential would be 0. An increment dx need not be "
        "small: it is free, of any size, and the linear map “times f′(x)” takes it to df."
    ),
    printed=r"$dx:=\lim_{\Delta x\to0}\Delta x$",
    right=r"$dx$ is free, $df=f^{\prime}(x)\,dx$",
)

WORDS = Hunt(
    tag="E05",
    title="Definition 2.2: the words",
    source=_SOURCE,
    place="Definition 2.2",
    lines=(
        Line(r"a derivative is the “scope” of $f_1$"),
        Line("the determinant of a “squared matrix”"),
    ),
    broken=1,
    draw=lambda rng, count: {},
    think="Which word says how steep a curve is?",
    why=(
        "Both lines hold a slip. Line 1 means the slope; line 2 means a square matrix, and could "
        "mislead: D squared is D D, whose determinant is the square of that of D."
    ),
    printed="“scope”, “squared matrix”",
    right="slope, square matrix",
)

ENTRY = Hunt(
    tag="E06",
    title="Definition 2.1: one entry moves",
    source=_SOURCE,
    place="Definition 2.1",
    lines=(
        Line(r"$f_3:\mathbb R^{m\times n}\to\mathbb R$, here $f_3(X)=\lVert X\rVert^2$"),
        Line(
            r"when $X_{ij}$ alone moves, by $\Delta X_{ij}=0.1$, the change is "
            r"$f_3(X_{ij}+\Delta X_{ij})-f_3(X)$",
            lambda X: (X[0, 1] + 0.1) ** 2 - X[0, 1] ** 2,
            lambda X: (X[0, 1] + 0.1) ** 2 - np.sum(X**2),
        ),
    ),
    broken=2,
    draw=lambda rng, count: {"X": rng.normal(size=(2, 3))},
    think="What does a function of a matrix make of a single number?",
    why=(
        "X_ij + ΔX_ij is one number, and all other entries are lost: even without a move, at "
        "ΔX_ij = 0, the difference would not be zero. The whole matrix stays in place, and one "
        "entry of it moves: X + ΔX_ij E_ij."
    ),
    printed=r"$f_3(X_{ij}+\Delta X_{ij})$",
    right=r"$f_3(X+\Delta X_{ij}E_{ij})$",
)

ENTRYWISE = Hunt(
    tag="E07",
    title="Theorem 2.1: item 8",
    source=_SOURCE,
    place="Theorem 2.1, item 8",
    lines=(
        Line(
            r"$df(A)=f^{\prime}(A)\odot dA$, here with $f=\tanh$",
            lambda A, dA: _rate(np.tanh, (A, dA)),
            lambda A, dA: (1 - np.tanh(A) ** 2) * dA,
        ),
        Line(
            r"where $f^{\prime}(A):=[\partial f/\partial A_{ij}]$",
            lambda A, dA: 1 - np.tanh(A) ** 2,
            lambda A, dA: np.einsum("ij,ik,jl->ijkl", 1 - np.tanh(A) ** 2, np.eye(2), np.eye(3)),
        ),
    ),
    broken=2,
    draw=lambda rng, count: dict(zip(("A", "dA"), rng.normal(size=(2, 2, 3)))),
    think="What is f applied to: a number, or the matrix?",
    why=(
        "f acts on numbers, so it has one derivative at each entry, f′(A_ij), and these fill a "
        "matrix like A. Read literally, ∂f/∂A_ij says how all of f(A) moves with A_ij, a "
        "matrix for each ij. The rule in line 1 is right."
    ),
    printed=r"$f^{\prime}(A):=[\partial f/\partial A_{ij}]$",
    right=r"$f^{\prime}(A)=[f^{\prime}(A_{ij})]$",
)

HUNTS = (RULES, ADJUGATE, INVERSE, INCREMENT, WORDS, ENTRY, ENTRYWISE)
