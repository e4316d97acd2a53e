"""Chapter 09's widget: two eigenvalues are moved together; one matrix settles, one explodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np

from mathlib.plots import (
    FUNCTION_CHOICES,
    FunctionChoice,
    Precision,
    draw_pair_maps,
    gap_errors,
    pair_maps,
    png,
)
from mathlib.widgets.explorer import Explorer, Question, buttons, slider, typed_number

# What the slider's notches are called, widest gap first.
GAPS: dict[str, float] = {
    "1": 1.0,
    **{
        f"10{str(-k).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}": 10.0**-k
        for k in range(1, 16)
    },
    "0": 0.0,
}
LOWEST_KINK, HIGHEST_KINK = 0.2, 3.0

_START: tuple[FunctionChoice, str, float, Precision] = ("log", "10⁻²", 1.0, "float64")
_SETTLES = 0.5 / np.sqrt(1.7)
_QUESTION = (
    "<b>Your turn.</b> Choose <i>sqrt</i> and move the two together, notch by notch, to gap 0. "
    "K has no value left for the pair. At which number does the Loewner matrix settle? "
    "Three decimals:"
)


@dataclass(frozen=True)
class PairFrame:
    """What the widget shows in one state.

    Attributes
    ----------
    picture : bytes
        A PNG.
    alt : str
        The picture in words.
    loewner, ionescu : float
        The entries of the close pair; the second is infinite at gap 0.
    errors : tuple of float
        Of Ionescu's form, the naive quotient and the one without cancellation; NaN where there is
        no answer.
    sentence : str
        The numbers that stand below the picture.
    """

    picture: bytes
    alt: str
    loewner: float
    ionescu: float
    errors: tuple[float, float, float]
    sentence: str


def pair_frame(
    function: FunctionChoice, gap: float, kink: float = 1.0, precision: Precision = "float64"
) -> PairFrame:
    """Compute what the widget shows; depends on nothing but its arguments.

    Parameters
    ----------
    function : {"log", "exp", "sqrt", "ReEig"}
    gap : float
        Between the two eigenvalues, from 0 to 1.
    kink : float
        From 0.2 to 3: the ε of ReEig; the other functions do not use it.
    precision : {"float64", "float32"}
        Of the three computations whose errors are drawn.

    Returns
    -------
    PairFrame

    Raises
    ------
    ValueError
        An argument lies outside its slider or is none of the buttons.
    """
    if not LOWEST_KINK <= kink <= HIGHEST_KINK:
        raise ValueError(f"kink is {kink}; expected {LOWEST_KINK:g} to {HIGHEST_KINK:g}.")
    errors = gap_errors(function, precision, kink)
    maps = pair_maps(function, gap, kink)
    at = int(np.argmin(np.abs(errors.gaps - gap)))
    # Below the spacing of this precision the two are one number: that is gap 0.
    if gap < 0.5 * float(errors.gaps[-2]):
        at = errors.gaps.size - 1
    size = tuple(float(error) for error in errors.errors[:, at])
    loewner, ionescu = float(maps.loewner[0, 1]), float(maps.ionescu[0, 1])
    name = function if function != "ReEig" else f"ReEig with its kink at {kink:g}"
    told = ", ".join(
        f"{method} {_error(error)}"
        for method, error in zip(("Ionescu", "naive quotient", "without cancellation"), size)
    )
    entry = "has no value" if np.isinf(ionescu) else f"is {ionescu:.3g}"
    return PairFrame(
        picture=png(draw_pair_maps(maps, errors)),
        alt=f"Maps of the Loewner matrix of {name} and of Ionescu's matrix K for eigenvalues "
        f"1.7 ± half of {gap:.0e} and 0.6, and errors of three methods against the gap in "
        f"{precision}. For the close pair the Loewner entry is {loewner:.3f}, and that of K "
        f"{entry}. Errors there: {told}.",
        loewner=loewner,
        ionescu=ionescu,
        errors=(size[0], size[1], size[2]),
        sentence=f"gap {gap:.0e} · Loewner entry {loewner:.3f} · entry of K {entry} · "
        f"errors: {told}",
    )


def judge_settling(text: str) -> str:
    """Judge what the learner typed as the limit of the Loewner entry, in one sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    number = typed_number(text)
    if number is None:
        return "Type one number, for example 1.250."
    if abs(number - _SETTLES) < 6e-4:
        return "✓ Right: 0.383 = 1/(2√1.7), the slope of the square root at 1.7."
    if number == 0:
        return "✗ 0 is what a program writes there that fears the division. The maps say another."
    if abs(number - 2 * _SETTLES) < 6e-4:
        return "✗ That is 1/√1.7. Two roots add up below the line, also when they are equal."
    if abs(number - 1 / 1.7) < 6e-4:
        return "✗ That is the entry of the logarithm. Choose sqrt."
    return "✗ Not yet. Choose sqrt and gap 0, and read the entry of the first two eigenvalues."


def eigen_pair_explorer() -> Any:
    """Build the widget: buttons for the function, sliders for gap and kink, and a question.

    Returns
    -------
    ipywidgets.VBox
        Every part works with the keyboard; an error in a redraw appears below the picture.
    """
    function = buttons(FUNCTION_CHOICES, _START[0], "f")
    precision = buttons(("float64", "float32"), _START[3], "numbers")
    gap = widgets.SelectionSlider(
        options=list(GAPS.items()),
        value=GAPS[_START[1]],
        description="gap",
        layout=widgets.Layout(width="560px"),
    )
    kink = slider(
        "kink ε", _START[2], LOWEST_KINK, HIGHEST_KINK, 0.1, readout_format=".1f", disabled=True
    )

    def draw() -> PairFrame:
        kink.disabled = function.value != "ReEig"
        return pair_frame(function.value, gap.value, kink.value, precision.value)

    controls = (function, precision, gap, kink)
    question = Question(_QUESTION, "entry =", "0.000", judge_settling)
    return Explorer(draw, question, 310).box(*controls, follow=controls)


def pair_frames() -> tuple[PairFrame, ...]:
    """Return a few states for readers without a kernel: log at four gaps, the others at 0."""
    states: list[tuple[FunctionChoice, float]] = [
        ("log", GAPS[name]) for name in ("1", "10⁻²", "10⁻⁸", "0")
    ]
    states += [(function, 0.0) for function in FUNCTION_CHOICES if function != "log"]
    return tuple(pair_frame(function, gap) for function, gap in states)


def _error(value: float) -> str:
    return "NaN" if np.isnan(value) else f"{value:.0e}"
