"""Which shape a named function gives, and the message when an argument does not fit."""

from __future__ import annotations

from collections.abc import Callable

from mathlib.algebra.nodes import Expr
from mathlib.algebra.shapes import ONE, SCALAR, Shape, ShapeError, shape_text


def square_shape(name: str) -> Callable[[tuple[Expr, ...]], Shape]:
    """Return the rule of a function from square matrices to square matrices."""

    def shape_of(args: tuple[Expr, ...]) -> Shape:
        if args[0].shape[0] != args[0].shape[1]:
            raise ShapeError(f"{name} needs a square matrix, got {shape_text(args[0].shape)}")
        return args[0].shape

    return shape_of


def square_to_scalar(name: str) -> Callable[[tuple[Expr, ...]], Shape]:
    """Return the rule of a function from square matrices to scalars."""

    def shape_of(args: tuple[Expr, ...]) -> Shape:
        square_shape(name)(args)
        return SCALAR

    return shape_of


def to_scalar(args: tuple[Expr, ...]) -> Shape:
    """Return 1×1."""
    return SCALAR


def unchanged(args: tuple[Expr, ...]) -> Shape:
    """Return the shape of the argument."""
    return args[0].shape


def diagonal_shape(args: tuple[Expr, ...]) -> Shape:
    """Return the column that a square matrix has for a diagonal."""
    shape = args[0].shape
    if shape[0] != shape[1] or shape == SCALAR:
        hint = "; the diagonal matrix of a column is Diag" if shape[1] == ONE else ""
        raise ShapeError(
            f"diag reads the diagonal of a square matrix, got {shape_text(shape)}{hint}"
        )
    return (shape[0], ONE)


def diagonal_matrix_shape(args: tuple[Expr, ...]) -> Shape:
    """Return the square shape of a diagonal matrix."""
    shape = args[0].shape
    if shape[1] != ONE:
        raise ShapeError(
            f"Diag needs a column, got {shape_text(shape)}; the diagonal of a matrix is diag"
        )
    return (shape[0], shape[0])


def inner_shape(args: tuple[Expr, ...]) -> Shape:
    """Return 1×1 for two arguments of one shape."""
    left, right = args[0].shape, args[1].shape
    if left != right:
        raise ShapeError(
            f"shapes must agree: {shape_text(left)} inner product with {shape_text(right)}"
        )
    return SCALAR


def kron_shape(args: tuple[Expr, ...]) -> Shape:
    """Return the shape whose sides are the products of the sides."""
    left, right = args[0].shape, args[1].shape
    return (left[0] * right[0], left[1] * right[1])
