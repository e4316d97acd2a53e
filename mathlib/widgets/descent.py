"""Chapter 01's widget: a bowl, a start, a norm, a step, and where fifty steps lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from mathlib.descent import Norm, Quadratic, gradient_descent
from mathlib.plots import descent_paths, draw_descent_paths, png, unit_ball
from mathlib.widgets.explorer import Explorer, Question, buttons, slider, typed_number

NormChoice = Literal["ℓ₂", "ℓ₁", "ℓ∞", "P = Q"]
NORM_CHOICES: tuple[NormChoice, ...] = get_args(NormChoice)
REACH = 3.0  # both start sliders go from −REACH to REACH
MOST_ETA_L = 2.2

_STEPS = 50
_ARRIVED = 1e-9  # a gradient below this is rounding: the run stops there
_START: tuple[float, float, NormChoice, float] = (-3.0, 0.5, "ℓ₂", 1.5)
_BORDER = 2.0
_QUESTION = (
    "<b>Your turn.</b> Norm ℓ₂, start (−3, 0.5). Raise ηL notch by notch and watch the last loss. "
    "Up to which ηL does it not exceed the first? Type the number:"
)


@dataclass(frozen=True)
class DescentFrame:
    """What the widget shows in one state.

    Attributes
    ----------
    picture : bytes
        A PNG.
    alt : str
        The picture in words.
    first_loss, last_loss : float
        Loss above its minimum at the start and after the last step.
    n_steps : int
        Fewer than fifty only where the run arrived, its gradient gone to rounding.
    sentence : str
        The numbers that stand below the picture.
    """

    picture: bytes
    alt: str
    first_loss: float
    last_loss: float
    n_steps: int
    sentence: str


def descent_frame(first: float, second: float, norm: NormChoice, eta_L: float) -> DescentFrame:
    """Compute what the widget shows; depends on nothing but its arguments.

    Parameters
    ----------
    first, second : float
        The start, each coordinate from −3 to 3.
    norm : {"ℓ₂", "ℓ₁", "ℓ∞", "P = Q"}
        What limits the step; the last is the norm √(dᵀQd) of the bowl itself.
    eta_L : float
        From 0 to 2.2: the step times the largest curvature over the unit ball of this norm.

    Returns
    -------
    DescentFrame

    Raises
    ------
    ValueError
        An argument lies outside its slider, or the norm is none of the buttons.
    """
    start = np.array([first, second], dtype=float)
    if not np.all(np.abs(start) <= REACH):
        raise ValueError(f"the start is ({first}, {second}); expected −{REACH:g} to {REACH:g}.")
    if not 0 <= eta_L <= MOST_ETA_L:
        raise ValueError(f"eta_L is {eta_L}; expected a number from 0 to {MOST_ETA_L}.")
    if norm not in NORM_CHOICES:
        raise ValueError(f"norm is {norm!r}; expected one of {', '.join(NORM_CHOICES)}.")
    problem = Quadratic([[3.0, 4.0], [4.0, 9.0]])  # eigenvalues 1 and 11
    chosen = _norm(norm, problem)
    L = problem.smoothness(chosen)
    run = gradient_descent(
        problem, start, eta_L / L, norm=chosen, max_steps=_STEPS, tolerance=_ARRIVED
    )
    at_minimum = not problem.gradient(start).any()
    ball = None if at_minimum else unit_ball(problem.gradient(start), chosen, norm)
    data = descent_paths(problem, {f"{norm}, ηL = {eta_L:.2f}": run}, radius=4.0)
    # x* = 0 and f(x*) = 0, so the loss is its own distance from the minimum.
    before, after = float(run.losses[0]), float(run.losses[-1])
    steps = f"{run.n_steps} step" + ("" if run.n_steps == 1 else "s")
    place = f"({first:g}, {second:g})".replace("-", "−")
    result = f"loss {before:.3g} at the start, {after:.3g} after {steps}"
    return DescentFrame(
        picture=png(draw_descent_paths(data, ball)),
        alt=f"Level sets of a bowl, eleven times as curved along one axis as along the other. From "
        f"{place} descent in the norm {norm} with ηL = {eta_L:.2f} "
        f"{_course(before, after, eta_L, at_minimum)}: {result}.",
        first_loss=before,
        last_loss=after,
        n_steps=run.n_steps,
        sentence=f"L = {L:.3g} in this norm · ηL = {eta_L:.2f} · {result}",
    )


def judge_border(text: str) -> str:
    """Judge what the learner typed as the border of stability, in one sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    number = typed_number(text)
    if number is None:
        return "Type one number, for example 1.5."
    if not 0 <= number <= MOST_ETA_L:
        return f"✗ The slider goes from 0 to {MOST_ETA_L:g}, and the border lies on it."
    if number == _BORDER:
        return "✓ Right: each step multiplies the steep part by 1 − ηL, and |1 − 2| = 1."
    if number == 1:
        return (
            "✗ At ηL = 1 the steep part is gone in one step. That is fast, and not yet the border."
        )
    if number > _BORDER:
        return (
            f"✗ At ηL = {number:g} the last loss stands above the first. Go back a notch or more."
        )
    return "✗ Not yet. Move the slider on while the last loss stays below the first."


def descent_explorer() -> Any:
    """Build the widget: sliders for start and step, buttons for the norm, and a question.

    Returns
    -------
    ipywidgets.VBox
        Every part works with the keyboard; an error in a redraw appears below the picture.
    """
    first, second = (
        slider(name, value, -REACH, REACH, 0.25, width="460px")
        for value, name in zip(_START[:2], ("start x₁", "start x₂"))
    )
    norm = buttons(NORM_CHOICES, _START[2], "norm")
    eta_L = slider("ηL", _START[3], 0.0, MOST_ETA_L, 0.05, width="460px")
    controls = (first, second, norm, eta_L)
    question = Question(_QUESTION, "ηL =", "ηL", judge_border)
    explorer = Explorer(
        lambda: descent_frame(*(control.value for control in controls)), question, 450
    )
    return explorer.box(*controls, follow=controls)


def descent_frames() -> tuple[DescentFrame, ...]:
    """Return a few states for readers without a kernel: each norm once, and ℓ₂ past its border."""
    first, second, *_ = _START
    states: list[tuple[NormChoice, float]] = [(norm, 1.0) for norm in NORM_CHOICES]
    states += [("ℓ₂", eta_L) for eta_L in (0.1, 1.9, 2.0, 2.05)]
    return tuple(descent_frame(first, second, norm, eta_L) for norm, eta_L in states)


def _norm(choice: NormChoice, problem: Quadratic) -> Norm:
    match choice:
        case "ℓ₂":
            return "l2"
        case "ℓ₁":
            return "l1"
        case "ℓ∞":
            return "linf"
        case "P = Q":
            return np.asarray(problem.Q)


def _course(before: float, after: float, eta_L: float, at_minimum: bool) -> str:
    if at_minimum:
        return "has nowhere to go, for the gradient is zero"
    if eta_L == 0:
        return "stands still"
    if after > before:
        return "runs away"
    return "arrives" if after < 1e-6 * before else "comes nearer"
