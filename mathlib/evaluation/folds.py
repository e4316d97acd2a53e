"""Which trials train and which test: whole groups are left out, never single trials."""

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
    left_out : int
        The group that is tested: a run, a session, or a subject.
    train, test : int64 arrays
        Indices of the trials; disjoint, together all of them.
    """

    left_out: int
    train: Array
    test: Array


def leave_one_group_out(groups: Any, kind: str = "run") -> tuple[Fold, ...]:
    """One fold for each group: train on the others, test on it.

    Trials of one run share the state of the person and of the cap, those of one session its
    montage, those of one subject a brain. What is left out is what the accuracy speaks about:
    the next run, another day, another person.

    Parameters
    ----------
    groups : (n_trials,) array_like of int
        The run, the session, or the subject of every trial.
    kind : str
        What a group is called in a message.

    Returns
    -------
    tuple of Fold
        In rising order of the group.

    Raises
    ------
    ValueError
        All trials are of one group.
    """
    labels = real_array(groups, f"{kind}s", ndim=1)
    names = np.unique(labels)
    if len(names) < 2:
        raise ValueError(f"there are {len(names)} {kind}s; expected 2 or more to leave one out.")
    return tuple(
        Fold(int(name), np.flatnonzero(labels != name), np.flatnonzero(labels == name))
        for name in names
    )
