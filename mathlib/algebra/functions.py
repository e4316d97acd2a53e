"""The named functions: each one with its shape rule and its value on arrays.

`compute` is written with operations that are analytic in the entries (no conjugation, no
modulus), so that an imaginary step differentiates it to rounding; see `evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import scipy.linalg

from mathlib.algebra.build import as_expr, scale
from mathlib.algebra.nodes import Apply, Expr, Function, Number
from mathlib.algebra.shape_rules import (
    diagonal_matrix_shape,
    diagonal_shape,
    inner_shape,
    kron_shape,
    square_shape,
    square_to_scalar,
    to_scalar,
    unchanged,
)
from mathlib.algebra.shapes import ONE
from mathlib.algebra.spectral_values import (
    nuclear_norm_value,
    polar_value,
    spectral_norm_value,
    top_pair_value,
)


def _scalar_array(value: Any) -> Any:
    return np.asarray(value).reshape(1, 1)


def _log_abs_det(X: Any) -> Any:
    value = np.linalg.det(X)
    return _scalar_array(np.log(value if value.real > 0 else -value))


def _adjugate(X: Any) -> Any:
    order = X.shape[0]
    cofactors = np.empty_like(X)
    for i in range(order):
        for j in range(order):
            minor = np.delete(np.delete(X, i, axis=0), j, axis=1)
            cofactors[i, j] = (-1) ** (i + j) * np.linalg.det(minor)
    return cofactors.T


_NAMED = (
    Function("inv", square_shape("inv"), np.linalg.inv),
    Function("adj", square_shape("adj"), _adjugate),
    Function("expm", square_shape("expm"), scipy.linalg.expm),
    Function("tr", square_to_scalar("tr"), lambda X: _scalar_array(np.trace(X)), linear=True),
    Function("det", square_to_scalar("det"), lambda X: _scalar_array(np.linalg.det(X))),
    Function("logdet", square_to_scalar("logdet"), _log_abs_det),
    Function("norm2", to_scalar, lambda X: _scalar_array(np.sum(X * X))),
    Function("nuclear_norm", to_scalar, nuclear_norm_value),
    Function("spectral_norm", to_scalar, spectral_norm_value),
    Function("polar", unchanged, polar_value),
    Function("top_pair", unchanged, top_pair_value),
    Function("diag", diagonal_shape, lambda X: np.diagonal(X).reshape(-1, 1), linear=True),
    Function("Diag", diagonal_matrix_shape, lambda X: np.diag(X[:, 0]), linear=True),
    Function(
        "vec",
        lambda args: (args[0].shape[0] * args[0].shape[1], ONE),
        lambda X: X.reshape(-1, 1, order="F"),
        linear=True,
    ),
    Function("inner", inner_shape, lambda X, Y: _scalar_array(np.sum(X * Y)), linear=True),
    Function("kron", kron_shape, np.kron, linear=True),
)


def _ones(X: Expr) -> Expr:
    from mathlib.algebra.symbols import ones  # derivatives are worked out only when asked for

    return ones(*X.shape)


def _sigmoid_value(X: Any) -> Any:
    return (1 + np.tanh(X / 2)) / 2


_ELEMENTWISE: tuple[tuple[str, Callable[[Any], Any], Callable[[Expr], Expr]], ...] = (
    ("exp", np.exp, lambda X: exp(X)),
    ("log", np.log, lambda X: reciprocal(X)),
    ("sqrt", np.sqrt, lambda X: reciprocal(2 * sqrt(X))),
    ("sin", np.sin, lambda X: cos(X)),
    ("cos", np.cos, lambda X: -sin(X)),
    ("tanh", np.tanh, lambda X: _ones(X) - square(tanh(X))),
    ("sigmoid", _sigmoid_value, lambda X: sigmoid(X) * (_ones(X) - sigmoid(X))),
    ("softplus", lambda X: np.log1p(np.exp(X)), lambda X: sigmoid(X)),
    ("relu", lambda X: np.where(X.real > 0, X, 0), lambda X: step(X)),
    ("step", lambda X: np.where(X.real > 0, 1.0, 0.0), lambda X: 0 * _ones(X)),
    ("square", np.square, lambda X: 2 * X),
    ("reciprocal", np.reciprocal, lambda X: -square(reciprocal(X))),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _NAMED} | {
    name: Function(name, unchanged, compute, derivative=derivative)
    for name, compute, derivative in _ELEMENTWISE
}


def _apply(name: str, *args: object) -> Expr:
    return Apply(FUNCTIONS[name], tuple(as_expr(arg) for arg in args))


def inv(X: Expr) -> Expr:
    """Return the inverse of a square matrix."""
    return reciprocal(X) if X.is_scalar else _apply("inv", X)


def adj(X: Expr) -> Expr:
    """Return the adjugate: X adj(X) = det(X) I, also where X is singular."""
    return _apply("adj", X)


def expm(X: Expr) -> Expr:
    """Return the matrix exponential; `exp` acts on each entry."""
    return _apply("expm", X)


def tr(X: Expr) -> Expr:
    """Return the trace of a square matrix."""
    return _apply("tr", X)


def det(X: Expr) -> Expr:
    """Return the determinant."""
    return _apply("det", X)


def logdet(X: Expr) -> Expr:
    """Return log|det X|."""
    return _apply("logdet", X)


def norm2(X: Expr) -> Expr:
    """Return the *squared* Frobenius norm, the sum of the squared entries."""
    return _apply("norm2", X)


def norm(X: Expr) -> Expr:
    """Return the Frobenius norm, the root of `norm2`."""
    return sqrt(norm2(X))


def nuclear_norm(X: Expr) -> Expr:
    """Return the sum of the singular values."""
    return _apply("nuclear_norm", X)


def spectral_norm(X: Expr) -> Expr:
    """Return the largest singular value."""
    return _apply("spectral_norm", X)


def polar(X: Expr) -> Expr:
    """Return the polar factor UVᵀ of X = UΣVᵀ, for X of full rank."""
    return _apply("polar", X)


def top_pair(X: Expr) -> Expr:
    """Return u₁v₁ᵀ of the largest singular value, which must be simple."""
    return _apply("top_pair", X)


def diag(X: Expr) -> Expr:
    """Return the diagonal of a square matrix as a column; the other direction is `Diag`."""
    return _apply("diag", X)


def Diag(v: Expr) -> Expr:
    """Return the diagonal matrix of a column; the other direction is `diag`."""
    return _apply("Diag", v)


def vec(X: Expr) -> Expr:
    """Return the columns of X stacked."""
    return _apply("vec", X)


def inner(X: Expr, Y: Expr) -> Expr:
    """Return the Frobenius inner product ⟨X, Y⟩ = Tr(XᵀY)."""
    return _apply("inner", X, Y)


def kron(X: Expr, Y: Expr) -> Expr:
    """Return the Kronecker product X ⊗ Y."""
    return _apply("kron", X, Y)


def sym(X: Expr) -> Expr:
    """Return the symmetric part (X + Xᵀ)/2."""
    return scale(Fraction(1, 2), (X + X.T,))


def elementwise(name: str, X: Expr | float) -> Expr:
    """Return the function of this name on every entry.

    Raises
    ------
    ValueError
        There is no elementwise function of this name; the message lists them.
    """
    if name not in FUNCTIONS or FUNCTIONS[name].derivative is None:
        names = ", ".join(row[0] for row in _ELEMENTWISE)
        raise ValueError(f"no elementwise function {name!r}; there are {names}")
    return _apply(name, X)


def exp(X: Expr) -> Expr:
    """Return e to the power of each entry."""
    return _apply("exp", X)


def log(X: Expr) -> Expr:
    """Return the natural logarithm of each entry."""
    return _apply("log", X)


def sqrt(X: Expr) -> Expr:
    """Return the square root of each entry."""
    return _apply("sqrt", X)


def sin(X: Expr) -> Expr:
    """Return the sine of each entry."""
    return _apply("sin", X)


def cos(X: Expr) -> Expr:
    """Return the cosine of each entry."""
    return _apply("cos", X)


def tanh(X: Expr) -> Expr:
    """Return the hyperbolic tangent of each entry."""
    return _apply("tanh", X)


def sigmoid(X: Expr) -> Expr:
    """Return 1/(1 + e⁻ᵗ) for each entry t."""
    return _apply("sigmoid", X)


def softplus(X: Expr) -> Expr:
    """Return log(1 + eᵗ) for each entry t."""
    return _apply("softplus", X)


def relu(X: Expr) -> Expr:
    """Return max(t, 0) for each entry t."""
    return _apply("relu", X)


def step(X: Expr) -> Expr:
    """Return 1 for each positive entry and 0 for the others."""
    return _apply("step", X)


def square(X: Expr) -> Expr:
    """Return the square of each entry."""
    return _apply("square", X)


def reciprocal(X: Expr) -> Expr:
    """Return 1/t for each entry t; of a number, the number.

    Raises
    ------
    ZeroDivisionError
        X is the number 0.
    """
    if isinstance(X, Number):
        if X.value == 0:
            raise ZeroDivisionError("division of an expression by the number 0")
        return Number(1 / X.value)
    return _apply("reciprocal", X)
