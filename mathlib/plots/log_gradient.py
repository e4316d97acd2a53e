"""The crime of chapter 00: autodiff's gradient of a matrix logarithm where eigenvalues meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.style import LINES, log_axes, style


@dataclass(frozen=True, eq=False)
class LogGradientErrors:
    """Error of an autodiff gradient against the gap between eigenvalues.

    Attributes
    ----------
    gaps : (n_gaps,)
        Relative to the eigenvalues; the last one is 0, a multiple of the identity.
    errors : (n_gaps,)
        ‖autodiff − true‖ / ‖true‖; NaN where autodiff answered NaN.
    centre : float
        The eigenvalue in which all meet.
    """

    gaps: Array
    errors: Array
    centre: float


def log_gradient_errors(centre: float = 2.0, gaps: Array | None = None) -> LogGradientErrors:
    """Differentiate L(X) = tr(G log X) with PyTorch's `eigh` while the eigenvalues meet.

    X = c (I + gap · Q diag(0, 1, 2) Qᵀ) with Q orthogonal and G symmetric, both random 3×3.

    Parameters
    ----------
    centre : float
        The number c > 0. Near c = 1 log λ ≈ λ − 1 keeps all its digits, and autodiff's error stays
        at rounding up to the NaN itself; anywhere else it grows like 1e-16 / gap.
    gaps : (n_gaps,), optional
        By default 31 gaps from 1 to 1e-15, then 0.

    Returns
    -------
    LogGradientErrors

    Raises
    ------
    ValueError
        `centre` is not positive.

    Notes
    -----
    The true gradient is Q (L ⊙ QᵀGQ) Qᵀ with the divided differences L of the logarithm, written
    without a cancellation; it is G / c where the eigenvalues meet. Derived in chapter 09.
    """
    if not centre > 0:
        raise ValueError(f"centre is {centre}; a logarithm needs a positive eigenvalue.")
    if gaps is None:
        gaps = np.append(np.logspace(0, -15, 31), 0.0)
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    M = rng.normal(size=(3, 3))
    G = (M + M.T) / 2
    errors = []
    for gap in gaps:
        shifts = gap * np.arange(3.0)
        true = Q @ (_log_quotients(shifts) / centre * (Q.T @ G @ Q)) @ Q.T
        claimed = _autodiff(centre * (np.eye(3) + (Q * shifts) @ Q.T), G)
        errors.append(np.linalg.norm(claimed - true) / np.linalg.norm(true))
    return LogGradientErrors(np.asarray(gaps, dtype=np.float64), np.array(errors), centre)


def draw_log_gradient_errors(data: LogGradientErrors) -> Figure:
    """Draw the error against the gap; a NaN becomes a cross at the left edge.

    Parameters
    ----------
    data : LogGradientErrors

    Returns
    -------
    matplotlib.figure.Figure
    """
    lost = np.isnan(data.errors)
    edge = 1e-17
    with style():
        fig = Figure(figsize=(6.4, 3.7))
        ax = fig.add_subplot()
        log_axes(ax)
        ax.plot(data.gaps[~lost], np.maximum(data.errors[~lost], 1e-17), **LINES[0]._asdict())
        if lost.any():
            at = np.where(data.gaps[lost] > 0, data.gaps[lost], edge)
            ax.plot(at, np.ones(at.size), "x", color=LINES[1].color, markersize=12, mew=3)
            name = "I" if data.centre == 1 else f"{data.centre:g} I"
            ax.annotate(f"NaN at X = {name}", (edge, 1), (edge, 30), color=LINES[1].color)
        ax.axhline(1, color=LINES[2].color, lw=0.8, ls=":")
        ax.text(1, 1.6, "wrong in every digit", ha="right", fontsize=9)
        ax.set_xlim(edge / 4, 3)
        ax.set_ylim(1e-17, 1e4)
        ax.set_xlabel("relative gap between the eigenvalues of X")
        ax.set_ylabel("relative error of autodiff")
        worst = np.max(data.errors[~lost], initial=0.0)
        ax.set_title(
            "Right to the last digit, until the eigenvalues meet"
            if lost.any() and worst < 1e-10
            else "The closer the eigenvalues, the worse the gradient"
        )
    return fig


def _log_quotients(shifts: Array) -> Array:
    """(log(1+a) − log(1+b)) / (a − b) for all pairs, through log1p; 1/(1+a) where a = b."""
    a, b = np.meshgrid(shifts, shifts, indexing="ij")
    difference = a - b
    z = difference / (1 + b)
    equal = difference == 0
    return np.where(equal, 1 / (1 + a), np.log1p(z) / np.where(equal, 1, difference))


def _autodiff(X: Array, G: Array) -> Array:
    import torch  # only this picture needs it

    leaf: Any = torch.tensor(X, requires_grad=True)
    values, vectors = torch.linalg.eigh(leaf)
    logarithm = (vectors * values.log()) @ vectors.T
    torch.sum(torch.tensor(G) * logarithm).backward()  # type: ignore[no-untyped-call]
    gradient = leaf.grad.numpy()
    return np.asarray((gradient + gradient.T) / 2)
