"""The laws of differentials: Chen (2023), Theorem 2.1, and the functions of this course."""

from __future__ import annotations

from collections.abc import Mapping

from mathlib.algebra import functions as f
from mathlib.algebra.canonical import zero
from mathlib.algebra.laws import (
    FACTOR_ADDED,
    FACTOR_DROPPED,
    HADAMARD_AS_PRODUCT,
    ORDER_SWAPPED,
    SIGN_LOST,
    TERM_DROPPED,
    TRANSPOSE_LOST,
    Condition,
    Law,
    Wrong,
    letter,
)
from mathlib.algebra.nodes import Apply, DSymbol, Expr, Function
from mathlib.algebra.symbols import d, size
from mathlib.algebra.tree import symbols

_CHEN = "Chen (2023), Theorem 2.1 ({})"
_GIST = "matrix derivatives via Frobenius norm"

_P, _Q = letter("P", "p", "q"), letter("Q", "p", "q")
_R = letter("R", "q", "r")
_D = letter("D", "n", "n")
_S = letter("s", 1, 1)


def is_held(expr: Expr, held: frozenset[str]) -> bool:
    """Whether nothing in the expression moves: held symbols and the fixed increments dX."""
    return all(isinstance(leaf, DSymbol) or leaf.name in held for leaf in symbols(expr))


def _held(name: str) -> Condition:
    def when(found: Mapping[str, Expr], held: frozenset[str]) -> bool:
        return is_held(found[name], held)

    return when


def _entrywise(function: Function) -> Law:
    """Return df(P) = f′(P) ⊙ dP."""
    slope = function.derivative
    assert slope is not None
    undone = Wrong("function in place of its derivative", lambda P: Apply(function, (P,)) * d(P))
    return Law(
        f"elementwise {function.name}",
        d(Apply(function, (_P,))),
        lambda P: slope(P) * d(P),
        (
            Wrong(FACTOR_DROPPED, lambda P: d(P)),
            *(() if function.name == "exp" else (undone,)),
            Wrong(HADAMARD_AS_PRODUCT, lambda P: slope(P) @ d(P), "P is 1×1"),
        ),
        ("F2.11", "S05"),
        _CHEN.format(8),
    )


DIFFERENTIAL_LAWS: tuple[Law, ...] = (
    Law("a constant does not move", d(_P), lambda P: zero(P.shape), when=_held("P")),
    Law(
        "constant factor",
        d(_P @ _R),
        lambda P, R: P @ d(R),
        (Wrong(ORDER_SWAPPED, lambda P, R: d(R) @ P),),
        when=_held("P"),
    ),
    Law(
        "constant factor",
        d(_P @ _R),
        lambda P, R: d(P) @ R,
        (Wrong(ORDER_SWAPPED, lambda P, R: R @ d(P)),),
        when=_held("R"),
    ),
    Law(
        "constant factor",
        d(_S * _P),
        lambda s, P: s * d(P),
        (Wrong(FACTOR_DROPPED, lambda s, P: d(P)),),
        when=_held("s"),
    ),
    Law(
        "constant factor",
        d(_P * _Q),
        lambda P, Q: P * d(Q),
        (Wrong(HADAMARD_AS_PRODUCT, lambda P, Q: P @ d(Q)),),
        when=_held("P"),
    ),
    Law(
        "sum rule",
        d(_P + _Q),
        lambda P, Q: d(P) + d(Q),
        (
            Wrong(SIGN_LOST, lambda P, Q: d(P) - d(Q)),
            Wrong(TERM_DROPPED, lambda P, Q: d(P)),
        ),
        ("F2.1", "S04"),
        _CHEN.format(1),
    ),
    Law(
        "product rule",
        d(_P @ _R),
        lambda P, R: d(P) @ R + P @ d(R),
        (
            Wrong(TERM_DROPPED, lambda P, R: (d(P) @ R, P @ d(R))),
            Wrong(ORDER_SWAPPED, lambda P, R: d(P) @ R + d(R) @ P),
            Wrong(ORDER_SWAPPED, lambda P, R: R @ d(P) + P @ d(R)),
            Wrong(SIGN_LOST, lambda P, R: d(P) @ R - P @ d(R)),
        ),
        ("F2.2", "S04"),
        _CHEN.format(2),
    ),
    Law(
        "product rule",
        d(_S * _P),
        lambda s, P: d(s) * P + s * d(P),
        (Wrong(TERM_DROPPED, lambda s, P: (d(s) * P, s * d(P))),),
    ),
    Law(
        "transpose",
        d(_P.T),
        lambda P: d(P).T,
        (Wrong(TRANSPOSE_LOST, lambda P: d(P), "P symmetric"),),
        ("F2.3", "S04"),
        _CHEN.format(3),
    ),
    Law(
        "trace of a matrix exponential",
        d(f.tr(f.expm(_D))),
        lambda D: f.tr(f.expm(D) @ d(D)),
        (
            Wrong(TRANSPOSE_LOST, lambda D: f.tr(f.expm(D).T @ d(D)), "D symmetric"),
            Wrong(FACTOR_DROPPED, lambda D: f.tr(d(D))),
        ),
        ("F2.32",),
    ),
    Law(
        "trace",
        d(f.tr(_D)),
        lambda D: f.tr(d(D)),
        (Wrong(FACTOR_ADDED, lambda D: f.tr(d(D)) / size(D.shape[0])),),
        ("F2.4", "S04"),
        _CHEN.format(4),
    ),
    Law(
        "inverse",
        d(f.inv(_D)),
        lambda D: -f.inv(D) @ d(D) @ f.inv(D),
        (
            Wrong(SIGN_LOST, lambda D: f.inv(D) @ d(D) @ f.inv(D)),
            Wrong(
                ORDER_SWAPPED,
                lambda D: (-f.inv(D) @ f.inv(D) @ d(D), -d(D) @ f.inv(D) @ f.inv(D)),
                "D and dD commute",
            ),
            Wrong(FACTOR_DROPPED, lambda D: (-f.inv(D) @ d(D), -d(D) @ f.inv(D))),
            Wrong("inverse of the differential", lambda D: f.inv(d(D))),
            Wrong("transpose added", lambda D: -f.inv(D).T @ d(D) @ f.inv(D).T, "D symmetric"),
        ),
        ("F2.5", "S05"),
        _CHEN.format(5),
    ),
    Law(
        "determinant",
        d(f.det(_D)),
        lambda D: f.det(D) * f.tr(f.inv(D) @ d(D)),
        (
            Wrong(
                "factor 1/n added", lambda D: f.det(D) / size(D.shape[0]) * f.tr(f.inv(D) @ d(D))
            ),
            Wrong("transpose added", lambda D: f.det(D) * f.tr(f.inv(D).T @ d(D)), "D symmetric"),
            Wrong(FACTOR_DROPPED, lambda D: f.tr(f.inv(D) @ d(D))),
            Wrong("determinant of the differential", lambda D: f.det(d(D))),
        ),
        ("F2.6", "E01"),
        _CHEN.format(6),
    ),
    Law(
        "determinant by the adjugate",
        d(f.det(_D)),
        lambda D: f.tr(f.adj(D) @ d(D)),
        (
            Wrong("factor 1/n added", lambda D: f.tr(f.adj(D) @ d(D)) / size(D.shape[0])),
            Wrong("transpose added", lambda D: f.tr(f.adj(D).T @ d(D)), "D symmetric"),
        ),
        ("F2.6", "F2.7", "E01"),
        _CHEN.format(6),
    ),
    Law(
        "log-determinant",
        d(f.logdet(_D)),
        lambda D: f.tr(f.inv(D) @ d(D)),
        (
            Wrong("transpose added", lambda D: f.tr(f.inv(D).T @ d(D)), "D symmetric"),
            Wrong("factor 1/n added", lambda D: f.tr(f.inv(D) @ d(D)) / size(D.shape[0])),
            Wrong(FACTOR_ADDED, lambda D: f.det(D) * f.tr(f.inv(D) @ d(D))),
            Wrong("inverse lost", lambda D: f.tr(D @ d(D))),
        ),
        ("F2.9",),
    ),
    Law(
        "elementwise product rule",
        d(_P * _Q),
        lambda P, Q: d(P) * Q + P * d(Q),
        (
            Wrong(TERM_DROPPED, lambda P, Q: (d(P) * Q, P * d(Q))),
            Wrong(HADAMARD_AS_PRODUCT, lambda P, Q: d(P) @ Q + P @ d(Q)),
        ),
        ("F2.10", "S05"),
        _CHEN.format(7),
    ),
    Law(
        "squared norm",
        d(f.norm2(_P)),
        lambda P: 2 * f.inner(P, d(P)),
        (
            Wrong(FACTOR_DROPPED, lambda P: f.inner(P, d(P))),
            Wrong(TRANSPOSE_LOST, lambda P: 2 * f.inner(P.T, d(P)), "P symmetric"),
            Wrong("squared norm read as the norm", lambda P: f.inner(P, d(P)) / f.norm(P)),
            Wrong("norm of the differential", lambda P: f.norm2(d(P))),
        ),
        ("F2.17", "S19", "E32"),
        _GIST,
    ),
    Law(
        "inner product rule",
        d(f.inner(_P, _Q)),
        lambda P, Q: f.inner(d(P), Q) + f.inner(P, d(Q)),
        (Wrong(TERM_DROPPED, lambda P, Q: (f.inner(d(P), Q), f.inner(P, d(Q)))),),
        ("S19",),
        _GIST,
    ),
    Law(
        "nuclear norm", d(f.nuclear_norm(_P)), lambda P: f.inner(f.polar(P), d(P)), tags=("F2.27",)
    ),
    Law(
        "spectral norm",
        d(f.spectral_norm(_P)),
        lambda P: f.inner(f.top_pair(P), d(P)),
        tags=("F2.28",),
    ),
    Law("diagonal", d(f.diag(_D)), lambda D: f.diag(d(D))),
    Law("diagonal matrix", d(f.Diag(letter("v", "n", 1))), lambda v: f.Diag(d(v))),
    Law("vec", d(f.vec(_P)), lambda P: f.vec(d(P)), tags=("S21",)),
    Law(
        "Kronecker product rule",
        d(f.kron(_P, letter("K", "k", "l"))),
        lambda P, K: f.kron(d(P), K) + f.kron(P, d(K)),
        (
            Wrong(TERM_DROPPED, lambda P, K: (f.kron(d(P), K), f.kron(P, d(K)))),
            Wrong(ORDER_SWAPPED, lambda P, K: f.kron(d(P), K) + f.kron(d(K), P)),
        ),
    ),
    *(_entrywise(function) for function in f.FUNCTIONS.values() if function.derivative is not None),
)
