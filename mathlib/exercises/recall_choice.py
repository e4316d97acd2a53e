"""Which three recall items a chapter begins with."""

from __future__ import annotations

from collections.abc import Mapping

from mathlib.exercises import registry
from mathlib.exercises.find_line import SHOWN
from mathlib.exercises.predict import MISS
from mathlib.exercises.recall_item import RecallItem
from mathlib.exercises.store import Record

COUNT = 3
RECALLED, FORGOTTEN = "recalled", "not recalled"


def slot(item: RecallItem) -> str:
    """Return the key of an item's record; the colon keeps it apart from every exercise's slug."""
    return f"recall:{item.slug}"


def in_turn(chapter: str) -> list[RecallItem]:
    """Return the items of all earlier chapters, in the order of one who missed nothing.

    The chapters take turns, the nearest first. A chapter's own successor may ask three of its
    items, so the ones after that begin behind these, each at another item.
    """
    earlier = [c for c in registry.chapter_names() if c < chapter and registry.recall_items(c)]
    rows = []
    for name in reversed(earlier):
        items = registry.recall_items(name)
        between = int(chapter) - int(name) - 1
        first = (COUNT + between - 1) % len(items) if between else 0
        rows.append([*items[first:], *items[:first]])
    longest = max((len(row) for row in rows), default=0)
    return [row[place] for place in range(longest) for row in rows if place < len(row)]


def choose(chapter: str, records: Mapping[str, Record]) -> tuple[RecallItem, ...]:
    """Return at most three items: first what was missed, last what was recalled already.

    Parameters
    ----------
    chapter : str
        The chapter that begins, such as "02"; only earlier chapters are asked about.
    records : mapping
        The learner's progress.
    """
    return tuple(sorted(in_turn(chapter), key=lambda item: _rank(item, records))[:COUNT])


def _rank(item: RecallItem, records: Mapping[str, Record]) -> int:
    """0: missed, here or where it was first met; 1: not missed, not asked; 2: recalled."""
    status = records.get(slot(item), Record()).status
    if status == RECALLED:
        return 2
    if status == FORGOTTEN:
        return 0
    return 0 if any(_was_missed(records.get(name, Record())) for name in item.about) else 1


def _was_missed(record: Record) -> bool:
    """Whether an exercise was wrong once, or a prediction or a guess in a hunt was."""
    return bool(record.mistakes) or record.status in ("wrong", MISS, SHOWN)
