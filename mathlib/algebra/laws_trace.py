"""The laws of the trace and of the inner product: Chen (2023), Theorem 2.2, and the gist."""

from __future__ import annotations

from mathlib.algebra import functions as f
from mathlib.algebra.laws import (
    ANY_ORDER,
    FACTOR_ADDED,
    FACTOR_DROPPED,
    HADAMARD_AS_PRODUCT,
    SIGN_LOST,
    TERM_DROPPED,
    TRANSPOSE_LOST,
    WRONG_SIDE,
    Law,
    Wrong,
    letter,
)
from mathlib.algebra.symbols import identity
from mathlib.algebra.transposing import one_transpose_lost, transposed

_CHEN = "Chen (2023), Theorem 2.2"
_GIST = "matrix derivatives via Frobenius norm"

_P, _Q, _R = letter("P", "p", "q"), letter("Q", "p", "q"), letter("R", "p", "q")
_D, _E = letter("D", "n", "n"), letter("E", "n", "n")
_LEFT, _RIGHT = letter("A", "p", "q"), letter("B", "q", "p")
_S = letter("s", 1, 1)
_U, _V = letter("U", "p", "r"), letter("V", "r", "q")

TRACE_LAWS: tuple[Law, ...] = (
    Law(
        "a trace is the trace of the transpose",
        f.tr(_D),
        lambda D: f.tr(transposed(D)),
        (
            Wrong(
                TRANSPOSE_LOST,
                lambda D: [f.tr(lost) for lost in one_transpose_lost(D)],
                "the factor is symmetric, or all factors turn at once in a cyclic order",
            ),
        ),
        ("S06",),
        _CHEN,
    ),
    Law(
        "trace of a sum",
        f.tr(_D + _E),
        lambda D, E: f.tr(D) + f.tr(E),
        (
            Wrong(TERM_DROPPED, lambda D, E: f.tr(D)),
            Wrong(SIGN_LOST, lambda D, E: f.tr(D) - f.tr(E)),
        ),
        ("S06",),
        _CHEN,
    ),
    Law(
        "sum of traces",
        f.tr(_D) + f.tr(_E),
        lambda D, E: f.tr(D + E),
        (
            Wrong("trace of a product taken for a product of traces", lambda D, E: f.tr(D @ E)),
            Wrong(SIGN_LOST, lambda D, E: f.tr(D - E)),
        ),
        ("S06",),
        _CHEN,
    ),
    Law(
        "trace of a multiple",
        f.tr(_S * _D),
        lambda s, D: s * f.tr(D),
        (Wrong(FACTOR_DROPPED, lambda s, D: f.tr(D)),),
        ("S06",),
        _CHEN,
        both_ways=True,
    ),
    Law(
        "cyclic rule",
        f.tr(_LEFT @ _RIGHT),
        lambda A, B: f.tr(B @ A),
        (
            Wrong(TRANSPOSE_LOST, lambda A, B: (f.tr(A.T @ B), f.tr(A @ B.T)), "A or B symmetric"),
            Wrong("product of the traces", lambda A, B: f.tr(A) * f.tr(B)),
        ),
        ("F2.12", "S06"),
        _CHEN,
    ),
    Law(
        "cyclic rule",
        f.tr(letter("A", "p", "q") @ letter("B", "q", "r") @ letter("C", "r", "p")),
        lambda A, B, C: f.tr(B @ C @ A),
        (
            Wrong(
                ANY_ORDER,
                lambda A, B, C: f.tr(A @ C @ B),
                "two of the factors commute, or all three are symmetric",
            ),
        ),
        ("F2.12", "S06"),
        _CHEN,
    ),
    Law(
        "a scalar is its own trace",
        letter("A", 1, "q") @ letter("B", "q", 1),
        lambda A, B: f.tr(B @ A),
        tags=("S06",),
        source=_CHEN,
    ),
    Law(
        "a trace of 1×1 is the scalar",
        f.tr(_S),
        lambda s: s,
        (Wrong(FACTOR_ADDED, lambda s: 2 * s),),
    ),
    Law(
        "a scalar is its own transpose",
        letter("A", 1, "q") @ letter("B", "q", 1),
        lambda A, B: transposed(A @ B),
        (Wrong(TRANSPOSE_LOST, lambda A, B: one_transpose_lost(A @ B), "the factor is symmetric"),),
    ),
    Law(
        "elementwise factor moves across the trace",
        f.tr(_P.T @ (_Q * _R)),
        lambda P, Q, R: f.tr((P * Q).T @ R),
        (
            Wrong(TRANSPOSE_LOST, lambda P, Q, R: f.tr((P * Q) @ R), "P ⊙ Q symmetric"),
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q, R: f.tr((P @ Q).T @ R)),
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q, R: f.tr(P.T @ Q @ R)),
        ),
        ("F2.13", "S06"),
        _CHEN,
    ),
    Law(
        "inner product as a trace",
        f.inner(_P, _Q),
        lambda P, Q: f.tr(P.T @ Q),
        (Wrong(TRANSPOSE_LOST, lambda P, Q: f.tr(P @ Q), "P or Q symmetric"),),
        ("S18",),
        _GIST,
        both_ways=True,
    ),
    Law(
        "trace of a product as an inner product",
        f.tr(_LEFT @ _RIGHT),
        lambda A, B: f.inner(transposed(A), B),
        (Wrong(TRANSPOSE_LOST, lambda A, B: f.inner(A, B), "A or B symmetric"),),
        ("S18",),
        _GIST,
    ),
    Law(
        "trace as an inner product with I",
        f.tr(_D),
        lambda D: f.inner(identity(D.shape[0]), D),
        tags=("S18",),
        source=_GIST,
    ),
    Law(
        "inner product of the transposes",
        f.inner(_P, _Q),
        lambda P, Q: f.inner(transposed(P), transposed(Q)),
        (Wrong(TRANSPOSE_LOST, lambda P, Q: f.inner(transposed(P), Q), "P or Q symmetric"),),
        ("F2.15", "S18"),
        _GIST,
    ),
    Law(
        "inner product is symmetric",
        f.inner(_P, _Q),
        lambda P, Q: f.inner(Q, P),
        tags=("S18",),
        source=_GIST,
    ),
    Law(
        "left factor moves across, transposed",
        f.inner(_P, _U @ _V),
        lambda P, U, V: f.inner(transposed(U) @ P, V),
        (
            Wrong(TRANSPOSE_LOST, lambda P, U, V: f.inner(U @ P, V), "U symmetric"),
            Wrong(WRONG_SIDE, lambda P, U, V: f.inner(P @ transposed(U), V), "P and Uᵀ commute"),
            Wrong(FACTOR_DROPPED, lambda P, U, V: f.inner(P, V)),
        ),
        ("F2.14", "S18"),
        _GIST,
    ),
    Law(
        "right factor moves across, transposed",
        f.inner(_P, _U @ _V),
        lambda P, U, V: f.inner(P @ transposed(V), U),
        (
            Wrong(TRANSPOSE_LOST, lambda P, U, V: f.inner(P @ V, U), "V symmetric"),
            Wrong(WRONG_SIDE, lambda P, U, V: f.inner(transposed(V) @ P, U), "P and Vᵀ commute"),
            Wrong(FACTOR_DROPPED, lambda P, U, V: f.inner(P, U)),
        ),
        ("F2.14", "S18"),
        _GIST,
    ),
    Law(
        "elementwise factor moves across",
        f.inner(_P, _Q * _R),
        lambda P, Q, R: f.inner(P * Q, R),
        (
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q, R: f.inner(P @ Q, R)),
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q, R: f.inner(transposed(Q) @ P, R)),
            Wrong(FACTOR_DROPPED, lambda P, Q, R: f.inner(P, R)),
        ),
        ("F2.16", "S18"),
        _GIST,
    ),
    Law(
        "inner product of a sum",
        f.inner(_P, _Q + _R),
        lambda P, Q, R: f.inner(P, Q) + f.inner(P, R),
        (
            Wrong(TERM_DROPPED, lambda P, Q, R: f.inner(P, Q)),
            Wrong(SIGN_LOST, lambda P, Q, R: f.inner(P, Q) - f.inner(P, R)),
        ),
        ("S18",),
        _GIST,
        both_ways=True,
    ),
    Law(
        "sum of inner products",
        f.inner(_P, _R) + f.inner(_Q, _R),
        lambda P, Q, R: f.inner(P + Q, R),
        (Wrong(SIGN_LOST, lambda P, Q, R: f.inner(P - Q, R)),),
        ("S18",),
        _GIST,
    ),
    Law(
        "inner product of a multiple",
        f.inner(_P, _S * _Q),
        lambda P, s, Q: f.inner(s * P, Q),
        (Wrong(FACTOR_DROPPED, lambda P, s, Q: f.inner(P, Q)),),
        ("S18",),
        _GIST,
    ),
    Law(
        "scalar into an inner product",
        _S * f.inner(_P, _Q),
        lambda s, P, Q: f.inner(s * P, Q),
        (Wrong(FACTOR_DROPPED, lambda s, P, Q: f.inner(P, Q)),),
        ("S18",),
        _GIST,
        both_ways=True,
    ),
    Law(
        "squared norm as an inner product",
        f.norm2(_P),
        lambda P: f.inner(P, P),
        tags=("S18",),
        source=_GIST,
        both_ways=True,
    ),
    Law(
        "squared norm as a trace",
        f.norm2(_P),
        lambda P: f.tr(transposed(P) @ P),
        (
            Wrong(TRANSPOSE_LOST, lambda P: f.tr(P @ P), "P symmetric"),
            Wrong("squared norm read as the norm", lambda P: f.sqrt(f.tr(transposed(P) @ P))),
        ),
        ("S18", "E32"),
        _GIST,
    ),
    Law(
        "diag moves across as Diag",
        f.inner(letter("v", "n", 1), f.diag(_D)),
        lambda v, D: f.inner(f.Diag(v), D),
    ),
    Law(
        "Diag moves across as diag",
        f.inner(_D, f.Diag(letter("v", "n", 1))),
        lambda D, v: f.inner(f.diag(D), v),
        both_ways=True,
    ),
    Law(
        "inner product of vecs",
        f.inner(f.vec(_P), f.vec(_Q)),
        lambda P, Q: f.inner(P, Q),
        tags=("F6.11", "S21"),
    ),
    Law(
        "product of vecs",
        f.vec(_P).T @ f.vec(_Q),
        lambda P, Q: f.inner(P, Q),
        tags=("F6.11", "S21"),
        both_ways=True,
    ),
)
