"""The letters of an expression: matrices, vectors, scalars, and the constant matrices."""

from __future__ import annotations

from fractions import Fraction

from mathlib.algebra.build import as_expr, differential_of
from mathlib.algebra.nodes import Constant, Count, Domain, Expr, Number, Symbol
from mathlib.algebra.shapes import ONE, SCALAR, Size, as_size

SizeLike = str | int | Size


def _symbol(name: str, rows: SizeLike, columns: SizeLike, domain: Domain) -> Symbol:
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"a symbol's name is a Python name such as 'A' or 'x1'; got {name!r}")
    return Symbol(name, (as_size(rows), as_size(columns)), domain)


def matrix(name: str, rows: SizeLike, columns: SizeLike) -> Symbol:
    """Return a general matrix, such as `matrix("X", "n", "k")`."""
    return _symbol(name, rows, columns, "general")


def positive(name: str, rows: SizeLike, columns: SizeLike = 1) -> Symbol:
    """Return a matrix with positive entries, such as the argument of a logarithm."""
    return _symbol(name, rows, columns, "positive")


def symmetric(name: str, order: SizeLike) -> Symbol:
    """Return a symmetric matrix; its differential is symmetric."""
    return _symbol(name, order, order, "symmetric")


def spd(name: str, order: SizeLike) -> Symbol:
    """Return a symmetric positive definite matrix; its differential is symmetric."""
    return _symbol(name, order, order, "spd")


def skew(name: str, order: SizeLike) -> Symbol:
    """Return a skew-symmetric matrix, Kᵀ = −K; its differential is skew-symmetric."""
    return _symbol(name, order, order, "skew")


def diagonal(name: str, order: SizeLike) -> Symbol:
    """Return a diagonal matrix; its differential is diagonal. `Diag(v)` makes one of a column."""
    return _symbol(name, order, order, "diagonal")


def vector(name: str, length: SizeLike) -> Symbol:
    """Return a column."""
    return _symbol(name, length, 1, "general")


def scalar(name: str) -> Symbol:
    """Return a 1×1 symbol."""
    return _symbol(name, 1, 1, "general")


def identity(order: SizeLike) -> Expr:
    """Return the identity matrix; of order 1 it is the number 1."""
    size = as_size(order)
    return as_expr(1) if size == ONE else Constant("identity", (size, size))


def ones(rows: SizeLike, columns: SizeLike = 1) -> Expr:
    """Return the matrix of ones, by default the column."""
    shape = (as_size(rows), as_size(columns))
    return as_expr(1) if shape == SCALAR else Constant("ones", shape)


def zeros(rows: SizeLike, columns: SizeLike = 1) -> Expr:
    """Return the matrix of zeros, by default the column."""
    shape = (as_size(rows), as_size(columns))
    return as_expr(0) if shape == SCALAR else Constant("zeros", shape)


def commutation(m: SizeLike, n: SizeLike) -> Expr:
    """Return K with K vec(A) = vec(Aᵀ) for A of shape m×n; columns are stacked."""
    rows, columns = as_size(m), as_size(n)
    order = rows * columns
    return Constant("commutation", (order, order), (rows, columns))


def size(letter: SizeLike) -> Expr:
    """Return a size as a number, such as the n of 1/n."""
    value = as_size(letter)
    return Count(value) if value.letters else Number(Fraction(value.number))


def d(expr: Expr) -> Expr:
    """Return the differential: the symbol dX for a symbol X, otherwise d(…) to be worked out.

    The name dX is read as one letter; its shape is that of X, and it is symmetric where X is.
    """
    return differential_of(expr)
