"""The gradient of a scalar expression: differential, everything moved across, read off.

Each term of the differential is brought to an inner product ⟨G, E⟩ with dX somewhere in E. Then
the laws move factor after factor of E to the other side until ⟨G, dX⟩ stands there. That is
backpropagation: E shrinks from the outside in, G grows.
"""

from __future__ import annotations

from fractions import Fraction

from mathlib.algebra import functions as f
from mathlib.algebra.backward import move
from mathlib.algebra.build import add, hadamard, scale
from mathlib.algebra.canonical import is_zero_expr, tidy, zero
from mathlib.algebra.differential import Derivation, Step, differential, record
from mathlib.algebra.laws_product import PRODUCT_LAWS
from mathlib.algebra.match import find
from mathlib.algebra.nodes import DSymbol, Expr, Sum, Symbol, Times
from mathlib.algebra.shapes import ShapeError, shape_text
from mathlib.algebra.symbols import identity
from mathlib.algebra.transposing import is_diagonal, transposed
from mathlib.algebra.tree import places

_COMMON = tuple(law for law in PRODUCT_LAWS if law.name.startswith("common "))


def gradient(expr: Expr, X: Symbol) -> Derivation:
    """Derive the gradient of a scalar expression in a symbol from the laws, with every step.

    Parameters
    ----------
    expr : Expr
        1×1.
    X : Symbol
        The symbol that moves; all others are held.

    Returns
    -------
    Derivation
        From d(expr) to Tr(Gᵀ dX); `result` is G, of the shape of X. For a symmetric or SPD symbol
        it is sym(G): X moves only inside the symmetric matrices [F0.6]. For a skew-symmetric or
        diagonal symbol it is the skew-symmetric part or the diagonal of G.

    Raises
    ------
    ShapeError
        `expr` is not 1×1.
    NoLawError
        A part has no law for its differential, or dX stands where no law reaches it (kron, vec).
    """
    if not expr.is_scalar:
        raise ShapeError(f"a gradient belongs to a scalar, got {shape_text(expr.shape)}")
    forward = differential(expr, [X])
    dX = X.d
    assert isinstance(dX, DSymbol)
    steps = list(forward.steps)
    line = forward.result
    while (moved := _advance(line, dX)) is not None:
        law, after = moved
        record(steps, law, line, after)
        line = after
    result = _sum_up(line, dX, steps)
    return Derivation(forward.start, tuple(steps), result)


def _terms(line: Expr) -> tuple[Expr, ...]:
    return line.args if isinstance(line, Sum) else (line,)


def _coefficient(term: Expr) -> Expr:
    """Return G of ⟨G, dX⟩, a number in front included."""
    if isinstance(term, Times):
        return scale(term.number, (term.args[0].args[0],))
    return term.args[0]


def _advance(line: Expr, dX: DSymbol) -> tuple[str, Expr] | None:
    """Make one move in the first term that is not ⟨G, dX⟩ yet."""
    if is_zero_expr(line):
        return None
    terms = _terms(line)
    for index, term in enumerate(terms):
        moved = move(term, dX)
        if moved is not None:
            law, after = moved
            return law, tidy(add((*terms[:index], after, *terms[index + 1 :])))
    return None


def _sum_up(line: Expr, dX: DSymbol, steps: list[Step]) -> Expr:
    """Join the terms ⟨Gᵢ, dX⟩, take common factors out, and write the last line as a trace."""
    if is_zero_expr(line):
        return zero(dX.shape)
    result = tidy(add(_coefficient(term) for term in _terms(line)))
    line = _record_inner(steps, "sum of inner products", line, result, dX)
    while (taken := _take_out(result)) is not None:
        law, result = taken
        line = _record_inner(steps, law, line, result, dX)
    part = _tangential(result, dX)
    if part != result:
        result = part
        line = _record_inner(steps, f"dX is {dX.domain}: {dX.domain} part", line, result, dX)
    if is_zero_expr(line):
        return result
    record(steps, "inner product as a trace", line, f.tr(result.T @ dX))
    return result


def _tangential(G: Expr, dX: DSymbol) -> Expr:
    """Return the part of G that the increments dX can see."""
    if dX.domain in ("symmetric", "skew"):
        turned = transposed(G) if dX.domain == "symmetric" else -transposed(G)
        return G if turned == G else tidy(scale(Fraction(1, 2), (add((G, turned)),)))
    if dX.domain == "diagonal" and not is_diagonal(G):
        return tidy(hadamard((identity(dX.shape[0]), G)))
    return G


def _record_inner(steps: list[Step], law: str, line: Expr, result: Expr, dX: DSymbol) -> Expr:
    after = tidy(f.inner(result, dX))
    record(steps, law, line, after)
    return after


def _take_out(expr: Expr) -> tuple[str, Expr] | None:
    """Take the longest common factor out of two summands, where there is one."""
    for part, put in places(expr):
        for law in _COMMON if isinstance(part, Sum) else ():
            for found, put_back in find(law, part):
                return law.name, tidy(put(put_back(law.right(**found))))
    return None


def read_off(line: Expr, dX: DSymbol) -> Expr:
    """Return G where a line can be brought to Tr(Gᵀ dX) by the laws: the coefficient of dX.

    Parameters
    ----------
    line : Expr
        1×1 and linear in dX.
    dX : DSymbol

    Returns
    -------
    Expr
        Of the shape of dX; it is not made symmetric.

    Raises
    ------
    NoLawError
        The line is not linear in dX, or no law reaches dX.
    """
    whole = tidy(line)
    while (moved := _advance(whole, dX)) is not None:
        whole = moved[1]
    if is_zero_expr(whole):
        return zero(dX.shape)
    return tidy(add(_coefficient(term) for term in _terms(whole)))
