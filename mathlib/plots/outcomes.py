"""How good, and how sure: accuracies with intervals, people one by one, and shuffled labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.plots.style import FAINT, INK, LINES, style

_BAND = "#E3E3E3"


class Shuffled(Protocol):
    """What a permutation test found."""

    @property
    def accuracy(self) -> float:
        """With the true labels."""

    @property
    def shuffled(self) -> Array:
        """With shuffled ones."""

    @property
    def p_value(self) -> float:
        """Share of those that reach the accuracy."""


def draw_permutation(tests: Mapping[str, Shuffled], source: str) -> Figure:
    """Draw the accuracies on shuffled labels as columns, and the true one as a line.

    Parameters
    ----------
    tests : mapping of str to PermutationTest
    source : str
        Whose trials they are.

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig = Figure(figsize=(4.6 * len(tests), 3.2))
        axes = fig.subplots(1, len(tests), sharex=True, squeeze=False)[0]
        for ax, (name, test) in zip(axes, tests.items()):
            values, counts = np.unique(np.round(test.shuffled, 4), return_counts=True)
            ax.bar(values, counts, width=0.015, color=LINES[0].color, label="shuffled labels")
            ax.set_ylim(0, 1.3 * counts.max())
            ax.axvline(test.accuracy, color=LINES[1].color, ls="--", label="true labels")
            ax.axvline(0.5, color=FAINT, lw=1)
            ax.set_xlim(0.1, 1.02)
            ax.set_title(f"{name}: p = {test.p_value:.3f}")
            ax.set_xlabel("accuracy")
        axes[0].set_ylabel("how many shuffles")
        axes[0].legend(loc="upper left")
        fig.suptitle(source, fontsize=10)
    return fig


def draw_methods(
    results: Mapping[str, Mapping[str, tuple[float, float, float]]],
    chances: Mapping[str, tuple[float, float]],
    source: str,
) -> Figure:
    """Draw the accuracy of each method with its interval, one panel for each task.

    Parameters
    ----------
    results : mapping of str to mapping of str to (float, float, float)
        Task → method → mean and ends of its 95 % interval.
    chances : mapping of str to (float, float)
        Task → what guessing reaches; drawn as a band.
    source : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        most = max(len(methods) for methods in results.values())
        fig = Figure(figsize=(max(6.4, 0.9 * most * len(results) + 0.6), 3.4))
        axes = fig.subplots(1, len(results), sharey=True, squeeze=False)[0]
        for ax, (task, methods) in zip(axes, results.items()):
            low, high = chances[task]
            ax.axhspan(low, high, color=_BAND, lw=0)
            for k, (line, (mean, bottom, top)) in enumerate(zip(LINES, methods.values())):
                ax.plot([k, k], [bottom, top], color=line.color)
                ax.plot([k], [mean], marker=line.marker, ms=8, color=line.color, ls="")
                ax.annotate(f"{mean:.2f}", (k + 0.12, mean), va="center")
            ax.set_xticks(range(len(methods)), list(methods))
            ax.set_xlim(-0.5, len(methods) - 0.3)
            ax.set_ylim(0, 1.03)
            ax.set_title(task)
        axes[0].set_ylabel("accuracy, 95 % interval")
        axes[0].annotate("guessing", (-0.45, chances[next(iter(results))][0] + 0.02), color=INK)
        fig.suptitle(source, fontsize=10)
    return fig


def draw_people(
    accuracies: Mapping[str, Array], chance: tuple[float, float], n_trials: int
) -> Figure:
    """Draw everybody: the accuracy of each person by each method, sorted by the first method.

    Parameters
    ----------
    accuracies : mapping of str to (n_people,)
        Method → accuracies, all in the same order of people.
    chance : (float, float)
        What guessing reaches with `n_trials` trials.
    n_trials : int

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        The methods speak of different numbers of people, or there are none or too many of them.
    """
    table = {name: real_array(values, name, ndim=1) for name, values in accuracies.items()}
    sizes = {values.size for values in table.values()}
    if len(sizes) != 1 or len(table) > len(LINES):
        raise ValueError(f"expected 1 to {len(LINES)} methods for the same people.")
    first = next(iter(table.values()))
    order = np.argsort(first, kind="stable")
    with style():
        fig = Figure(figsize=(9.4, 3.8))
        ax = fig.add_subplot()
        ax.axhspan(*chance, color=_BAND, lw=0, label=f"guessing on {n_trials} trials")
        for line, (name, values) in zip(LINES, table.items()):
            ax.plot(
                np.arange(1, first.size + 1),
                values[order],
                ls="",
                marker=line.marker,
                color=line.color,
                ms=5,
                alpha=0.85,
                label=f"{name}, mean {values.mean():.3f}",
            )
        ax.axhline(0.5, color=FAINT, lw=1)
        ax.set_ylim(0.2, 1.03)
        ax.set_xlim(0, first.size + 1)
        ax.set_xlabel(f"people, sorted by {next(iter(table))}")
        ax.set_ylabel("accuracy")
        ax.legend(loc="upper left")
    return fig


def draw_pairs(
    accuracies: Mapping[str, Array], reference: str, chance: tuple[float, float]
) -> Figure:
    """Draw one method against each of the others, a point for each person.

    Parameters
    ----------
    accuracies : mapping of str to (n_people,)
    reference : str
        The method on the vertical axis: points above the diagonal are people for whom it wins.
    chance : (float, float)

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        The reference is not among the methods, or there is no other one.
    """
    others = [name for name in accuracies if name != reference]
    if reference not in accuracies or not others:
        raise ValueError(f"expected {reference!r} and at least one other method.")
    with style():
        fig = Figure(figsize=(3.7 * len(others), 3.9))
        axes = fig.subplots(1, len(others), sharey=True, squeeze=False)[0]
        y = accuracies[reference]
        for ax, name in zip(axes, others):
            x = accuracies[name]
            ax.axvspan(*chance, color=_BAND, lw=0)
            ax.axhspan(*chance, color=_BAND, lw=0, alpha=0.6)
            ax.plot([0.2, 1], [0.2, 1], color=FAINT, lw=1)
            ax.plot(x, y, ls="", marker="o", color=LINES[0].color, alpha=0.6)
            difference = np.round(np.asarray(y) - np.asarray(x), 9)
            wins, losses = int(np.sum(difference > 0)), int(np.sum(difference < 0))
            ax.set_title(
                f"{reference} better: {wins}\nworse: {losses}, equal: {x.size - wins - losses}"
            )
            ax.set_xlim(0.2, 1.03)
            ax.set_ylim(0.2, 1.03)
            ax.set_aspect("equal")
            ax.set_xlabel(f"accuracy of {name}")
        axes[0].set_ylabel(f"accuracy of {reference}")
    return fig
