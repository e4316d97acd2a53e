"""The case file: the broken lines that the learner has found so far."""

from __future__ import annotations

from mathlib.exercises import registry
from mathlib.exercises.api import progress_store
from mathlib.exercises.chapters import PUBLISHED
from mathlib.exercises.display import Panel
from mathlib.exercises.find_line import FOUND, slot
from mathlib.exercises.hunt import Hunt, evidence
from mathlib.exercises.store import Record, Store


def case_file(*, store: Store | None = None) -> Panel:
    """Show the broken lines found so far: where, what is printed, what is right, evidence.

    An empty file says the same however many chapters there are, so that no chapter's stored output
    depends on the others.

    Parameters
    ----------
    store : Store, optional
        Where guesses are kept; by default the progress of the current folder.
    """
    store = store or progress_store()
    records = store.read()
    hunts = [
        hunt
        for chapter in registry.chapter_names()
        for hunt in registry.hunts(chapter)
        if chapter in PUBLISHED or _is_closed(hunt, records)
    ]
    closed = [(hunt, records[slot(hunt)]) for hunt in hunts if _is_closed(hunt, records)]
    alone = sum(record.status == FOUND for _, record in closed)
    if not closed:
        text = f'`find_line("{hunts[0].tag}")` opens the first hunt.'
        return Panel("Case file · no evidence yet", (text,))
    head = (
        f"Case file · {len(closed)} of {len(hunts)} broken lines, {alone} found at the first guess"
    )
    rows: list[tuple[str, ...]] = [("tag", "where", "printed", "right", "evidence", "you")]
    rows += [_row(hunt, record) for hunt, record in closed]
    return Panel(head, ("We blame the printed line, never its author.",), table=tuple(rows))


def _is_closed(hunt: Hunt, records: dict[str, Record]) -> bool:
    return slot(hunt) in records and bool(records[slot(hunt)].choice)


def _row(hunt: Hunt, record: Record) -> tuple[str, ...]:
    found = hunt.first_broken()
    numbers = "words only" if found is None else evidence(hunt, *found[1:]).removesuffix(".")
    you = "✓ first guess" if record.status == FOUND else f"○ guessed line {record.choice}"
    where = f"{hunt.source}, {hunt.place}, line {hunt.broken}"
    return (hunt.tag, where, hunt.printed, hunt.right, numbers, you)
