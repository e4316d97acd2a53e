"""How nodes are made: shapes checked, associative products opened, scalars put in front."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from mathlib.algebra.nodes import (
    Constant,
    Differential,
    Domain,
    DSymbol,
    Expr,
    Hadamard,
    MatMul,
    Number,
    Sum,
    Symbol,
    Times,
)
from mathlib.algebra.shapes import SCALAR, Shape, ShapeError, shape_text


def is_zero(value: object) -> bool:
    """Whether `value` is the plain number 0, with which the built-in sum() begins."""
    return isinstance(value, int) and value == 0


def as_expr(value: object) -> Expr:
    """Return an expression; numbers become 1×1.

    Raises
    ------
    TypeError
        `value` is an array or anything else that is no expression and no number.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, int | Fraction):
        return Number(Fraction(value))
    if isinstance(value, float):
        return Number(Fraction(repr(value)))  # 0.1 is read as one tenth
    raise TypeError(
        f"expected a matrix expression or a number, got {type(value).__name__}; "
        "an array enters through a symbol, by evaluate(expression, {'A': array})"
    )


def differential_of(arg: Expr) -> Expr:
    """Return dX for a symbol X, d(…) for anything else."""
    if not isinstance(arg, Symbol) or isinstance(arg, DSymbol):
        return Differential(arg)
    domain: Domain = "symmetric" if arg.domain == "spd" else arg.domain
    if domain == "positive":
        domain = "general"
    return DSymbol("d" + arg.name, arg.shape, domain, of=arg)


def _same_shapes(args: Iterable[Expr], verb: str) -> Shape:
    first, *others = args
    for other in others:
        if other.shape != first.shape:
            hint = ""
            if verb == "plus" and SCALAR in (first.shape, other.shape):
                hint = "; a scalar is added to a matrix as s * identity(…) or s * ones(…)"
            raise ShapeError(
                f"shapes must agree: {shape_text(first.shape)} {verb} "
                f"{shape_text(other.shape)}{hint}"
            )
    return first.shape


def add(terms: Iterable[Expr]) -> Expr:
    """Return the sum of terms of one shape; sums inside are opened."""
    flat: list[Expr] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, Sum) else (term,))
    shape = _same_shapes(flat, "plus")
    return flat[0] if len(flat) == 1 else Sum(tuple(flat), shape)


def _open(factors: Iterable[Expr]) -> tuple[Fraction, list[Expr], list[Expr]]:
    """Split factors into a number, scalars, and the rest in its order."""
    number, scalars, rest = Fraction(1), [], []
    for factor in factors:
        inner = factor.args if isinstance(factor, Times) else (factor,)
        number *= factor.number if isinstance(factor, Times) else 1
        for part in inner:
            if isinstance(part, Number):
                number *= part.value
            elif part.is_scalar:
                scalars.append(part)
            else:
                rest.append(part)
    return number, scalars, rest


def scale(number: Fraction, factors: Iterable[Expr]) -> Expr:
    """Return number × scalars × at most one matrix."""
    inner, scalars, rest = _open(factors)
    number *= inner
    shape = rest[0].shape if rest else SCALAR
    args = (*scalars, *rest)
    if number == 0:
        return Number(Fraction(0)) if shape == SCALAR else Constant("zeros", shape)
    if not args:
        return Number(number)
    return args[0] if number == 1 and len(args) == 1 else Times(number, args, shape)


def matmul(factors: Iterable[Expr]) -> Expr:
    """Return the matrix product; scalars move to the front."""
    first, *others = factors
    left = first.shape
    for other in others:
        if left[1] != other.shape[0]:
            hint = "; a scalar multiplies with *" if SCALAR in (left, other.shape) else ""
            raise ShapeError(
                f"inner sides must agree: {shape_text(left)} times {shape_text(other.shape)}{hint}"
            )
        left = (left[0], other.shape[1])
    number, scalars, flat = Fraction(1), list[Expr](), list[Expr]()
    for factor in (first, *others):
        if isinstance(factor, MatMul):
            flat.extend(factor.args)
            continue
        inner, more, rest = _open((factor,))
        number *= inner
        scalars += more
        for part in rest:
            flat.extend(part.args if isinstance(part, MatMul) else (part,))
    if not flat:
        return scale(number, scalars)
    body = flat[0] if len(flat) == 1 else MatMul(tuple(flat), left)
    return scale(number, (*scalars, body))


def hadamard(factors: Iterable[Expr]) -> Expr:
    """Return the elementwise product of factors of one shape; scalars move to the front."""
    factors = tuple(factors)
    shape = _same_shapes(factors, "elementwise times")
    number, scalars, rest = _open(factors)
    if shape == SCALAR:
        return scale(number, scalars)
    flat: list[Expr] = []
    for part in rest:
        flat.extend(part.args if isinstance(part, Hadamard) else (part,))
    body = flat[0] if len(flat) == 1 else Hadamard(tuple(flat), shape)
    return scale(number, (*scalars, body))


def multiply(left: Expr, right: Expr) -> Expr:
    """Return `left * right`: a product with a scalar where one side is 1×1, else elementwise."""
    if left.is_scalar or right.is_scalar:
        return scale(Fraction(1), (left, right))
    return hadamard((left, right))
