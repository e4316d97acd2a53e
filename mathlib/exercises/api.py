"""The five functions that a notebook calls: check, hint, solution, case, progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mathlib.exercises import registry
from mathlib.exercises.chapters import PUBLISHED
from mathlib.exercises.checking import Checked, check_answer
from mathlib.exercises.derivation import by_lines
from mathlib.exercises.display import Panel
from mathlib.exercises.exercise import Answer
from mathlib.exercises.registry import DeriveEntry, Entry
from mathlib.exercises.small_case import Case, no_case, smallest_failing
from mathlib.exercises.store import MemoryStore, Record, Store, open_store
from mathlib.exercises.verdict import Verdict

TRIES = 3  # different wrong answers after which the solution is shown
WAIT = timedelta(minutes=10)  # after the first check, as the other way to it


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Desk:
    """What one kernel remembers between two calls."""

    now: Callable[[], datetime] = _now
    memory: MemoryStore = field(default_factory=MemoryStore)
    answers: dict[str, tuple[Answer, int] | None] = field(default_factory=dict)  # None: solved
    hints: dict[str, int] = field(default_factory=dict)

    def store(self) -> tuple[Store, bool]:
        """Open the progress store for the current folder."""
        return open_store(Path.cwd(), self.memory)

    def check(self, number: str, answer: Any) -> Verdict:
        """Check an answer, record it, and return the verdict."""
        entry = registry.find(number)
        if isinstance(entry, DeriveEntry):
            return by_lines(entry.number, answer)
        slug = entry.exercise.slug
        series = self.store()[0].read().get(slug, Record()).series
        checked = check_answer(entry, answer, series)
        if checked.computed:
            self.answers[slug] = (answer, series)
        elif checked.verdict.status.startswith("right"):
            self.answers[slug] = None
        return checked.with_notes(self.record(slug, checked))

    def record(self, slug: str, checked: Checked) -> tuple[str, ...]:
        """Keep what a check found; return the sentences that the learner should read."""
        store, _ = self.store()
        moment = self.now().isoformat(timespec="seconds")
        store.update(slug, lambda record: _note(record, checked, moment))
        return tuple(store.notices)

    def hint(self, number: str) -> Panel:
        """Return the next of the three hints, below the ones that were shown before."""
        entry = registry.find(number)
        exercise = entry.exercise
        level = min(self.hints.get(exercise.slug, 0) + 1, len(exercise.hints))
        self.hints[exercise.slug] = level
        names = ("A nudge", "The law", "The first line")
        shown = [f"{n}: {h}" for n, h in zip(names[:level], exercise.hints)]
        if level < len(exercise.hints):
            shown.append(f'Call `hint("{entry.number}")` again for the next one.')
        record = self.store()[0].read().get(exercise.slug, Record())
        if record.tries or record.series:  # before a try, symptoms would give the answer away
            shown += [f"If {seen}: {advice}" for seen, advice in exercise.symptoms.items()]
        return Panel(f"{entry.number} · hint {level} of {len(exercise.hints)}", tuple(shown))

    def solution(self, number: str) -> Panel:
        """Return the solution when it is earned, or say what is missing."""
        entry = registry.find(number)
        record = self.store()[0].read().get(entry.exercise.slug, Record())
        missing = _missing(record, self.now())
        if missing:
            return Panel(f"{entry.number} · not yet", (missing,), "○", "open")
        text = "One way of several; yours may look different and be as right."
        return Panel(f"{entry.number} · solution", (text,), code=entry.exercise.solution)

    def case(self, number: str) -> Case:
        """Return a small input for which the last answer is wrong."""
        entry = registry.find(number)
        if isinstance(entry, DeriveEntry):
            return Case(f"{entry.number} · no case", by_lines(entry.number).paragraphs, "○", "open")
        last = self.answers.get(entry.exercise.slug)
        if last is None:
            return no_case(entry, solved=entry.exercise.slug in self.answers)
        return smallest_failing(entry, *last)

    def progress(self) -> Panel:
        """Return a table of all exercises of the course."""
        store, kept = self.store()
        records = store.read()
        rows: list[tuple[str, ...]] = [("number", "exercise", "difficulty", "minutes", "status")]
        entries = [e for e in registry.every_entry() if e.chapter in PUBLISHED]
        rows += [_row(e, records.get(e.exercise.slug, Record())) for e in entries]
        solved = sum(records.get(e.exercise.slug, Record()).series > 0 for e in entries)
        where = (
            "Kept in the folder `.course` of your workspace."
            if kept
            else "This notebook stands outside a workspace, so nothing is stored here; "
            "`python course.py lab` makes one."
        )
        head = f"{solved} of {len(entries)} exercises solved"
        return Panel(head, (where,), table=tuple(rows))


def _note(record: Record, checked: Checked, moment: str) -> None:
    """Write one check into a record."""
    status = checked.verdict.status
    record.first_check = record.first_check or moment
    record.checks += 1
    if status == "right":
        record.series += 1
        record.tries.clear()
    elif checked.fingerprint and checked.fingerprint not in record.tries:
        record.tries.append(checked.fingerprint)
    for cause in checked.causes:
        record.mistakes[cause] = record.mistakes.get(cause, 0) + 1
    if status == "right" or not record.series:
        record.status = status


def _missing(record: Record, now: datetime) -> str:
    """Say what is missing until the solution is shown; "" when nothing is."""
    if record.series or len(record.tries) >= TRIES:
        return ""
    if not record.first_check:
        return (
            "Check an attempt first, even a rough one: the diagnosis is worth more than our lines."
        )
    waited = now - datetime.fromisoformat(record.first_check)
    if waited >= WAIT:
        return ""
    left = TRIES - len(record.tries)
    minutes = -(-int((WAIT - waited).total_seconds()) // 60)
    return (
        f"It comes after a right answer, after {left} more different "
        f"{'tries' if left > 1 else 'try'}, or in {minutes} minute{'s' * (minutes != 1)}. "
        "Until then `hint` has three levels, and `case` a small input to try by hand."
    )


def _row(entry: Entry | DeriveEntry, record: Record) -> tuple[str, ...]:
    exercise = entry.exercise
    signs = {
        "": "· not started",
        "not attempted yet": "○ not attempted yet",
        "wrong": "✗ wrong so far",
        "right": "✓ right",
        "right values, method not shown": "◐ right values, method not shown",
    }
    status = signs.get(record.status, record.status)
    return (entry.number, exercise.title, exercise.stars, str(exercise.minutes), status)


# The one thing that outlives a call: a kernel's last answers and hint levels.
_DESK = Desk()


def progress_store() -> Store:
    """Return the progress store of the current folder, or this kernel's memory outside one."""
    return _DESK.store()[0]


def record_check(slug: str, checked: Checked) -> tuple[str, ...]:
    """Keep what a check found in the current folder's progress; return what to tell about it."""
    return _DESK.record(slug, checked)


def check(number: str, answer: Any) -> Verdict:
    """Check an answer to an exercise.

    Parameters
    ----------
    number : str
        The exercise, such as "00.3".
    answer : callable, or Derivation
        The function itself, not what it returns; of a derive exercise, the derivation.

    Returns
    -------
    Verdict
        "not attempted yet", "wrong", "right" or "right values, method not shown", with a message.

    Raises
    ------
    UnknownExerciseError
        There is no such exercise.
    """
    return _DESK.check(number, answer)


def hint(number: str) -> Panel:
    """Show the next hint: first a nudge, then the law, then the first line.

    Raises
    ------
    UnknownExerciseError
        There is no such exercise.
    """
    return _DESK.hint(number)


def solution(number: str) -> Panel:
    """Show a solution, after success, three different tries, or ten minutes.

    Raises
    ------
    UnknownExerciseError
        There is no such exercise.
    """
    return _DESK.solution(number)


def case(number: str) -> Case:
    """Show a small input for which your last answer is wrong, as code to paste.

    `.inputs` holds the same input as a tuple.

    Raises
    ------
    UnknownExerciseError
        There is no such exercise.
    """
    return _DESK.case(number)


def progress() -> Panel:
    """Show all exercises, with what is solved and what is open."""
    return _DESK.progress()
