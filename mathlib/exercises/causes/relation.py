"""Causes that are an exact relation between the learner's array and the right one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from mathlib.exercises.causes.view import Finding, Sample, View
from mathlib.exercises.compare import Array


def transposed(view: View) -> Finding | None:
    """The last two axes are exchanged."""

    def predict(sample: Sample) -> Array | None:
        return np.swapaxes(sample.expected, -1, -2) if sample.expected.ndim >= 2 else None

    if not view.fits(predict):
        return None
    letters = ", ".join(view.layout)
    return Finding(
        "transposed",
        f"At all {len(view.samples)} inputs yours is the transpose of the right {view.noun}.",
        "Rows and columns are exchanged.",
        f"Ask for one entry ({letters}): which index does your last line put first?",
    )


def sign(view: View) -> Finding | None:
    """Every entry has the opposite sign."""
    if not view.fits(lambda s: -s.expected):
        return None
    return Finding(
        "sign",
        f"At all {len(view.samples)} inputs yours is −1.000 × the right {view.noun}; "
        "the relative error is exactly 2.",
        "A sign is turned around.",
        "Look for a difference taken the other way round, or a minus that a product rule owes you.",
    )


def ratios_of(view: View) -> list[float] | None:
    """Return the factor between the learner's array and the right one at each input."""
    ratios = []
    for sample in view.samples:
        size = float(np.vdot(sample.expected, sample.expected))
        if sample.got.shape != sample.expected.shape or size == 0:
            return None
        ratio = float(np.vdot(sample.expected, sample.got)) / size
        if abs(ratio) < 1e-6 or not view.near(sample.got / ratio, sample.expected):
            return None
        ratios.append(ratio)
    return ratios


def all_equal(first: list[float], second: list[float]) -> bool:
    """Say whether two lists of factors agree, item by item."""
    return bool(np.allclose(first, second, rtol=1e-5, atol=0))


@dataclass(frozen=True)
class _Quantity:
    """A size or a number of the inputs, with its value at each of them."""

    letters: str
    values: list[float]
    is_size: bool

    @property
    def base(self) -> str:
        return self.letters if len(self.letters) == 1 else f"({self.letters})"


def quantities_of(view: View) -> Iterator[_Quantity]:
    """Yield each axis letter, each array's number of entries, and each input that is a number."""
    layout = view.exercise.layout
    for letter in view.samples[0].sizes:
        yield _Quantity(letter, [float(s.sizes[letter]) for s in view.samples], True)
    for letters in dict.fromkeys(axes for axes in layout.values() if len(axes) > 1):
        entries = [float(np.prod([s.sizes[c] for c in letters])) for s in view.samples]
        yield _Quantity("·".join(letters), entries, True)
    for position, name in enumerate(view.exercise.parameters):
        if layout.get(name) == "" and all(len(s.inputs) > position for s in view.samples):
            yield _Quantity(name, [float(s.inputs[position]) for s in view.samples], False)


def factor(view: View) -> Finding | None:
    """A constant factor: 2, 1/2, or any other."""
    ratios = ratios_of(view)
    if ratios is None or len(ratios) < 2 or not all_equal(ratios, [ratios[0]] * len(ratios)):
        return None
    ratio = ratios[0]
    if abs(ratio - 1) < 1e-5 or abs(ratio + 1) < 1e-5:
        return None
    names = {2.0: "2", 0.5: "1/2", -2.0: "−2", -0.5: "−1/2", 4.0: "4", 0.25: "1/4"}
    name = next((n for r, n in names.items() if abs(ratio / r - 1) < 1e-5), f"{ratio:.3f}")
    look = {
        "2": "Is a ½ in front of the loss forgotten, or the same term counted twice?",
        "1/2": "Is the 2 of a square forgotten, or only one of two equal terms kept?",
    }.get(name, "Follow the constant through your lines: where does it enter, where is it lost?")
    return Finding(
        f"factor {name}",
        f"At all {len(ratios)} inputs yours is {_number(ratio)} × the right {view.noun}.",
        f"Every entry is off by the same factor {name}.",
        look,
    )


def _number(ratio: float) -> str:
    return f"{ratio:.3f}".replace("-", "−")


CONSTANTS = (1.0, -1.0, 2.0, 0.5, -2.0, -0.5)


def dimension(view: View) -> Finding | None:
    """The factor is a size (sum against mean), another number of the input, or a quotient."""
    ratios = ratios_of(view)
    if ratios is None:
        return None
    known = [q for q in quantities_of(view) if len(set(q.values)) > 1]
    for power, quantity, constant in product((1, -1, 2, -2), known, CONSTANTS):
        if all_equal(ratios, [constant * v**power for v in quantity.values]):
            return _size_finding(view, quantity, power, constant, ratios)
    for above, below, constant in product(known, known, CONSTANTS):
        if above is not below and all_equal(
            ratios, [constant * a / b for a, b in zip(above.values, below.values)]
        ):
            name = _times(constant, f"{above.letters}/{below.base}")
            return Finding(
                f"factor {name}",
                _measured(view, ratios, [above, below]),
                f"Every entry is off by the factor {name}: one stands where the other belongs.",
                f"Look at every place where you divide by {below.letters} or "
                f"multiply by {above.letters}.",
            )
    return None


def _times(constant: float, name: str) -> str:
    before = {1.0: "", -1.0: "−", 2.0: "2 × ", -2.0: "−2 × ", 0.5: "½ × ", -0.5: "−½ × "}
    return before[constant] + name


def _measured(view: View, ratios: list[float], quantities: list[_Quantity]) -> str:
    where = " and ".join(
        f"{q.letters} is {', '.join(f'{v:g}' for v in q.values)}" for q in quantities
    )
    return (
        f"Yours is {', '.join(_number(r) for r in ratios)} × the right {view.noun} "
        f"at the {len(ratios)} inputs, where {where}."
    )


def _size_finding(
    view: View, quantity: _Quantity, power: int, constant: float, ratios: list[float]
) -> Finding:
    letters, base = quantity.letters, quantity.base
    name = _times(constant, {1: letters, -1: f"1/{base}", 2: f"{base}²", -2: f"1/{base}²"}[power])
    cause, says = f"factor {name}", f"Every entry is off by the factor {name}."
    if constant == 1.0 and quantity.is_size and power == 1:
        cause, says = "sum for mean", f"A sum over {letters} stands where a mean belongs."
    elif constant == 1.0 and quantity.is_size and power == -1:
        cause, says = "mean for sum", f"A mean over {letters} stands where a sum belongs."
    look = f"Look at every place where you divide by {letters} or could have done so."
    return Finding(cause, _measured(view, ratios, [quantity]), says, look)


def varying_factor(view: View) -> Finding | None:
    """The direction is right, and the length is not."""
    ratios = ratios_of(view)
    if ratios is None or any(s.expected.size < 2 for s in view.samples):
        return None
    return Finding(
        "factor that varies",
        f"At each input yours is a multiple of the right {view.noun}, and the factor changes: "
        f"{', '.join(_number(r) for r in ratios)}.",
        "The direction is right, and the length is not."
        if min(ratios) > 0 or max(ratios) < 0
        else "The line through it is right; the length is not, and at some inputs the sign is not.",
        "Look for a norm, a sum or a loss that multiplies or divides the whole result.",
    )


def absolute_value(view: View) -> Finding | None:
    """The sizes are right and some signs are not."""
    if not view.same_shape or not all(
        view.near(np.abs(s.got), np.abs(s.expected)) for s in view.samples
    ):
        return None
    wrong = sum(int((np.sign(s.got) != np.sign(s.expected)).sum()) for s in view.samples)
    total = sum(s.got.size for s in view.samples)
    if not wrong or view.fits(lambda s: -s.expected):
        return None
    return Finding(
        "sign of some entries",
        f"Every entry has the right size, and {wrong} of {total} have the wrong sign.",
        "Signs are lost, or turned, at some entries.",
        "Look at where a sign is made or could be lost: abs, sqrt of a square, a power of −1, the "
        "order of a difference.",
    )


def reversed_axis(view: View) -> Finding | None:
    """One axis runs backwards."""
    for axis, letter in enumerate(view.layout):

        def predict(sample: Sample, axis: int = axis) -> Array | None:
            return np.flip(sample.expected, axis) if sample.expected.ndim > axis else None

        if view.fits(predict):
            return Finding(
                "reversed",
                f"At all {len(view.samples)} inputs yours is the right {view.noun} "
                f"with its axis {letter} running backwards.",
                "The order along one axis is turned around.",
                "Look at each [::-1] and at the end from which a loop starts.",
            )
    return None


def symmetrisation(view: View) -> Finding | None:
    """The symmetric part of a result that should be symmetric."""
    square = view.same_shape and all(_is_symmetric(view, s.expected) for s in view.samples)
    if not square or all(_is_symmetric(view, s.got) for s in view.samples):
        return None
    for scale, rule in ((0.5, "(G + Gᵀ)/2"), (1.0, "G + Gᵀ")):
        if all(
            view.near(scale * (s.got + np.swapaxes(s.got, -1, -2)), s.expected)
            for s in view.samples
        ):
            return Finding(
                "missing symmetrisation",
                f"Yours is not symmetric, and with G for your result {rule} is the right "
                f"{view.noun} at all {len(view.samples)} inputs.",
                "The symmetrisation is missing.",
                "The variable moves only inside the symmetric matrices: which part of G can "
                "such a move feel?",
            )
    return None


def _is_symmetric(view: View, array: Array) -> bool:
    if array.ndim < 2 or array.shape[-1] != array.shape[-2] or array.shape[-1] < 2:
        return False
    return view.near(array, np.swapaxes(array, -1, -2))


def diagonal(view: View) -> Finding | None:
    """The diagonal, or all but the diagonal, is counted once too often or too seldom."""

    def split(on: float, off: float) -> bool:
        def predict(sample: Sample) -> Array | None:
            shape = sample.expected.shape
            if len(shape) < 2 or shape[-1] != shape[-2] or shape[-1] < 2:
                return None
            eye = np.eye(shape[-1])
            return np.asarray(sample.expected * (on * eye + off * (1 - eye)))

        return view.fits(predict)

    options = (
        (2.0, 1.0, "diagonal counted twice", "2.000 × on the diagonal and right off it"),
        (0.5, 1.0, "diagonal halved", "0.500 × on the diagonal and right off it"),
        (1.0, 2.0, "off-diagonal counted twice", "right on the diagonal and 2.000 × off it"),
        (1.0, 0.5, "off-diagonal halved", "right on the diagonal and 0.500 × off it"),
        (0.0, 1.0, "diagonal missing", "0 on the diagonal and right off it"),
        (1.0, 0.0, "off-diagonal missing", "right on the diagonal and 0 off it"),
    )
    for on, off, cause, evidence in options:
        if split(on, off):
            return Finding(
                cause,
                f"At all {len(view.samples)} inputs yours is {evidence}.",
                "Entries on and off the diagonal are not counted alike: "
                "x_ij and x_ji are one entry for i ≠ j, and x_ii stands alone.",
                "Decide which variable moves: a free matrix, a symmetric one, or one entry of it.",
            )
    return None


def transposed_and_scaled(view: View) -> Finding | None:
    """Two slips at once: a transpose and a factor."""
    if any(s.expected.ndim < 2 for s in view.samples):
        return None
    turned = tuple(
        Sample(s.inputs, s.sizes, np.swapaxes(s.expected, -1, -2), s.got, s.right)
        for s in view.samples
    )
    if not view.same_shape and any(s.got.shape != s.expected.shape for s in turned):
        return None
    other = replace(view, samples=turned, noun=f"{view.noun}'s transpose")
    second = sign(other) or factor(other) or dimension(other)
    if second is None or view.fits(lambda s: s.expected):
        return None
    return Finding(
        f"transposed and {second.cause}",
        second.evidence,
        f"Two things at once: rows and columns are exchanged. {second.says}",
        f"Mend the transpose first and check again. {second.look}",
    )


RELATIONS = (
    transposed,
    sign,
    factor,
    dimension,
    absolute_value,
    reversed_axis,
    symmetrisation,
    diagonal,
)
