"""An expression as Python source that evaluates to an equal expression."""

from __future__ import annotations

from fractions import Fraction

from mathlib.algebra.nodes import (
    Apply,
    Constant,
    Count,
    Differential,
    Expr,
    Hadamard,
    MatMul,
    Number,
    Sum,
    Symbol,
    Times,
    Transpose,
    Wild,
)
from mathlib.algebra.shapes import ONE, Size
from mathlib.algebra.tree import symbols

_SUM, _PRODUCT, _ATOM = range(3)  # how tightly the text holds together


def python_text(expr: Expr) -> str:
    """Return Python source such as `2 * tr(X.T @ A @ dX)`; `python_names` holds its names."""
    return _write(expr)[0]


def python_names(*exprs: Expr) -> dict[str, object]:
    """Return the names that the source of these expressions uses, for `eval`.

    Raises
    ------
    ValueError
        Two different symbols have one name, or a symbol has the name of a function.
    """
    from mathlib.algebra import functions  # these two stand on this module
    from mathlib.algebra.symbols import commutation, d, identity, ones, size, zeros

    names: dict[str, object] = {name: getattr(functions, name) for name in functions.FUNCTIONS}
    for maker in (commutation, d, identity, ones, size, zeros):
        names[maker.__name__] = maker
    names |= {"Fraction": Fraction, "Size": Size}
    for symbol in symbols(*exprs):
        if names.setdefault(symbol.name, symbol) is not symbol:
            raise ValueError(f"the symbol {symbol.name} has the name of a function; rename it.")
    return names


def _write(expr: Expr) -> tuple[str, int]:
    if isinstance(expr, Sum):
        return _write_sum(expr), _SUM
    if isinstance(expr, Times):
        return _write_times(expr)
    if isinstance(expr, Number):
        return _write_number(expr.value)
    if isinstance(expr, MatMul):
        return " @ ".join(_bracket(arg, _ATOM) for arg in expr.args), _PRODUCT
    if isinstance(expr, Hadamard):
        return _write_hadamard(expr), _PRODUCT
    if isinstance(expr, Transpose):
        return f"{_bracket(expr.args[0], _ATOM)}.T", _ATOM
    if isinstance(expr, Differential):
        return f"d({python_text(expr.args[0])})", _ATOM
    if _is_reciprocal(expr):
        return f"1 / {_bracket(expr.args[0], _ATOM)}", _PRODUCT
    if isinstance(expr, Apply):
        return f"{expr.function.name}({', '.join(map(python_text, expr.args))})", _ATOM
    if isinstance(expr, Count):
        return f"size({_size(expr.size)})", _ATOM
    if isinstance(expr, Constant):
        return _write_constant(expr), _ATOM
    assert isinstance(expr, Symbol | Wild)
    return expr.name, _ATOM


def _bracket(expr: Expr, least: int) -> str:
    text, level = _write(expr)
    return text if level >= least else f"({text})"


def _write_number(value: Fraction) -> tuple[str, int]:
    size = abs(value)
    text = str(size) if size.denominator == 1 else f"Fraction({size.numerator}, {size.denominator})"
    return (text, _ATOM) if value >= 0 else (f"-{text}", _PRODUCT)


def _write_sum(expr: Sum) -> str:
    text = _bracket(expr.args[0], _PRODUCT)
    for term in expr.args[1:]:
        piece, level = _write(term)
        if piece.startswith("-") and level == _PRODUCT:
            text += f" - {piece[1:]}"
        else:
            text += f" + {piece if level >= _PRODUCT else f'({piece})'}"
    return text


def _write_times(expr: Times) -> tuple[str, int]:
    above, below = abs(expr.number.numerator), expr.number.denominator
    factors = [arg for arg in expr.args if not _is_reciprocal(arg)]
    texts = [_bracket(arg, _ATOM) for arg in factors]
    if factors and isinstance(factors[-1], MatMul):
        texts[-1] = python_text(factors[-1])  # (s * A) @ B is s * (A @ B)
    text = " * ".join(([str(above)] if above != 1 or not texts else []) + texts)
    for arg in expr.args:
        if _is_reciprocal(arg):
            text += f" / {_bracket(arg.args[0], _ATOM)}"
    if below != 1:
        text += f" / {below}"
    return ("-" if expr.number < 0 else "") + text, _PRODUCT


def _write_hadamard(expr: Hadamard) -> str:
    text = _bracket(expr.args[0], _ATOM)
    for arg in expr.args[1:]:
        inverted = _is_reciprocal(arg)
        sign, shown = ("/", arg.args[0]) if inverted else ("*", arg)
        text += f" {sign} {_bracket(shown, _ATOM)}"
    return text


def _is_reciprocal(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.function.name == "reciprocal"


def _size(size: Size) -> str:
    text = f"'{size.letters[0]}'" if len(size.letters) == 1 and size.number == 1 else repr(size)
    return str(size.number) if not size.letters else text


def _write_constant(expr: Constant) -> str:
    sides = expr.sizes if expr.kind == "commutation" else expr.shape
    if expr.kind == "identity" or (expr.kind != "commutation" and sides[1] == ONE):
        sides = sides[:1]
    return f"{expr.kind}({', '.join(map(_size, sides))})"
