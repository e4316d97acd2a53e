"""The picture of a training run: loss curves, and accuracies beside what guessing reaches."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib.evaluation.experiment import Experiment
from mathlib.plots.style import FAINT, INK, LINES, style


def draw_training(experiment: Experiment) -> Figure:
    """Draw an experiment: on the left how it was trained, on the right how it was tested.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    matplotlib.figure.Figure
        Its title names the data, and says so when it is simulated.
    """
    with style():
        fig = Figure(figsize=(9.6, 4.0))
        left, right = fig.subplots(1, 2)
        _draw_losses(left, experiment)
        _draw_accuracies(right, experiment)
        fig.suptitle(_name(experiment))
    return fig


def training_words(experiment: Experiment) -> str:
    """What `draw_training` shows, for a person who cannot see it."""
    losses = "; ".join(
        f"without {experiment.leave_out} {run} from {history.losses[0]:.3f} to "
        f"{history.losses[-1]:.3f} in {len(history.losses)} epochs"
        for run, history in zip(experiment.folds, experiment.histories)
    )
    methods = "; ".join(
        f"{method} {result.mean_accuracy:.3f} with a 95 % interval of "
        f"{experiment.interval(method)}, fold by fold "
        f"{', '.join(f'{accuracy:.3f}' for accuracy in result.accuracies)}"
        for method, result in experiment.results.items()
    )
    return (
        f"{_name(experiment)}, two panels. Left, the training loss falls: {losses}. "
        f"Right, mean accuracies on {experiment.leave_out}s left out: {methods}. "
        f"A grey band marks what guessing reaches, {experiment.chance}."
    )


def _draw_losses(ax: Axes, experiment: Experiment) -> None:
    for index, (run, history) in enumerate(zip(experiment.folds, experiment.histories)):
        line = LINES[index % len(LINES)]
        ax.plot(
            range(1, len(history.losses) + 1),
            history.losses,
            color=line.color,
            linestyle=line.linestyle,
            label=f"without {experiment.leave_out} {run}",
        )
    ax.set_ylim(bottom=0)
    ax.set_xlabel("epoch")
    ax.set_ylabel("training loss")
    ax.set_title("Training")
    ax.legend()


def _draw_accuracies(ax: Axes, experiment: Experiment) -> None:
    chance = experiment.chance
    ax.axhspan(chance.low, chance.high, color="#E3E3E3", label="chance, 95 % interval")
    ax.axhline(1 / len(experiment.class_names), color=FAINT, linewidth=1)
    for index, (method, result) in enumerate(experiment.results.items()):
        interval, line = experiment.interval(method), LINES[index % len(LINES)]
        ax.plot([index, index], [interval.low, interval.high], color=line.color)
        ax.plot(
            [index],
            [result.mean_accuracy],
            color=line.color,
            marker=line.marker,
            markersize=9,
            linestyle="none",
            label=f"{method}: mean {result.mean_accuracy:.3f}, 95 % interval",
        )
        spread = [index + 0.12 + 0.05 * fold for fold in range(len(result.accuracies))]
        ax.plot(
            spread,
            result.accuracies,
            color=INK,
            marker="x",
            markersize=5,
            linestyle="none",
            label="one run left out" if index == 0 else None,
        )
    ax.set_ylim(-0.03, 1.03)
    ax.set_xlim(-0.5, len(experiment.results) - 0.4)
    ax.set_xticks(range(len(experiment.results)), list(experiment.results))
    ax.set_ylabel("accuracy")
    ax.set_title(f"Testing on {len(experiment.labels)} trials")
    ax.legend(loc="lower left")


def _name(experiment: Experiment) -> str:
    """The data's name; nobody may take simulated trials for a person's."""
    if experiment.simulated and "simulated" not in experiment.data.lower():
        return f"{experiment.data} (simulated)"
    return experiment.data
