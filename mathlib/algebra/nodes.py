"""The tree of a matrix expression: its kinds of node, and the operators that build them.

Building flattens what is associative (+, @, elementwise products, products with scalars) and puts
scalar factors in front of a product. Nothing else is rewritten: `A.T.T`, `(A @ B).T` and
`A @ inv(A)` stay as they were written. Every node checks its shapes when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from mathlib.algebra.shapes import SCALAR, Shape, ShapeError, Size, shape_text

Domain = Literal["general", "symmetric", "spd", "positive", "skew", "diagonal"]
ConstantKind = Literal["identity", "ones", "zeros", "commutation"]


class Expr:
    """A matrix expression with a shape in letters; vectors are columns, 1×1 counts as scalar.

    `==` means equal up to what is trivially the same; `mathlib.algebra.canonical` lists it.
    """

    __array_ufunc__ = None  # NumPy steps back, so that array @ expression reaches our message
    shape: Shape
    args: tuple[Expr, ...]

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments, its shapes checked again."""
        return self

    @property
    def is_scalar(self) -> bool:
        """Whether the shape is 1×1."""
        return self.shape == SCALAR

    @property
    def T(self) -> Expr:
        """The transpose."""
        return self if isinstance(self, Number) else Transpose(self)

    @property
    def d(self) -> Expr:
        """The differential: the symbol dX for a symbol X, otherwise d(…) still to be worked out."""
        return build.differential_of(self)

    def __add__(self, other: object) -> Expr:
        return self if build.is_zero(other) else build.add((self, build.as_expr(other)))

    def __radd__(self, other: object) -> Expr:
        return self if build.is_zero(other) else build.add((build.as_expr(other), self))

    def __sub__(self, other: object) -> Expr:
        return self if build.is_zero(other) else build.add((self, -build.as_expr(other)))

    def __rsub__(self, other: object) -> Expr:
        return -self if build.is_zero(other) else build.add((build.as_expr(other), -self))

    def __neg__(self) -> Expr:
        return build.scale(Fraction(-1), (self,))

    def __matmul__(self, other: object) -> Expr:
        return build.matmul((self, build.as_expr(other)))

    def __rmatmul__(self, other: object) -> Expr:
        return build.matmul((build.as_expr(other), self))

    def __mul__(self, other: object) -> Expr:
        return build.multiply(self, build.as_expr(other))

    def __rmul__(self, other: object) -> Expr:
        return build.multiply(build.as_expr(other), self)

    def __truediv__(self, other: object) -> Expr:
        return build.multiply(self, functions.reciprocal(build.as_expr(other)))

    def __rtruediv__(self, other: object) -> Expr:
        return build.as_expr(other) / self

    def __pow__(self, power: int) -> Expr:
        if not isinstance(power, int) or power < 1:
            raise TypeError(
                f"a power is a whole number from 1; got {power!r}. Write 1 / s or sqrt."
            )
        if not self.is_scalar:
            raise ShapeError(
                f"** is for scalars, got {shape_text(self.shape)}: write X @ X for the matrix "
                "power, X * X for the elementwise one"
            )
        return build.scale(Fraction(1), (self,) * power)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expr) and canonical.key(self) == canonical.key(other)

    def __hash__(self) -> int:
        return hash(canonical.key(self))

    def __repr__(self) -> str:
        return python_text.python_text(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {latex.latex(self)}$"


class Leaf(Expr):
    """A node without arguments."""

    args: tuple[Expr, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Number(Leaf):
    """A rational number."""

    value: Fraction
    shape: Shape = SCALAR


@dataclass(frozen=True, eq=False, repr=False)
class Count(Leaf):
    """A size read as a number, such as the n of 1/n."""

    size: Size
    shape: Shape = SCALAR


@dataclass(frozen=True, eq=False, repr=False)
class Symbol(Leaf):
    """A letter with a shape and the set it moves in."""

    name: str
    shape: Shape
    domain: Domain = "general"


@dataclass(frozen=True, eq=False, repr=False)
class DSymbol(Symbol):
    """The differential dX of a symbol X: same shape, free in the tangent space of X's domain."""

    of: Symbol = field(kw_only=True)


@dataclass(frozen=True, eq=False, repr=False)
class Constant(Leaf):
    """Identity, all ones, all zeros, or the commutation matrix K of `sizes` (m, n), mn×mn."""

    kind: ConstantKind
    shape: Shape
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Wild(Leaf):
    """A letter of a law: it stands for any expression whose shape fits."""

    name: str
    shape: Shape


@dataclass(frozen=True, eq=False, repr=False)
class Sum(Expr):
    """A sum of two or more terms of one shape."""

    args: tuple[Expr, ...]
    shape: Shape

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return build.add(args)


@dataclass(frozen=True, eq=False, repr=False)
class Times(Expr):
    """A number times scalars times at most one matrix, which stands last."""

    number: Fraction
    args: tuple[Expr, ...]
    shape: Shape

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return build.scale(self.number, args)


@dataclass(frozen=True, eq=False, repr=False)
class MatMul(Expr):
    """A matrix product of two or more factors, none of them 1×1."""

    args: tuple[Expr, ...]
    shape: Shape

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return build.matmul(args)


@dataclass(frozen=True, eq=False, repr=False)
class Hadamard(Expr):
    """An elementwise product of two or more factors of one shape."""

    args: tuple[Expr, ...]
    shape: Shape

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return build.hadamard(args)


class Transpose(Expr):
    """The transpose of an expression."""

    def __init__(self, arg: Expr) -> None:
        self.args = (arg,)
        self.shape = (arg.shape[1], arg.shape[0])

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return args[0].T


class Differential(Expr):
    """d(…) of an expression that is no symbol, still to be worked out."""

    def __init__(self, arg: Expr) -> None:
        self.args = (arg,)
        self.shape = arg.shape

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return build.differential_of(args[0])


@dataclass(frozen=True)
class Function:
    """A named function: its Python name, the shape of its value, and its value on arrays.

    `derivative` is set for functions that act on each entry; `linear` says that the function is
    linear in each of its arguments.
    """

    name: str
    shape_of: Callable[[tuple[Expr, ...]], Shape]
    compute: Callable[..., Any]
    linear: bool = False
    derivative: Callable[[Expr], Expr] | None = None


class Apply(Expr):
    """A named function of one or two expressions."""

    def __init__(self, function: Function, args: tuple[Expr, ...]) -> None:
        self.function = function
        self.args = args
        self.shape = function.shape_of(args)

    def rebuild(self, args: tuple[Expr, ...]) -> Expr:
        """Return the same node over other arguments."""
        return Apply(self.function, args)


# The operators use what is built from the classes above; the package imports this module first.
from mathlib.algebra import build, canonical, functions, latex, python_text  # noqa: E402
