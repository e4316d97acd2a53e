"""The laws of matrices with a structure: skew-symmetric, diagonal, and against a symmetric one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mathlib.algebra import functions as f
from mathlib.algebra.laws import (
    FACTOR_DROPPED,
    SIGN_LOST,
    WRONG_SIDE,
    Condition,
    Law,
    Wrong,
    letter,
)
from mathlib.algebra.nodes import Expr
from mathlib.algebra.transposing import is_diagonal, is_skew, is_symmetric

TAKEN_TWICE = "factor taken twice"
HALF_DROPPED = "half of the symmetric part dropped"
INSIDE = "symmetric part taken inside the elementwise product"

_D = letter("D", "n", "n")
_P, _Q = letter("P", "p", "n"), letter("Q", "p", "n")
_R, _S = letter("R", "n", "q"), letter("S", "n", "q")
_M, _N = letter("M", "n", "n"), letter("N", "n", "n")


def _where(holds: Callable[[Expr], bool]) -> Condition:
    """Return the condition that the letter D has a structure."""

    def when(found: Mapping[str, Expr], held: frozenset[str]) -> bool:
        return holds(found["D"])

    return when


STRUCTURE_LAWS: tuple[Law, ...] = (
    Law(
        "transpose of a skew matrix",
        _D.T,
        lambda D: -D,
        (Wrong(SIGN_LOST, lambda D: D),),
        ("F9.4",),
        when=_where(is_skew),
    ),
    Law(
        "diagonal right factor of an elementwise product",
        _P * (_Q @ _D),
        lambda P, Q, D: (P * Q) @ D,
        (
            Wrong(WRONG_SIDE, lambda P, Q, D: D @ (P * Q), "D is a multiple of I"),
            Wrong(TAKEN_TWICE, lambda P, Q, D: (P @ D) * (Q @ D)),
            Wrong(FACTOR_DROPPED, lambda P, Q, D: P * Q),
        ),
        when=_where(is_diagonal),
        both_ways=True,
    ),
    Law(
        "diagonal left factor of an elementwise product",
        _R * (_D @ _S),
        lambda R, D, S: D @ (R * S),
        (
            Wrong(WRONG_SIDE, lambda R, D, S: (R * S) @ D, "D is a multiple of I"),
            Wrong(TAKEN_TWICE, lambda R, D, S: (D @ R) * (D @ S)),
            Wrong(FACTOR_DROPPED, lambda R, D, S: R * S),
        ),
        when=_where(is_diagonal),
        both_ways=True,
    ),
    Law(
        "only the symmetric part meets a symmetric matrix",
        f.inner(_M, _D),
        lambda M, D: f.inner(f.sym(M), D),
        (Wrong(HALF_DROPPED, lambda M, D: f.inner(M + M.T, D)),),
        when=_where(is_symmetric),
    ),
    Law(
        "symmetric part of an elementwise product",
        f.inner(_M * _N, _D),
        lambda M, N, D: f.inner(f.sym(M * N), D),
        (Wrong(INSIDE, lambda M, N, D: f.inner(M * f.sym(N), D), "M symmetric"),),
        ("E34",),
        when=_where(is_symmetric),
    ),
)
