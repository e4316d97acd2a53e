"""Which trials train and which test: whole runs are left out, never single trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib._validate import Array, real_array


@dataclass(frozen=True)
class Fold:
    """One split of the trials.

    Attributes
    ----------
    run : int
        The run that is left out.
    train, test : int64 arrays
        Indices of the trials; disjoint, together all of them.
    """

    run: int
    train: Array
    test: Array


def leave_one_run_out(runs: Any) -> tuple[Fold, ...]:
    """One fold for each run: train on the others, test on it.

    Trials of one run share the state of the person and of the cap; testing on a run that was also
    trained on would measure that, too.

    Parameters
    ----------
    runs : (n_trials,) array_like of int
        The run of every trial.

    Returns
    -------
    tuple of Fold
        In rising order of run.

    Raises
    ------
    ValueError
        All trials are of one run.
    """
    labels = real_array(runs, "runs", ndim=1)
    names = np.unique(labels)
    if len(names) < 2:
        raise ValueError(f"runs has {len(names)} run(s); expected 2 or more to leave one out.")
    return tuple(
        Fold(int(name), np.flatnonzero(labels != name), np.flatnonzero(labels == name))
        for name in names
    )
