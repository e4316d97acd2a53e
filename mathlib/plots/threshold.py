"""Why a threshold between quotient and derivative loses digits, and where it loses fewest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.style import FAINT, LINES, log_axes, style

_PLACES = 41  # pairs that are tried at each gap, to see the worst


@dataclass(frozen=True, eq=False)
class ThresholdErrors:
    """Relative errors of two ways to compute a divided difference of the logarithm.

    Attributes
    ----------
    gaps : (n_gaps,)
    quotient, midpoint : (n_gaps,)
        The worst over pairs near `centre`: of (log a − log b)/(a − b), and of the slope at
        (a + b)/2.
    rounding, truncation : (n_gaps,)
        What is foretold: 2u|log c|/gap and gap²·|f‴(c)|/24, both relative to the slope 1/c.
    best : float
        The gap at which the two foretold errors are equal.
    centre : float
    """

    gaps: Array
    quotient: Array
    midpoint: Array
    rounding: Array
    truncation: Array
    best: float
    centre: float


def threshold_errors(centre: float = 2.0, gaps: Array | None = None) -> ThresholdErrors:
    """Measure both ways for pairs of float64 around `centre`, against 50 digits.

    Parameters
    ----------
    centre : float
        Where the pairs stand, positive and not 1.
    gaps : (n_gaps,), optional
        By default four to each power of ten, from 0.1 down to 1e-10.

    Returns
    -------
    ThresholdErrors

    Raises
    ------
    ValueError
        `centre` is not positive, or is 1, where log vanishes and rounding with it.
    """
    if not centre > 0 or centre == 1:
        raise ValueError(f"centre is {centre}; expected a positive number other than 1.")
    steps = np.logspace(-1, -10, 37) if gaps is None else np.asarray(gaps, dtype=np.float64)
    places = centre * (1 + 0.02 * np.linspace(-1, 1, _PLACES))
    low = places - steps[:, None] / 2
    high = places + steps[:, None] / 2
    exact = _exact_differences(high, low)
    quotient = (np.log(high) - np.log(low)) / (high - low)
    midpoint = 2 / (high + low)
    u = np.finfo(np.float64).eps / 2
    value, third = abs(np.log(centre)), 2 / centre**3
    return ThresholdErrors(
        gaps=steps,
        quotient=np.abs(quotient / exact - 1).max(axis=1),
        midpoint=np.abs(midpoint / exact - 1).max(axis=1),
        rounding=2 * u * value / steps * centre,
        truncation=third / 24 * steps**2 * centre,
        best=float(np.cbrt(48 * u * value / third)),
        centre=float(centre),
    )


def draw_threshold_errors(data: ThresholdErrors) -> Figure:
    """Draw both errors, what is foretold of them, and the best place to switch.

    Parameters
    ----------
    data : ThresholdErrors

    Returns
    -------
    matplotlib.figure.Figure
    """
    floor = 1e-17
    with style():
        fig = Figure(figsize=(6.4, 3.9))
        ax = fig.add_subplot()
        log_axes(ax)
        names = ("quotient", "slope at the middle")
        for line, name, errors in zip(LINES, names, (data.quotient, data.midpoint)):
            ax.plot(data.gaps, np.maximum(errors, floor), **line._asdict(), markevery=2, label=name)
        ax.plot(data.gaps, data.rounding, color=FAINT, lw=1, label="foretold")
        ax.plot(data.gaps, np.maximum(data.truncation, floor), color=FAINT, lw=1)
        ax.axvline(data.best, color=LINES[2].color, lw=1, ls=":")
        ax.annotate(f"τ* = {data.best:.1e}", (data.best * 1.3, 3e-16))
        ax.set_ylim(floor, 1e-2)
        ax.set_xlabel("gap between the two eigenvalues")
        ax.set_ylabel("relative error of the entry")
        ax.set_title("At the best threshold a third of the digits is gone")
        ax.legend(loc="upper center", fontsize=8)
    return fig


def _exact_differences(high: Array, low: Array) -> Array:
    with localcontext() as context:
        context.prec = 50
        pairs = zip(high.ravel().tolist(), low.ravel().tolist())
        exact = [
            float((Decimal(a).ln() - Decimal(b).ln()) / (Decimal(a) - Decimal(b))) for a, b in pairs
        ]
    return np.array(exact).reshape(high.shape)
