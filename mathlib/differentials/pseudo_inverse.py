"""The pseudo-inverse, which is differentiable only where the rank stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib._validate import Array
from mathlib.differentials.conditioning import like, of_rank

_REMEDY = (
    "Where the rank changes X⁺ jumps; pass rank= if X moves among matrices of that rank only, "
    "or solve the ridge problem (XᵀX + λI)⁻¹Xᵀ instead."
)
_LEAVES_THE_RANK = 1e-8  # as a part of dX; far above rounding


def pinv(X: Any, rank: int | None = None) -> Array:
    """Return the Moore–Penrose inverse X⁺.

    Parameters
    ----------
    X : array_like, (m, n)
    rank : int, optional
        The rank that X has; by default full rank, min(m, n).

    Returns
    -------
    (n, m) array

    Raises
    ------
    ValueError
        X has another rank; the message gives the measured one.
    """
    return _parts(of_rank(X, "X", rank, _REMEDY), rank)[0]


def pinv_jvp(X: Any, dX: Any, rank: int | None = None) -> Array:
    """Return dX⁺ = −P dX P + PPᵀ dXᵀ (I − XP) + (I − PX) dXᵀ PᵀP with P = X⁺.

    Parameters
    ----------
    X : array_like, (m, n)
    dX : array_like, (m, n)
        An increment along which the rank stays: (I − XP) dX (I − PX) = 0, which is always so at
        full rank.
    rank : int, optional
        By default full rank.

    Returns
    -------
    (n, m) array

    Raises
    ------
    ValueError
        X has another rank, dX raises the rank, or a shape does not fit.

    Notes
    -----
    Derived in chapter 03. Source: Golub and Pereyra (1973), section 4.
    """
    point = of_rank(X, "X", rank, _REMEDY)
    step = like(dX, "dX", point, "X")
    P, off_range, off_rows = _parts(point, rank)
    rising = float(np.linalg.norm(off_range @ step @ off_rows))
    if rising > _LEAVES_THE_RANK * float(np.linalg.norm(step)):
        raise ValueError(
            f"dX raises the rank of X: (I − XP) dX (I − PX) has norm {rising:.3g}; expected 0. "
            "X⁺ grows without bound in that direction."
        )
    return np.asarray(-P @ step @ P + P @ P.T @ step.T @ off_range + off_rows @ step.T @ P.T @ P)


def pinv_vjp(G: Any, X: Any, rank: int | None = None) -> Array:
    """Gradient in X of a loss that reaches X through P = X⁺.

    Parameters
    ----------
    G : array_like, (n, m)
    X : array_like, (m, n)
    rank : int, optional
        By default full rank; otherwise the gradient is the one among matrices of this rank.

    Returns
    -------
    (m, n) array
        −PᵀGPᵀ + (I − XP) Gᵀ PPᵀ + PᵀP Gᵀ (I − PX).

    Raises
    ------
    ValueError
        X has another rank, or G does not have the shape of X⁺.

    Notes
    -----
    Derived in chapter 03 as the adjoint of `pinv_jvp`.
    """
    P, off_range, off_rows = _parts(of_rank(X, "X", rank, _REMEDY), rank)
    g = like(G, "G", P, "the pseudo-inverse")
    return np.asarray(-P.T @ g @ P.T + off_range @ g.T @ P @ P.T + P.T @ P @ g.T @ off_rows)


def _parts(X: Array, rank: int | None) -> tuple[Array, Array, Array]:
    """Return X⁺ and the projectors I − XX⁺ and I − X⁺X, exactly 0 where the rank is full."""
    m, n = X.shape
    r = min(m, n) if rank is None else rank
    U, sigma, Vt = np.linalg.svd(X, full_matrices=False)
    U, Vt = U[:, :r], Vt[:r]
    off_range = np.eye(m) - U @ U.T if r < m else np.zeros((m, m))
    off_rows = np.eye(n) - Vt.T @ Vt if r < n else np.zeros((n, n))
    return np.asarray((Vt.T / sigma[:r]) @ U.T), off_range, off_rows
