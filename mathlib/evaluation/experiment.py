"""One fair comparison from trials to numbers: SPDNet, MDM and TS+LR in the same folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from platform import python_version
from typing import Any, Literal

from mathlib._validate import Array, CourseError
from mathlib.eeg import Trials, covariances
from mathlib.evaluation.baselines import minimum_distance_to_mean, tangent_space_logistic
from mathlib.evaluation.crossval import CrossValidation, Predictor, cross_validate
from mathlib.evaluation.folds import Fold, leave_one_group_out
from mathlib.evaluation.intervals import Interval, accuracy_interval, chance_interval
from mathlib.evaluation.network import SPDNetPredictor
from mathlib.spdnet import History, Settings

NETWORK = "SPDNet"
LeaveOut = Literal["run", "session"]
_LIBRARIES = ("mne", "numpy", "pyriemann", "scikit-learn", "scipy", "torch")


@dataclass(frozen=True)
class Experiment:
    """Everything that is reported about one comparison.

    Attributes
    ----------
    data : str
        Name of the data; 'simulated' is in it when it is.
    simulated : bool
    class_names : tuple of str
    labels, runs : (n_trials,) arrays of int
    folds : tuple of int
        The run, or session, that each fold leaves out.
    seed : int
    settings : Settings
    histories : tuple of History
        The network's training, one a fold.
    results : dict
        Method → CrossValidation, the network first.
    chance : Interval
        What guessing reaches on as many trials.
    licence, citation : str
        Of the data.
    device : str
        Where the network was told to compute.
    leave_out : {"run", "session"}
        What each fold leaves out.
    """

    data: str
    simulated: bool
    class_names: tuple[str, ...]
    labels: Array
    runs: Array
    folds: tuple[int, ...]
    seed: int
    settings: Settings
    histories: tuple[History, ...]
    results: dict[str, CrossValidation]
    chance: Interval
    licence: str
    citation: str
    device: str = "cpu"
    leave_out: LeaveOut = "run"

    def to_dict(self) -> dict[str, Any]:
        """The experiment in plain numbers, lists and strings, as JSON has them."""
        n_trials = len(self.labels)
        return {
            "data": self.data,
            "simulated": self.simulated,
            "licence": self.licence,
            "citation": self.citation,
            "class_names": list(self.class_names),
            "n_trials": n_trials,
            "folds": [f"{self.leave_out} {group} left out" for group in self.folds],
            "labels": self.labels.tolist(),
            "runs": self.runs.tolist(),
            "seed": self.seed,
            "device": self.device,
            "settings": asdict(self.settings),
            "chance": {"level": 1 / len(self.class_names), **asdict(self.chance)},
            "results": {
                method: {
                    "accuracies": list(result.accuracies),
                    "mean_accuracy": result.mean_accuracy,
                    "interval": asdict(self.interval(method)),
                    "predictions": result.predictions.tolist(),
                }
                for method, result in self.results.items()
            },
            "training": [asdict(history) for history in self.histories],
            "versions": versions(),
        }

    def interval(self, method: str) -> Interval:
        """Wilson's 95 % interval of a method's accuracy over all trials."""
        n_correct = int((self.results[method].predictions == self.labels).sum())
        return accuracy_interval(n_correct, len(self.labels))


def run_experiment(
    trials: Trials,
    seed: int,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    device: str = "cpu",
    leave_out: LeaveOut = "run",
) -> Experiment:
    """Evaluate the network and the baselines on the trials, leaving one run out at a time.

    Parameters
    ----------
    trials : Trials
    seed : int
        Draws the network's first weights.
    settings : Settings, optional
        The frozen ones by default.
    progress : callable, optional
        Called with the number of folds and of epochs done.
    device : {"cpu", "cuda", "auto"}
        Where the network computes.
    leave_out : {"run", "session"}
        Sessions are days, or seatings: the harder and the more honest question where there are two.

    Returns
    -------
    Experiment

    Raises
    ------
    CourseError
        The trials are of one run (session), or leaving one out leaves fewer than two classes.
    """
    settings = Settings() if settings is None else settings
    folds = leave_groups_out(trials, leave_out)
    X = covariances(trials.signals)

    def epoch_done(epoch: int, _loss: float) -> None:
        if progress is not None:
            progress(len(network.histories), epoch)

    network = SPDNetPredictor(
        len(trials.class_names), settings, seed=seed, device=device, progress=epoch_done
    )
    predictors: dict[str, Predictor] = {
        NETWORK: network,
        "MDM": minimum_distance_to_mean,
        "TS+LR": tangent_space_logistic,
    }
    return Experiment(
        data=trials.name,
        simulated=trials.simulated,
        class_names=trials.class_names,
        labels=trials.labels,
        runs=trials.runs,
        folds=tuple(fold.left_out for fold in folds),
        seed=seed,
        settings=settings,
        results={
            name: cross_validate(predictor, X, trials.labels, folds)
            for name, predictor in predictors.items()
        },
        histories=tuple(network.histories),
        chance=chance_interval(len(trials.labels), len(trials.class_names)),
        licence=trials.licence,
        citation=trials.citation,
        device=device,
        leave_out=leave_out,
    )


def leave_groups_out(trials: Trials, leave_out: LeaveOut = "run") -> tuple[Fold, ...]:
    """The folds of one person's trials: one run (or group of runs), or session, left out at a time.

    Raises
    ------
    CourseError
        There is a single one, or leaving one out leaves fewer classes to train on.
    """
    groups = trials.runs if leave_out == "run" else trials.sessions
    if len(set(groups.tolist())) < 2:
        raise CourseError(
            f"The data {trials.name} has a single {leave_out}, so none can be left out for "
            f"testing: choose data with two {leave_out}s or more."
        )
    folds = leave_one_group_out(groups)
    for fold in folds:
        if len(set(trials.labels[fold.train].tolist())) < len(trials.class_names):
            raise CourseError(
                f"Without {leave_out} {fold.left_out}, the data {trials.name} has no trial of some "
                f"class: choose data with every class in two {leave_out}s or more."
            )
    return folds


def versions() -> dict[str, str]:
    """Python and the libraries that the numbers depend on."""
    return {"python": python_version(), **{name: version(name) for name in _LIBRARIES}}
