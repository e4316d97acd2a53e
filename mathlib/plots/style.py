"""One look for all figures: colours that survive colour-blindness, a grey print and a dark page."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator


class Line(NamedTuple):
    """How one line is drawn: colour, dash and marker each tell it apart alone."""

    color: str
    linestyle: Any
    marker: str


# Okabe and Ito's colours, ordered so that neighbours also differ in grey.
LINES = (
    Line("#0072B2", "-", "o"),
    Line("#D55E00", "--", "s"),
    Line("#000000", "-.", "^"),
    Line("#E69F00", ":", "D"),
    Line("#009E73", (0, (5, 1, 1, 1, 1, 1)), "v"),
    Line("#CC79A7", (0, (1, 1)), "P"),
)
INK = "#222222"
FAINT = "#8A8A8A"

_RC: dict[Any, Any] = {
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same letters everywhere
    "font.size": 10,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "legend.handlelength": 3.2,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
}


def style() -> AbstractContextManager[None]:
    """Return a context in which new figures take the look of the course.

    Nothing changes at import or after the context: a notebook's own figures keep their own look.
    """
    return mpl.rc_context(_RC)


def log_axes(ax: Axes) -> None:
    """Make both axes logarithmic, with labels such as 10⁻⁸ at the powers of ten.

    The exponent is plain text: matplotlib's own mathematical labels take most of a redraw.
    """
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(_power_of_ten))
        axis.set_minor_locator(NullLocator())


def _power_of_ten(value: float, _position: int) -> str:
    exponent = round(float(np.log10(value)))
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
