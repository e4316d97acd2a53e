"""What an exercise is: one frozen record that says how to ask, check, diagnose and explain."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import CodeType
from typing import Any, Literal

import numpy as np

from mathlib.exercises.source import paste_source, source_of

Answer = Callable[..., Any]
Inputs = tuple[Any, ...]
Cases = Callable[[np.random.Generator], Sequence[Inputs]]

STARS = {1: "●○○", 2: "●●○", 3: "●●●"}


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners are known to give.

    Parameters
    ----------
    answer : callable
        The mistake itself, called like the reference.
    says : str
        What was done, in one sentence that blames the line and not the person.
    look : str
        Where to look next, in one sentence.
    """

    answer: Answer
    says: str
    look: str


FORMULA = "<formula>"  # the file name that a traceback shows for a function handed out


@cache
def _compiled(text: str) -> CodeType:
    return compile(text, FORMULA, "eval")


@dataclass(frozen=True)
class Formula:
    """A function of one matrix that is handed to an answer and can be shown as code.

    Parameters
    ----------
    text : str
        The body of a function of X that uses only `X` and `np`, such as ``"np.sum(X**3)"``.
    """

    text: str

    @property
    def code(self) -> str:
        """The function as code that a learner can paste."""
        return f"lambda X: {self.text}"

    def __call__(self, X: Any) -> Any:
        """Evaluate the formula at X."""
        # The text comes from the exercise's author, never from a learner.
        return eval(_compiled(self.text), {"np": np, "X": X})


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise of kind *implement*: write a function that returns the right arrays.

    Its number ("04.3") follows from its place in the chapter; `slug` is what progress and
    gradebooks keep, so it never changes.

    Parameters
    ----------
    slug, title : str
    difficulty : 1, 2 or 3
    minutes, points : int
    reference : callable
        A right answer. Its parameter names are the names that messages use, and its source is
        what `solution` shows.
    layout : mapping of parameter name to axis letters
        ``{"a": "m", "X": "mn"}``; a number has ``""``, a function is left out.
    result : str, or tuple of str when the answer returns several arrays
        Axis letters of the result.
    cases : callable of a generator
        Random inputs of several shapes: no two dimensions equal, nothing symmetric or constant.
    small : callable of a generator
        Small inputs with whole-number entries, smallest shape first; `case` hands them out.
    mistakes : mapping of name to Mistake
    hints : three str
        A nudge, the law, the first line.
    symptoms : mapping of "what the learner sees" to advice
    noun : str
        What the result is called in messages.
    tolerance : float
        Largest relative error of a right answer in float64, in the maximum norm.
    loss, variable : callable and str, optional
        The loss (called like the reference) and the parameter in which the result is its gradient;
        a Taylor test then confirms the answer without the reference.
    upstream : str, optional
        The parameter that carries the gradient from above.
    shared : callable, optional
        Adds up a dense gradient over the entries that share one parameter:
        ``shared(dense, *inputs)``.
    allows : set of {"autodiff", "numerical", "library"}
        Paths that count as the learner's own work here.
    through : callable, optional
        Makes of an answer the function that is compared, called with the same inputs; such as one
        that runs a backward pass through what the answer returns. It keeps `None` and `...`.
    seconds : float
        Time limit for one call; loading a library does not count.

    Raises
    ------
    ValueError
        A field is not usable; raised when the exercise is registered, not when it is checked.
    """

    slug: str
    title: str
    difficulty: Literal[1, 2, 3]
    minutes: int
    reference: Answer
    layout: Mapping[str, str]
    result: str | tuple[str, ...]
    cases: Cases
    small: Cases
    mistakes: Mapping[str, Mistake]
    hints: tuple[str, str, str]
    points: int = 1
    kind: Literal["implement"] = "implement"
    symptoms: Mapping[str, str] = field(default_factory=dict)
    noun: str = "gradient"
    tolerance: float = 1e-12
    loss: Answer | None = None
    variable: str | None = None
    upstream: str | None = None
    shared: Answer | None = None
    allows: frozenset[str] = frozenset()
    through: Callable[[Answer], Answer] | None = None
    seconds: float = 2.0

    def __post_init__(self) -> None:
        """Refuse a record that could not be checked or explained."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.slug):
            raise ValueError(f"slug {self.slug!r}: expected lower-case words joined by hyphens.")
        if self.difficulty not in STARS:
            raise ValueError(f"{self.slug}: difficulty {self.difficulty}; expected 1, 2 or 3.")
        if len(self.hints) != 3 or not all(self.hints):
            raise ValueError(f"{self.slug}: expected three hints: a nudge, the law, a first line.")
        unknown = set(self.layout) - set(self.parameters)
        if unknown:
            raise ValueError(f"{self.slug}: layout names {unknown}; not parameters.")
        if (self.loss is None) != (self.variable is None):
            raise ValueError(f"{self.slug}: a loss and its variable are declared together.")
        for name in (self.variable, self.upstream):
            if name is not None and name not in self.parameters:
                raise ValueError(f"{self.slug}: {name!r} is not a parameter of the reference.")
        with contextlib.suppress(OSError):  # read now: the file may change under a running kernel
            source_of(self.reference)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the reference's parameters, in order."""
        return tuple(inspect.signature(self.reference).parameters)

    @property
    def call(self) -> str:
        """How the answer is called, such as ``bilinear_grad(a, X, b)``."""
        return f"{self.reference.__name__}({', '.join(self.parameters)})"

    @property
    def declaration(self) -> str:
        """How the answer is declared, such as ``num_grad(f, X, h=1e-5)``."""
        signature = inspect.signature(self.reference)
        empty = inspect.Parameter.empty
        plain = [p.replace(annotation=empty) for p in signature.parameters.values()]
        return f"{self.reference.__name__}{inspect.Signature(plain)}".replace("e-0", "e-")

    @property
    def stars(self) -> str:
        """Difficulty as three discs."""
        return STARS[self.difficulty]

    @property
    def solution(self) -> str:
        """Source of the reference, ready to paste."""
        return paste_source(self.reference)

    @property
    def results(self) -> tuple[str, ...]:
        """Axis letters of each array that is returned."""
        return (self.result,) if isinstance(self.result, str) else self.result

    def compared(self, answer: Answer) -> Answer:
        """Return the function whose results are compared: the answer itself, or one around it."""
        return answer if self.through is None else self.through(answer)

    def sizes(self, inputs: Inputs) -> dict[str, int]:
        """Size of every axis letter at these inputs."""
        found: dict[str, int] = {}
        for name, value in zip(self.parameters, inputs):
            for letter, size in zip(self.layout.get(name, ""), np.shape(value)):
                found[letter] = size
        return found
