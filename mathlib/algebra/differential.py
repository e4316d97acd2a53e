"""The differential of an expression, worked out law by law, every step on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mathlib.algebra.canonical import key, tidy
from mathlib.algebra.laws_differential import DIFFERENTIAL_LAWS
from mathlib.algebra.match import find
from mathlib.algebra.nodes import Differential, DSymbol, Expr, Symbol
from mathlib.algebra.symbols import d
from mathlib.algebra.tree import places, symbols


class NoLawError(ValueError):
    """No law of this course goes on from here; the message names the part."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the law that was used, the line before it and after it."""

    law: str
    before: Expr
    after: Expr


@dataclass(frozen=True, repr=False)
class Derivation:
    """A start, the steps, and what they end in.

    `result` is the last line; for a gradient it is what the last line is read off to.
    """

    start: Expr
    steps: tuple[Step, ...]
    result: Expr

    def __repr__(self) -> str:
        """Return a line for each step, in Python's words."""
        lines = (f"  = {step.after!r}   ({step.law})" for step in self.steps)
        return "\n".join([repr(self.start), *lines])

    def _repr_latex_(self) -> str:
        from mathlib.algebra.latex import latex  # only to be shown

        lines = (rf"&= {latex(step.after)} && \text{{{step.law}}}" for step in self.steps)
        steps = r" \\ ".join(lines)
        return rf"$\begin{{aligned}}{latex(self.start)} {steps}\end{{aligned}}$"


def record(steps: list[Step], law: str, before: Expr, after: Expr) -> None:
    """Append a step; one that uses the same law as the last step is joined with it."""
    if key(before) == key(after):
        return
    if steps and steps[-1].law == law:
        steps[-1] = Step(law, steps[-1].before, after)
    else:
        steps.append(Step(law, before, after))


def differential(expr: Expr, wrt: Iterable[Symbol] | None = None) -> Derivation:
    """Work out d(expr) by the laws, from the outside in.

    Parameters
    ----------
    expr : Expr
        It may hold differentials already: those are fixed increments, so a second call gives the
        second differential.
    wrt : iterable of Symbol, optional
        The symbols that move; all others are held. By default every symbol moves.

    Returns
    -------
    Derivation
        Its result holds d only in front of symbols. Neighbouring uses of one law are one step.

    Raises
    ------
    NoLawError
        A part has no law for its differential, such as `expm` outside a trace.
    """
    moving = None if wrt is None else {symbol.name for symbol in wrt}
    held = frozenset(
        symbol.name for symbol in symbols(expr) if moving is not None and symbol.name not in moving
    )
    start = d(expr)
    line, steps = tidy(start), list[Step]()
    while (changed := _advance(line, held)) is not None:
        law, after = changed
        record(steps, law, line, after)
        line = after
    return Derivation(start, tuple(steps), line)


def _advance(line: Expr, held: frozenset[str]) -> tuple[str, Expr] | None:
    """Work on the first d(…) that holds no other; the laws are listed in order of preference."""
    for part, put in places(line):
        unworked = isinstance(part, Differential) or (
            isinstance(part, DSymbol) and part.of.name in held
        )
        if not unworked or any(_holds_unworked(arg) for arg in part.args):
            continue
        for law in DIFFERENTIAL_LAWS if part.args else DIFFERENTIAL_LAWS[:1]:
            for found, _ in find(law, part):
                if law.applies(found, held):
                    return law.name, tidy(put(law.right(**found)))
        raise NoLawError(f"no law of this course works out {part!r}")
    return None


def _holds_unworked(expr: Expr) -> bool:
    return any(isinstance(part, Differential) for part, _ in places(expr))
