"""A size that was typed as a number, so that it is right at some inputs only."""

from __future__ import annotations

from collections.abc import Iterator

from mathlib.exercises.causes.relation import all_equal, dimension, quantities_of, ratios_of
from mathlib.exercises.causes.view import Finding, View, how_many

LARGEST = 1000  # a typed size is a small whole number


def typed_number(view: View) -> Finding | None:
    """The factor is B/5 or 5/B at every input: 5 stands where the size B belongs."""
    found = ratios_of(view)
    if found is None or dimension(view) is not None:
        return None
    for letters, values, number in _typed(view, found):
        right = [v for v in values if v == number]
        first = (
            f"Yours is right where {letters} = {number} only, {how_many(len(right), len(values))}."
            if right
            else f"Yours is right at none of {len(values)} inputs."
        )
        measured = ", ".join(f"{r:.3f}".replace("-", "−") for r in found)
        return Finding(
            "typed number",
            f"{first} It is {measured} × the right {view.noun}, where {letters} is "
            f"{', '.join(f'{v:g}' for v in values)}.",
            f"That is what happens when {number} is typed where {letters} belongs.",
            f"Take {letters} from the shape of an input, so that every size works.",
        )
    return None


def _typed(view: View, found: list[float]) -> Iterator[tuple[str, list[float], int]]:
    """Yield (letters, their values, the number) for each size that a number could stand for."""
    for quantity in quantities_of(view):
        if not quantity.is_size or len(set(quantity.values)) < 2:
            continue
        products = [r * v for r, v in zip(found, quantity.values)]
        quotients = [v / r for r, v in zip(found, quantity.values)]
        for numbers in (products, quotients):
            number = round(numbers[0])
            if all_equal(numbers, [float(number)] * len(numbers)) and 1 < number <= LARGEST:
                yield quantity.letters, quantity.values, number
