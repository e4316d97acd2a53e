"""The end of a derivation: the first line that does not hold, the last form, the gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mathlib.algebra import Expr, Symbol, d, key
from mathlib.algebra.shapes import shape_text
from mathlib.exercises.checking import Checked
from mathlib.exercises.derivation import Array, DeriveExercise
from mathlib.exercises.line_verdict import LineVerdict
from mathlib.exercises.lines import Line, NoValueError, not_read_off
from mathlib.exercises.points import Point, project
from mathlib.exercises.verdict import Verdict

TOLERANCE = 1e-9
Lines = Sequence[tuple[LineVerdict, Line]]


def judge_ending(
    number: str,
    exercise: DeriveExercise,
    lines: Lines,
    moving: Sequence[Symbol],
    given: Mapping[str, Expr],
    points: Sequence[Point],
) -> Checked:
    """Return the verdict on a whole derivation.

    Parameters
    ----------
    number : str
    exercise : DeriveExercise
    lines : sequence of (LineVerdict, Line)
    moving : sequence of Symbol
        Those in which a gradient is due.
    given : mapping of name to Expr
        The gradients that were read off.
    points : sequence of Point
    """
    verdicts = [verdict for verdict, _ in lines]
    broken = next((v for v in verdicts if v.kind == "broken"), None)
    if broken is not None:
        causes = tuple(dict.fromkeys(match.cause for match in broken.matches))
        cause = causes[0] if len(causes) == 1 else causes or None
        said = (_summary(broken, verdicts), *(text.plain for text in broken.texts[1:]))
        return Checked(Verdict(number, "wrong", said, cause), key(broken.expr), causes)
    for symbol in moving:
        slip = _gradient_slip(exercise, symbol, given.get(symbol.name), points)
        if slip is not None:
            cause, text = slip
            shown = key(given[symbol.name]) if symbol.name in given else ""
            if not shown:
                return Checked(Verdict(number, "not attempted yet", (text,)))
            return Checked(Verdict(number, "wrong", (text,), cause), shown, (cause,))
    missing = "".join(_missing(exercise, verdicts, moving))
    if missing:
        head = "The gradient is right, and its derivation is not complete."
        return Checked(Verdict(number, "right values, method not shown", (head, missing)))
    ending = "the gradient is what the last line shows" if moving else "the last line is reached"
    count = len(lines[0][1].points)
    said_right = f"Right: every line holds at {count} random points, and {ending}."
    return Checked(Verdict(number, "right", (said_right,)))


def _summary(broken: LineVerdict, verdicts: Sequence[LineVerdict]) -> str:
    """Name the first broken line and the run of lines that follow correctly from it."""
    text = f"Line {broken.number} is the first that does not hold"
    after = [v for v in verdicts if v.goal == broken.goal and v.number > broken.number]
    mend = "Mend it there, and run the cell again."
    run: list[int] = []
    for verdict in after:
        if verdict.kind != "follows":
            break
        run.append(verdict.number)
    if not run:
        return f"{text}. {mend}"
    lines = f"line {run[0]} follows" if len(run) == 1 else f"lines {run[0]}–{run[-1]} follow"
    return f"{text}; {lines} correctly from your line {broken.number}. {mend}"


def _missing(
    exercise: DeriveExercise, verdicts: Sequence[LineVerdict], moving: Sequence[Symbol]
) -> Iterator[str]:
    """Yield what a derivation lacks besides right lines, at most one sentence."""
    for goal in exercise.goals:
        mine = [v.expr for v in verdicts if v.goal == goal.name]
        if goal.optional:
            continue
        if not mine:
            yield f"A line of {goal.name} is missing: write it as `d.{goal.name} = …`."
            return
        lacks = goal.final(mine[-1]) if goal.final else not_read_off(mine[-1], moving)
        if lacks:
            yield f"The last line of {goal.name} cannot be read off yet: {lacks}"
            return
    starts = {key(d(goal.expr)) for goal in exercise.goals}
    different = {(v.goal, key(v.expr)) for v in verdicts if key(v.expr) not in starts}
    if len(different) < exercise.lines:
        yield (
            f"{len(different)} different line{'s' * (len(different) != 1)} so far, at least "
            f"{exercise.lines} are asked: show the steps between."
        )


def _gradient_slip(
    exercise: DeriveExercise, symbol: Symbol, given: Expr | None, points: Sequence[Point]
) -> tuple[str, str] | None:
    """Return the cause and the sentence for a gradient that is not right; None when it is."""
    name = symbol.name
    if given is None:
        return "missing", f"Read the gradient off the last line: `d.grad({name}=…)`."
    if given.shape != symbol.shape:
        return _wrong_shape(exercise, symbol, given, points)
    try:
        mine = Line(given, points).values
        right = Line(exercise.gradients[name], points).values
    except NoValueError as error:
        return "no value", f"The gradient has no value at a random point: {error}."
    if _close(mine, right):
        return None
    tangent = [project(exercise, symbol, point, G) for point, G in zip(points, mine)]
    if _close(tangent, right):
        return "not tangent", (
            f"Along every increment that {name} may take yours is right, but it sticks out of the "
            f"set of these increments: {_how_to_project(symbol)}"
        )
    return _relation(name, mine, right)


def _wrong_shape(
    exercise: DeriveExercise, symbol: Symbol, given: Expr, points: Sequence[Point]
) -> tuple[str, str]:
    name, want, have = symbol.name, shape_text(symbol.shape), shape_text(given.shape)
    text = f"The gradient has the shape of {name}, {want}; yours is {have}."
    if given.shape != symbol.shape[::-1]:
        return "wrong shape", text
    try:
        turned = [value.T for value in Line(given, points).values]
        right = Line(exercise.gradients[name], points).values
    except NoValueError:
        return "wrong shape", text
    if not _close(turned, right):
        return "wrong shape", text
    return "transposed", f"{text} It is the transpose: in Tr(Gᵀ d{name}), Gᵀ stands in front."


def _how_to_project(symbol: Symbol) -> str:
    parts = {"symmetric": "symmetric", "spd": "symmetric", "skew": "skew", "diagonal": "diagonal"}
    if symbol.domain in parts:
        return f"take its {parts[symbol.domain]} part."
    return "project it onto the tangent space."


def _relation(name: str, mine: Sequence[Array], right: Sequence[Array]) -> tuple[str, str]:
    if all(m.shape == r.T.shape for m, r in zip(mine, right)) and _close(
        [m.T for m in mine], right
    ):
        return (
            "transposed",
            f"Yours is the transpose of the gradient in {name}: dL = Tr(Gᵀ d{name}).",
        )
    ratios = [float(np.vdot(r, m) / np.vdot(r, r)) for m, r in zip(mine, right)]
    if np.ptp(ratios) < 1e-6 and _close(mine, [ratios[0] * r for r in right]):
        times = f"{ratios[0]:.3f}".replace("-", "−")
        return (
            "factor",
            f"Yours is {times} × the gradient in {name} at {len(ratios)} random points.",
        )
    return "other", (
        f"This is not the gradient in {name}, though the lines hold: compare the last line with "
        f"Tr(Gᵀ d{name}), or with ⟨G, d{name}⟩, and read off G."
    )


def _close(mine: Sequence[Array], right: Sequence[Array]) -> bool:
    return all(
        np.abs(m - r).max() <= TOLERANCE * max(np.abs(r).max(), 1e-3) for m, r in zip(mine, right)
    )
