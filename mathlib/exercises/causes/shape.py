"""Causes that show in the shape: which axis is wrong, and in which layout it would be right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

import numpy as np

from mathlib.exercises.causes.view import Finding, Sample, View, how_many
from mathlib.exercises.compare import Array

_REDUCTIONS = ((np.sum, "summed", "added up"), (np.mean, "averaged", "averaged"))


def dense_gradient(view: View) -> Finding | None:
    """One entry for each use of a shared parameter, not yet added up."""
    shared = view.exercise.shared
    if shared is not None:

        def agrees(sample: Sample) -> bool:
            try:
                return view.near(np.asarray(shared(sample.got, *sample.inputs)), sample.expected)
            except Exception:  # a dense gradient of another shape is not this cause
                return False

        if all(agrees(s) for s in view.samples):
            return _dense(view, "added up over the entries that share one parameter")
    return None


def _dense(view: View, how: str) -> Finding:
    first = view.samples[0]
    return Finding(
        "dense gradient where entries are shared",
        f"Yours has {view.spell(first.got.shape)} where {view.spell(first.expected.shape)} is "
        f"expected; {how}, it is right at all {len(view.samples)} inputs.",
        "One parameter is used in several places, and each place has its own entry still.",
        "A parameter that is used several times collects the sum of all its contributions.",
    )


def not_reduced(view: View) -> Finding | None:
    """One sum or mean too few: the right numbers are there, with an axis left over."""
    for axes in _extra_axes(view):
        if all(s.got.shape[a] == 1 for a in axes for s in view.samples):
            continue
        for reduce, done, name in _REDUCTIONS:
            if all(view.near(reduce(s.got, axis=axes), s.expected) for s in view.samples):
                return _left_over(view, axes, done, name)
    return None


def _left_over(view: View, axes: tuple[int, ...], done: str, name: str) -> Finding:
    first = view.samples[0]
    which = f"{' and '.join(ordinal(a) for a in axes)} {'axis' if len(axes) == 1 else 'axes'}"
    return Finding(
        f"not {name} yet",
        f"Yours is {words_of(first.got.shape)} where {words_of(first.expected.shape)} is "
        f"expected; {done} over its {which}, it is right at all {len(view.samples)} inputs.",
        f"The right numbers are there; over {'this axis' if len(axes) == 1 else 'these axes'} they "
        f"are not {name} yet.",
        "Look at the `axis` of your sum or mean, or at the loop that is missing.",
    )


def reduced_too_far(view: View) -> Finding | None:
    """One sum or mean too many: an axis of the result is gone."""
    number = view.samples[0].expected.ndim
    if any(s.got.ndim >= number for s in view.samples):
        return None
    for count in range(number, 0, -1):
        for axes in combinations(range(number), count):
            for reduce, name in ((np.mean, "mean"), (np.sum, "sum")):
                if all(view.near(s.got, reduce(s.expected, axis=axes)) for s in view.samples):
                    letters = " and ".join(view.layout[a] for a in axes)
                    every = count == number and number > 1
                    over = "every axis" if every else f"the {_axis(count)} {letters}"
                    first = view.samples[0]
                    return Finding(
                        f"{name} over {over}",
                        f"Yours is {words_of(first.got.shape)} where "
                        f"{words_of(first.expected.shape)} is expected: the {name} of the right "
                        f"{view.noun} over {over}, at all {len(view.samples)} inputs.",
                        f"A {name} runs over {over}, and the {view.noun} needs "
                        f"{'them' if count > 1 else 'it'}.",
                        "Look at the `axis` of your sum or mean: without one, NumPy takes every "
                        "axis; `axis=0` keeps all but the first.",
                    )
    return None


def _axis(count: int) -> str:
    return "axis" if count == 1 else "axes"


def words_of(shape: tuple[int, ...]) -> str:
    """Write a shape for a person, such as "a matrix of shape (4, 4)"."""
    if not shape:
        return "one number"
    kind = {1: "a vector", 2: "a matrix"}.get(len(shape), "an array")
    return f"{kind} of shape {shape}"


def _extra_axes(view: View) -> Iterator[tuple[int, ...]]:
    """Yield the sets of axes that would have to go, when there is at least one too many."""
    extra = {s.got.ndim - s.expected.ndim for s in view.samples}
    number = extra.pop() if len(extra) == 1 else 0
    if number > 0:
        yield from combinations(range(view.samples[0].got.ndim), number)


def accidental_broadcast(view: View) -> Finding | None:
    """A column met a row, and NumPy stretched both."""
    for first, second in permutations(range(view.samples[0].got.ndim), 2):

        def agrees(sample: Sample, first: int = first, second: int = second) -> bool:
            got = sample.got
            if got.ndim != sample.expected.ndim + 1 or got.shape[first] != got.shape[second]:
                return False
            kept = np.diagonal(got, axis1=first, axis2=second)
            return got.shape[first] > 1 and view.near(kept, sample.expected)

        telling = [s for s in view.samples if 1 not in s.got.shape]
        if telling and all(agrees(s) for s in telling):
            sample = telling[0]
            return Finding(
                "accidental broadcast",
                f"Yours has {view.spell(sample.got.shape)} where "
                f"{view.spell(sample.expected.shape)} is expected; its diagonal is right.",
                "A column met a row, and NumPy stretched both into a table of all pairs.",
                "Print the shapes of both sides of each + − * /, and give them equal shapes.",
            )
    return None


def _layouts(view: View) -> Iterator[tuple[str, list[Array | None]]]:
    """Yield other arrangements of the right array, in words and at each input."""
    expected = [s.expected for s in view.samples]
    number = expected[0].ndim
    for order in permutations(range(number)):
        if order != tuple(range(number)) and number <= 4:
            letters = ", ".join(view.layout[i] for i in order)
            yield f"in the layout ({letters})", [np.transpose(e, order) for e in expected]
    if number >= 2:
        yield "as one long vector, row by row", [e.ravel() for e in expected]
        yield "as one long vector, column by column", [e.ravel(order="F") for e in expected]
    for axis, (place, word) in product(range(number), ((0, "first"), (-1, "last"))):
        words = f"as the {word} slice alone along the axis {view.layout[axis]}"
        for index in (place, [place]):
            yield (
                f"{words}; is there a `return` inside the loop?",
                [np.take(e, index, axis) for e in expected],
            )
    same = [s.got.reshape(-1) for s in view.samples if s.got.size == s.expected.size]
    if len(same) == len(expected):
        yield (
            "with axes of length 1 too many or too few",
            [
                e.reshape(s.got.shape) if _squeezed(s.got) == _squeezed(e) else None
                for e, s in zip(expected, view.samples)
            ],
        )
        yield (
            "after a reshape in NumPy's row order",
            [e.reshape(s.got.shape) for e, s in zip(expected, view.samples)],
        )


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(n for n in array.shape if n != 1)


def wrong_shape(view: View) -> Finding | None:
    """The shape differs: name the axes, and the layout in which the values would be right."""
    odd = [s for s in view.samples if s.got.shape != s.expected.shape]
    if not odd:
        return None
    sample = odd[0]
    count = f"{how_many(len(odd), len(view.samples))}, the first with"
    letters = f" ({', '.join(view.layout)})" if view.layout else ""
    if sample.got.shape and sample.expected.shape:
        yours, wanted = f"has {view.spell(sample.got.shape)}", view.spell(sample.expected.shape)
    else:
        yours, wanted = f"is {words_of(sample.got.shape)}", words_of(sample.expected.shape)
    evidence = (
        f"Yours {yours} where {wanted}{letters} is expected, {count} "
        f"{', '.join(f'{k} = {v}' for k, v in sample.sizes.items())}."
    )
    for words, arrays in _layouts(view):
        if all(a is not None and (view.near(s.got, a)) for a, s in zip(arrays, view.samples)):
            return Finding(
                "wrong shape",
                evidence,
                f"The values are right {words}{'' if words.endswith('?') else '.'}",
                f"The {view.noun} has the shape of what it belongs to: {view.layout_words()}.",
            )
    return Finding("wrong shape", evidence, _which_axis(view, sample), _stretch(sample))


def _which_axis(view: View, sample: Sample) -> str:
    got, expected = sample.got.shape, sample.expected.shape
    if len(got) != len(expected):
        if not expected:
            return f"The {view.noun} is a single number, without axes."
        have = f"{len(got)} {_axis(len(got))}" if got else "no axis"
        return f"It has {have} instead of {len(expected)}."
    said = []
    for axis, (a, b) in enumerate(zip(got, expected)):
        if a != b:
            known = [k for k, v in sample.sizes.items() if v == a and a > 1]
            entries = "entry" if a == 1 else "entries"
            is_ = f", which is {known[0]}" if len(known) == 1 else ""
            said.append(f"its {ordinal(axis)} axis has {a} {entries}{is_}, not {view.layout[axis]}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _stretch(sample: Sample) -> str:
    got, expected = sample.got.shape, sample.expected.shape
    if len(expected) == 1 and got == expected * 2 and expected[0] > 1:
        n = expected[0]
        return (
            f"One way to this shape is a column ({n}, 1) that met a row ({n},): NumPy stretches "
            "both into a table of all pairs."
        )
    try:
        silent = bool(expected) and np.broadcast_shapes(got, expected) == expected
    except ValueError:
        silent = False
    if silent:
        return (
            "NumPy would stretch it without a word wherever the two meet, "
            "so a comparison with `allclose` says nothing here."
        )
    return "Write the shape behind each line of your function; the first surprise is the place."


def ordinal(axis: int) -> str:
    """Return "first" for axis 0, and so on."""
    return ("first", "second", "third", "fourth")[axis] if axis < 4 else f"{axis + 1}th"


SHAPES = (dense_gradient, accidental_broadcast, not_reduced, reduced_too_far, wrong_shape)
