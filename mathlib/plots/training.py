"""The picture of a training run: loss curves, and accuracies beside what guessing reaches."""

from __future__ import annotations

from matplotlib.figure import Figure

from mathlib.evaluation.experiment import Experiment

# Okabe and Ito (2008): told apart by readers with any colour vision; markers differ as well.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_MARKERS = ("o", "s", "^")


def training_figure(experiment: Experiment) -> tuple[Figure, str]:
    """Draw an experiment.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    tuple of Figure and str
        The figure, and the same in words. Both name the data, and say so when it is simulated.
    """
    figure = Figure(figsize=(10, 4.2), layout="constrained", facecolor="white")
    curves, accuracies = figure.subplots(1, 2)
    for index, (run, history) in enumerate(zip(experiment.folds, experiment.histories)):
        epochs = range(1, len(history.losses) + 1)
        curves.plot(
            epochs,
            history.losses,
            color=_COLOURS[index % len(_COLOURS)],
            linestyle=("-", "--", "-.", ":")[index % 4],
            label=f"without run {run}",
        )
    curves.set(xlabel="epoch", ylabel="training loss", yscale="log", title="Training, fold by fold")
    curves.legend()

    chance = experiment.chance
    level = 1 / len(experiment.class_names)
    accuracies.axhspan(chance.low, chance.high, color="0.87", label="chance, 95 % interval")
    accuracies.axhline(level, color="0.45", linewidth=1)
    n_methods = len(experiment.results)
    for index, (method, result) in enumerate(experiment.results.items()):
        shift = (index - (n_methods - 1) / 2) * 0.18
        accuracies.plot(
            [fold + shift for fold in range(len(result.accuracies))],
            result.accuracies,
            color=_COLOURS[index],
            marker=_MARKERS[index % len(_MARKERS)],
            markersize=8,
            linestyle="none",
            label=f"{method}, mean {result.mean_accuracy:.3f}",
        )
    accuracies.set(
        ylim=(-0.03, 1.03),
        xlim=(-0.5, len(experiment.folds) - 0.5),
        xlabel="run left out",
        ylabel="accuracy on it",
        title=f"Testing, {len(experiment.labels)} trials",
    )
    accuracies.set_xticks(range(len(experiment.folds)), [str(run) for run in experiment.folds])
    accuracies.legend(loc="lower right")
    figure.suptitle(_name(experiment))
    return figure, _words(experiment)


def _name(experiment: Experiment) -> str:
    """The data's name; nobody may take simulated trials for a person's."""
    if experiment.simulated and "simulated" not in experiment.data.lower():
        return f"{experiment.data} (simulated)"
    return experiment.data


def _words(experiment: Experiment) -> str:
    curves = "; ".join(
        f"without run {run} from {history.losses[0]:.3f} to {history.losses[-1]:.3f} "
        f"in {len(history.losses)} epochs"
        for run, history in zip(experiment.folds, experiment.histories)
    )
    methods = "; ".join(
        f"{method} {', '.join(f'{accuracy:.3f}' for accuracy in result.accuracies)}, "
        f"mean {result.mean_accuracy:.3f}"
        for method, result in experiment.results.items()
    )
    return (
        f"Two panels about {_name(experiment)}. Left: the training loss falls, {curves}. "
        f"Right: accuracy on the run left out ({', '.join(map(str, experiment.folds))}): "
        f"{methods}. A grey band marks what guessing reaches, {experiment.chance}."
    )
