"""What a recall item is: a short question on an earlier chapter, and the number that decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Holds = Callable[[float], bool]

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True, kw_only=True)
class RecallItem:
    """A question that comes back when a later chapter begins. It is never scored.

    Parameters
    ----------
    slug : str
        What progress keeps; it never changes.
    question : str
        One or two lines. It is a variant of what was seen, not the same numbers again.
    measure : callable
        Computes the number that decides, the same one on every machine up to rounding.
    shown : str
        The measurement in words, with ``{value}`` formatted to the digits that are certain.
    why : str
        Why it comes out like this; TeX is not used, because the text is also shown plain.
    about : tuple of str
        What it belongs to: exercises by slug ("central-quotient"), predictions
        ("prediction:best-step-in-a-valley"), hunts ("hunt:E08"). Who missed one of them is asked.
    options : mapping of str to callable
        The answers to choose from, each with the condition on the measured number under which it
        is the right one; exactly one holds. Without options, the number itself is asked.
    tolerance : float
        Largest relative distance of a number that counts as right.

    Raises
    ------
    ValueError
        The slug is not made of lower-case words, there is one option only, `shown` does not show
        the number, or the item belongs to nothing.
    """

    slug: str
    question: str
    measure: Callable[[], float]
    shown: str
    why: str
    about: tuple[str, ...]
    options: Mapping[str, Holds] = field(default_factory=dict)
    tolerance: float = 0.01

    def __post_init__(self) -> None:
        """Refuse a record that could not be asked."""
        if not re.fullmatch(_SLUG, self.slug):
            raise ValueError(f"slug {self.slug!r}: expected lower-case words joined by hyphens.")
        if len(self.options) == 1:
            raise ValueError(f"{self.slug}: expected two options or more, or none for a number.")
        if "{value" not in self.shown:
            raise ValueError(f"{self.slug}: expected {{value}} in what is shown.")
        if not self.about:
            raise ValueError(f"{self.slug}: expected what it belongs to.")
        for name in self.about:
            if not re.fullmatch(rf"(prediction:)?{_SLUG}|hunt:E\d\d", name):
                raise ValueError(
                    f"{self.slug}: {name!r} is no exercise, prediction:… or hunt:E… it belongs to."
                )

    def outcome(self) -> tuple[float, str]:
        """Measure, and return the number with the right answer in words.

        Raises
        ------
        ValueError
            The number is not finite, no option holds, or more than one.
        """
        value = float(self.measure())
        if not np.isfinite(value):
            raise ValueError(f"{self.slug}: the measurement is {value!r}; expected a number.")
        if not self.options:
            return value, f"{value:.4g}".replace("-", "−")
        true = [option for option, holds in self.options.items() if holds(value)]
        if len(true) != 1:
            raise ValueError(f"{self.slug}: {len(true)} options hold at {value!r}; expected one.")
        return value, true[0]

    def read(self, answer: Any) -> str | float | None:
        """Return the option or the number that was meant, None when it is neither.

        An option may be written in capital letters, or called by its letter, "a" for the first.
        """
        if self.options:
            given = " ".join(str(answer).casefold().split())
            by_letter = dict(zip("abcdefgh", self.options))
            by_name = {name.casefold(): name for name in self.options}
            return by_name.get(given) or by_letter.get(given)
        if isinstance(answer, bool):
            return None
        try:
            number = float(str(answer).strip().replace("−", "-").replace(",", "."))
        except ValueError:
            return None
        return number if np.isfinite(number) else None

    def is_right(self, answer: str | float) -> bool:
        """Say whether what `read` returned is the measured answer."""
        value, true = self.outcome()
        if isinstance(answer, str):
            return answer == true
        return abs(answer - value) <= self.tolerance * max(abs(value), 1e-9)
