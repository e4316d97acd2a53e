"""The Loewner matrix and Ionescu's matrix of the same eigenvalues, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.gap_errors import FunctionChoice, GapErrors, error_panel, pair, spectral_function
from mathlib.plots.style import style


@dataclass(frozen=True, eq=False)
class PairMaps:
    """Both matrices for eigenvalues 1.7 ± gap/2 and 0.6.

    Attributes
    ----------
    function : str
    gap : float
    eigenvalues : (3,)
    loewner : (3, 3)
        f[λ_i, λ_j].
    ionescu : (3, 3)
        1/(λ_j − λ_i), zero on the diagonal; infinite where two different eigenvalues are equal.
    """

    function: FunctionChoice
    gap: float
    eigenvalues: Array
    loewner: Array
    ionescu: Array


def pair_maps(function: FunctionChoice, gap: float, floor: float = 1.0) -> PairMaps:
    """Compute the Loewner matrix and Ionescu's matrix.

    Parameters
    ----------
    function : {"log", "exp", "sqrt", "ReEig"}
    gap : float
        Between the first two eigenvalues, from 0 to 1.
    floor : float
        Where ReEig has its kink; the other functions do not use it.

    Returns
    -------
    PairMaps

    Raises
    ------
    ValueError
        `gap` lies outside its range.
    """
    if not 0 <= gap <= 1:
        raise ValueError(f"gap is {gap}; expected a number from 0 to 1.")
    import torch

    from mathlib import spectral

    fn = spectral_function(function, floor)
    eigenvalues = pair(np.asarray(gap))
    loewner = spectral.divided_differences(fn, torch.tensor(eigenvalues)).numpy()
    differences = eigenvalues[None, :] - eigenvalues[:, None]
    with np.errstate(divide="ignore"):
        ionescu = np.where(np.eye(3, dtype=bool), 0.0, 1 / np.abs(differences))
    ionescu = np.copysign(ionescu, differences)
    return PairMaps(function, float(gap), eigenvalues, loewner, ionescu + 0.0)


def draw_pair_maps(data: PairMaps, errors: GapErrors | None = None) -> Figure:
    """Draw both matrices with their numbers, and beside them the errors of three methods.

    Parameters
    ----------
    data : PairMaps
    errors : GapErrors, optional
        Adds a third panel, with the gap of `data` marked.

    Returns
    -------
    matplotlib.figure.Figure
    """
    # Fixed margins: a widget draws this in a hurry.
    with style(), mpl.rc_context({"figure.constrained_layout.use": False}):
        width = 6.2 if errors is None else 10.6
        fig = Figure(figsize=(width, 3.0 if errors is None else 3.3))
        ratios = [1, 1] if errors is None else [1, 1, 1.75]
        axes = fig.subplots(1, len(ratios), width_ratios=ratios)
        fig.subplots_adjust(left=0.6 / width, right=0.985, bottom=0.16, top=0.88, wspace=0.3)
        # One scale for both, set by the Loewner matrix: it stays calm, the other saturates.
        limit = 2 * float(np.abs(data.loewner).max()) or 1.0
        labels = [f"{value:.4g}" for value in data.eigenvalues]
        _map(axes[0], data.loewner, "Loewner matrix", limit, labels)
        _map(axes[1], data.ionescu, "Ionescu's matrix K", limit, labels)
        if errors is not None:
            error_panel(axes[2], errors, data.gap)
            axes[2].set_title("error of the gradient")
            axes[2].legend(loc="upper right", fontsize=8)
    return fig


def _map(ax: Axes, values: Array, title: str, limit: float, labels: list[str]) -> None:
    drawn: Any = np.clip(values, -limit, limit)
    ax.imshow(drawn, cmap="PuOr", vmin=-limit, vmax=limit)
    for (i, j), value in np.ndenumerate(values):
        dark = abs(value) > 0.65 * limit
        ax.text(
            j, i, _short(float(value)), ha="center", va="center", color="white" if dark else "black"
        )
    ax.set_title(title)
    ax.set_xticks(range(len(labels)), labels)
    ax.set_yticks(range(len(labels)), labels)
    ax.tick_params(length=0, labelsize=8)
    ax.grid(False)


def _short(value: float) -> str:
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = f"{abs(value):.3f}" if abs(value) < 1000 else f"{abs(value):.0e}".replace("e+0", "e")
    return ("−" if value < 0 else "") + size
