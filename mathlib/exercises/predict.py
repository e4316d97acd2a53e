"""Predict first, then compute, then reveal: the two functions that a notebook calls."""

from __future__ import annotations

import difflib
import re
from typing import Any

from mathlib._validate import CourseError
from mathlib.exercises import registry
from mathlib.exercises.api import progress_store
from mathlib.exercises.display import Panel
from mathlib.exercises.prediction import Prediction
from mathlib.exercises.store import Record, Store

OPEN, HIT, MISS = "predicted", "as predicted", "not as predicted"


class UnknownPredictionError(CourseError):
    """No prediction has this number; a notebook shows the one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def find(number: str) -> tuple[str, Prediction]:
    """Return a prediction by its number ("01.2", its place among the chapter's predictions).

    Returns
    -------
    (number, prediction), the number written with two digits for the chapter

    Raises
    ------
    UnknownPredictionError
        There is none.
    """
    wanted = str(number).strip()
    numbered = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", wanted)
    if not numbered:
        raise UnknownPredictionError(
            f'A prediction is called by its number, such as "01.2"; "{wanted}" is none.'
        )
    chapter, place = numbered[1].zfill(2), int(numbered[2])
    found = registry.predictions(chapter)
    if not 1 <= place <= len(found):
        there = f"01.1 to 01.{len(found)}".replace("01.", f"{chapter}.") if found else "none"
        raise UnknownPredictionError(
            f'There is no prediction "{wanted}"; chapter {chapter} has {there}.'
        )
    return f"{chapter}.{place}", found[place - 1]


def predict(number: str, option: Any = ..., *, store: Store | None = None) -> Panel:
    """Commit to an answer before the computation; it is never scored.

    A prediction may be changed until `reveal` has shown the measurement. From then on it stays,
    also when the notebook is run again from the top.

    Parameters
    ----------
    number : str
        The prediction, such as "01.2".
    option : str
        One of the options. Without it, or with the `...` of the learner's copy, the options are
        listed and nothing is kept. Capital letters and spaces do not matter.
    store : Store, optional
        Where it is kept; by default the progress of the current folder.

    Raises
    ------
    UnknownPredictionError
        There is no such prediction.
    """
    number, prediction = find(number)
    head = f"Prediction {number}"
    if option is None or option is ...:
        return Panel(f"{head} · open", (prediction.question, _choice(prediction)), "○", "open")
    chosen, nearest = _read(prediction, option)
    if chosen is None:
        meant = f' Did you mean "{nearest}"?' if nearest else ""
        text = f'"{option}" is not among the options.{meant} Nothing is noted yet.'
        return Panel(f"{head} · open", (text, _choice(prediction)), "○", "open")
    store = store or progress_store()
    record = store.update(_slot(prediction), lambda kept: _note(kept, chosen))
    notes = tuple(store.notices)
    if record.choice != chosen:
        text = f'It was revealed already, so your first prediction stands: "{record.choice}".'
        return Panel(head, (text, *notes), "○", "open")
    text = f'Noted: "{chosen}". Now let the numbers speak; `reveal("{number}")` compares.'
    return Panel(head, (text, *notes), "○", "open")


def reveal(number: str, *, store: Store | None = None) -> Panel:
    """Show your prediction, the measured value, and why it comes out like this.

    Parameters
    ----------
    number : str
        The prediction, such as "01.2".
    store : Store, optional
        Where predictions are kept; by default the progress of the current folder.

    Raises
    ------
    UnknownPredictionError
        There is no such prediction.
    """
    number, prediction = find(number)
    store = store or progress_store()
    value, true = prediction.outcome()
    measured = f"Measured: {prediction.shown.format(value=value)}"
    record = store.read().get(_slot(prediction), Record())
    if not record.choice:
        yours = f'No prediction. The numbers say: "{true}".'
        return Panel(f"Prediction {number}", (yours, measured, prediction.why), "○", "open")
    if record.status == OPEN:
        record = store.update(_slot(prediction), lambda kept: _settle(kept, true))
    if record.choice == true:
        yours, sign = f'Yours: "{record.choice}". So it is.', "✓"
    else:
        yours, sign = f'Yours: "{record.choice}". The numbers say: "{true}".', "○"
    shown = (yours, measured, prediction.why, *store.notices)
    return Panel(f"Prediction {number}", shown, sign, "right" if sign == "✓" else "open")


def _slot(prediction: Prediction) -> str:
    """Return the key of the record; the colon keeps it apart from every exercise's slug."""
    return f"prediction:{prediction.slug}"


def _note(record: Record, option: str) -> None:
    if record.status in ("", OPEN):
        record.choice, record.status = option, OPEN


def _settle(record: Record, true: str) -> None:
    """Close a prediction; a miss is kept as a mistake, from which recall items are chosen."""
    record.status = HIT if record.choice == true else MISS
    if record.status == MISS:
        record.mistakes[record.choice] = record.mistakes.get(record.choice, 0) + 1


def _choice(prediction: Prediction) -> str:
    return "Choose one of: " + " · ".join(f'"{option}"' for option in prediction.options) + "."


def _read(prediction: Prediction, option: Any) -> tuple[str | None, str]:
    """Return the option that was meant, or None and the nearest one ("" when none is near)."""
    plain = {_plain(name): name for name in prediction.options}
    given = _plain(str(option))
    if given in plain:
        return plain[given], ""
    near = difflib.get_close_matches(given, plain, n=1, cutoff=0.6)
    return None, plain[near[0]] if near else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
