"""Exercise of chapter 09: back through a function of a matrix with complex eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_09.inputs import (
    CUBE,
    INVERSE,
    LOG,
    WAVE,
    Array,
    Function,
    Generator,
)
from mathlib.exercises.chapters.chapter_09.matrices import sym
from mathlib.exercises.chapters.chapter_09.shifts import loewner
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def general_vjp(G: Array, X: Array, f: Function, df: Function) -> Any:
    """Return the gradient in X of ⟨G, P f(Λ) P⁻¹⟩, for a real X = P Λ P⁻¹."""
    eigenvalues, P = np.linalg.eig(X)
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    equal = x == y
    L = np.where(equal, df(x), (f(x) - f(y)) / np.where(equal, 1.0, x - y))
    back = np.linalg.inv(P).conj().T
    return (back @ (L.conj() * (P.conj().T @ G @ back)) @ P.conj().T).real


Middle = Callable[[Array, Array, Array, Array], Array]


def _spoilt(middle: Middle) -> Callable[[Array, Array, Function, Function], Array]:
    """Return an answer that is the real part of middle(G, P, P⁻¹, L)."""

    def answer(G: Array, X: Array, f: Function, df: Function) -> Array:
        eigenvalues, P = np.linalg.eig(X)
        x, y = eigenvalues[:, None], eigenvalues[None, :]
        equal = x == y
        L = np.where(equal, df(x), (f(x) - f(y)) / np.where(equal, 1.0, x - y))
        return np.asarray(middle(G, P, np.linalg.inv(P), L).real)

    return answer


def _right(G: Array, P: Array, inverse: Array, L: Array) -> Array:
    back = inverse.conj().T
    return np.asarray(back @ (L.conj() * (P.conj().T @ G @ back)) @ P.conj().T)


def _by_eigh(G: Array, X: Array, f: Function, df: Function) -> Array:
    eigenvalues, U = np.linalg.eigh(X)
    L = loewner(f, df, eigenvalues)
    return np.asarray(U @ (L * (U.T @ ((G + G.T) / 2) @ U)) @ U.T)


def _spinning(rng: Generator, n: int) -> Array:
    """Return a real matrix whose eigenvalues, pairs a ± bi and perhaps a real one, lie apart."""
    D = np.zeros((n, n))
    for k, start in enumerate(range(0, n - 1, 2)):
        a, b = rng.uniform(0.5, 0.9) + 0.9 * k, rng.uniform(0.6, 1.1)
        D[start : start + 2, start : start + 2] = [[a, b], [-b, a]]
    if n % 2:
        D[-1, -1] = rng.uniform(2.8, 3.3)
    S = np.eye(n) + 0.25 * rng.normal(size=(n, n))
    while np.linalg.cond(S) > 8:
        S = np.eye(n) + 0.25 * rng.normal(size=(n, n))
    return np.asarray(S @ D @ np.linalg.inv(S))


def _general_cases(rng: Generator) -> list[Inputs]:
    kinds = ((3, LOG), (5, WAVE), (2, CUBE), (4, INVERSE))
    return [(rng.normal(size=(n, n)), _spinning(rng, n), *f) for n, f in kinds]


def _whole_general(rng: Generator) -> list[Inputs]:
    matrices = ([[2.0, -3.0], [1.0, 1.0]], [[1.0, 2.0, 0.0], [-3.0, 1.0, 0.0], [1.0, 2.0, 5.0]])
    return [(whole(rng, len(m), len(m)), np.array(m), *CUBE) for m in matrices]


GENERAL_VJP = Exercise(
    slug="general-vjp",
    title="Back through complex eigenvalues",
    difficulty=3,
    minutes=15,
    points=4,
    reference=general_vjp,
    layout={"G": "nn", "X": "nn"},
    result="nn",
    upstream="G",
    tolerance=1e-10,
    cases=_general_cases,
    small=_whole_general,
    mistakes={
        "conjugate of L forgotten": Mistake(
            _spoilt(
                lambda G, P, inv, L: (
                    inv.conj().T @ (L * (P.conj().T @ G @ inv.conj().T)) @ P.conj().T
                )
            ),
            "The Loewner matrix enters without its complex conjugate.",
            "A Hadamard factor moves across ⟨A, B⟩ = Re Tr(AᴴB) conjugated.",
        ),
        "transposes for conjugate transposes": Mistake(
            _spoilt(lambda G, P, inv, L: inv.T @ (L.conj() * (P.T @ G @ inv.T)) @ P.T),
            "P and P⁻¹ are transposed and not conjugated, while the Loewner matrix is conjugated.",
            "Conjugate all three or none: `.conj().T` for P and P⁻¹.",
        ),
        "forward rule": Mistake(
            _spoilt(lambda G, P, inv, L: P @ (L * (inv @ G @ P)) @ inv),
            "This is Df(X)[G], the forward rule; for an X that is not symmetric it is not the "
            "gradient.",
            "The backward pass is the forward rule at Xᵀ.",
        ),
        "as if P were unitary": Mistake(
            _spoilt(lambda G, P, inv, L: P @ (L.conj() * (P.conj().T @ G @ P)) @ P.conj().T),
            "The formula of a symmetric X is used, with P in place of U.",
            "Here P⁻¹ is not Pᴴ: which of the two stands where?",
        ),
        "eigh of a matrix that is not symmetric": Mistake(
            _by_eigh,
            "`eigh` reads one triangle of X, as if the other mirrored it, and G is symmetrised.",
            "X has no symmetry here: `np.linalg.eig`, and P⁻¹ for Pᵀ.",
        ),
        "P and its inverse exchanged": Mistake(
            _spoilt(
                lambda G, P, inv, L: (
                    P.conj().T @ (L.conj() * (inv.conj().T @ G @ P.conj().T)) @ inv.conj().T
                )
            ),
            "Pᴴ and P⁻ᴴ have changed places.",
            "P stands left of the Loewner matrix in Df(X), so Pᴴ meets G from the left.",
        ),
        "G symmetrised": Mistake(
            _spoilt(lambda G, P, inv, L: _right(sym(G), P, inv, L)),
            "The symmetric part of G is taken.",
            "X is any matrix here, and so is dX: all of G counts.",
        ),
        "G plus its transpose": Mistake(
            _spoilt(lambda G, P, inv, L: _right(G + G.T, P, inv, L)),
            "G + Gᵀ stands where G belongs.",
            "For a free X nothing is symmetrised: G enters as it came, once.",
        ),
        "result symmetrised": Mistake(
            _spoilt(lambda G, P, inv, L: sym(_right(G, P, inv, L))),
            "The symmetric part of the result is taken at the end.",
            "X is any matrix here: x_ij and x_ji move apart, and each has a slope of its own.",
        ),
        "real part of L": Mistake(
            _spoilt(lambda G, P, inv, L: _right(G, P, inv, L.real + 0j)),
            "Only the real part of the Loewner matrix is used.",
            "The imaginary parts cancel at the very end, not before.",
        ),
        "transposed": Mistake(
            _spoilt(lambda G, P, inv, L: _right(G, P, inv, L).T),
            "The result is the gradient's transpose.",
            "The gradient has the layout of X.",
        ),
        "diagonal only": Mistake(
            _spoilt(lambda G, P, inv, L: _right(G, P, inv, L * np.eye(len(L)))),
            "Only f′ on the Loewner matrix's diagonal is used: the eigenvectors' part is lost.",
            "Each pair of eigenvalues has its quotient.",
        ),
        "transpose of G": Mistake(
            _spoilt(lambda G, P, inv, L: _right(G.T, P, inv, L)),
            "G is transposed on its way.",
            "G stays as it is; P and P⁻¹ change sides.",
        ),
    },
    hints=(
        "Write ⟨G, P(f^[1](Λ) ⊙ (P⁻¹ dX P))P⁻¹⟩ and move one factor after the other across.",
        "Moved across, P becomes Pᴴ, and the Loewner matrix its conjugate: "
        "P⁻ᴴ( conj(f^[1](Λ)) ⊙ (PᴴGP⁻ᴴ) )Pᴴ.",
        "`back = np.linalg.inv(P).conj().T` is P⁻ᴴ.",
    ),
    symptoms={
        "you get complex numbers": "the imaginary part is rounding; take `.real` at the end.",
        "it is right for symmetric X only": "P⁻¹ and Pᴴ are two matrices here.",
    },
)
