"""Loss and gradient while a network learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from matplotlib.figure import Figure

from mathlib.plots.style import FAINT, LINES, style


class Learned(Protocol):
    """What a training has written down, as `mathlib.spdnet.History` does."""

    @property
    def losses(self) -> tuple[float, ...]:
        """One an epoch."""

    @property
    def gradient_norms(self) -> tuple[float, ...]:
        """One an epoch."""


def draw_learning(histories: Mapping[str, Learned], source: str, tolerance: float) -> Figure:
    """Draw the loss on the left and the norm of the gradient on the right, epoch by epoch.

    Parameters
    ----------
    histories : mapping of str to History
    source : str
        Whose trials they are.
    tolerance : float
        Norm at which training ends.

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig = Figure(figsize=(8.8, 3.2))
        left, right = fig.subplots(1, 2)
        right.set_yscale("log")
        for line, (name, history) in zip(LINES, histories.items()):
            look = {"color": line.color, "linestyle": line.linestyle}
            epochs = np.arange(1, len(history.losses) + 1)
            left.plot(epochs, history.losses, **look, label=name)
            right.plot(epochs, history.gradient_norms, **look)
        right.axhline(tolerance, color=FAINT, lw=1)
        right.annotate("converged", (1, tolerance), va="bottom")
        left.set_ylim(bottom=0)
        left.set_title("loss of the training trials")
        right.set_title("norm of its gradient")
        left.legend()
        for ax in (left, right):
            ax.set_xlabel("epoch")
        fig.suptitle(source, fontsize=10)
    return fig
