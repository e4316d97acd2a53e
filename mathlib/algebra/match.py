"""Finding a law's pattern in an expression: runs of factors, subsets of summands, scalars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

from mathlib.algebra.build import add, hadamard, matmul, scale
from mathlib.algebra.laws import Law
from mathlib.algebra.nodes import (
    Apply,
    Differential,
    DSymbol,
    Expr,
    Hadamard,
    MatMul,
    Number,
    Sum,
    Times,
    Transpose,
    Wild,
)
from mathlib.algebra.shapes import Size


@dataclass(frozen=True)
class Found:
    """What the letters of a pattern, and the letters of their sizes, stand for."""

    exprs: Mapping[str, Expr] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)

    def bind(self, wild: Wild, expr: Expr) -> Found | None:
        """Return this with one more letter, or None where it cannot stand for `expr`."""
        if wild.name in self.exprs:
            return self if self.exprs[wild.name] == expr else None
        sizes = dict(self.sizes)
        for asked, given in zip(wild.shape, expr.shape):
            if not asked.letters:
                if asked != given:
                    return None
            elif sizes.setdefault(asked.letters[0], given) != given:
                return None
        return Found({**self.exprs, wild.name: expr}, sizes)


def find(law: Law, expr: Expr) -> Iterator[tuple[Mapping[str, Expr], Callable[[Expr], Expr]]]:
    """Yield the ways in which a law's pattern fits an expression as a whole, or a part of it.

    A product pattern fits any run of neighbouring factors, a sum pattern any of the summands, an
    elementwise pattern any of the factors. With each fit comes the function that puts the
    rewritten part back among the others.
    """
    pattern, finder = law.left, _Finder(law.single)
    if isinstance(pattern, MatMul) and isinstance(expr, MatMul):
        yield from _in_product(finder, pattern, expr)
    elif isinstance(pattern, Sum | Hadamard) and type(expr) is type(pattern):
        yield from _in_subset(finder, pattern, expr)
    else:
        for found in finder.match(pattern, expr, Found()):
            yield found.exprs, lambda new: new


def _in_product(
    finder: _Finder, pattern: MatMul, expr: MatMul
) -> Iterator[tuple[Mapping[str, Expr], Callable[[Expr], Expr]]]:
    factors = expr.args
    for start in range(len(factors)):
        for stop in range(start + len(pattern.args), len(factors) + 1):
            before, after = factors[:start], factors[stop:]

            def put(
                new: Expr, before: tuple[Expr, ...] = before, after: tuple[Expr, ...] = after
            ) -> Expr:
                return matmul((*before, new, *after))

            for found in finder.runs(pattern.args, factors[start:stop], Found()):
                yield found.exprs, put


def _in_subset(
    finder: _Finder, pattern: Expr, expr: Expr
) -> Iterator[tuple[Mapping[str, Expr], Callable[[Expr], Expr]]]:
    join = add if isinstance(expr, Sum) else hadamard
    for chosen in permutations(range(len(expr.args)), len(pattern.args)):
        first = min(chosen)

        def put(new: Expr, chosen: tuple[int, ...] = chosen, first: int = first) -> Expr:
            parts = [new if i == first else arg for i, arg in enumerate(expr.args)]
            return join(part for i, part in enumerate(parts) if i == first or i not in chosen)

        found = [Found()]
        for item, index in zip(pattern.args, chosen):
            found = [more for one in found for more in finder.match(item, expr.args[index], one)]
        for one in found:
            yield one.exprs, put


class _Finder:
    """Matches a pattern whose letters in `single` occur once, and so may take scalars along."""

    def __init__(self, single: frozenset[str]) -> None:
        self.single = single

    def match(self, pattern: Expr, expr: Expr, found: Found) -> Iterator[Found]:
        """Yield the ways in which the pattern is the whole expression."""
        if isinstance(pattern, Wild):
            bound = found.bind(pattern, expr)
            if bound is not None:
                yield bound
        elif isinstance(pattern, Times):
            yield from self._scaled(pattern, expr, found)
        elif isinstance(expr, Times):
            yield from self._carrying(pattern, expr, found)
        elif isinstance(pattern, Differential):
            inside: Expr | None = expr.of if isinstance(expr, DSymbol) else None
            if isinstance(expr, Differential):
                inside = expr.args[0]
            if inside is not None:
                yield from self.match(pattern.args[0], inside, found)
        elif not pattern.args:
            if pattern == expr:
                yield found
        elif type(pattern) is not type(expr):
            return
        elif isinstance(pattern, MatMul):
            yield from self.runs(pattern.args, expr.args, found)
        elif isinstance(pattern, Sum | Hadamard):
            yield from self._parts(pattern, expr, found)
        elif isinstance(pattern, Transpose) or (
            isinstance(pattern, Apply)
            and isinstance(expr, Apply)
            and pattern.function is expr.function
        ):
            yield from self._each(pattern.args, expr.args, found)

    def _each(
        self, patterns: tuple[Expr, ...], exprs: tuple[Expr, ...], found: Found
    ) -> Iterator[Found]:
        if not patterns:
            yield found
            return
        for first in self.match(patterns[0], exprs[0], found):
            yield from self._each(patterns[1:], exprs[1:], first)

    def runs(
        self, patterns: tuple[Expr, ...], factors: tuple[Expr, ...], found: Found
    ) -> Iterator[Found]:
        """Yield the ways to cut the factors into runs that fit the patterns one by one."""
        if not patterns:
            if not factors:
                yield found
            return
        longest = len(factors) - len(patterns) + 1
        for length in range(1, longest + 1):
            run = factors[0] if length == 1 else matmul(factors[:length])
            for first in self.match(patterns[0], run, found):
                yield from self.runs(patterns[1:], factors[length:], first)

    def _parts(self, pattern: Expr, expr: Expr, found: Found) -> Iterator[Found]:
        """Fit two patterns to one part and all the others, in both roles."""
        join = add if isinstance(expr, Sum) else hadamard
        left, right = pattern.args
        parts = expr.args
        for index, part in enumerate(parts):
            rest = join(parts[:index] + parts[index + 1 :])
            for pair in ((part, rest), (rest, part)) if len(parts) > 2 else ((part, rest),):
                yield from self._each((left, right), pair, found)

    def _scaled(self, pattern: Times, expr: Expr, found: Found) -> Iterator[Found]:
        """Fit scalar × rest: the number with each scalar, or the number alone."""
        if pattern.number != 1 or len(pattern.args) != 2:
            yield from self._same_product(pattern, expr, found)
            return
        if not isinstance(expr, Times):
            return
        number = Number(expr.number)
        if len(expr.args) == 1:
            yield from self._each(pattern.args, (number, expr.args[0]), found)
            return
        for index, factor in enumerate(expr.args):
            others = expr.args[:index] + expr.args[index + 1 :]
            if factor.is_scalar:
                first, rest = scale(expr.number, (factor,)), scale(Fraction(1), others)
                yield from self._each(pattern.args, (first, rest), found)
        if expr.number != 1:
            yield from self._each(pattern.args, (number, scale(Fraction(1), expr.args)), found)

    def _same_product(self, pattern: Times, expr: Expr, found: Found) -> Iterator[Found]:
        same = isinstance(expr, Times) and expr.number == pattern.number
        if same and len(expr.args) == len(pattern.args):
            yield from self._each(pattern.args, expr.args, found)

    def _carrying(self, pattern: Expr, expr: Times, found: Found) -> Iterator[Found]:
        """Fit a pattern to one factor of s·A; a letter that occurs once takes the scalar along."""
        name = self._carrier(pattern)
        if name is None:
            return
        last = len(expr.args) - 1
        for index in range(last + 1) if expr.is_scalar else (last,):
            others = scale(expr.number, expr.args[:index] + expr.args[index + 1 :])
            for one in self.match(pattern, expr.args[index], found):
                taken = scale(Fraction(1), (others, one.exprs[name]))
                yield Found({**one.exprs, name: taken}, one.sizes)

    def _carrier(self, pattern: Expr) -> str | None:
        """Return a letter in which the pattern is linear and that occurs once in the law."""
        if isinstance(pattern, Wild):
            return pattern.name if pattern.name in self.single else None
        linear = isinstance(pattern, MatMul | Hadamard | Transpose) or (
            isinstance(pattern, Apply) and pattern.function.linear
        )
        names = (self._carrier(arg) for arg in pattern.args) if linear else ()
        return next((name for name in names if name is not None), None)
