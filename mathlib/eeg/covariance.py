"""Covariances of trials: what an SPDNet sees of a signal."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mathlib._validate import Array, real_array

Shrinkage = Literal["oas", "lw"] | float | None


def covariances(signals: Array, shrinkage: Shrinkage = "oas") -> Array:
    r"""Covariance of each trial between its channels, (1 − ρ) C + ρ tr(C)/n I, in µV².

    Parameters
    ----------
    signals : (n_trials, n_channels, n_times)
        Volts, as MNE has them.
    shrinkage : {"oas", "lw"}, float or None
        How ρ is chosen for each trial: by the oracle approximation ("oas") or by Ledoit and Wolf's
        rule ("lw"); a number from 0 to 1 is ρ itself; None is ρ = 0.

    Returns
    -------
    (n_trials, n_channels, n_channels), float64, symmetric, in µV²

    Raises
    ------
    ValueError
        `signals` has not three axes or holds NaN, `shrinkage` is unknown, or nothing is shrunk and
        the covariance of so few samples would be singular.
    TypeError
        `signals` is not numeric.

    Notes
    -----
    With n channels and T samples, C = Z J Zᵀ / T with the mean taken out by J = I − 11ᵀ/T. (The
    estimators of ρ are derived for 1/T; the unbiased 1/(T − 1) differs by 0.2 % at 481 samples.)
    Microvolts squared put the entries near 1 to 100: in V² they would be near 10⁻¹¹, and any
    absolute threshold in a later layer would swallow them.

    Source: Chen, Wiesel, Eldar and Hero (2010), doi:10.1109/TSP.2010.2053029 (OAS); Ledoit and
    Wolf (2004), doi:10.1016/S0047-259X(03)00096-4; both as computed by scikit-learn.
    """
    Z = 1e6 * real_array(signals, "signals", ndim=3).astype(np.float64)
    n_trials, n_channels, n_times = Z.shape
    if 0 in Z.shape:
        raise ValueError(f"signals have shape {Z.shape}; expected at least one trial and sample.")
    _check_shrinkage(shrinkage)
    if (shrinkage is None or shrinkage == 0) and n_times <= n_channels:
        raise ValueError(
            f"signals have {n_times} samples of {n_channels} channels: without shrinkage their "
            f"covariance is singular. Give more than {n_channels} samples, or shrinkage='oas'."
        )

    from sklearn.covariance import empirical_covariance, ledoit_wolf, oas, shrunk_covariance

    out = np.empty((n_trials, n_channels, n_channels))
    for trial, target in zip(Z, out):
        if shrinkage == "oas":
            target[:] = oas(trial.T)[0]
        elif shrinkage == "lw":
            target[:] = ledoit_wolf(trial.T)[0]
        else:
            target[:] = shrunk_covariance(empirical_covariance(trial.T), shrinkage or 0.0)
    return (out + out.transpose(0, 2, 1)) / 2


def _check_shrinkage(shrinkage: object) -> None:
    if shrinkage is None or shrinkage in ("oas", "lw"):
        return
    if isinstance(shrinkage, float | int) and not isinstance(shrinkage, bool):
        fits = 0 <= shrinkage <= 1  # NaN fails the comparison
    else:
        fits = False
    if not fits:
        raise ValueError(
            f"shrinkage is {shrinkage!r}; expected 'oas', 'lw', a number from 0 to 1, or None."
        )
