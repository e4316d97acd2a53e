r"""An expression as LaTeX that reads like a textbook: few brackets, signs merged, fractions.

The upright d is `\mathrm{d}`. `d(X.T)` is written d(Xᵀ) and `d(X).T` is written dXᵀ. An
elementwise exp, log or root of a matrix carries the sign ⊙, since a matrix function of this name
exists; on columns and scalars it is written plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mathlib.algebra.nodes import (
    Apply,
    Constant,
    Count,
    Differential,
    DSymbol,
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
from mathlib.algebra.shapes import ONE

_SUM, _PRODUCT, _INFIX, _CALL, _ATOM = range(5)  # how tightly the text holds together

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|"
    "upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_HEADS = {
    "tr": r"\operatorname{Tr}",
    "det": r"\det",
    "adj": r"\operatorname{adj}",
    "diag": r"\operatorname{diag}",
    "Diag": r"\operatorname{Diag}",
    "vec": r"\operatorname{vec}",
    "polar": r"\operatorname{polar}",
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "sin": r"\sin",
    "cos": r"\cos",
    "exp": r"\exp",
    "log": r"\log",
    "sqrt": r"\operatorname{sqrt}",
    "relu": r"\operatorname{relu}",
    "step": r"\operatorname{step}",
    "softplus": r"\operatorname{softplus}",
}
_ALSO_MATRIX_FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tanh")


def latex(expr: Expr) -> str:
    r"""Return LaTeX for an expression, without dollar signs, such as `\operatorname{Tr}(A X)`."""
    return _write(expr)[0]


def _write(expr: Expr) -> tuple[str, int]:
    if isinstance(expr, Sum):
        return _write_sum(expr), _SUM
    if isinstance(expr, Times):
        return _write_times(expr)
    if isinstance(expr, MatMul):
        return _join(_powers(expr.args)), _PRODUCT
    if isinstance(expr, Hadamard):
        return _write_hadamard(expr), _INFIX
    if isinstance(expr, Transpose):
        return _write_transpose(expr.args[0])
    if isinstance(expr, Differential):
        return rf"\mathrm{{d}}{_differentiated(expr.args[0])}", _CALL
    if isinstance(expr, Apply):
        return _write_function(expr)
    return _write_leaf(expr)


def _round(text: str) -> str:
    return rf"\left({text}\right)" if r"\frac" in text else f"({text})"


def _bracket(expr: Expr, least: int) -> str:
    text, level = _write(expr)
    return text if level >= least else _round(text)


def _join(parts: Iterable[str]) -> str:
    """Set factors side by side, with a thin space around a differential."""
    text = ""
    before = ""
    for part in parts:
        if text:
            near_d = part.startswith(r"\mathrm{d}") or before.startswith(r"\mathrm{d}")
            text += r"\," if near_d else " "
        text += part
        before = part
    return text


def _powers(factors: Iterable[Expr]) -> list[str]:
    """Write the factors of a product; neighbours that are the same letter become a power."""
    groups: list[tuple[Expr, int]] = []
    for factor in factors:
        letter = isinstance(factor, Symbol) and not isinstance(factor, DSymbol)
        if groups and groups[-1][0] == factor and (letter or factor.is_scalar):
            groups[-1] = (factor, groups[-1][1] + 1)
        else:
            groups.append((factor, 1))
    return [
        _bracket(factor, _CALL) if times == 1 else f"{_bracket(factor, _CALL)}^{{{times}}}"
        for factor, times in groups
    ]


def _write_sum(expr: Sum) -> str:
    text = _bracket(expr.args[0], _PRODUCT)
    for term in expr.args[1:]:
        piece = _bracket(term, _PRODUCT)
        text += f" - {piece[1:].lstrip()}" if piece.startswith("-") else f" + {piece}"
    return text


def _write_times(expr: Times) -> tuple[str, int]:
    matrix = [] if expr.is_scalar else [expr.args[-1]]
    scalars = expr.args[: len(expr.args) - len(matrix)]
    above = [arg for arg in scalars if _inverted(arg) is None]
    below = [inner for arg in scalars if (inner := _inverted(arg)) is not None]
    number, divisor = abs(expr.number.numerator), expr.number.denominator
    sign = "-" if expr.number < 0 else ""
    if not below:
        if divisor != 1:
            head = [rf"\frac{{{number}}}{{{divisor}}}"]
        else:
            head = [] if number == 1 else [str(number)]
        return sign + _join(head + _factors((*above, *matrix))), _PRODUCT
    over = (*above, *matrix) if number == 1 and not above else tuple(above)
    top = _join(([str(number)] if number != 1 else []) + _factors(over)) or "1"
    if number == 1 and len(over) == 1:
        top = latex(over[0])
    bottom = _join(([str(divisor)] if divisor != 1 else []) + _factors(below))
    if divisor == 1 and len(below) == 1:
        bottom = latex(below[0])
    rest = [] if len(over) > len(above) else _factors(matrix)
    return sign + _join([rf"\frac{{{top}}}{{{bottom}}}", *rest]), _PRODUCT


def _factors(factors: Iterable[Expr]) -> list[str]:
    """Write scalars and a matrix; a product such as aᵀb needs no brackets when it stands last."""
    parts = list(factors)
    if parts and isinstance(parts[-1], MatMul) and parts[-1] not in parts[:-1]:
        return [*_powers(parts[:-1]), latex(parts[-1])]
    if len(parts) == 1 and isinstance(parts[0], Hadamard):
        return [_round(latex(parts[0]))]
    return _powers(parts)


def _inverted(expr: Expr) -> Expr | None:
    """Return s where the expression is 1/s."""
    if isinstance(expr, Apply) and expr.function.name == "reciprocal":
        return expr.args[0]
    return None


def _write_hadamard(expr: Hadamard) -> str:
    text = ""
    for arg in expr.args:
        divisor = _inverted(arg)
        if text and divisor is not None:
            text += rf" \oslash {_bracket(divisor, _CALL)}"
        else:
            text += (r" \odot " if text else "") + _bracket(arg, _CALL)
    return text


def _write_transpose(arg: Expr) -> tuple[str, int]:
    if isinstance(arg, Apply) and arg.function.name == "inv":
        inside = arg.args[0]
        if isinstance(inside, Transpose):  # the transpose of Xᵀ⁻¹ must not look like X⁻ᵀ itself
            return rf"({_write(arg)[0]})^\top", _CALL
        return rf"{_base(inside)}^{{-\top}}", _CALL
    return rf"{_base(arg)}^\top", _CALL


def _base(expr: Expr) -> str:
    """Write what an exponent is put on."""
    carries = isinstance(expr, DSymbol) or (
        isinstance(expr, Apply) and expr.function.name in _HEADS
    )
    return _bracket(expr, _CALL if carries else _ATOM)


def _differentiated(expr: Expr) -> str:
    text, level = _write(expr)
    powers = ("inv", "expm", "square", "reciprocal")
    if isinstance(expr, Apply) and level >= _CALL and expr.function.name not in powers:
        return text
    return text if level == _ATOM and not isinstance(expr, Symbol) else _round(text)


def _write_function(expr: Apply) -> tuple[str, int]:
    name, arg = expr.function.name, expr.args[0]
    column = ONE in arg.shape
    inside = latex(arg)
    if name == "inv":
        if isinstance(arg, Transpose):
            return rf"{_base(arg.args[0])}^{{-\top}}", _CALL
        return rf"{_base(arg)}^{{-1}}", _CALL
    if name == "logdet":
        leaf = isinstance(arg, Symbol)
        return (rf"\log\det {inside}" if leaf else rf"\log\det{_round(inside)}"), _CALL
    if name in ("norm2", "nuclear_norm", "spectral_norm"):
        index = {"norm2": "^2" if column else "_F^2", "nuclear_norm": "_*", "spectral_norm": "_2"}
        return rf"\lVert {inside} \rVert{index[name]}", _CALL
    if name == "sqrt" and expr.is_scalar:
        if isinstance(arg, Apply) and arg.function.name == "norm2":
            index_of = "" if ONE in arg.args[0].shape else "_F"
            return rf"\lVert {latex(arg.args[0])} \rVert{index_of}", _CALL
        return rf"\sqrt{{{inside}}}", _ATOM
    if name == "square":
        power = "2" if expr.is_scalar else r"\odot 2"
        return rf"{_base(arg)}^{{{power}}}", _CALL
    if name == "reciprocal":
        if expr.is_scalar:
            return rf"\frac{{1}}{{{inside}}}", _CALL
        return rf"\mathbf{{1}} \oslash {_bracket(arg, _CALL)}", _INFIX
    if name == "top_pair":
        return rf"u_1 v_1^\top{_round(inside)}", _CALL
    if name == "expm":
        return rf"e^{{{inside}}}", _CALL
    if name == "inner":
        return rf"\langle {inside}, {latex(expr.args[1])} \rangle", _ATOM
    if name == "kron":
        return rf"{_bracket(arg, _CALL)} \otimes {_bracket(expr.args[1], _CALL)}", _INFIX
    marked = name in _ALSO_MATRIX_FUNCTIONS and not column
    return _HEADS[name] + (r"_\odot" if marked else "") + _round(inside), _CALL


def _write_leaf(expr: Expr) -> tuple[str, int]:
    if isinstance(expr, DSymbol):
        return rf"\mathrm{{d}}{_letter(expr.of.name)}", _CALL
    if isinstance(expr, Symbol | Wild):
        return _letter(expr.name), _ATOM
    if isinstance(expr, Count):
        return str(expr.size), _ATOM if len(expr.size.letters) == 1 else _PRODUCT
    if isinstance(expr, Number):
        value = expr.value
        sign = "-" if value < 0 else ""
        if value.denominator == 1:
            return str(value), _ATOM if value >= 0 else _PRODUCT
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", _PRODUCT
    assert isinstance(expr, Constant)
    if expr.kind == "commutation":
        return f"K_{{{expr.sizes[0]},{expr.sizes[1]}}}", _ATOM
    if expr.kind == "ones" and expr.shape[0] == ONE:
        return r"\mathbf{1}^\top", _CALL
    return {"identity": "I", "ones": r"\mathbf{1}", "zeros": "0"}[expr.kind], _ATOM


def _letter(name: str) -> str:
    """Set a name: Greek by its name, trailing digits and what follows `_` as an index."""
    found = re.fullmatch(r"([A-Za-z]+?)_?(\d+)|([^_]+)_(.+)", name)
    if found is None:
        return _stem(name)
    stem, index = (found[1], found[2]) if found[1] else (found[3], found[4])
    if len(index) > 1 and not index.isdigit():
        index = rf"\text{{{index}}}"
    return f"{_stem(stem)}_{{{index}}}"


def _stem(name: str) -> str:
    if _GREEK.fullmatch(name):
        return f"\\{name}"
    return name if len(name) == 1 else rf"\mathit{{{name}}}"
