"""Finding an exercise by its number or slug, and the line that announces it in a notebook."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mathlib._validate import CourseError
from mathlib.exercises import chapters
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.exercise import Exercise
from mathlib.exercises.hunt import Hunt
from mathlib.exercises.prediction import Prediction
from mathlib.exercises.recall_item import RecallItem


class UnknownExerciseError(CourseError):
    """No exercise has this number; a notebook shows the one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class Entry:
    """An exercise at its place: `number` is "00.3", `chapter` is "00"."""

    number: str
    chapter: str
    exercise: Exercise


@dataclass(frozen=True)
class DeriveEntry:
    """A derive exercise at its place, numbered together with the others."""

    number: str
    chapter: str
    exercise: DeriveExercise


AnyEntry = Entry | DeriveEntry


def _entry(chapter: str, place: int, exercise: Exercise | DeriveExercise) -> AnyEntry:
    number = f"{chapter}.{place}"
    if isinstance(exercise, DeriveExercise):
        return DeriveEntry(number, chapter, exercise)
    return Entry(number, chapter, exercise)


@cache
def chapter_entries(chapter: str) -> tuple[AnyEntry, ...]:
    """Return the exercises of one chapter ("00") in order."""
    module = importlib.import_module(f"{chapters.__name__}.chapter_{chapter}")
    found: tuple[Exercise | DeriveExercise, ...] = module.EXERCISES
    return tuple(_entry(chapter, place, e) for place, e in enumerate(found, start=1))


@cache
def chapter_names() -> tuple[str, ...]:
    """Return the chapters that have exercises: ("00", "01", …)."""
    names = (module.name for module in pkgutil.iter_modules(chapters.__path__))
    return tuple(sorted(n.removeprefix("chapter_") for n in names if n.startswith("chapter_")))


def predictions(chapter: str) -> tuple[Prediction, ...]:
    """Return the predictions of a chapter ("01") in order; none for a chapter without exercises."""
    if chapter not in chapter_names():
        return ()
    module = importlib.import_module(f"{chapters.__name__}.chapter_{chapter}")
    found: tuple[Prediction, ...] = getattr(module, "PREDICTIONS", ())
    return found


def hunts(chapter: str) -> tuple[Hunt, ...]:
    """Return the hunts of a chapter ("01") in order; none for a chapter without exercises."""
    if chapter not in chapter_names():
        return ()
    module = importlib.import_module(f"{chapters.__name__}.chapter_{chapter}")
    found: tuple[Hunt, ...] = getattr(module, "HUNTS", ())
    return found


def recall_items(chapter: str) -> tuple[RecallItem, ...]:
    """Return what later chapters ask about a chapter ("01"); none for one without exercises."""
    if chapter not in chapter_names():
        return ()
    module = importlib.import_module(f"{chapters.__name__}.chapter_{chapter}")
    found: tuple[RecallItem, ...] = getattr(module, "RECALL", ())
    return found


def all_hunts() -> Iterator[Hunt]:
    """Yield every hunt of the course, by chapter and in order."""
    for chapter in chapter_names():
        yield from hunts(chapter)


def every_entry() -> Iterator[AnyEntry]:
    """Yield every exercise of the course in order, of both kinds."""
    for chapter in chapter_names():
        yield from chapter_entries(chapter)


def all_entries() -> Iterator[Entry]:
    """Yield every exercise of kind *implement* in order."""
    return (entry for entry in every_entry() if isinstance(entry, Entry))


def find(number: str) -> AnyEntry:
    """Return the exercise with this number ("00.3") or slug ("central-quotient").

    Raises
    ------
    UnknownExerciseError
        There is none; the message names the nearest one.
    """
    wanted = str(number).strip()
    padded = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", wanted)
    if padded:
        wanted = f"{int(padded[1]):02d}.{int(padded[2])}"
        if padded[1].zfill(2) in chapter_names():
            for entry in chapter_entries(wanted[:2]):
                if entry.number == wanted:
                    return entry
    else:
        for entry in every_entry():
            if entry.exercise.slug == wanted:
                return entry
    raise UnknownExerciseError(_did_you_mean(wanted))


def _did_you_mean(wanted: str) -> str:
    entries = {e.number: e for e in every_entry()}
    by_slug = {e.exercise.slug: e for e in entries.values()}
    near = difflib.get_close_matches(wanted, [*entries, *by_slug], n=1, cutoff=0.4)
    text = f'There is no exercise "{wanted}".'
    if near:
        entry = entries.get(near[0]) or by_slug[near[0]]
        text += f' Did you mean "{entry.number}", {entry.exercise.title}?'
    return f"{text} progress() lists all of them."


def heading(entry: AnyEntry) -> str:
    """Return the markdown that announces an exercise: ``**00.3** ●○○ 5 min``."""
    return f"**{entry.number}** {entry.exercise.stars} {entry.exercise.minutes} min"


_HEADING = re.compile(r"\*\*(\d\d\.\d+)\*\*\s+([●○](?: ?[●○]){2})\s+(\d+)\s*min")


def heading_disagreements(chapter: str, markdown: str) -> list[str]:
    """Compare the announcing lines of a notebook with the registry.

    Parameters
    ----------
    chapter : str
        "00"
    markdown : str
        All markdown cells of the chapter, joined.

    Returns
    -------
    list of str
        One sentence for each exercise whose line is missing, doubled or different; none if all
        agree.
    """
    found: dict[str, list[str]] = {}
    for number, stars, minutes in _HEADING.findall(markdown):
        line = f"**{number}** {stars.replace(' ', '')} {minutes} min"
        found.setdefault(number, []).append(line)
    wanted = {entry.number: heading(entry) for entry in chapter_entries(chapter)}
    problems = [f"{n} is announced but not registered" for n in found if n not in wanted]
    for number, line in wanted.items():
        seen = found.get(number, [])
        if not seen:
            problems.append(f"{number} is registered but not announced; expected {line}")
        elif seen != [line]:
            problems.append(f"{number} is announced as {' and '.join(seen)}; expected {line}")
    return problems
