"""What a law is: a pattern, what it is rewritten to, and the wrong rewrites that people write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mathlib.algebra.canonical import tidy
from mathlib.algebra.nodes import Expr, Wild
from mathlib.algebra.shapes import as_size
from mathlib.algebra.tree import leaves, substitute

TRANSPOSE_LOST = "transpose lost"
ORDER_SWAPPED = "order swapped"
ANY_ORDER = "cyclic rule read as any order"
HADAMARD_AS_PRODUCT = "elementwise product taken as matrix product"
FACTOR_DROPPED = "factor dropped"
FACTOR_ADDED = "factor added"
SIGN_LOST = "sign lost"
TERM_DROPPED = "term dropped"
WRONG_SIDE = "moved to the wrong side"

Rewriting = Callable[..., Expr]
Condition = Callable[[Mapping[str, Expr], frozenset[str]], bool]


@dataclass(frozen=True)
class Wrong:
    """A wrong rewrite that is known by name.

    Parameters
    ----------
    cause : str
        What was done, such as "transpose lost".
    build : callable
        Takes the law's letters by name and returns the wrong expression, or several. A result
        whose shapes do not fit is no rewrite: the learner would have met the shape message.
    harmless : str
        When the wrong rewrite has the right value nevertheless, such as "P symmetric"; empty for
        "only by accident".
    """

    cause: str
    build: Callable[..., Expr | Iterable[Expr]]
    harmless: str = ""


@dataclass(frozen=True)
class Law:
    """A law: `left` may be replaced by `right` wherever it stands.

    Parameters
    ----------
    name : str
        How the law is called when a step is explained.
    left : Expr
        The pattern; its letters are `letter`s and stand for any expression whose shape fits.
    right : callable
        Takes the letters by name and returns what may stand for `left`.
    wrong : tuple of Wrong
    tags : tuple of str
        Formulas of the course that state it.
    source : str
        Where it is printed.
    when : callable, optional
        Takes what the letters stand for and the names of the symbols that are held; the law
        applies where it returns True.
    both_ways : bool
        `right` may be replaced by `left`, too.
    """

    name: str
    left: Expr
    right: Rewriting
    wrong: tuple[Wrong, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    when: Condition | None = None
    both_ways: bool = False

    @cached_property
    def letters(self) -> dict[str, Wild]:
        """The letters of the pattern by name."""
        return {leaf.name: leaf for leaf in leaves(self.left) if isinstance(leaf, Wild)}

    @cached_property
    def single(self) -> frozenset[str]:
        """The letters that occur once in the pattern: they may take a scalar factor along."""
        count = Counter(leaf.name for leaf in leaves(self.left) if isinstance(leaf, Wild))
        return frozenset(name for name, times in count.items() if times == 1)

    @cached_property
    def result(self) -> Expr:
        """The right side in the law's own letters."""
        return self.right(**self.letters)

    def reversed(self) -> Law:
        """Return the law read from right to left, without its wrong rewrites."""
        return Law(
            self.name,
            self.result,
            lambda **found: substitute(self.left, found),
            tags=self.tags,
            source=self.source,
            when=self.when,
        )

    def applies(self, found: Mapping[str, Expr], held: frozenset[str]) -> bool:
        """Whether the law's condition holds for what the letters stand for."""
        return self.when is None or self.when(found, held)


def letter(name: str, rows: str | int, columns: str | int) -> Wild:
    """Return a letter of a law; equal side letters must be equal sizes, 1 stands for 1."""
    return Wild(name, (as_size(rows), as_size(columns)))


def outcomes(result: Expr | Iterable[Expr]) -> tuple[Expr, ...]:
    """Return what a wrong rewrite builds as a tuple of tidy expressions."""
    return tuple(tidy(one) for one in ((result,) if isinstance(result, Expr) else result))
