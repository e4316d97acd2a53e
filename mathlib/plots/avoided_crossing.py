"""Two eigenvalues that nearly meet, and what their eigenvectors do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.style import FAINT, LINES, style

_MOST = len(LINES) - 1


@dataclass(frozen=True, eq=False)
class AvoidedCrossing:
    """The path X(t) = [[t, c], [c, −t]] through the place where two eigenvalues nearly meet.

    Attributes
    ----------
    coupling : float
        The number c; at t = 0 the eigenvalues are 2c apart, their least distance.
    t : (n,)
    eigenvalues : (n, 2)
        Rising.
    angle : (n,)
        Of the upper eigenvector, in degrees from the first axis: 90 far to the left, 0 far to the
        right.
    """

    coupling: float
    t: Array
    eigenvalues: Array
    angle: Array


def avoided_crossing(coupling: float, reach: float = 1.0, n: int = 201) -> AvoidedCrossing:
    """Follow both eigenvalues and the upper eigenvector of [[t, c], [c, −t]].

    Parameters
    ----------
    coupling : float
        The number c > 0.
    reach : float
        t runs from −reach to reach.
    n : int
        Points of the path, an odd number, so that t = 0 is one of them.

    Returns
    -------
    AvoidedCrossing

    Raises
    ------
    ValueError
        `coupling` or `reach` is not positive, or `n` is even.
    """
    if not (coupling > 0 and reach > 0):
        raise ValueError(
            f"coupling is {coupling} and reach is {reach}; expected positive numbers. With "
            "coupling 0 the eigenvalues cross, and at the crossing no eigenvector is singled out."
        )
    if n % 2 == 0:
        raise ValueError(f"n is {n}; expected an odd number, so that the path passes t = 0.")
    t = np.linspace(-reach, reach, n)
    X = np.empty((n, 2, 2))
    X[:, 0, 0], X[:, 1, 1] = t, -t
    X[:, 0, 1] = X[:, 1, 0] = coupling
    eigenvalues, U = np.linalg.eigh(X)
    upper = U[:, :, 1]
    angle = np.degrees(np.arctan2(np.abs(upper[:, 1]), np.abs(upper[:, 0])))
    return AvoidedCrossing(float(coupling), t, eigenvalues, angle)


def draw_avoided_crossings(paths: Sequence[AvoidedCrossing]) -> Figure:
    """Draw the eigenvalues on the left and the angle of the upper eigenvector on the right.

    Parameters
    ----------
    paths : sequence of AvoidedCrossing
        One to five.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        No path is given, or more than there are line styles.
    """
    if not 1 <= len(paths) <= _MOST:
        raise ValueError(f"{len(paths)} paths are given; expected 1 to {_MOST}.")
    with style():
        fig = Figure(figsize=(8.6, 3.5))
        left, right = fig.subplots(1, 2)
        for line, path in zip(LINES, paths):
            look = {"color": line.color, "linestyle": line.linestyle}
            gap = f"smallest gap {2 * path.coupling:g}"
            left.plot(path.t, path.eigenvalues, **look)
            right.plot(path.t, path.angle, **look, label=gap)
        left.axvline(0, color=FAINT, lw=0.8)
        right.axvline(0, color=FAINT, lw=0.8)
        left.set_title("The eigenvalues nearly meet")
        left.set_ylabel("eigenvalues")
        right.set_title("The eigenvectors turn away quickly")
        right.set_ylabel("angle of the upper eigenvector")
        right.set_yticks([0, 45, 90], ["0°", "45°", "90°"])
        right.legend(loc="upper right")
        for ax in (left, right):
            ax.set_xlabel("t")
    return fig
