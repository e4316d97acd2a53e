"""What `check` answers: one of four verdicts, and the message that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mathlib.exercises.causes.view import Finding
from mathlib.exercises.display import Panel, Tone
from mathlib.exercises.methods import AUTODIFF, LIBRARY, NUMERICAL

Status = Literal["not attempted yet", "wrong", "right", "right values, method not shown"]
Cause = str | tuple[str, ...] | None

_SIGNS: dict[Status, tuple[str, Tone]] = {
    "not attempted yet": ("○", "open"),
    "wrong": ("✗", "wrong"),
    "right": ("✓", "right"),
    "right values, method not shown": ("◐", "partly"),
}


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer of `check`.

    Attributes
    ----------
    number : "00.3"
    status : "not attempted yet", "wrong", "right" or "right values, method not shown"
    paragraphs : the message, the evidence first; it never holds the right values
    cause : name of the cause; a tuple when several fit; None when none is known or none is needed
    """

    number: str
    status: Status
    paragraphs: tuple[str, ...]
    cause: Cause = None

    @property
    def message(self) -> str:
        """The paragraphs as one text."""
        return "\n".join(self.paragraphs)

    @property
    def panel(self) -> Panel:
        """The message as it is shown."""
        sign, tone = _SIGNS[self.status]
        return Panel(f"{self.number} · {self.status}", self.paragraphs, sign, tone)

    def __repr__(self) -> str:
        """Return the plain text."""
        return repr(self.panel)

    def _repr_html_(self) -> str:
        return self.panel._repr_html_()


def wrong(
    number: str, findings: tuple[Finding, ...], notes: tuple[str, ...] = (), case: bool = True
) -> Verdict:
    """Return the verdict on a wrong answer: evidence, cause or causes, where to look.

    `case` says whether a small input would help: not where nothing was computed.
    """
    first = findings[0]
    if len(findings) == 1:
        causes: tuple[str, ...] = (first.says, f"Where to look: {first.look}")
        cause: Cause = first.cause or None
    else:
        cause = tuple(f.cause for f in findings)
        causes = ("One of these explains it; the inputs cannot tell them apart.",)
        causes += tuple(f"{i}. {f.says} {f.look}" for i, f in enumerate(findings, start=1))
    onwards = (f'`case("{number}")` gives you a small input that fails.',) if case else ()
    return Verdict(number, "wrong", (first.evidence, *causes, *onwards, *notes), cause)


def right(number: str, cases: int, slope: str, notes: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict on a right answer."""
    text = f"Right at all {cases} random inputs{slope}."
    return Verdict(number, "right", (text, *notes))


def blank(number: str, unfinished: bool, notes: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict on a stub; `unfinished` when there are lines, and `...` comes back."""
    text = (
        "Your function has lines of its own and still returns `...`: put your result in its place."
        if unfinished
        else "Replace the `...` by your lines and run both cells. "
        f'`hint("{number}")` gives a nudge.'
    )
    return Verdict(number, "not attempted yet", (text, *notes))


_METHODS = {
    AUTODIFF: "They came from automatic differentiation ({name}).",
    NUMERICAL: "They came from a numerical derivative ({name}).",
    LIBRARY: "They came from the course's {name}.",
}


def method_not_shown(
    number: str, path: str, name: str, cases: int, notes: tuple[str, ...] = ()
) -> Verdict:
    """Return the verdict on right values that came by another path than the learner's own."""
    text = f"The values are right at all {cases} random inputs. {_METHODS[path].format(name=name)}"
    onwards = (
        "That is a fine way to check yourself; here the formula is the point. "
        "Write it with your own lines and check again."
    )
    return Verdict(number, "right values, method not shown", (text, onwards, *notes))
