"""Eigenvalues of a covariance from few samples, and what shrinkage does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from mathlib._validate import Array
from mathlib.eeg import Trials, covariances
from mathlib.plots.eeg_source import source_line
from mathlib.plots.style import LINES, style

_FLOOR = 1e-4  # µV²: what is below is drawn here


@dataclass(frozen=True, eq=False)
class ShrunkSpectra:
    """Eigenvalues of one trial's covariance, falling, from the first T samples.

    Attributes
    ----------
    samples : tuple of int
        The numbers T.
    plain, shrunk : (n_samples, n_channels)
        In µV²: as they come, and with the shrinkage of the oracle approximation.
    source : str
    """

    samples: tuple[int, ...]
    plain: Array
    shrunk: Array
    source: str


def shrunk_spectra(
    trials: Trials, trial: int = 0, samples: Sequence[int] = (15, 60, 481)
) -> ShrunkSpectra:
    """Compute the eigenvalues for several lengths of the same trial.

    Parameters
    ----------
    trials : Trials
    trial : int
    samples : sequence of int
        How many of its samples are used, each 2 or more.

    Returns
    -------
    ShrunkSpectra

    Raises
    ------
    ValueError
        A length is below 2 or above that of the trial.
    """
    signal = trials.signals[trial]
    if not all(2 <= length <= signal.shape[1] for length in samples):
        raise ValueError(f"samples are {tuple(samples)}; expected 2 to {signal.shape[1]} each.")
    plain, shrunk = [], []
    for length in samples:
        piece = signal[:, :length]
        plain.append(np.linalg.eigvalsh(np.cov(1e6 * piece))[::-1])
        shrunk.append(np.linalg.eigvalsh(covariances(piece[None])[0])[::-1])
    return ShrunkSpectra(tuple(samples), np.array(plain), np.array(shrunk), source_line(trials))


def draw_shrunk_spectra(spectra: ShrunkSpectra) -> Figure:
    """Draw the eigenvalues, without shrinkage on the left and with it on the right.

    Parameters
    ----------
    spectra : ShrunkSpectra

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig = Figure(figsize=(8.6, 3.4))
        axes = fig.subplots(1, 2, sharey=True)
        for ax, title, values in zip(
            axes, ("as it comes", "with shrinkage"), (spectra.plain, spectra.shrunk)
        ):
            ax.set_yscale("log")
            ax.yaxis.set_minor_formatter(NullFormatter())
            for line, length, row in zip(LINES, spectra.samples, values):
                ax.plot(
                    np.arange(1, row.size + 1),
                    np.maximum(row, _FLOOR),
                    **line._asdict(),
                    label=f"{length} samples",
                )
            ax.set_title(title)
            ax.set_xlabel("number of the eigenvalue")
            ax.set_xticks([1, 5, 10, 15, 21])
        axes[0].set_yticks([1e-4, 1e-2, 1, 100], ["0, or below", "0.01", "1", "100"])
        axes[0].set_ylabel("eigenvalue (µV²)")
        axes[0].legend(loc="lower left")
        fig.suptitle(spectra.source, fontsize=10)
    return fig
