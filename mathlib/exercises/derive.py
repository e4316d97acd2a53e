"""Derive a gradient line by line: each line is checked as it is written."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from mathlib._validate import CourseError
from mathlib.algebra import Expr, NoLawError, Symbol, key
from mathlib.algebra import d as differential_of
from mathlib.algebra.build import as_expr
from mathlib.algebra.tree import symbols as symbols_of
from mathlib.exercises import registry
from mathlib.exercises.api import record_check
from mathlib.exercises.blame import stages
from mathlib.exercises.checking import Checked
from mathlib.exercises.derivation import DeriveExercise, Goal
from mathlib.exercises.display import Panel
from mathlib.exercises.ending import judge_ending
from mathlib.exercises.line_verdict import Context, LineVerdict, judge
from mathlib.exercises.lines import Line
from mathlib.exercises.own_loss import NUMBER, exercise_of
from mathlib.exercises.points import anchor, draw_points
from mathlib.exercises.verdict import Verdict, blank


class DeriveError(CourseError):
    """A line or a call that cannot be read; a notebook shows the one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Derivation:
    """A derivation in progress. Assign lines to its left-hand sides, such as `d.dL = …`.

    `d.symbols` hands out the letters, `d.hold(B)` makes a moving letter constant, `del d.dL` takes
    the last line back, `d.grad(X=…)` ends with the gradient that is read off.
    """

    def __init__(self, number: str, exercise: DeriveExercise) -> None:
        self._number = number
        self._exercise = exercise
        self._verdict: Verdict | None = None
        self._held: frozenset[str] = frozenset()
        self._lines: list[tuple[LineVerdict, Line]] = []
        self._recorded = False
        self._begin()

    def _begin(self) -> None:
        """Draw the points; done again when a symbol is held."""
        self._points = draw_points(self._exercise, self._held)
        self._anchors = {
            goal.name: tuple(anchor(goal, point) for point in self._points)
            for goal in self._exercise.goals
        }

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The letters of the exercise, then the differentials of those that move."""
        moving = (*self._exercise.moving, *self._exercise.lets)
        letters = (*self._exercise.symbols, *self._exercise.lets)
        return (*letters, *(_differential(s) for s in moving if s.name not in self._held))

    @property
    def lines(self) -> tuple[LineVerdict, ...]:
        """The lines so far with their verdicts."""
        return tuple(verdict for verdict, _ in self._lines)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the derivation as it stands; None before its first line."""
        if self._verdict is None and self._lines:
            return self._judge({}).verdict
        return self._verdict

    def hold(self, *letters: Symbol) -> None:
        """Make symbols constant: their differentials are zero from the first line on.

        Raises
        ------
        DeriveError
            A line stands already, or the gradient in the symbol is asked for.
        """
        if self._lines:
            raise DeriveError("Hold a letter before the first line; run the cell again.")
        movers = {symbol.name for symbol in self._exercise.moving}
        for letter in letters:
            if not isinstance(letter, Symbol) or letter not in self._exercise.symbols:
                raise DeriveError(f"{letter!r} is not a letter of {self._number}.")
            if letter.name in movers and letter.name not in self._exercise.may_hold:
                raise DeriveError(f"The gradient in {letter.name} is asked for, so it must move.")
        self._held |= {letter.name for letter in letters} & movers
        self._begin()

    def grad(self, **gradients: Any) -> Verdict:
        """End with the gradient in each symbol that moves, such as `d.grad(X=(A + A.T) @ X)`.

        Returns
        -------
        Verdict
            On the whole derivation: the first line that does not hold, the gradient, and whether
            the last line shows it.

        Raises
        ------
        DeriveError
            A gradient is given for a letter that does not move, or is no expression.
        """
        moving = self._moving()
        if not self._exercise.gradients:
            raise DeriveError(f"{self._number} asks for no gradient; its last line ends it.")
        for name in gradients:
            if name not in {symbol.name for symbol in moving}:
                names = ", ".join(symbol.name for symbol in moving)
                raise DeriveError(f"d.grad takes {names}; got {name}.")
        given = {n: self._read(g) for n, g in gradients.items() if g is not None and g is not ...}
        if not self._lines and not given:
            return self._end(Checked(blank(self._number, unfinished=False)))
        return self._end(self._judge(given))

    def _judge(self, given: Mapping[str, Expr]) -> Checked:
        """Judge all lines and the gradients that were read off."""
        moving = self._moving() if self._exercise.gradients else ()
        return judge_ending(self._number, self._exercise, self._lines, moving, given, self._points)

    def _moving(self) -> tuple[Symbol, ...]:
        return tuple(s for s in self._exercise.moving if s.name not in self._held)

    def _read(self, given: Any) -> Expr:
        """Return a line as an expression of this exercise's letters."""
        if isinstance(given, np.ndarray):
            raise DeriveError(
                "A line is written with the letters of d.symbols, not with numbers in arrays."
            )
        try:
            expr = as_expr(given)
        except TypeError as error:
            raise DeriveError(f"A line is an expression of d.symbols. {error}") from None
        letters = (*self._exercise.symbols, *self._exercise.lets)
        known = {s.name: s for s in (*letters, *(_differential(s) for s in letters))}
        for symbol in symbols_of(expr):
            if known.get(symbol.name) != symbol:
                names = ", ".join(s.name for s in self.symbols)
                raise DeriveError(f"{symbol.name} is not a letter of {self._number}: {names}.")
        return expr

    def _assign(self, goal: Goal, given: Any) -> None:
        if given is None or given is ...:
            text = f"Write the next line of {goal.name} in place of the `...`."
            show(Panel(f"{self._number} · no line yet", (text,), "○", "open"))
            return
        line = Line(self._read(given), self._points)
        before = [(v.number, earlier, v.kind) for v, earlier in self._lines if v.goal == goal.name]
        still = {s.name for s in self._exercise.symbols} - {s.name for s in self._moving()}
        context = Context(
            exercise=self._number,
            goal=goal.name,
            number=len(self._lines) + 1,
            order=goal.order,
            anchor=self._anchors[goal.name],
            before=tuple(before),
            stages=self._stages(goal),
            held=tuple(s for s in self._exercise.symbols if s.name in still),
        )
        verdict = judge(line, context)
        self._lines.append((verdict, line))
        self._verdict = None
        show(verdict)
        if verdict.kind == "broken":
            self._record_broken(verdict)
        elif not self._exercise.gradients and self._is_complete():
            show(self._end(self._judge({})))

    def _stages(self, goal: Goal) -> tuple[Expr, ...]:
        moving = (*self._moving(), *self._exercise.lets)
        if goal.order == 1:
            return tuple(stages(goal.expr, moving))
        first = stages(goal.expr, moving)[-1]
        return tuple(stages(first, moving))

    def _is_complete(self) -> bool:
        """Whether every goal that must be reached has a last line in its last form."""
        for goal in self._exercise.goals:
            mine = [v for v, _ in self._lines if v.goal == goal.name]
            if goal.optional:
                continue
            if not mine or goal.final is None or goal.final(mine[-1].expr):
                return False
        return True

    def _record_broken(self, verdict: LineVerdict) -> None:
        causes = tuple(dict.fromkeys(match.cause for match in verdict.matches))
        cause = causes[0] if len(causes) == 1 else causes or None
        told = Verdict(self._number, "wrong", (verdict.message,), cause)
        if not self._recorded:
            self._record(Checked(told, key(verdict.expr), causes))
            self._recorded = True

    def _record(self, checked: Checked) -> tuple[str, ...]:
        """Keep what was found, unless the loss is the learner's own: no exercise waits for it."""
        return () if self._number == NUMBER else record_check(self._exercise.slug, checked)

    def _end(self, checked: Checked) -> Verdict:
        """Record the end of a derivation, unless its broken line is on record already."""
        self._verdict = checked.verdict
        if self._recorded and checked.verdict.status == "wrong":
            return checked.verdict
        self._recorded = checked.verdict.status == "wrong"
        self._verdict = checked.with_notes(self._record(checked))
        return self._verdict

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        goal = self._exercise.goal(name)
        if goal is None:
            raise DeriveError(self._no_such_side(name))
        self._assign(goal, value)

    def __getattr__(self, name: str) -> Expr:
        if not name.startswith("_"):
            for verdict, _ in reversed(self._lines):
                if verdict.goal == name:
                    return verdict.expr
        raise AttributeError(name)

    def __delattr__(self, name: str) -> None:
        for index in range(len(self._lines) - 1, -1, -1):
            if self._lines[index][0].goal == name:
                if index + 1 != len(self._lines):
                    raise DeriveError("Only the last line can be taken back.")
                del self._lines[index]
                self._verdict = None
                return
        raise DeriveError(f"There is no line of {name} to take back.")

    def _no_such_side(self, name: str) -> str:
        names = [goal.name for goal in self._exercise.goals]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        meant = f" Did you mean d.{near[0]}?" if near else ""
        return f"{self._number} has no left-hand side {name}; there is {', '.join(names)}.{meant}"

    def __repr__(self) -> str:
        """Return all lines as plain text."""
        return "\n".join([self._head(), *(repr(verdict) for verdict in self.lines)])

    def _repr_html_(self) -> str:
        lines = (verdict._repr_html_() for verdict in self.lines)
        return "".join([Panel(self._head())._repr_html_(), *lines])

    def _head(self) -> str:
        count = len(self._lines)
        lines = f"{count} line{'s' * (count != 1)}" if count else "no line yet"
        return f"{self._number} · {self._exercise.title} · {lines}"


def _differential(symbol: Symbol) -> Symbol:
    found = differential_of(symbol)
    assert isinstance(found, Symbol)
    return found


def show(message: Any) -> None:
    """Display a message in a notebook; elsewhere it stays on the derivation to be read."""
    ipython: Any = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(message)


def derive(what: str | Expr, *moving: Symbol) -> Derivation:
    """Begin a derivation; calling it again starts afresh.

    Parameters
    ----------
    what : str or Expr
        The exercise, such as "02.4", or a loss of your own; of that nothing is recorded.
    *moving : Symbol
        For a loss of your own, the letters that move.

    Returns
    -------
    Derivation

    Raises
    ------
    UnknownExerciseError
        There is no such exercise.
    DeriveError
        The exercise is of another kind, or the loss cannot be derived with the course's laws.

    Examples
    --------
    >>> from mathlib.algebra import matrix, tr
    >>> A, X = matrix("A", "n", "m"), matrix("X", "m", "n")
    >>> d = derive(tr(A @ X), X)
    >>> X, A, dX = d.symbols
    >>> d.dL = tr(A @ dX)
    >>> d.grad(X=A.T).status
    'right'
    """
    if isinstance(what, Expr):
        try:
            return Derivation(NUMBER, exercise_of(what, moving))
        except (NoLawError, ValueError) as error:
            raise DeriveError(str(error)) from None
    entry = registry.find(what)
    if not isinstance(entry.exercise, DeriveExercise):
        name = entry.exercise.reference.__name__
        raise DeriveError(
            f'{entry.number} is solved by a function: check("{entry.number}", {name}).'
        )
    return Derivation(entry.number, entry.exercise)
