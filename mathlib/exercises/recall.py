"""Recall what earlier chapters taught: three short questions when a chapter begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mathlib._validate import CourseError
from mathlib.exercises.api import progress_store
from mathlib.exercises.display import Panel
from mathlib.exercises.recall_choice import COUNT, FORGOTTEN, RECALLED, choose, in_turn, slot
from mathlib.exercises.recall_item import RecallItem
from mathlib.exercises.store import Record, Store

LETTERS = "abcdefgh"


class RecallError(CourseError):
    """A call that cannot be read; a notebook shows the one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True, repr=False)
class Recall:
    """The questions at the beginning of a chapter, each with its answer or open."""

    panels: tuple[Panel, ...]

    def __repr__(self) -> str:
        """Return the plain text; it never tells an answer that was not tried."""
        return "\n\n".join(repr(panel) for panel in self.panels)

    def _repr_html_(self) -> str:
        return "".join(panel._repr_html_() for panel in self.panels)


def recall(chapter: str, *answers: Any, store: Store | None = None) -> Recall:
    """Ask three questions on earlier chapters, first about what this learner missed.

    The three stay the same for a chapter once they were shown. The first answer to each is kept,
    and further ones are judged all the same; nothing is scored.

    Parameters
    ----------
    chapter : str
        The chapter that begins, such as "02".
    *answers
        To the questions in order: an option, its letter, or a number; `...` leaves one open.
    store : Store, optional
        Where they are kept; by default the progress of the current folder.

    Returns
    -------
    Recall

    Raises
    ------
    RecallError
        There is nothing to recall before this chapter, or there are more answers than questions.

    Examples
    --------
    >>> recall("01", "a", ..., 8)  # doctest: +SKIP
    """
    chapter = str(chapter).strip().zfill(2)
    if not chapter.isdecimal() or not in_turn(chapter):
        raise RecallError(f'Nothing comes before chapter "{chapter}" that could be recalled.')
    store = store or progress_store()
    items = _kept_or_chosen(chapter, store)
    if len(answers) > len(items):
        raise RecallError(f"There are {len(items)} questions; got {len(answers)} answers.")
    given = [*answers, *[...] * (len(items) - len(answers))]
    panels = [
        _panel(chapter, place, item, answer, store)
        for place, (item, answer) in enumerate(zip(items, given), start=1)
    ]
    if store.notices:
        panels.append(Panel("Your progress", tuple(store.notices)))
    return Recall(tuple(panels))


def _kept_or_chosen(chapter: str, store: Store) -> tuple[RecallItem, ...]:
    """Return the three that were shown before, or choose them now and keep the choice."""
    records: Mapping[str, Record] = store.read()
    known = {item.slug: item for item in in_turn(chapter)}
    kept = records.get(f"recall-of:{chapter}", Record()).choice.split()
    items = [known[slug] for slug in kept if slug in known]
    if len(items) == min(COUNT, len(known)):
        return tuple(items)
    chosen = choose(chapter, records)

    def keep(record: Record) -> None:
        record.choice = " ".join(item.slug for item in chosen)

    store.update(f"recall-of:{chapter}", keep)
    return chosen


def _panel(chapter: str, place: int, item: RecallItem, answer: Any, store: Store) -> Panel:
    head = f"Recall {place}"
    value, true = item.outcome()
    measured = f"Measured: {item.shown.format(value=value)}"
    if answer is ... or answer is None:
        hidden = f"{true[:1].upper()}{true[1:]}. {measured} {item.why}"
        return Panel(f"{head} · open", (item.question, *_choice(item)), "○", "open", hidden=hidden)
    meant = item.read(answer)
    if meant is None:
        text = f'"{answer}" is {"none of the options" if item.options else "no number"}.'
        return Panel(f"{head} · open", (item.question, text, *_choice(item)), "○", "open")
    right = item.is_right(meant)
    said = meant if isinstance(meant, str) else f"{meant:g}".replace("-", "−")
    store.update(slot(item), lambda record: _note(record, said, right, chapter))
    if right:
        yours, sign = f'Yours: "{said}". So it is.', "✓"
    else:
        yours, sign = f'Yours: "{said}". The numbers say: "{true}".', "○"
    shown = (item.question, yours, measured, item.why)
    return Panel(head, shown, sign, "right" if right else "open")


def _note(record: Record, said: str, right: bool, chapter: str) -> None:
    """Keep the first answer of each chapter; a miss is asked again in a later one."""
    if chapter in record.tries:
        return
    record.tries.append(chapter)
    record.choice, record.status = said, RECALLED if right else FORGOTTEN
    if not right:
        record.mistakes[said] = record.mistakes.get(said, 0) + 1


def _choice(item: RecallItem) -> Sequence[str]:
    if not item.options:
        return ("Type a number.",)
    named = (f'{letter} "{name}"' for letter, name in zip(LETTERS, item.options))
    return (f"Choose one: {' · '.join(named)}.",)
