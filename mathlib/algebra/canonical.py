"""What is trivially the same: the tidy form of an expression, and the key behind `==`.

Two expressions are equal (`==`) when they differ only in

1. brackets of sums, matrix products, elementwise products and products with scalars;
2. the order of summands, of elementwise factors and of scalar factors, and the place of a scalar
   in a product, a 1×1 run such as aᵀb included: a·bᵀc = (bᵀc)a;
3. numbers: 1·A = A, A − B = A + (−1)B = −(B − A), A + A = 2A, A − A = 0, 2(A + B) = 2A + 2B, and
   a number moves through every linear function (transpose, trace, diag, vec, inner product, d, …)
   and, inverted, through the inverse;
4. transposes of leaves: (Xᵀ)ᵀ = X, Sᵀ = S for a symmetric or diagonal symbol, Diag(v), an identity
   and a 1×1 symbol, (X⁻¹)ᵀ = (Xᵀ)⁻¹, and (X⁻¹)⁻¹ = X;
5. identities and zeros: IA = A, A + 0 = A, 0·A = 0, 1 ⊙ A = A with the matrix of ones.

Everything else is a law and counts as a step: (AB)ᵀ = BᵀAᵀ, the cyclic rule, ⟨A, B⟩ = Tr(AᵀB),
A(B + C) = AB + AC, A A⁻¹ = I, s = sᵀ for a 1×1 product, (XXᵀ)ᵀ = XXᵀ.
"""

from __future__ import annotations

from fractions import Fraction

from mathlib.algebra.build import add, hadamard, matmul, scale
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
from mathlib.algebra.shapes import ONE, Shape, shape_text


def zero(shape: Shape) -> Expr:
    """Return the zero of this shape."""
    return scale(Fraction(0), (Constant("zeros", shape),))


def is_zero_expr(expr: Expr) -> bool:
    """Whether the expression is the number 0 or a matrix of zeros as it stands."""
    if isinstance(expr, Number):
        return expr.value == 0
    return isinstance(expr, Constant) and expr.kind == "zeros"


def _is_constant(expr: Expr, kind: str) -> bool:
    return isinstance(expr, Constant) and expr.kind == kind


def tidy(expr: Expr) -> Expr:
    """Return the same expression without what is trivial: the rules above, order kept."""
    cached: Expr | None = expr.__dict__.get("_tidy")
    if cached is None:
        node = expr.rebuild(tuple(tidy(arg) for arg in expr.args)) if expr.args else expr
        cached = _tidy_node(node)
        expr.__dict__["_tidy"] = cached
        cached.__dict__["_tidy"] = cached
    return cached


def _tidy_node(expr: Expr) -> Expr:
    if isinstance(expr, Sum):
        return _tidy_sum(expr)
    if isinstance(expr, MatMul):
        if any(is_zero_expr(arg) for arg in expr.args):
            return zero(expr.shape)
        kept = [arg for arg in expr.args if not _is_constant(arg, "identity")]
        return matmul(kept) if kept else expr.args[0]
    if isinstance(expr, Hadamard):
        if any(is_zero_expr(arg) for arg in expr.args):
            return zero(expr.shape)
        kept = [arg for arg in expr.args if not _is_constant(arg, "ones")]
        return hadamard(kept) if kept else expr.args[0]
    if isinstance(expr, Times):
        return zero(expr.shape) if any(is_zero_expr(arg) for arg in expr.args) else expr
    if isinstance(expr, Transpose):
        return _tidy_transpose(expr)
    if isinstance(expr, Apply) and expr.function.name in ("inv", "reciprocal"):
        return _tidy_inverse(expr)
    if isinstance(expr, Differential) or (isinstance(expr, Apply) and expr.function.linear):
        return _tidy_linear(expr)
    return expr


def _tidy_sum(expr: Sum) -> Expr:
    coefficients: dict[str, Fraction] = {}
    monic: dict[str, Expr] = {}
    for term in expr.args:
        if is_zero_expr(term):
            continue
        number, body = _number_and_body(term)
        name = key(body)
        coefficients[name] = coefficients.get(name, Fraction(0)) + number
        monic.setdefault(name, body)
    terms = [scale(number, (monic[name],)) for name, number in coefficients.items() if number]
    return add(terms) if terms else zero(expr.shape)


def _number_and_body(expr: Expr) -> tuple[Fraction, Expr]:
    if isinstance(expr, Number):
        return expr.value, Number(Fraction(1))
    if isinstance(expr, Times):
        return expr.number, scale(Fraction(1), expr.args)
    return Fraction(1), expr


def _tidy_transpose(expr: Transpose) -> Expr:
    arg = expr.args[0]
    if isinstance(arg, Transpose):
        return arg.args[0]
    if isinstance(arg, Symbol | Count) and (arg.is_scalar or _is_symmetric_symbol(arg)):
        return arg
    if isinstance(arg, Constant):
        if arg.kind == "commutation":
            return Constant("commutation", arg.shape, arg.sizes[::-1])
        return Constant(arg.kind, expr.shape)
    if isinstance(arg, Times):
        return scale(arg.number, (*arg.args[:-1], tidy(arg.args[-1].T)))
    if isinstance(arg, Apply):
        if arg.function.name == "inv":
            return Apply(arg.function, (tidy(arg.args[0].T),))
        if arg.function.name == "Diag" or arg.is_scalar:
            return arg
    return expr


def _is_symmetric_symbol(expr: Expr) -> bool:
    return isinstance(expr, Symbol) and expr.domain in ("symmetric", "spd", "diagonal")


def _tidy_inverse(expr: Apply) -> Expr:
    arg = expr.args[0]
    if isinstance(arg, Apply) and arg.function is expr.function:
        return arg.args[0]
    if expr.function.name == "inv" and _is_constant(arg, "identity"):
        return arg
    if isinstance(arg, Times) and arg.number != 1:
        return scale(1 / arg.number, (Apply(expr.function, (scale(Fraction(1), arg.args),)),))
    return expr


def _tidy_linear(expr: Expr) -> Expr:
    number, args = Fraction(1), []
    for arg in expr.args:
        if is_zero_expr(arg):
            return zero(expr.shape)
        inner, body = _number_and_body(arg) if isinstance(arg, Times) else (Fraction(1), arg)
        number *= inner
        args.append(body)
    if isinstance(expr, Differential) and isinstance(args[0], Number | Count | Constant):
        return zero(expr.shape)
    return scale(number, (expr.rebuild(tuple(args)),))


def key(expr: Expr) -> str:
    """Return a text that two expressions share exactly when they are trivially the same."""
    cached: str | None = expr.__dict__.get("_key")
    if cached is None:
        number, name = _split(tidy(expr))
        cached = f"{shape_text(expr.shape)} {number} {name}"
        expr.__dict__["_key"] = cached
    return cached


def _split(expr: Expr) -> tuple[Fraction, str]:
    """Return the number in front of an expression and the name of what it multiplies."""
    combination = _combination(expr)
    if not combination:
        return Fraction(0), "0"
    names = sorted(combination)
    lead = combination[names[0]]
    if len(names) == 1:
        return lead, names[0]
    return lead, "+(" + " ".join(f"{combination[name] / lead}:{name}" for name in names) + ")"


def _combination(expr: Expr) -> dict[str, Fraction]:
    """Read a tidy expression as a linear combination of named parts."""
    if is_zero_expr(expr):
        return {}
    if isinstance(expr, Sum):
        total: dict[str, Fraction] = {}
        for term in expr.args:
            for name, number in _combination(term).items():
                total[name] = total.get(name, Fraction(0)) + number
        return {name: number for name, number in total.items() if number}
    if isinstance(expr, Times) and len(expr.args) == 1:
        return {name: expr.number * number for name, number in _combination(expr.args[0]).items()}
    number, name = _monic(expr)
    return {name: number}


def _monic(expr: Expr) -> tuple[Fraction, str]:
    if isinstance(expr, Number):
        return expr.value, "1"
    if isinstance(expr, Times | MatMul):
        return _product(expr)
    if isinstance(expr, Symbol):
        kind = "d" if isinstance(expr, DSymbol) else ""
        return Fraction(1), f"{kind}[{expr.name} {shape_text(expr.shape)} {expr.domain}]"
    if isinstance(expr, Wild):
        return Fraction(1), f"?{expr.name}"
    if isinstance(expr, Count):
        return Fraction(1), f"#{expr.size}"
    if isinstance(expr, Constant):
        sizes = "×".join(str(size) for size in expr.sizes)
        return Fraction(1), f"{expr.kind} {shape_text(expr.shape)} {sizes}"
    parts = [_split(arg) for arg in expr.args]
    number = Fraction(1)
    names = [name for _, name in parts]
    if isinstance(expr, Apply) and not expr.function.linear:
        names = [f"{factor} {name}" for factor, name in parts]
    else:
        for factor, _ in parts:
            number *= factor
    if isinstance(expr, Hadamard):
        names.sort()
    label = expr.function.name if isinstance(expr, Apply) else type(expr).__name__
    return number, f"{label}({', '.join(names)})"


def _product(expr: Times | MatMul) -> tuple[Fraction, str]:
    """Name a product: scalars sorted, 1×1 runs of the matrix factors among them, then the rest."""
    number = expr.number if isinstance(expr, Times) else Fraction(1)
    scalars: list[str] = []
    rest: list[str] = []
    for factor in expr.args if isinstance(expr, Times) else (expr,):
        factors = factor.args if isinstance(factor, MatMul) else (factor,)
        names: list[str] = []
        start: int | None = 0 if factors[0].shape[0] == ONE else None
        for part in factors:
            inner, name = _split(part)
            number *= inner
            names.append(name)
            if part.shape[1] == ONE:
                if start is not None:  # from a side of 1 to a side of 1: a scalar
                    run = names[start:]
                    scalars.append("@(" + " ".join(run) + ")" if len(run) > 1 else run[0])
                    del names[start:]
                start = len(names)
        if names:
            rest.append("@(" + " ".join(names) + ")" if len(names) > 1 else names[0])
    parts = sorted(scalars) + rest
    return number, parts[0] if len(parts) == 1 else "*(" + " ".join(parts) + ")"
