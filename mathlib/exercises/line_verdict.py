"""What is said about one line of a derivation: does it hold, does it follow, what went wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mathlib.algebra import Expr, Symbol, latex, rewrites
from mathlib.algebra.shapes import shape_text
from mathlib.exercises.blame import Match, matches, vanishes_by_symmetry
from mathlib.exercises.display import Panel, Tone
from mathlib.exercises.lines import Line, NoValueError, changed_terms

Kind = Literal["holds", "same", "broken", "follows", "broken again", "holds again"]

_SIGNS: dict[Kind, tuple[str, Tone]] = {
    "holds": ("✓", "right"),
    "same": ("✓", "right"),
    "broken": ("✗", "wrong"),
    "follows": ("◐", "partly"),
    "broken again": ("✗", "wrong"),
    "holds again": ("◐", "partly"),
}


@dataclass(frozen=True)
class Text:
    """A sentence with expressions in it, as code in plain text and typeset in a notebook."""

    sentence: str
    exprs: tuple[Expr, ...] = ()

    @property
    def plain(self) -> str:
        """The sentence with Python expressions between backticks."""
        return self.sentence.format(*(f"`{expr!r}`" for expr in self.exprs))

    @property
    def rich(self) -> str:
        """The sentence with TeX."""
        return self.sentence.format(*(f"${latex(expr)}$" for expr in self.exprs))


@dataclass(frozen=True, repr=False)
class LineVerdict:
    """A line and what is said about it.

    Attributes
    ----------
    exercise : "02.4"
    goal : the left-hand side, "dL"
    number : of the line, from 1
    expr : the line itself
    kind : "holds", "same" as an earlier line, "broken", or what comes after a broken line:
        "follows", "broken again", "holds again"
    texts : the message
    matches : the known mistakes that explain a broken line
    """

    exercise: str
    goal: str
    number: int
    expr: Expr
    kind: Kind
    texts: tuple[Text, ...]
    matches: tuple[Match, ...] = ()

    @property
    def message(self) -> str:
        """The message as plain text."""
        return "\n".join(text.plain for text in self.texts)

    def panel(self, rich: bool) -> Panel:
        """Return the line and its message to be shown."""
        sign, tone = _SIGNS[self.kind]
        if rich:
            shown = rf"$\displaystyle {left_side(self.goal)} = {latex(self.expr)}$"
        else:
            shown = f"{self.goal} = {self.expr!r}"
        said = tuple(text.rich if rich else text.plain for text in self.texts)
        return Panel(f"{self.exercise} · line {self.number}", (shown, *said), sign, tone)

    def __repr__(self) -> str:
        """Return the plain text."""
        return repr(self.panel(rich=False))

    def _repr_html_(self) -> str:
        return self.panel(rich=True)._repr_html_()


def left_side(goal: str) -> str:
    r"""Return a left-hand side in TeX: dL as `\mathrm{d}L`, d2L with the square above."""
    parts = re.fullmatch(r"d(\d?)(\w+)", goal)
    assert parts is not None
    power = f"^{parts[1]}" if parts[1] else ""
    return rf"\mathrm{{d}}{power}{parts[2]}"


@dataclass(frozen=True)
class Context:
    """What a line is compared with.

    Attributes
    ----------
    exercise, goal, number : as in `LineVerdict`
    order : of the goal
    anchor : the numerical differential at each point
    subject : what is differentiated, "L"
    before : the lines of this goal so far with their verdicts' kinds, the latest last
    stages : for a first line, the stages of working it out by the laws
    held : the constants
    """

    exercise: str
    goal: str
    number: int
    order: int
    anchor: tuple[np.ndarray, ...]
    before: tuple[tuple[int, Line, Kind], ...]
    stages: tuple[Expr, ...]
    held: tuple[Symbol, ...]

    @property
    def broken(self) -> bool:
        """Whether an earlier line does not hold."""
        return any(kind == "broken" for _, _, kind in self.before)


def judge(line: Line, context: Context) -> LineVerdict:
    """Compare a line with the numerical differential and with the line before it."""

    def said(kind: Kind, *texts: Text, found: Sequence[Match] = ()) -> LineVerdict:
        return LineVerdict(
            context.exercise, context.goal, context.number, line.expr, kind, texts, tuple(found)
        )

    broken: Kind = "broken again" if context.broken else "broken"
    shape = context.anchor[0].shape
    try:
        values = line.values
        if values[0].shape != shape:
            return said(broken, _wrong_shape(line, context))
        linear = line.has_degree(context.order)
        holds = linear and line.equals(context.anchor, _sizes(context.anchor), context.order)
    except NoValueError as error:
        return said(broken, Text(f"This line has no value at a random point: {_safe(error)}."))
    for number, earlier, kind in context.before:
        if kind in ("holds", "same") and earlier.expr == line.expr:
            return said("same", Text(f"The same as line {number} up to brackets and order."))
    previous = context.before[-1] if context.before else None
    if not context.broken:
        if holds:
            return said("holds", _holding(line, context, previous))
        texts, found = _broken(line, context, previous, linear)
        return said("broken", *texts, found=found)
    assert previous is not None
    if linear and line.same_as(previous[1], context.order):
        return said("follows", Text(f"Follows correctly from your line {previous[0]}."))
    first = next(number for number, _, kind in context.before if kind == "broken")
    if holds:
        return said(
            "holds again",
            Text(
                f"This is the differential again, but it does not follow from line {previous[0]}: "
                f"mend line {first} first."
            ),
        )
    return said("broken again", Text(f"Does not follow from line {previous[0]} either."))


def _safe(error: Exception) -> str:
    return str(error).replace("{", "(").replace("}", ")").rstrip(".")


def _sizes(values: Sequence[np.ndarray]) -> list[float]:
    return [float(np.abs(value).max(initial=0.0)) for value in values]


def _wrong_shape(line: Line, context: Context) -> Text:
    shape = shape_text(context.stages[0].shape)
    return Text(f"{context.goal} is {shape}, and this line is {shape_text(line.expr.shape)}.")


def _holding(line: Line, context: Context, previous: tuple[int, Line, Kind] | None) -> Text:
    if previous is None:
        kind = "differential" if context.order == 1 else "second differential"
        return Text(f"Equal to the numerical {kind} at {len(context.anchor)} random points.")
    names = {
        step.law.name
        for step in rewrites(previous[1].expr, context.held)
        if step.after == line.expr
    }
    by = f": {names.pop()}" if len(names) == 1 else ""
    return Text(f"Follows from line {previous[0]}{by}.")


def _broken(
    line: Line, context: Context, previous: tuple[int, Line, Kind] | None, linear: bool
) -> tuple[list[Text], list[Match]]:
    texts = [_evidence(line, context, previous)]
    if not linear:
        texts.append(_degree(line, context))
    texts += _multiple(line, context, previous)
    if previous is not None:
        texts += _changed(previous, line, context)
    before = (previous[1].expr,) if previous is not None else context.stages
    found = matches(before, line, context.held, context.order)
    return [*texts, *_explained(found)], found


def _evidence(line: Line, context: Context, previous: tuple[int, Line, Kind] | None) -> Text:
    gaps = [float(np.abs(m - r).max()) for m, r in zip(line.values, context.anchor)]
    worst = int(np.argmax(gaps))
    sizes = ", ".join(f"{name} = {number}" for name, number in line.points[worst].sizes.items())
    where = f"at a random point{f' with {sizes}' if sizes else ''}"
    mine, right = line.values[worst], context.anchor[worst]
    index = np.unravel_index(int(np.abs(mine - right).argmax()), right.shape)
    entry = "" if right.size == 1 else f" in entry ({index[0] + 1}, {index[1] + 1})"
    reference = f"line {previous[0]}" if previous is not None else "the numerical differential"
    return Text(
        f"Line {context.number} does not hold: {where} it is {_number(mine[index])}{entry}, and "
        f"{reference} is {_number(right[index])}."
    )


def _multiple(line: Line, context: Context, previous: tuple[int, Line, Kind] | None) -> list[Text]:
    """Say so when the line is the same multiple of what it should be at every point."""
    pairs = list(zip(line.values, context.anchor))
    ratios = [float(np.vdot(right, mine) / np.vdot(right, right)) for mine, right in pairs]
    if not np.allclose(ratios, ratios[0], rtol=1e-6) or not line.equals(
        [ratios[0] * right for _, right in pairs], _sizes(context.anchor), 2
    ):
        return []
    if abs(ratios[0]) < 1e-6:
        cancels = " Only the symmetry of the differential makes it so."
        return [Text(f"At all {len(pairs)} points it is 0.{cancels * vanishes_by_symmetry(line)}")]
    whole = f"line {previous[0]}" if previous is not None else "the numerical differential"
    return [Text(f"At all {len(pairs)} points it is {_number(ratios[0])} × {whole}.")]


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _degree(line: Line, context: Context) -> Text:
    want = "linear" if context.order == 1 else "of degree 2"
    return Text(
        f"It is not {want} in the differentials: every term holds exactly "
        f"{'one' if context.order == 1 else 'two'} of them."
    )


def _changed(previous: tuple[int, Line, Kind], line: Line, context: Context) -> list[Text]:
    """Name the terms that have no partner of equal value in the other line."""
    try:
        left, right = changed_terms(previous[1], line)
    except NoValueError:
        return []
    old, new = (tuple(term.expr for term in terms) for terms in (left, right))
    names = [_several(len(old)), _several(len(new))]
    if old and new:
        head = "The term that changed" if len(old) == 1 else "The terms that changed"
        return [Text(f"{head}: {names[0]} became {names[1]}.", old + new)]
    if old:
        return [
            Text(f"Of line {previous[0]}, {names[0]} {'is' if len(old) == 1 else 'are'} gone.", old)
        ]
    have = "has" if len(new) == 1 else "have"
    lonely = Text(f"{names[1]} {have} no counterpart in line {previous[0]}.", new)
    return [lonely] if new else []


def _several(count: int) -> str:
    return " and ".join(["{}"] * count)


def _explained(found: Sequence[Match]) -> list[Text]:
    if not found:
        return []
    if len(found) == 1:
        return [_one(found[0], "What fits: ")]
    head = Text("One of these explains it; the numbers cannot tell them apart.")
    return [head, *(_one(match, f"{i}. ") for i, match in enumerate(found, start=1))]


def _one(match: Match, before: str) -> Text:
    return Text(
        f"{before}{match.cause}, at “{match.law}”: {{}} became {{}}.", (match.part, match.became)
    )
