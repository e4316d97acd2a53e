"""One cell of a large table: one person, one method, one seed, as a task that can run anywhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mathlib._validate import Array
from mathlib.eeg import Trials, covariances, load
from mathlib.evaluation.baselines import (
    common_spatial_patterns,
    minimum_distance_to_mean,
    tangent_space_logistic,
)
from mathlib.evaluation.crossval import Predictor, cross_validate
from mathlib.evaluation.experiment import NETWORK, LeaveOut, leave_groups_out
from mathlib.evaluation.network import SPDNetPredictor
from mathlib.spdnet import Settings

# Of these only the network draws anything at random, so the others run once.
BASELINES: dict[str, tuple[Predictor, str]] = {
    "MDM": (minimum_distance_to_mean, "covariances"),
    "TS+LR": (tangent_space_logistic, "covariances"),
    "CSP+LDA": (common_spatial_patterns, "signals"),
}
METHODS = (NETWORK, *BASELINES)


@dataclass(frozen=True, order=True)
class Task:
    """What one worker does in one go.

    Attributes
    ----------
    data : str
        A data set that `mathlib.eeg.load` knows.
    paradigm : str
        What is told apart, such as "left_right"; "" for simulated data.
    subject : int
        The person; for simulated data the seed of the simulation.
    method : str
        One of `METHODS`.
    seed : int
        Draws the network's first weights; 0 for a baseline.
    leave_out : {"run", "session"}
        What each fold leaves out.
    """

    data: str
    paradigm: str
    subject: int
    method: str
    seed: int
    leave_out: LeaveOut = "run"

    @property
    def name(self) -> str:
        """A file name that no other task has."""
        parts = [self.data, self.paradigm, f"{self.subject:03d}", self.method, f"seed{self.seed}"]
        if self.leave_out != "run":
            parts.append(f"{self.leave_out}s")
        return "_".join(part for part in parts if part).replace("+", "-")


def table_of_tasks(
    data: str,
    paradigm: str,
    subjects: Sequence[int],
    methods: Sequence[str],
    seeds: Sequence[int],
    leave_out: LeaveOut = "run",
) -> list[Task]:
    """All tasks of a sweep, subject by subject, baselines once.

    Raises
    ------
    ValueError
        A method that is none of `METHODS`.
    """
    for method in methods:
        if method not in METHODS:
            raise ValueError(f"there is no method {method!r}: choose from {', '.join(METHODS)}.")
    return [
        Task(data, paradigm, subject, method, seed, leave_out)
        for subject in dict.fromkeys(subjects)
        for method in dict.fromkeys(methods)
        for seed in (dict.fromkeys(seeds) if method == NETWORK else (0,))
    ]


def run_task(
    task: Task,
    path: str | None = None,
    settings: Settings | None = None,
    device: str = "cpu",
) -> dict[str, Any]:
    """Load the person's trials, evaluate the method in all folds, and say what came out.

    Parameters
    ----------
    task : Task
    path : str, optional
        The folder that holds the data.
    settings : Settings, optional
        Of the network; the frozen ones by default.
    device : {"cpu", "cuda", "auto"}
        Where the network computes.

    Returns
    -------
    dict
        The task's own fields, and `accuracy`, `n_correct`, `n_trials`, `n_classes`,
        `fold_accuracies`, `converged` (None for a baseline) and `seconds`.

    Raises
    ------
    CourseError
        The data is not there, or is not as it should be.
    """
    trials, X = _prepared(task.data, task.paradigm, task.subject, path)
    folds = leave_groups_out(trials, task.leave_out)
    started = time.perf_counter()
    converged = None
    if task.method == NETWORK:
        network = SPDNetPredictor(len(trials.class_names), settings, seed=task.seed, device=device)
        found = cross_validate(network, X, trials.labels, folds)
        converged = all(history.converged for history in network.histories)
    else:
        predictor, features = BASELINES[task.method]
        found = cross_validate(
            predictor, X if features == "covariances" else trials.signals, trials.labels, folds
        )
    n_correct = int((found.predictions == trials.labels).sum())
    return {
        **asdict(task),
        "accuracy": n_correct / len(trials.labels),
        "n_correct": n_correct,
        "n_trials": len(trials.labels),
        "n_classes": len(trials.class_names),
        "fold_accuracies": list(found.accuracies),
        "converged": converged,
        "seconds": time.perf_counter() - started,
    }


@lru_cache(maxsize=2)  # a worker meets the same person several times in a row
def _prepared(data: str, paradigm: str, subject: int, path: str | None) -> tuple[Trials, Array]:
    if data == "simulated":
        trials = load("simulated", seed=subject)
    else:
        folder = None if path is None else Path(path)
        trials = load(data, subject=subject, task=paradigm, path=folder)
    return trials, covariances(trials.signals)
