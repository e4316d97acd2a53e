"""Numbers for an expression: its value on arrays, its differentials by an imaginary step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mathlib._validate import Array, real_array
from mathlib.algebra.nodes import (
    Apply,
    Constant,
    Count,
    Differential,
    DSymbol,
    Expr,
    MatMul,
    Number,
    Sum,
    Symbol,
    Times,
    Transpose,
)
from mathlib.algebra.shapes import shape_text
from mathlib.algebra.tree import leaves, symbols

Values = Mapping[Any, Any]
_IMAGINARY_STEP = 1e-30  # no cancellation, so it may be as small as one likes [F0.4]


def evaluate(expr: Expr, values: Values, *, sizes: Mapping[str, int] | None = None) -> Array:
    """Return the value of an expression on NumPy arrays.

    Parameters
    ----------
    expr : Expr
    values : mapping
        Arrays by symbol or by name ("A", "dX"). A column may have one axis, a scalar none. Where
        d(…) stands unworked in the expression, every symbol in it needs a value for its
        differential as well: 0 for a symbol that is held.
    sizes : mapping, optional
        Numbers for letters that no symbol with a value shows, such as the n of `ones("n")`.

    Returns
    -------
    (rows, columns) float64, always with two axes

    Raises
    ------
    ValueError
        A value is missing, does not fit the shape or the domain of its symbol, or two values
        disagree about a size; d(…) stands inside d(…).
    TypeError
        A value is not numeric.
    """
    arrays, letters = bind(expr, values, sizes)
    value: Array = np.asarray(_value(expr, arrays, letters), dtype=np.float64)
    return value


def bind(
    expr: Expr, values: Values, sizes: Mapping[str, int] | None = None
) -> tuple[dict[str, Array], dict[str, int]]:
    """Check values against the symbols of an expression; return arrays and numbers of the sizes.

    Parameters and errors are those of `evaluate`.
    """
    given = {key.name if isinstance(key, Symbol) else str(key): v for key, v in values.items()}
    arrays: dict[str, Array] = {}
    letters = dict(sizes or {})
    origin = dict.fromkeys(letters, "sizes")
    needed: dict[str, Symbol] = {symbol.name: symbol for symbol in symbols(expr)}
    for direction in _moved(expr):
        needed.setdefault(direction.name, direction)
    for name, symbol in needed.items():
        if name not in given:
            raise ValueError(
                f"no value for {name} ({shape_text(symbol.shape)}): pass {{'{name}': …}}."
            )
        if isinstance(symbol, DSymbol) and np.ndim(given[name]) == 0 and given[name] == 0:
            continue  # held; its array is made below, when the sizes are known
        arrays[name] = _fit(symbol, given[name], letters, origin)
    for name, symbol in needed.items():
        if name not in arrays:
            arrays[name] = np.zeros([side.value(letters) for side in symbol.shape])
    return arrays, letters


def _moved(expr: Expr) -> list[DSymbol]:
    """Return the differentials that an unworked d(…) stands for."""
    if isinstance(expr, Differential):
        inside = [leaf for leaf in leaves(expr) if isinstance(leaf, Symbol)]
        return [leaf.d for leaf in inside if isinstance(leaf.d, DSymbol)]
    return [found for arg in expr.args for found in _moved(arg)]


def _fit(symbol: Symbol, value: Any, letters: dict[str, int], origin: dict[str, str]) -> Array:
    array = real_array(value, symbol.name).astype(np.float64)
    shape = shape_text(symbol.shape)
    if array.ndim == 0:
        array = array.reshape(1, 1)
    if array.ndim == 1:
        array = array.reshape(-1, 1)
    if array.ndim != 2:
        raise ValueError(f"{symbol.name} is {shape}, its value has {array.ndim} axes.")
    for side, length in zip(symbol.shape, array.shape):
        if len(side.letters) == 1 and side.number == 1:
            letter = side.letters[0]
            known = letters.setdefault(letter, length)
            origin.setdefault(letter, symbol.name)
            if known != length:
                raise ValueError(
                    f"{symbol.name} is {shape}, its value is {array.shape[0]}×{array.shape[1]}: "
                    f"{letter} = {length}, but {origin[letter]} has {letter} = {known}."
                )
        elif not side.letters and side.number != length:
            raise ValueError(
                f"{symbol.name} is {shape}, its value is {array.shape[0]}×{array.shape[1]}."
            )
    _in_domain(symbol, array)
    return array


def _in_domain(symbol: Symbol, array: Array) -> None:
    name = symbol.name
    if symbol.domain == "diagonal" and np.any(array - np.diag(np.diag(array))):
        raise ValueError(f"{name} is diagonal, its value is not.")
    if symbol.domain == "skew":
        gap = float(np.abs(array + array.T).max(initial=0.0))
        if gap > 1e-8 * float(np.abs(array).max(initial=0.0)):
            raise ValueError(
                f"{name} is skew-symmetric, its value and its transpose add up to {gap:.3g}."
            )
    if symbol.domain in ("symmetric", "spd"):
        gap = float(np.abs(array - array.T).max(initial=0.0))
        if gap > 1e-8 * float(np.abs(array).max(initial=0.0)):
            raise ValueError(
                f"{name} is symmetric, its value differs from its transpose by {gap:.3g}."
            )
    if symbol.domain == "spd":
        smallest = float(np.linalg.eigvalsh(array)[0])
        if smallest <= 0:
            raise ValueError(
                f"{name} is positive definite, its value has the eigenvalue {smallest:.3g}."
            )
    if symbol.domain == "positive" and array.min(initial=1.0) <= 0:
        raise ValueError(f"{name} has positive entries, its value has {array.min():.3g}.")


def _value(expr: Expr, arrays: Mapping[str, Any], letters: Mapping[str, int]) -> Any:
    if isinstance(expr, Symbol):
        return arrays[expr.name]
    if isinstance(expr, Differential):
        return _step(expr.args[0], arrays, letters)
    if isinstance(expr, Number | Count):
        number = expr.size.value(letters) if isinstance(expr, Count) else float(expr.value)
        return np.full((1, 1), float(number))
    if isinstance(expr, Constant):
        return _constant(expr, letters)
    parts = [_value(arg, arrays, letters) for arg in expr.args]
    if isinstance(expr, Apply):
        return expr.function.compute(*parts)
    if isinstance(expr, Transpose):
        return parts[0].T
    total = parts[0]
    for part in parts[1:]:
        if isinstance(expr, Sum):
            total = total + part
        elif isinstance(expr, MatMul):
            total = total @ part
        else:
            total = total * part
    return float(expr.number) * total if isinstance(expr, Times) else total


def _constant(expr: Constant, letters: Mapping[str, int]) -> Any:
    rows, columns = (side.value(letters) for side in expr.shape)
    if expr.kind == "identity":
        return np.eye(rows)
    if expr.kind == "commutation":
        return commutation_value(*(side.value(letters) for side in expr.sizes))
    return np.full((rows, columns), 1.0 if expr.kind == "ones" else 0.0)


def commutation_value(m: int, n: int) -> Array:
    """Return K (mn, mn) with K vec(A) = vec(Aᵀ) for A (m, n); columns are stacked."""
    order = np.arange(m * n).reshape(m, n, order="F").ravel()  # where each entry of vec(Aᵀ) stands
    matrix: Array = np.eye(m * n)[order]
    return matrix


def _step(inside: Expr, arrays: Mapping[str, Any], letters: Mapping[str, int]) -> Any:
    """Return the differential of `inside` by an imaginary step: dX is held, X moves along dX."""
    moved = dict(arrays)
    for leaf in leaves(inside):
        if isinstance(leaf, Symbol) and not isinstance(leaf, DSymbol):
            if np.iscomplexobj(arrays[leaf.name]):
                raise ValueError("d(…) stands inside d(…): work out the inner one first.")
            moved[leaf.name] = arrays[leaf.name] + 1j * _IMAGINARY_STEP * arrays["d" + leaf.name]
    return np.imag(_value(inside, moved, letters)) / _IMAGINARY_STEP


def directional_derivative(
    expr: Expr, values: Values, *, order: int = 1, sizes: Mapping[str, int] | None = None
) -> Array:
    """Return the first or second derivative of an expression along the differentials.

    It uses no law: order 1 is one imaginary step; order 2 is a fourth-order central quotient of
    imaginary steps (relative error about 1e-11).

    Parameters
    ----------
    expr : Expr
        Without differentials.
    values : mapping
        As for `evaluate`: a value for each symbol and each differential, 0 for a held symbol.
    order : int
        1 or 2.
    sizes : mapping, optional
        As for `evaluate`.

    Returns
    -------
    (rows, columns) float64

    Raises
    ------
    ValueError
        `order` is neither 1 nor 2; also all that `evaluate` raises.
    """
    if order not in (1, 2):
        raise ValueError(f"order is {order}; expected 1 or 2.")
    arrays, letters = bind(Differential(expr), values, sizes)
    if order == 1:
        return np.asarray(_step(expr, arrays, letters), dtype=np.float64)
    h = 1e-3
    total = 0.0
    for weight, k in ((8, 1), (-8, -1), (-1, 2), (1, -2)):
        moved = dict(arrays)
        for symbol in symbols(expr):
            moved[symbol.name] = arrays[symbol.name] + k * h * arrays["d" + symbol.name]
        total = total + weight * _step(expr, moved, letters)
    return np.asarray(total / (12 * h), dtype=np.float64)
