from dataclasses import replace

import numpy as np
import pytest

from mathlib.evaluation import CrossValidation, chance_interval
from mathlib.evaluation.experiment import Experiment
from mathlib.plots import png
from mathlib.plots.training import draw_training, training_words
from mathlib.spdnet import History, Settings


@pytest.fixture
def experiment():
    rng = np.random.default_rng(0)
    labels, runs = rng.integers(2, size=30), np.repeat([4, 8, 12], 10)

    def result(n_wrong):
        predictions = labels.copy()
        predictions[:n_wrong] ^= 1
        right = predictions == labels
        return CrossValidation(tuple(right[runs == run].mean() for run in (4, 8, 12)), predictions)

    return Experiment(
        data="toy",
        simulated=False,
        class_names=("hands", "feet"),
        labels=labels,
        runs=runs,
        folds=(4, 8, 12),
        seed=0,
        settings=Settings(),
        histories=tuple(History((0.7, 0.5, 0.1 * k), (1.0, 0.5, 0.1), True) for k in (1, 2, 3)),
        results={"SPDNet": result(3), "MDM": result(5)},
        chance=chance_interval(30, 2),
        licence="none needed",
        citation="nobody",
    )


def test_the_drawn_lines_are_losses_and_accuracies(experiment):
    left, right = draw_training(experiment).axes
    for line, history in zip(left.lines, experiment.histories, strict=True):
        assert tuple(line.get_ydata()) == history.losses
        assert tuple(line.get_xdata()) == (1, 2, 3)
    drawn = {line.get_label(): line for line in right.lines}
    assert drawn["SPDNet: mean 0.900, 95 % interval"].get_ydata() == pytest.approx([0.9])
    assert drawn["MDM: mean 0.833, 95 % interval"].get_ydata() == pytest.approx([25 / 30])
    assert drawn["one run left out"].get_ydata() == pytest.approx([0.7, 1.0, 1.0])
    band = right.patches[0].get_extents().transformed(right.transData.inverted())
    assert (band.y0, band.y1) == pytest.approx((experiment.chance.low, experiment.chance.high))
    interval = experiment.interval("SPDNet")
    assert right.lines[1].get_ydata() == pytest.approx([interval.low, interval.high])


def test_the_words_hold_every_number(experiment):
    words = training_words(experiment)
    for number in ("0.700 to 0.100", "0.900", "0.833", "0.333 to 0.667", "in 3 epochs"):
        assert number in words


@pytest.mark.parametrize("data", ["toy", "simulated (seed 4)"])
def test_simulated_data_are_called_so_in_title_and_words(experiment, data):
    simulated = replace(experiment, data=data, simulated=True)
    fig = draw_training(simulated)
    assert fig.get_suptitle().count("simulated") == 1
    assert "simulated" in training_words(simulated)
    assert "simulated" not in draw_training(experiment).get_suptitle()
    assert png(fig) == png(draw_training(simulated))
