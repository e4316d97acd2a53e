"""Causes that show in the size of the error, or only at special inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.causes.view import Finding, Sample, View, how_many, power_of_ten
from mathlib.exercises.compare import relative_error

LOST = 1e-4  # a larger error is a wrong formula, not a lost digit
GAP = 1e-8  # eigenvalues closer than this, relative to the largest, count as repeated


def not_finite(view: View) -> Finding | None:
    """NaN or infinity."""
    bad = [s for s in view.samples if not np.isfinite(s.got).all()]
    if not bad:
        return None
    first = bad[0]
    index = tuple(int(i) for i in np.argwhere(~np.isfinite(first.got))[0])
    what = "NaN" if np.isnan(first.got[index]) else "infinity"
    place = f"at index {index}" if index else "as its value"
    return Finding(
        "not finite",
        f"Yours holds {what} {place}; so it is {how_many(len(bad), len(view.samples))}.",
        "Something was divided by zero, overflowed, or left the domain of log or sqrt.",
        "In front of the line where it starts, print what it divides by, what stands under a root "
        "or in a logarithm, and the largest exponent.",
    )


def whole_numbers(view: View) -> Finding | None:
    """The digits after the point are cut off."""
    if not all(s.got.dtype.kind in "iub" for s in view.samples):
        return None
    for cut in (np.trunc, np.round, np.floor):
        if all(
            s.got.shape == s.expected.shape and np.array_equal(s.got, cut(s.expected))
            for s in view.samples
        ):
            return Finding(
                "cut to whole numbers",
                f"Yours has dtype {view.samples[0].got.dtype}, and each entry is the right one "
                "without the digits after the point.",
                "An integer array was filled with numbers that are not whole.",
                "Make the array with dtype float: np.zeros(shape), not zeros_like of integers.",
            )
    return None


def loses_precision(view: View) -> Finding | None:
    """Right to a few digits only, although the answer is given in float64."""
    errors = [relative_error(s.got, s.expected) for s in view.samples]
    half = view.samples[0].got.dtype == np.float16
    if view.single or max(errors) > (1e-2 if half else LOST):
        return None
    size = power_of_ten(max(errors))
    return Finding(
        "loses precision",
        f"Yours is right to about {size} relative to the largest entry, {view.where}; "
        f"the formula reaches {power_of_ten(max(view.exercise.tolerance, 1e-16))} or better.",
        "Somewhere digits are lost: float32 (or float16) inside, a rounded constant, a small "
        "number added to be safe, a difference quotient, an approximation, or a difference of "
        "nearly equal numbers.",
        "Look for a dtype, a typed constant such as 3.14, and an `eps`.",
    )


def repeated_eigenvalues(view: View) -> Finding | None:
    """Right wherever the eigenvalues differ, wrong where two of them meet."""
    repeated = [_has_repeated(s) for s in view.samples]
    wrong = [not s.right for s in view.samples]
    if not any(wrong) or all(repeated) or any(w and not r for w, r in zip(wrong, repeated)):
        return None
    ties, failed = repeated.count(True), wrong.count(True)
    where = "the" if failed == ties else f"{failed} of the"
    return Finding(
        "wrong only at repeated eigenvalues",
        f"Yours is right at the {repeated.count(False)} inputs with distinct eigenvalues and wrong "
        f"at {where} {ties} where two eigenvalues are equal.",
        "A quotient (f(λ_i) − f(λ_j)) / (λ_i − λ_j) becomes 0/0 there, or one rounding error over "
        "another.",
        "As λ_i and λ_j meet, that quotient has a limit. Which one?",
    )


def _has_repeated(sample: Sample) -> bool:
    return any(_repeats(value) for value in sample.inputs)


def _repeats(value: Any) -> bool:
    if not isinstance(value, np.ndarray) or value.ndim != 2 or value.shape[0] < 2:
        return False
    if value.shape[0] != value.shape[1] or not np.allclose(value, value.T, atol=1e-12):
        return False
    eigenvalues = np.linalg.eigvalsh(value)
    return bool(np.diff(eigenvalues).min() <= GAP * max(float(np.abs(eigenvalues).max()), 1e-300))


def only_some_entries(view: View) -> Finding | None:
    """All wrong entries lie in one place: a row, a column, the diagonal, a triangle."""
    if not view.same_shape or view.samples[0].expected.ndim not in (1, 2):
        return None
    masks = []
    for sample in view.samples:
        scale = float(np.abs(sample.expected).max()) or 1.0
        masks.append(np.abs(sample.got - sample.expected) > 1e-9 * scale)
    for words, inside in _places(view.layout):
        try:
            regions = [inside(m.shape) for m in masks]
        except IndexError:
            continue
        touched = [bool(m.any()) for m in masks]
        confined = all(not (m & ~r).any() for m, r in zip(masks, regions))
        smaller = any((~r).any() for r, t in zip(regions, touched) if t)
        if confined and smaller and any(touched):
            says = (
                "A boundary is treated like the rest, or a range ends one entry too early or late."
            )
            look = "Write down what the first and the last step of your loop or slice touch."
            if "diagonal" in words:
                says = "Entries on the diagonal and beside it are not made by one rule."
                look = "Find the line that makes these entries, and each factor in it."
            return Finding(
                f"wrong only {words}",
                f"Wrong {view.where}, and only {words}; every other entry is right.",
                says,
                look,
            )
    return None


def _places(layout: str) -> list[tuple[str, Any]]:
    def at(*index: Any) -> Any:
        def region(shape: tuple[int, ...]) -> Any:
            mask = np.zeros(shape, dtype=bool)
            mask[index] = True
            return mask

        return region

    if len(layout) == 1:
        return [("in the first entry", at(0)), ("in the last entry", at(-1))]
    every = slice(None)
    return [
        ("in the first row", at(0)),
        ("in the last row", at(-1)),
        ("in the first column", at(every, 0)),
        ("in the last column", at(every, -1)),
        ("on the diagonal", lambda shape: np.eye(*shape) == 1),
        ("off the diagonal", lambda shape: np.eye(*shape) == 0),
        ("above the diagonal", lambda shape: np.triu(np.ones(shape, dtype=bool), 1)),
        ("below the diagonal", lambda shape: np.tril(np.ones(shape, dtype=bool), -1)),
    ]
