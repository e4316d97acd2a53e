"""Chapter 00's widget: pick a bug and a step, and read the error off the plateau."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib.plots import BUGS, Bug, bug_errors, draw_bug_errors, png
from mathlib.widgets.explorer import Explorer, Question, buttons, slider, typed_number

LOG10_STEPS = (-14.0, 0.0)  # ends of the slider
_START: tuple[Bug, float] = ("none", -5.0)
_SAMPLES = 8  # what the question asks for; the batch of `bug_errors`
_QUESTION = (
    "<b>Your turn.</b> Choose <i>sum for mean</i>: that gradient forgot to divide by the number of "
    "samples B. Its plateau tells you B. Type the number:"
)


@dataclass(frozen=True)
class BugFrame:
    """What the widget shows in one state.

    Attributes
    ----------
    picture : bytes
        A PNG.
    alt : str
        The picture in words.
    error : float
        Relative error of the gradient at the chosen step.
    sentence : str
        The number that stands below the picture.
    """

    picture: bytes
    alt: str
    error: float
    sentence: str


def bug_frame(bug: Bug, log10_step: float) -> BugFrame:
    """Compute what the widget shows; depends on nothing but its arguments.

    Parameters
    ----------
    bug : {"none", "factor 2", "transpose", "missing symmetrisation", "sum for mean"}
    log10_step : float
        From −14 to 0; the nearest quarter is taken.

    Returns
    -------
    BugFrame

    Raises
    ------
    ValueError
        `bug` is unknown or `log10_step` lies outside the slider.
    """
    low, high = LOG10_STEPS
    if not low <= log10_step <= high:
        raise ValueError(f"log10_step is {log10_step}; expected a number from {low:g} to {high:g}.")
    data = bug_errors(bug)
    step = 10.0**log10_step
    error = float(data.errors[np.argmin(np.abs(np.log10(data.steps) - log10_step))])
    shape = (
        f"stays near {data.plateau:.3g} however small the step"
        if data.plateau
        else "falls as the step shrinks to about 1e-5, then rises again by rounding"
    )
    name = "no bug" if bug == "none" else f"the bug '{bug}'"
    return BugFrame(
        picture=png(draw_bug_errors(data, step)),
        alt=f"Relative error of a gradient with {name} against the step h: it {shape}. "
        f"Marked: h = {step:.1e}, error {error:.3g}.",
        error=error,
        sentence=f"h = {step:.1e} · relative error = {error:.3g}",
    )


def judge_answer(text: str) -> str:
    """Judge what the learner typed as the number of samples, in one sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    number = typed_number(text)
    if number is None:
        return "Type one number, for example 3."
    if number == _SAMPLES:
        return f"✓ Right: the gradient is {_SAMPLES} times too large, |1 − B| = {_SAMPLES - 1}."
    if number == _SAMPLES - 1:
        return (
            f"✗ {_SAMPLES - 1} is the height of the plateau, and that is |1 − B|: "
            "the distance from the right gradient, not the factor."
        )
    return "✗ Not yet. Read the plateau first: how far is B times a gradient from the gradient?"


def bug_selector() -> Any:
    """Build the widget: buttons for the bug, a slider for the step, a picture, and a question.

    Returns
    -------
    ipywidgets.VBox
        Every part works with the keyboard; an error in a redraw appears below the picture.
    """
    bug = buttons(BUGS, _START[0], "bug")
    step = slider("log₁₀ h", _START[1], *LOG10_STEPS, 0.25, readout_format=".2f")
    question = Question(_QUESTION, "B =", "B", judge_answer)
    explorer = Explorer(lambda: bug_frame(bug.value, step.value), question, 345)
    return explorer.box(bug, step, follow=(bug, step))


def frames() -> tuple[BugFrame, ...]:
    """Return a few states for readers without a kernel: each bug once, and the V at three steps."""
    states: list[tuple[Bug, float]] = [("none", log10_step) for log10_step in (-12.0, -5.0, -1.0)]
    states += [(name, -5.0) for name in BUGS if name != "none"]
    return tuple(bug_frame(name, log10_step) for name, log10_step in states)
