"""Chapter 10's widget: trials in the cone of 2 × 2 matrices, through BiMap, ReEig and logarithm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mathlib._validate import Array
from mathlib.eeg import Trials
from mathlib.plots import Cone, draw_spd_cone, png, spd_cone
from mathlib.plots.eeg_source import channel_index, source_line
from mathlib.widgets.explorer import Explorer, Question, slider

CHANNELS = ("C3", "Cz", "C4")
LOWEST_ANGLE, HIGHEST_ANGLE = -90.0, 90.0
HIGHEST_FLOOR = 2.0
ASKED_FLOOR = 1.5

_QUESTION = (
    "<b>Your turn.</b> Set the angle to 0 and morph to 1 (log X), and raise the floor to "
    f"{ASKED_FLOOR:g}. ReEig now has work with most eigenvalues. How many trials stand on the "
    "wrong side?"
)


@dataclass(frozen=True)
class ConeFrame:
    """What the widget shows in one state.

    Attributes
    ----------
    picture : bytes
        A PNG.
    alt : str
        The picture in words.
    wrong, clamped : int
        Trials on the wrong side of the plane, and eigenvalues that ReEig has raised.
    sentence : str
        The numbers that stand below the picture.
    """

    picture: bytes
    alt: str
    wrong: int
    clamped: int
    sentence: str


def cone_frame(
    trials: Trials, C: Array, angle: float = 0.0, floor: float = 0.0, morph: float = 0.0
) -> ConeFrame:
    """Compute what the widget shows; depends on nothing but its arguments.

    Parameters
    ----------
    trials : Trials
        Of two classes, with the channels C3, Cz and C4.
    C : (n_trials, n_channels, n_channels)
        Their covariances.
    angle : float
        From −90 to 90 degrees: at 0 the BiMap keeps C3 and C4, at ±90 Cz and C4.
    floor : float
        From 0 to 2: the ε of ReEig, as a share of the mean power.
    morph : float
        From 0, the matrix itself, to 1, its logarithm.

    Returns
    -------
    ConeFrame

    Raises
    ------
    ValueError
        A number lies outside its slider, or a channel is missing.
    """
    cone = _cone(trials, C, angle, floor, morph)
    n_trials = len(trials.labels)
    sentence = (
        f"angle {angle:g}° · floor {floor:g} · morph {morph:g} · ReEig raises {cone.clamped} of "
        f"{2 * n_trials} eigenvalues · {cone.wrong} of {n_trials} trials on the wrong side"
    )
    return ConeFrame(
        picture=png(draw_spd_cone([cone])),
        alt=f"{source_line(trials)}. One point in space for each 2 by 2 matrix of a trial, inside "
        f"the border of positive definite matrices. {sentence}.",
        wrong=cone.wrong,
        clamped=cone.clamped,
        sentence=sentence,
    )


def judge_wrong_side(text: str, raised: int, untouched: int) -> str:
    """Judge what the learner typed as the number of trials on the wrong side, in one sentence.

    Parameters
    ----------
    text : str
    raised, untouched : int
        The right number, and the one with the floor at 0.

    Returns
    -------
    str
    """
    try:
        number = int(text.strip())
    except ValueError:
        return "Type one whole number, for example 7."
    if number == raised:
        return (
            f"✓ Right: {raised}, and {untouched} without the floor. What lies below ε becomes ε, "
            "and the differences down there are gone."
        )
    if number == untouched:
        return "✗ That is the number with the floor at 0. Raise it."
    return "✗ Not yet. Angle 0, floor 1.5, morph 1: the number stands below the picture."


def spd_cone_explorer(trials: Trials, C: Array) -> Any:
    """Build the widget: sliders for angle, floor and morph, and a question.

    Parameters
    ----------
    trials : Trials
    C : (n_trials, n_channels, n_channels)

    Returns
    -------
    ipywidgets.VBox
        Every part works with the keyboard; an error in a redraw appears below the picture.
    """
    late = {"continuous_update": False}  # a redraw takes longer than a drag
    angle = slider("angle", 0.0, LOWEST_ANGLE, HIGHEST_ANGLE, 5.0, readout_format=".0f", **late)
    floor = slider("floor ε", 0.0, 0.0, HIGHEST_FLOOR, 0.1, readout_format=".1f", **late)
    morph = slider("morph", 0.0, 0.0, 1.0, 0.1, readout_format=".1f", **late)

    def draw() -> ConeFrame:
        # sliders add steps of 0.1, so 0.30000000000000004 comes in
        return cone_frame(trials, C, angle.value, round(floor.value, 6), round(morph.value, 6))

    def judge(text: str) -> str:
        raised, untouched = (
            _cone(trials, C, 0.0, value, 1.0).wrong for value in (ASKED_FLOOR, 0.0)
        )
        return judge_wrong_side(text, raised, untouched)

    controls = (angle, floor, morph)
    question = Question(_QUESTION, "trials =", "0", judge)
    return Explorer(draw, question, 400).box(*controls, follow=controls)


def cone_frames(trials: Trials, C: Array) -> tuple[ConeFrame, ...]:
    """Return a few states for readers without a kernel: the morph, a turn, and a high floor."""
    states = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.5), (0.0, 0.0, 1.0), (90.0, 0.0, 1.0))
    return tuple(cone_frame(trials, C, *state) for state in (*states, (0.0, ASKED_FLOOR, 1.0)))


def _cone(trials: Trials, C: Array, angle: float, floor: float, morph: float) -> Cone:
    """One state of the sliders as points, not yet drawn."""
    if not (LOWEST_ANGLE <= angle <= HIGHEST_ANGLE and 0 <= floor <= HIGHEST_FLOOR):
        raise ValueError(
            f"angle is {angle} and floor {floor}; expected {LOWEST_ANGLE:g} to {HIGHEST_ANGLE:g}, "
            f"and 0 to {HIGHEST_FLOOR:g}."
        )
    rows = [channel_index(trials.channels, name) for name in CHANNELS]
    return spd_cone(
        C[:, rows][:, :, rows],
        trials.labels,
        trials.class_names,
        source_line(trials),
        angle=angle,
        floor=floor,
        morph=morph,
    )
