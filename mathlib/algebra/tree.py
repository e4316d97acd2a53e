"""Walking over an expression: its symbols, its parts with their place, replacing letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mathlib.algebra.nodes import DSymbol, Expr, Symbol, Wild


def leaves(expr: Expr) -> Iterator[Expr]:
    """Yield the leaves from left to right, repeated ones included."""
    if not expr.args:
        yield expr
    for arg in expr.args:
        yield from leaves(arg)


def symbols(*exprs: Expr) -> tuple[Symbol, ...]:
    """Return the symbols of the expressions, differentials included, in order of appearance.

    Raises
    ------
    ValueError
        Two different symbols have one name.
    """
    found: dict[str, Symbol] = {}
    for expr in exprs:
        for leaf in leaves(expr):
            if isinstance(leaf, Symbol) and found.setdefault(leaf.name, leaf) != leaf:
                raise ValueError(
                    f"two different symbols are called {leaf.name}: they differ in shape or "
                    "domain. Rename one."
                )
    return tuple(found.values())


def differentials(*exprs: Expr) -> tuple[DSymbol, ...]:
    """Return the differentials dX of symbols that occur in the expressions."""
    return tuple(symbol for symbol in symbols(*exprs) if isinstance(symbol, DSymbol))


def places(expr: Expr) -> Iterator[tuple[Expr, Callable[[Expr], Expr]]]:
    """Yield every part of the expression with the function that puts another one in its place."""
    yield expr, lambda new: new
    for index, arg in enumerate(expr.args):
        for part, inside in places(arg):
            yield part, _put(expr, index, inside)


def _put(expr: Expr, index: int, inside: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    def put(new: Expr) -> Expr:
        args = (*expr.args[:index], inside(new), *expr.args[index + 1 :])
        return expr.rebuild(args)

    return put


def substitute(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return the expression with symbols and law letters replaced by name; shapes are checked.

    A differential dX is replaced only by its own name: replacing X leaves dX as it is.
    """
    if isinstance(expr, Symbol | Wild):
        return values.get(expr.name, expr)
    if not expr.args:
        return expr
    return expr.rebuild(tuple(substitute(arg, values) for arg in expr.args))
