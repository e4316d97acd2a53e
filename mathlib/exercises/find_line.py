"""Find the line: a printed derivation, a guess, the numbers, and only then the explanation."""

from __future__ import annotations

import difflib
from typing import Any

from mathlib._validate import CourseError
from mathlib.exercises import registry
from mathlib.exercises.api import progress_store
from mathlib.exercises.display import Panel, Tone
from mathlib.exercises.hunt import DRAWS, Hunt, evidence
from mathlib.exercises.store import Record, Store

FOUND, SHOWN = "found", "shown"


class UnknownHuntError(CourseError):
    """No hunt has this tag; a notebook shows the one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def find(tag: str) -> Hunt:
    """Return the hunt with this tag ("E02"; "e2" is read as the same).

    Raises
    ------
    UnknownHuntError
        There is none; the message names the nearest one.
    """
    hunts = {hunt.tag: hunt for hunt in registry.all_hunts()}
    wanted = str(tag).strip().upper()
    if wanted[:1] == "E" and wanted[1:].isdecimal():
        wanted = f"E{int(wanted[1:]):02d}"
    if wanted in hunts:
        return hunts[wanted]
    near = difflib.get_close_matches(wanted, hunts, n=1, cutoff=0.4)
    meant = f' Did you mean "{near[0]}", {hunts[near[0]].title}?' if near else ""
    raise UnknownHuntError(f'There is no hunt "{tag}".{meant}')


def slot(hunt: Hunt) -> str:
    """Return the key of a hunt's record; the colon keeps it apart from every exercise's slug."""
    return f"hunt:{hunt.tag}"


def find_line(tag: str, guess: Any = None, *, store: Store | None = None) -> Panel:
    """Show a printed derivation; with a guess, evaluate its lines and compare.

    The first guess is what the case file keeps; further ones show the same answer again.

    Parameters
    ----------
    tag : str
        The erratum, such as "E02".
    guess : int, optional
        The number of the first line that does not hold. Without it, or with the `...` of the
        learner's copy, only the lines are shown.
    store : Store, optional
        Where the guess is kept; by default the progress of the current folder.

    Raises
    ------
    UnknownHuntError
        There is no such hunt.
    """
    hunt = find(tag)
    count = len(hunt.lines)
    if guess is None or guess is ...:
        call = f"`find_line({hunt.tag!r}, guess=…)`".replace("'", '"')
        text = (
            f"Which line is the first that does not hold? {call} takes a number from 1 to {count}."
        )
        return _page(hunt, (_printed_in(hunt), text))
    if isinstance(guess, bool) or not isinstance(guess, int) or not 1 <= guess <= count:
        text = f"A guess is the number of a line, 1 to {count}; got {guess!r}. Nothing is noted."
        return _page(hunt, (text,))
    store = store or progress_store()
    status = FOUND if guess == hunt.broken else SHOWN
    record = store.update(slot(hunt), lambda kept: _note(kept, guess, status))
    again = f"; your first guess was {record.choice}" if record.choice != str(guess) else ""
    you = f"You said {guess}{again}. {hunt.think}"
    notes = ("It is in your case file now: `case_file()`.", *store.notices)
    head = f"{hunt.tag} · {hunt.title}"
    shown = (
        *_measured(hunt),
        you,
        hunt.why,
        f"Printed: {hunt.printed}. Right: {hunt.right}.",
        *notes,
    )
    sign = "✓" if guess == hunt.broken else "○"
    tone: Tone = "right" if sign == "✓" else "open"
    return Panel(head, shown, sign, tone, table=_judged_lines(hunt))


def _note(record: Record, guess: int, status: str) -> None:
    if not record.choice:
        record.choice, record.status = str(guess), status


def _page(hunt: Hunt, paragraphs: tuple[str, ...]) -> Panel:
    rows = [
        ("line", "printed"),
        *((str(i), line.tex) for i, line in enumerate(hunt.lines, start=1)),
    ]
    return Panel(f"{hunt.tag} · {hunt.title}", paragraphs, "○", "open", table=tuple(rows))


def _judged_lines(hunt: Hunt) -> tuple[tuple[str, ...], ...]:
    """Return the lines once more, each with what the numbers said; those after the slip wait."""
    words = {True: f"holds at {DRAWS} inputs", False: "nothing to compute"}
    rows = [("line", "printed", "")]
    for number, line in enumerate(hunt.lines[: hunt.broken], start=1):
        said = "✗ does not hold" if number == hunt.broken else words[line.left is not None]
        rows.append((str(number), line.tex, said))
    rows += [
        (str(number), line.tex, "")
        for number, line in enumerate(hunt.lines[hunt.broken :], start=hunt.broken + 1)
    ]
    return tuple(rows)


def _printed_in(hunt: Hunt) -> str:
    return f"{hunt.source}, {hunt.place}, in the letters of this course."


def _measured(hunt: Hunt) -> tuple[str, ...]:
    """Say which line fails first, with its numbers; a slip of words has none."""
    found = hunt.first_broken()
    if found is None:
        return (f"Line {hunt.broken}. No number can show it: the slip is in the words.",)
    number, inputs, measured = found
    tested = [
        i for i, line in enumerate(hunt.lines[: number - 1], start=1) if line.left is not None
    ]
    before = ""
    if tested:
        lines = f"Lines {_list(tested)} hold" if len(tested) > 1 else f"Line {tested[0]} holds"
        before = f"{lines} at {DRAWS} random inputs. "
    return (
        f"{before}Line {number} is the first that does not: {evidence(hunt, inputs, measured)}",
    )


def _list(numbers: list[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
