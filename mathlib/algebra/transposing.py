"""The transpose of an expression, worked out down to the letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mathlib.algebra.build import add, hadamard, matmul, scale
from mathlib.algebra.canonical import tidy
from mathlib.algebra.nodes import (
    Apply,
    Constant,
    Differential,
    Expr,
    Hadamard,
    MatMul,
    Sum,
    Symbol,
    Times,
    Transpose,
)


def transposed(expr: Expr) -> Expr:
    """Return the transpose with no transposed product, sum or elementwise function left in it."""
    return tidy(_transposed(tidy(expr)))


def _transposed(expr: Expr) -> Expr:
    if isinstance(expr, Sum):
        return add(_transposed(arg) for arg in expr.args)
    if isinstance(expr, MatMul):
        return matmul(_transposed(arg) for arg in reversed(expr.args))
    if isinstance(expr, Hadamard):
        return hadamard(_transposed(arg) for arg in expr.args)
    if isinstance(expr, Times):
        if expr.is_scalar:
            return expr
        return scale(expr.number, (*expr.args[:-1], _transposed(expr.args[-1])))
    if isinstance(expr, Symbol) and expr.domain == "skew":
        return -expr
    if isinstance(expr, Transpose):
        return expr.args[0]
    if isinstance(expr, Differential):
        return Differential(_transposed(expr.args[0]))
    if isinstance(expr, Apply) and not expr.is_scalar:
        name = expr.function.name
        if name == "Diag":
            return expr
        inner = ("inv", "adj", "expm", "kron", "polar", "top_pair")
        if name in inner or expr.function.derivative is not None:
            return Apply(expr.function, tuple(_transposed(arg) for arg in expr.args))
    return expr.T


def is_symmetric(expr: Expr) -> bool:
    """Whether the worked-out transpose is the expression itself, as for S, XXᵀ and A + Aᵀ."""
    return expr.shape[0] == expr.shape[1] and transposed(expr) == expr


def is_skew(expr: Expr) -> bool:
    """Whether the worked-out transpose is the negative, as for a skew K, A − Aᵀ and K ⊙ S."""
    return expr.shape[0] == expr.shape[1] and transposed(expr) == -expr


def is_diagonal(expr: Expr) -> bool:
    """Whether an expression is built as a diagonal matrix: F, Diag(v), F + 2I, F⁻¹, A ⊙ F."""
    if isinstance(expr, Symbol):
        return expr.domain == "diagonal"
    if isinstance(expr, Constant):
        return expr.kind == "identity"
    if isinstance(expr, Apply) and expr.function.name != "inv":
        return expr.function.name == "Diag"
    if isinstance(expr, Hadamard):
        return any(is_diagonal(arg) for arg in expr.args)
    matrices = [arg for arg in expr.args if not arg.is_scalar]
    return bool(matrices) and all(is_diagonal(arg) for arg in matrices)


def one_transpose_lost(expr: Expr) -> Iterator[Expr]:
    """Yield the transpose of a product with one factor left as it was, and in unchanged order."""
    product = tidy(expr)
    if not isinstance(product, MatMul):
        return
    turned = [_transposed(arg) for arg in reversed(product.args)]
    for index, arg in enumerate(reversed(product.args)):
        if fits := _fitting((*turned[:index], arg, *turned[index + 1 :])):
            yield fits
    if fits := _fitting(tuple(reversed(turned))):
        yield fits


def _fitting(factors: tuple[Expr, ...]) -> Expr | None:
    for left, right in pairwise(factors):
        if left.shape[1] != right.shape[0]:
            return None
    return matmul(factors)
