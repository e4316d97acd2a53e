"""What a cause looks at, and what it may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mathlib.exercises.compare import Array, precision, relative_error
from mathlib.exercises.exercise import Exercise, Inputs


@dataclass(frozen=True)
class Finding:
    """A cause that fits, with its evidence.

    Attributes
    ----------
    cause : short name; progress keeps it for later recall items
    evidence : what was measured, a whole sentence
    says : what was done, a whole sentence
    look : where to look next, a whole sentence
    """

    cause: str
    evidence: str
    says: str
    look: str


@dataclass(frozen=True)
class Sample:
    """One input with the right array and the learner's."""

    inputs: Inputs
    sizes: dict[str, int]
    expected: Array
    got: Array
    right: bool


Predict = Callable[[Sample], Array | None]


@dataclass(frozen=True)
class View:
    """All samples of one returned array.

    Attributes
    ----------
    layout : axis letters of the array
    noun : what the array is called
    part : its place among the returned arrays
    """

    exercise: Exercise
    samples: tuple[Sample, ...]
    layout: str
    noun: str
    part: int = 0

    @property
    def same_shape(self) -> bool:
        """Whether every array has the right shape."""
        return all(s.got.shape == s.expected.shape for s in self.samples)

    @property
    def single(self) -> bool:
        """Whether the answer declares float32."""
        return any(s.got.dtype == np.float32 for s in self.samples)

    def near(self, got: Array, predicted: Array) -> bool:
        """Say whether two arrays agree as far as the answer's dtype can tell."""
        allowed = max(10 * precision(got, self.exercise.tolerance), 1e-9)
        return relative_error(got, predicted) <= allowed

    def fits(self, predict: Predict) -> bool:
        """Say whether `predict` gives the learner's array at every input.

        A prediction that equals the right array everywhere explains nothing: a symmetric result
        is its own transpose.
        """
        telling = False
        for sample in self.samples:
            predicted = predict(sample)
            if predicted is None or not self.near(sample.got, predicted):
                return False
            telling = telling or not self.near(predicted, sample.expected)
        return telling

    @property
    def where(self) -> str:
        """How many of the inputs fail, such as "at all 5 inputs"."""
        return how_many(sum(not s.right for s in self.samples), len(self.samples))

    def layout_words(self) -> str:
        """Write the layout of the result, such as "(m, n), like X"."""
        letters = f"({', '.join(self.layout)})"
        twins = [n for n, axes in self.exercise.layout.items() if axes == self.layout and axes]
        return f"{letters}, like {twins[0]}" if twins else letters

    def spell(self, shape: tuple[int, ...]) -> str:
        """Write a shape; a number has none."""
        return f"shape {shape}" if shape else "no axes (one number)"


def how_many(part: int, whole: int) -> str:
    """Write "at all 5 inputs" or "at 2 of 5 inputs"."""
    if whole == 1:
        return "at the one input that was tried"
    return f"at all {whole} inputs" if part == whole else f"at {part} of {whole} inputs"


def power_of_ten(error: float) -> str:
    """Write an error by its order of magnitude only, so that machines agree on the text."""
    return "0" if error == 0 else f"1e{round(float(np.log10(error))):d}"
