"""Sizes in letters: what `n×k` is, and the message when two shapes do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class ShapeError(ValueError):
    """Two shapes that do not fit; the message names both in letters.

    A notebook shows the one sentence, without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True, order=True)
class Size:
    """A side of a matrix: a whole number times letters, such as 1, n or mn.

    Parameters
    ----------
    number : int
        The whole-number factor, at least 1.
    letters : tuple of str
        Sorted; a letter may repeat (vec of an n×n matrix has n·n entries).
    """

    number: int = 1
    letters: tuple[str, ...] = ()

    def __mul__(self, other: Size) -> Size:
        letters = tuple(sorted(self.letters + other.letters))
        return Size(self.number * other.number, letters)

    def __str__(self) -> str:
        joint = "" if all(len(letter) == 1 for letter in self.letters) else "·"
        letters = joint.join(self.letters)
        if self.number == 1 and letters:
            return letters
        return f"{self.number}{letters}"

    def value(self, letters: Mapping[str, int]) -> int:
        """Return the size as a number.

        Raises
        ------
        ValueError
            A letter has no value in `letters`.
        """
        product = self.number
        for letter in self.letters:
            if letter not in letters:
                raise ValueError(
                    f"no number for the size {letter}: no symbol with a value has this side. "
                    f"Pass sizes={{'{letter}': …}}."
                )
            product *= letters[letter]
        return product


Shape = tuple[Size, Size]
ONE = Size()
SCALAR: Shape = (ONE, ONE)


def as_size(value: str | int | Size) -> Size:
    """Read a size that a person typed: a letter such as 'n', or a positive whole number.

    Raises
    ------
    TypeError
        `value` is neither a string nor a whole number.
    ValueError
        The string is no identifier, or the number is below 1.
    """
    if isinstance(value, Size):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a size is a letter such as 'n' or a positive whole number; got {value!r}")
    if isinstance(value, str):
        if not value.isidentifier():
            raise ValueError(f"a size is a letter such as 'n', or n1; got {value!r}")
        return Size(1, (value,))
    if value < 1:
        raise ValueError(f"a size is at least 1; got {value}")
    return Size(value)


def shape_text(shape: Shape) -> str:
    """Return the shape as people write it, `n×k`."""
    return f"{shape[0]}×{shape[1]}"
