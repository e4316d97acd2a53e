"""Other people's trials, made comparable: each person's mean moved to the identity."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyriemann.geometry.base import invsqrtm
from pyriemann.geometry.mean import mean_riemann

from mathlib._validate import Array, real_array


def recentre(X: Any, subjects: Any) -> Array:
    r"""X_i ↦ M_s^{−1/2} X_i M_s^{−1/2} with M_s the affine-invariant mean of subject s.

    Parameters
    ----------
    X : (n_trials, n, n) array_like
        Symmetric positive definite.
    subjects : (n_trials,) array_like of int

    Returns
    -------
    (n_trials, n, n) array
        The mean of every subject is I.

    Raises
    ------
    ValueError
        X is no stack of square matrices, or the lengths differ.

    Notes
    -----
    It uses no label, so it may be applied to a person who is tested: all that it needs is that
    person's trials, as a session recorded before use provides. Source: Zanini et al. (2018).
    """
    matrices = real_array(X, "X", ndim=3)
    people = np.asarray(subjects)
    if matrices.shape[1] != matrices.shape[2] or people.shape != matrices.shape[:1]:
        raise ValueError(
            f"X has shape {matrices.shape} and subjects {people.shape}; "
            "expected (n_trials, n, n) and (n_trials,)."
        )
    centred = np.empty_like(matrices)
    for person in np.unique(people):
        own = people == person
        W = invsqrtm(mean_riemann(matrices[own], tol=1e-9))
        centred[own] = W @ matrices[own] @ W
    return centred
