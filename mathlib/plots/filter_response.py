"""What the band-pass filter of the course lets through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.eeg.preprocess import BAND, band_pass
from mathlib.plots.style import FAINT, INK, LINES, style


@dataclass(frozen=True, eq=False)
class FilterResponse:
    """Share of the power that passes at each frequency.

    Attributes
    ----------
    frequencies : (n,)
        Hertz.
    gain : (n,)
        Power behind the filter over power before it.
    sampling_rate : float
    """

    frequencies: Array
    gain: Array
    sampling_rate: float


def filter_response(sampling_rate: float = 160.0, highest: float = 45.0) -> FilterResponse:
    """Send an impulse through `mathlib.eeg.preprocess.band_pass` and look at what comes out.

    Parameters
    ----------
    sampling_rate : float
        Hertz.
    highest : float
        Last frequency, in hertz.

    Returns
    -------
    FilterResponse

    Notes
    -----
    An impulse holds all frequencies alike, so the spectrum of the answer is the filter itself.
    """
    n_times = 4 * round(4 * sampling_rate)
    impulse = np.zeros((1, n_times))
    impulse[0, n_times // 2] = 1.0
    answer = np.abs(np.fft.rfft(band_pass(impulse, sampling_rate)[0])) ** 2
    frequencies = np.fft.rfftfreq(n_times, 1 / sampling_rate)
    shown = frequencies <= highest
    return FilterResponse(frequencies[shown], answer[shown], sampling_rate)


def draw_filter_response(response: FilterResponse) -> Figure:
    """Draw the share of power that passes, with the rhythms and the mains marked.

    Parameters
    ----------
    response : FilterResponse

    Returns
    -------
    matplotlib.figure.Figure
    """
    marks = ((2.5, "eyes,\nslow drift"), (10.5, "mu"), (21.0, "beta"), (38.0, "muscles →"))
    with style():
        fig = Figure(figsize=(7.2, 2.9))
        ax = fig.add_subplot()
        ax.fill_between(response.frequencies, response.gain, color=LINES[0].color, alpha=0.2, lw=0)
        ax.plot(response.frequencies, response.gain, color=LINES[0].color)
        for edge in BAND:
            ax.axvline(edge, color=FAINT, ls="--", lw=1)
        for frequency, name in marks:
            ax.annotate(name, (frequency, 1.06), ha="center", va="bottom", color=INK)
        ax.set_xlim(0, response.frequencies[-1])
        ax.set_ylim(0, 1.28)
        ax.set_yticks([0, 0.5, 1], ["0", "half", "all"])
        ax.set_xticks([0, 8, 20, 30, 40])
        ax.set_xlabel("frequency (Hz)")
        ax.set_ylabel("power that passes")
    return fig
