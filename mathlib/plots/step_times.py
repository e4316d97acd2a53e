"""What Daleckii and Krein's formula saves in a training step, beside what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from mathlib.plots.style import FAINT, LINES, style

REPORTED = 8.0
"""Per cent of training time, on the abstract page of Bonnet and Darley (2025)."""


def saving(ratio: float) -> float:
    """Return per cent of time saved, for the ratio of the longer to the shorter time.

    Raises
    ------
    ValueError
        The ratio is not positive.
    """
    if not ratio > 0:
        raise ValueError(f"ratio is {ratio}; expected a positive number.")
    return 100 * (1 - 1 / ratio)


def draw_step_times(steps: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw the share of a whole training step that is saved, with intervals.

    Parameters
    ----------
    steps : sequence of mappings
        As `docs/results/spectral_speed.json` holds them under "step": `dims`, `batch`, and under
        `ionescu` and `ionescu_shared` the ratio of times with `median`, `low` and `high`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    looks = (
        ("ionescu", "against Ionescu's form as written"),
        ("ionescu_shared", "against the same with one product shared"),
    )
    with style():
        fig = Figure(figsize=(7.8, 0.5 * len(steps) + 1.6))
        ax = fig.add_subplot()
        for row, step in enumerate(steps):
            for shift, line, (key, label) in zip((-0.12, 0.12), LINES, looks):
                found = step[key]
                low, middle, high = (saving(found[name]) for name in ("low", "median", "high"))
                ax.plot([low, high], [row + shift] * 2, color=line.color)
                ax.plot(
                    [middle],
                    [row + shift],
                    marker=line.marker,
                    color=line.color,
                    ls="",
                    ms=7,
                    label=label if row == 0 else None,
                )
        ax.axvline(0, color=FAINT, lw=1)
        ax.axvline(REPORTED, color=LINES[2].color, ls="--", lw=1.2, label="reported: 8 %")
        names = [f"{'-'.join(map(str, step['dims']))}, {step['batch']} trials" for step in steps]
        ax.set_yticks(range(len(steps)), names)
        ax.set_ylim(len(steps) - 0.5, -0.5)
        ax.set_xlabel("time of a training step that Daleckii–Krein saves (%)")
        fig.legend(loc="outside upper center", ncols=3, fontsize=8, handlelength=1.8)
    return fig
