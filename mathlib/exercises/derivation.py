"""What a derive exercise is: a function to differentiate line by line, and when that is done.

Settled here, where the idea of deriving line by line leaves a choice:

* A symbol that is not in `moving` is a constant from the start; `d.hold(B)` makes one more of them
  constant, before the first line.
* A line may hold d(…) in front of anything: it is worked out numerically, so `tr(d(X.T) @ A @ X)`
  is a line like others. The last line may not hold it, and d(L) alone counts as no line.
* Two lines are different when more differs than brackets, the order of summands, numbers or double
  transposes (`mathlib.algebra.canonical`).
* The last line of a scalar has, for each symbol that moves, one term Tr(G dX), ⟨G, dX⟩ or g dx in
  which dX stands once and last. The last line of anything else is declared by its goal.
* On a domain (symmetric, SPD, or a tangent space of one's own) dX is drawn from the tangent space,
  and the gradient is the one that lies in it: right values along every tangent are not enough.
* After a line that does not hold, later lines are compared with the line before them. They may
  follow correctly; the derivation is right only when every line holds. `del d.dL` takes the last
  line back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mathlib.algebra import Expr, Symbol
from mathlib.exercises.exercise import STARS
from mathlib.exercises.verdict import Verdict

Array = NDArray[Any]
Final = Callable[[Expr], str]


@dataclass(frozen=True)
class Surface:
    """A curved set in which a symbol moves, such as the matrices with orthonormal columns.

    Parameters
    ----------
    draw : callable of a generator and a shape
        Returns a random point of the set.
    project : callable of a point and a matrix
        Returns the orthogonal projection of the matrix onto the tangent space at the point.
    """

    draw: Callable[[np.random.Generator, tuple[int, int]], Array]
    project: Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Goal:
    """A left-hand side: the first or second differential of an expression.

    Parameters
    ----------
    name : str
        How it is assigned, such as "dL", "dY" or "d2L".
    expr : Expr
        What is differentiated, a scalar or a matrix.
    order : 1 or 2
        Each line is linear, or a quadratic form, in all differentials jointly.
    final : callable, optional
        Takes a line and returns what is missing until it is a last line, "" when nothing is.
    optional : bool
        A step on the way, such as the differential of an abbreviation.
    """

    name: str
    expr: Expr
    order: Literal[1, 2] = 1
    final: Final | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class DeriveExercise:
    """One exercise of kind *derive*.

    Parameters
    ----------
    slug, title : str
    difficulty : 1, 2 or 3
    minutes, points : int
    symbols : tuple of Symbol
        In the order in which `d.symbols` hands them out; the differentials of what moves follow.
    moving : tuple of Symbol
        The others are constants.
    goals : tuple of Goal
    gradients : mapping of name to Expr
        What `d.grad` must be given, for every symbol of `moving`; empty when no gradient is asked,
        and then the derivation ends with the last line of its goals.
    lines : int
        Least number of different lines, so that copying the last one is not enough.
    solution : str
        The cell that solves it.
    hints : three str
        A nudge, the law, the first line.
    symptoms : mapping of "what the learner sees" to advice
    lets : mapping of Symbol to Expr
        Abbreviations such as M = AX − B, which move with what they stand for.
    may_hold : tuple of str
        Moving symbols that the learner may hold, so that no gradient in them is needed.
    sizes : tuple of mapping
        Numbers for the size letters at each random point, at least four; all different by default.
    surfaces : mapping of name to Surface
        For each symbol that moves in a curved set.

    Raises
    ------
    ValueError
        A field is not usable.
    """

    slug: str
    title: str
    difficulty: Literal[1, 2, 3]
    minutes: int
    symbols: tuple[Symbol, ...]
    moving: tuple[Symbol, ...]
    goals: tuple[Goal, ...]
    solution: str
    hints: tuple[str, str, str]
    gradients: Mapping[str, Expr] = field(default_factory=dict)
    lines: int = 2
    points: int = 2
    kind: Literal["derive"] = "derive"
    symptoms: Mapping[str, str] = field(default_factory=dict)
    lets: Mapping[Symbol, Expr] = field(default_factory=dict)
    may_hold: tuple[str, ...] = ()
    sizes: tuple[Mapping[str, int], ...] = ()
    surfaces: Mapping[str, Surface] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a record that could not be checked or explained."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.slug):
            raise ValueError(f"slug {self.slug!r}: expected lower-case words joined by hyphens.")
        if len(self.hints) != 3 or not all(self.hints):
            raise ValueError(f"{self.slug}: expected three hints: a nudge, the law, a first line.")
        if self.gradients and set(self.gradients) != {symbol.name for symbol in self.moving}:
            raise ValueError(f"{self.slug}: expected a gradient for every symbol that moves.")
        if not self.gradients and any(g.final is None for g in self.goals if not g.optional):
            raise ValueError(f"{self.slug}: without gradients, a goal declares its last line.")
        if self.sizes and len(self.sizes) < 4:
            raise ValueError(f"{self.slug}: {len(self.sizes)} points; expected at least four.")
        if self.lets and any(goal.order == 2 for goal in self.goals):
            raise ValueError(f"{self.slug}: a second differential takes no abbreviations.")

    @property
    def stars(self) -> str:
        """Difficulty as three discs."""
        return STARS[self.difficulty]

    def goal(self, name: str) -> Goal | None:
        """Return the goal with this name."""
        return next((goal for goal in self.goals if goal.name == name), None)


def by_lines(number: str, answer: object = None) -> Verdict:
    """Return the answer to a `check` or `case` of an exercise that is derived line by line.

    It is the verdict of the derivation when that is the answer and has a line; else it says how to
    begin. What is wrong stands beside the broken line already, so only the line is named again.
    """
    verdict = getattr(answer, "verdict", None)
    if isinstance(verdict, Verdict) and verdict.number == number:
        shown = verdict.paragraphs[:1] if verdict.status == "wrong" else verdict.paragraphs
        return replace(verdict, paragraphs=shown)
    text = (
        f'This one is derived line by line: `d = derive("{number}")` begins, `d.dL = …` writes a '
        "line, and each line gets its verdict at once."
    )
    return Verdict(number, "not attempted yet", (text,))
