"""What a prediction is: a question with named options, and the number that decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Holds = Callable[[float], bool]


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A question that is answered before the computation, and never scored.

    Predictions are counted apart from exercises: "01.2" is the second entry of the chapter's
    `PREDICTIONS`, whatever stands in its `EXERCISES`, so that inserting one kind renumbers none of
    the other. Which of the two is meant follows from the function: `predict("01.2", …)` and
    `reveal("01.2")` speak of predictions, `check`, `hint` and `derive` of exercises. A chapter
    announces an exercise by its number and a prediction only by its question.

    Parameters
    ----------
    slug : str
        What progress keeps; it never changes.
    question : str
        One sentence, which `predict("01.2")` repeats.
    options : mapping of str to callable
        The answers to choose from, each with the condition on the measured number under which it
        is the right one. Exactly one of them holds.
    measure : callable
        Computes the number, the same one on every machine up to rounding.
    shown : str
        The measurement in words, with ``{value}`` formatted to the digits that are certain.
    why : str
        Why it comes out like this; TeX is not used, because the text is also shown plain.

    Raises
    ------
    ValueError
        The slug is not made of lower-case words, there are fewer than two options, or `shown` does
        not show the number.
    """

    slug: str
    question: str
    options: Mapping[str, Holds]
    measure: Callable[[], float]
    shown: str
    why: str

    def __post_init__(self) -> None:
        """Refuse a record that could not be asked."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.slug):
            raise ValueError(f"slug {self.slug!r}: expected lower-case words joined by hyphens.")
        if len(self.options) < 2:
            raise ValueError(f"{self.slug}: expected two options or more.")
        if "{value" not in self.shown:
            raise ValueError(f"{self.slug}: expected {{value}} in what is shown.")

    def outcome(self) -> tuple[float, str]:
        """Measure, and return the number with the option that it makes true.

        Raises
        ------
        ValueError
            No option holds, or more than one.
        """
        value = float(self.measure())
        true = [option for option, holds in self.options.items() if holds(value)]
        if len(true) != 1:
            raise ValueError(f"{self.slug}: {len(true)} options hold at {value!r}; expected one.")
        return value, true[0]
