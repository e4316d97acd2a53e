"""The laws of products, transposes, inverses and determinants."""

from __future__ import annotations

from collections.abc import Mapping

from mathlib.algebra import functions as f
from mathlib.algebra.laws import (
    FACTOR_DROPPED,
    HADAMARD_AS_PRODUCT,
    ORDER_SWAPPED,
    SIGN_LOST,
    TERM_DROPPED,
    TRANSPOSE_LOST,
    WRONG_SIDE,
    Law,
    Wrong,
    letter,
)
from mathlib.algebra.nodes import Expr
from mathlib.algebra.symbols import commutation, identity
from mathlib.algebra.transposing import is_symmetric, one_transpose_lost, transposed

_A, _B, _C = letter("A", "p", "q"), letter("B", "q", "r"), letter("C", "q", "r")
_P, _Q = letter("P", "p", "q"), letter("Q", "p", "q")
_R = letter("R", "p", "q")
_D, _E = letter("D", "n", "n"), letter("E", "n", "n")
_S = letter("s", 1, 1)
_K, _L = letter("K", "k", "l"), letter("L", "m", "n")
_VEC = "Matrix-to-Matrix Derivatives"


def _symmetric(found: Mapping[str, Expr], held: frozenset[str]) -> bool:
    return is_symmetric(found["D"])


PRODUCT_LAWS: tuple[Law, ...] = (
    Law(
        "transpose of a product",
        (_A @ _B).T,
        lambda A, B: B.T @ A.T,
        (
            Wrong(ORDER_SWAPPED, lambda A, B: A.T @ B.T, "A and B commute"),
            Wrong(TRANSPOSE_LOST, lambda A, B: list(one_transpose_lost(A @ B))),
        ),
        both_ways=True,
    ),
    Law(
        "transpose of a sum",
        (_P + _Q).T,
        lambda P, Q: P.T + Q.T,
        (Wrong(TRANSPOSE_LOST, lambda P, Q: (P + Q.T, P.T + Q), "the term is symmetric"),),
        both_ways=True,
    ),
    Law("transpose of a multiple", (_S * _P).T, lambda s, P: s * P.T, both_ways=True),
    Law(
        "transpose of an elementwise product",
        (_P * _Q).T,
        lambda P, Q: P.T * Q.T,
        (Wrong(TRANSPOSE_LOST, lambda P, Q: (P * Q.T, P.T * Q), "the factor is symmetric"),),
        both_ways=True,
    ),
    Law("transpose of a symmetric matrix", _D.T, lambda D: D, when=_symmetric),
    Law("inverse of a transpose", f.inv(_D).T, lambda D: f.inv(D.T), both_ways=True),
    Law(
        "product with a sum",
        _A @ (_B + _C),
        lambda A, B, C: A @ B + A @ C,
        (
            Wrong(TERM_DROPPED, lambda A, B, C: A @ B),
            Wrong(SIGN_LOST, lambda A, B, C: A @ B - A @ C),
            Wrong(WRONG_SIDE, lambda A, B, C: A @ B + C @ A, "A and C commute"),
        ),
    ),
    Law(
        "sum times a matrix",
        (_P + _Q) @ letter("B", "q", "r"),
        lambda P, Q, B: P @ B + Q @ B,
        (
            Wrong(TERM_DROPPED, lambda P, Q, B: P @ B),
            Wrong(SIGN_LOST, lambda P, Q, B: P @ B - Q @ B),
            Wrong(WRONG_SIDE, lambda P, Q, B: P @ B + B @ Q, "Q and B commute"),
        ),
    ),
    Law(
        "common left factor",
        _A @ _B + _A @ _C,
        lambda A, B, C: A @ (B + C),
        (
            Wrong(WRONG_SIDE, lambda A, B, C: (B + C) @ A, "A and B + C commute"),
            Wrong(SIGN_LOST, lambda A, B, C: A @ (B - C)),
        ),
    ),
    Law(
        "common right factor",
        letter("A", "p", "q") @ _B + letter("C", "p", "q") @ _B,
        lambda A, B, C: (A + C) @ B,
        (
            Wrong(WRONG_SIDE, lambda A, B, C: B @ (A + C), "B and A + C commute"),
            Wrong(SIGN_LOST, lambda A, B, C: (A - C) @ B),
        ),
    ),
    Law("scalar times a sum", _S * (_P + _Q), lambda s, P, Q: s * P + s * Q, both_ways=True),
    Law(
        "elementwise product with a sum",
        _P * (_Q + _R),
        lambda P, Q, R: P * Q + P * R,
        (
            Wrong(TERM_DROPPED, lambda P, Q, R: P * Q),
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q, R: P * Q + P @ R),
        ),
        ("S18",),
        both_ways=True,
    ),
    Law(
        "inverse of a product",
        f.inv(_D @ _E),
        lambda D, E: f.inv(E) @ f.inv(D),
        (Wrong(ORDER_SWAPPED, lambda D, E: f.inv(D) @ f.inv(E), "D and E commute"),),
        both_ways=True,
    ),
    Law("a matrix times its inverse", _D @ f.inv(_D), lambda D: identity(D.shape[0])),
    Law("an inverse times its matrix", f.inv(_D) @ _D, lambda D: identity(D.shape[0])),
    Law(
        "diagonal matrix times a column",
        f.Diag(letter("v", "n", 1)) @ letter("w", "n", 1),
        lambda v, w: v * w,
        both_ways=True,
    ),
    Law(
        "determinant of a product",
        f.det(_D @ _E),
        lambda D, E: f.det(D) * f.det(E),
        (Wrong("determinant taken as additive", lambda D, E: f.det(D) + f.det(E)),),
        both_ways=True,
    ),
    Law("determinant of a transpose", f.det(_D), lambda D: f.det(transposed(D))),
    Law("log-determinant of a transpose", f.logdet(_D), lambda D: f.logdet(transposed(D))),
    Law(
        "log-determinant of a product",
        f.logdet(_D @ _E),
        lambda D, E: f.logdet(D) + f.logdet(E),
        (
            Wrong(
                "logarithm of a product taken as a product", lambda D, E: f.logdet(D) * f.logdet(E)
            ),
        ),
        both_ways=True,
    ),
    Law(
        "log-determinant of an inverse",
        f.logdet(f.inv(_D)),
        lambda D: -f.logdet(D),
        (Wrong(SIGN_LOST, lambda D: f.logdet(D)),),
    ),
    Law(
        "determinant of an inverse",
        f.det(f.inv(_D)),
        lambda D: 1 / f.det(D),
        (Wrong("inverse lost", lambda D: f.det(D)),),
    ),
    Law(
        "adjugate",
        f.adj(_D),
        lambda D: f.det(D) * f.inv(D),
        (Wrong(TRANSPOSE_LOST, lambda D: f.det(D) * f.inv(D).T, "D symmetric"),),
        ("F2.6",),
    ),
    Law(
        "vec of a triple product",
        f.vec(_A @ letter("X", "q", "r") @ letter("M", "r", "s")),
        lambda A, X, M: f.kron(M.T, A) @ f.vec(X),
        (
            Wrong(ORDER_SWAPPED, lambda A, X, M: f.kron(A, M.T) @ f.vec(X)),
            Wrong(TRANSPOSE_LOST, lambda A, X, M: f.kron(M, A) @ f.vec(X), "M symmetric"),
        ),
        ("F6.1", "S16"),
        _VEC,
    ),
    Law(
        "vec of a product",
        f.vec(_A @ _B),
        lambda A, B: f.kron(identity(B.shape[1]), A) @ f.vec(B),
        (Wrong(HADAMARD_AS_PRODUCT, lambda A, B: f.Diag(f.vec(A)) @ f.vec(B)),),
        ("F6.3", "E27"),
        _VEC,
    ),
    Law(
        "vec of a transpose",
        f.vec(_P.T),
        lambda P: commutation(*P.shape) @ f.vec(P),
        (
            Wrong(
                "commutation matrix of the transpose",
                lambda P: commutation(*P.shape[::-1]) @ f.vec(P),
                "P square, or a column or row",
            ),
            Wrong(TRANSPOSE_LOST, lambda P: f.vec(P), "P symmetric, or a column"),
        ),
        ("F6.5", "S16", "E30"),
        _VEC,
    ),
    Law(
        "vec of an elementwise product",
        f.vec(_P * _Q),
        lambda P, Q: f.Diag(f.vec(P)) @ f.vec(Q),
        tags=("F6.4", "S17"),
        source=_VEC,
    ),
    Law(
        "vec of a sum",
        f.vec(_P + _Q),
        lambda P, Q: f.vec(P) + f.vec(Q),
        (Wrong(TERM_DROPPED, lambda P, Q: f.vec(P)),),
        both_ways=True,
    ),
    Law(
        "mixed product",
        f.kron(_A, _K) @ f.kron(_B, letter("M", "l", "m")),
        lambda A, K, B, M: f.kron(A @ B, K @ M),
        (Wrong(ORDER_SWAPPED, lambda A, K, B, M: f.kron(B @ A, M @ K), "both pairs commute"),),
        ("F6.8",),
        both_ways=True,
    ),
    Law(
        "transpose of a Kronecker product",
        f.kron(_L, _K).T,
        lambda L, K: f.kron(L.T, K.T),
        (Wrong(ORDER_SWAPPED, lambda L, K: f.kron(K.T, L.T), "K and L are multiples"),),
        ("F6.8",),
        both_ways=True,
    ),
    Law(
        "inverse of a Kronecker product",
        f.inv(f.kron(_D, letter("M", "m", "m"))),
        lambda D, M: f.kron(f.inv(D), f.inv(M)),
        (Wrong(ORDER_SWAPPED, lambda D, M: f.kron(f.inv(M), f.inv(D)), "D and M are multiples"),),
        ("F6.9",),
        both_ways=True,
    ),
)

# Slips of the pen: each is a law that changes nothing, kept for the mistakes that stand beside it.
SLIPS: tuple[Law, ...] = (
    Law(
        "copying a transpose",
        _P.T,
        lambda P: P.T,
        (Wrong(TRANSPOSE_LOST, lambda P: P, "P symmetric"),),
    ),
    Law(
        "copying an inverse",
        f.inv(_D),
        lambda D: f.inv(D),
        (
            Wrong("inverse lost", lambda D: D),
            Wrong("transpose added", lambda D: f.inv(D).T, "D symmetric"),
        ),
    ),
    Law(
        "copying a factor",
        _S * _P,
        lambda s, P: s * P,
        (
            Wrong(FACTOR_DROPPED, lambda s, P: P, "s is 1"),
            Wrong(SIGN_LOST, lambda s, P: -s * P),
        ),
    ),
    Law(
        "copying a sum",
        _P + _Q,
        lambda P, Q: P + Q,
        (
            Wrong(SIGN_LOST, lambda P, Q: P - Q),
            Wrong(TERM_DROPPED, lambda P, Q: P),
        ),
    ),
    Law(
        "copying an elementwise product",
        _P * _Q,
        lambda P, Q: P * Q,
        (Wrong(HADAMARD_AS_PRODUCT, lambda P, Q: P @ Q),),
    ),
    Law(
        "copying a product",
        _A @ _B,
        lambda A, B: A @ B,
        (
            Wrong(ORDER_SWAPPED, lambda A, B: B @ A, "A and B commute"),
            Wrong("matrix product taken as elementwise product", lambda A, B: A * B),
        ),
    ),
)
