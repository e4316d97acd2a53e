"""One move of the backward pass: a term that is linear in dX comes one law nearer to ⟨G, dX⟩."""

from __future__ import annotations

from collections.abc import Iterable

from mathlib.algebra import functions as f
from mathlib.algebra.build import add, as_expr, hadamard, matmul, scale
from mathlib.algebra.differential import NoLawError
from mathlib.algebra.nodes import (
    Apply,
    DSymbol,
    Expr,
    Hadamard,
    MatMul,
    Number,
    Sum,
    Times,
    Transpose,
)
from mathlib.algebra.symbols import identity
from mathlib.algebra.transposing import transposed
from mathlib.algebra.tree import symbols

Move = tuple[str, Expr]


def holds(expr: Expr, dX: DSymbol) -> bool:
    """Whether dX occurs in the expression."""
    return any(symbol == dX for symbol in symbols(expr))


def move(term: Expr, dX: DSymbol) -> Move | None:
    """Return the law and the term after one move, or None where it is a number times ⟨G, dX⟩.

    Raises
    ------
    NoLawError
        The term is not linear in dX, or no law reaches dX.
    """
    if isinstance(term, Times):
        return _in_multiple(term, dX)
    if isinstance(term, Apply) and term.function.name == "inner":
        return _across(term, dX)
    if isinstance(term, Apply) and term.function.name == "tr":
        return _out_of_trace(term.args[0], dX)
    if isinstance(term, MatMul):
        index = _only(term.args, dX)
        before, after = term.args[: index + 1], term.args[index + 1 :]
        if not after:
            before, after = term.args[:index], term.args[index:]
        return "a scalar is its own trace", f.tr(matmul((*after, *before)))
    if isinstance(term, Transpose):
        return "a scalar is its own transpose", term.args[0]
    if term == dX:
        return "a scalar as an inner product", f.inner(as_expr(1), dX)
    raise NoLawError(f"no law of this course moves {dX!r} out of {term!r}")


def _only(parts: Iterable[Expr], dX: DSymbol) -> int:
    """Return the index of the only part that holds dX."""
    where = [index for index, part in enumerate(parts) if holds(part, dX)]
    if len(where) != 1:
        raise NoLawError(
            f"the line is not linear in {dX!r}: it stands {len(where)} times in a product"
        )
    return where[0]


def _without(parts: tuple[Expr, ...], index: int) -> tuple[Expr, ...]:
    return parts[:index] + parts[index + 1 :]


def _in_multiple(term: Times, dX: DSymbol) -> Move | None:
    """Make a move in s·E; a number stays in front, a scalar goes into the inner product."""
    index = _only(term.args, dX)
    moving = term.args[index]
    rest = scale(term.number, _without(term.args, index))
    if isinstance(rest, Number):
        moved = move(moving, dX)
        return None if moved is None else (moved[0], rest * moved[1])
    if isinstance(moving, Apply) and moving.function.name == "inner":
        left, right = moving.args
        if holds(left, dX):
            return "inner product is symmetric", rest * f.inner(right, left)
        return "scalar into an inner product", f.inner(rest * left, right)
    if isinstance(moving, Sum):
        return "scalar times a sum", add(rest * part for part in moving.args)
    if moving == dX:
        return "a scalar as an inner product", f.inner(rest, dX)
    moved = move(moving, dX)
    assert moved is not None  # only an inner product may be finished
    law, after = moved
    return law, rest * after


def _out_of_trace(inside: Expr, dX: DSymbol) -> Move:
    if isinstance(inside, Sum):
        return "trace of a sum", add(f.tr(part) for part in inside.args)
    if isinstance(inside, Transpose):
        return "a trace is the trace of the transpose", f.tr(inside.args[0])
    if isinstance(inside, Times):
        return "trace of a multiple", scale(
            inside.number, (*inside.args[:-1], f.tr(inside.args[-1]))
        )
    if isinstance(inside, MatMul):
        index = _only(inside.args, dX)
        before, after = inside.args[:index], inside.args[index + 1 :]
        if before and after:
            return "cyclic rule", f.tr(matmul((*after, *before, inside.args[index])))
        others = transposed(matmul(before or after))
        return "trace of a product as an inner product", f.inner(others, inside.args[index])
    return "trace as an inner product with I", f.inner(identity(inside.shape[0]), inside)


def _across(term: Apply, dX: DSymbol) -> Move | None:
    left, right = term.args
    if holds(left, dX):
        if holds(right, dX):
            raise NoLawError(f"the line is not linear in {dX!r}: it stands on both sides of ⟨ , ⟩")
        return "inner product is symmetric", f.inner(right, left)
    if right == dX:
        return None
    if isinstance(right, Sum):
        return "inner product of a sum", add(f.inner(left, part) for part in right.args)
    if isinstance(right, Transpose):
        return "inner product of the transposes", f.inner(transposed(left), right.args[0])
    if isinstance(right, Times):
        index = _only(right.args, dX)
        rest = scale(right.number, _without(right.args, index))
        if right.args[index].is_scalar and not right.is_scalar:
            inner = f.inner(left, rest)
            return "inner product of a multiple", right.args[index] * inner
        return "inner product of a multiple", f.inner(rest * left, right.args[index])
    if isinstance(right, Hadamard):
        index = _only(right.args, dX)
        others = hadamard((left, *_without(right.args, index)))
        return "elementwise factor moves across", f.inner(others, right.args[index])
    if isinstance(right, MatMul):
        index = _only(right.args, dX)
        if index:
            factor = transposed(matmul(right.args[:index]))
            rest = matmul(right.args[index:])
            return "left factor moves across, transposed", f.inner(factor @ left, rest)
        factor = transposed(matmul(right.args[1:]))
        return "right factor moves across, transposed", f.inner(left @ factor, right.args[0])
    if isinstance(right, Apply):
        return _out_of_function(left, right, dX)
    raise NoLawError(f"no law of this course moves {dX!r} out of {right!r}")


def _out_of_function(left: Expr, right: Apply, dX: DSymbol) -> Move:
    name, arg = right.function.name, right.args[0]
    if name == "diag":
        return "diag moves across as Diag", f.inner(f.Diag(left), arg)
    if name == "Diag":
        return "Diag moves across as diag", f.inner(f.diag(left), arg)
    if name == "vec" and isinstance(left, Apply) and left.function.name == "vec":
        return "inner product of vecs", f.inner(left.args[0], arg)
    if right.is_scalar:
        moved = move(right, dX)
        if moved is not None:
            law, after = moved
            return law, f.inner(left, after)
        return "scalar into an inner product", left * right
    raise NoLawError(f"no law of this course moves {dX!r} out of {right!r}")
