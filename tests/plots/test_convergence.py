import numpy as np
import pytest

from mathlib.descent import Quadratic, gradient_descent
from mathlib.plots import (
    draw_loss_curves,
    draw_momentum_race,
    draw_two_cycle,
    loss_curves,
    momentum_race,
    png,
    two_cycle,
)

PROBLEM = Quadratic([[3.0, 4.0], [4.0, 9.0]], [1.0, -2.0])
START = np.array([-2.0, 1.5])


def test_the_border_parts_falling_from_growing():
    data = loss_curves(PROBLEM, START)
    for eta_L, gap in zip(data.eta_L, data.gaps, strict=True):
        assert gap.shape == (51,)
        assert (gap[-1] < 0.01 * gap[0]) == (eta_L in (1.0, 1.9, 0.5))
        assert (gap[-1] > 100 * gap[0]) == (eta_L == 2.1)
    run = gradient_descent(PROBLEM, START, 0.5 / PROBLEM.L)
    assert np.allclose(data.gaps[0], run.losses - PROBLEM.least_loss, atol=1e-12)
    # Beyond the border the steep part grows by (ηL − 1)² a step.
    late = data.gaps[-1][40:]
    assert np.allclose(late[1:] / late[:-1], 1.1**2, rtol=1e-3)


def test_the_gap_does_not_cancel():
    gap = loss_curves(PROBLEM, START, (1.9,), n_steps=300).gaps[0]
    assert 0 < gap[-1] < 1e-25 and np.all(np.diff(gap) < 0)


def test_the_curves_are_drawn_and_named():
    data = loss_curves(PROBLEM, START)
    axes = draw_loss_curves(data).axes[0]
    assert axes.get_yscale() == "log" and axes.get_xscale() == "linear"
    for line, gap in zip(axes.lines, data.gaps):
        assert np.array_equal(line.get_ydata(), gap)
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels[3] == "ηL = 2 (the border)" and labels[4] == "ηL = 2.1" and len(labels) == 5
    assert len(png(axes.figure)) < 45_000


def test_a_diverged_run_is_drawn_as_far_as_it_goes():
    data = loss_curves(PROBLEM, START, (0.5, 40.0), n_steps=200)
    assert len(data.gaps[1]) < 100 < len(data.gaps[0])
    assert len(png(draw_loss_curves(data))) > 1000


def test_normalised_descent_ends_in_a_cycle():
    data = two_cycle(PROBLEM, START, 0.4, n_steps=300)
    assert data.along.shape == data.across.shape == (301,)
    assert np.allclose(data.along[-1], data.along[-3]) and data.across[-1] < 1e-6
    assert abs(data.along[-1] - data.along[-2]) == pytest.approx(0.4)
    assert data.along[-1] * data.along[-2] < 0
    offset = START - PROBLEM.minimiser
    assert np.hypot(data.along[0], data.across[0]) == pytest.approx(np.linalg.norm(offset))


def test_the_cycle_is_drawn_with_its_width():
    data = two_cycle(PROBLEM, START, 0.4, n_steps=300)
    axes = draw_two_cycle(data).axes[0]
    assert np.array_equal(axes.lines[0].get_ydata(), data.along)
    assert np.array_equal(axes.lines[1].get_ydata(), data.across)
    assert "0.4 wide" in axes.get_title(loc="left")
    band = axes.patches[0]
    assert band.get_height() == pytest.approx(0.4)
    assert len(png(axes.figure)) < 45_000


def test_momentum_takes_the_root_of_the_condition():
    race = momentum_race(100.0)
    assert race.plain_factor == pytest.approx(99 / 101)
    assert race.heavy_factor == pytest.approx(9 / 11)
    assert race.plain[100] / race.plain[99] == pytest.approx(race.plain_factor, rel=1e-9)
    assert (race.heavy[150] / race.heavy[90]) ** (1 / 60) == pytest.approx(9 / 11, rel=0.02)
    assert race.heavy[-1] < 1e-9 < 1e-2 < race.plain[-1]


def test_the_race_is_drawn_with_what_the_factors_predict():
    race = momentum_race(25.0, n_steps=60)
    axes = draw_momentum_race(race).axes[0]
    lines = [line.get_ydata() for line in axes.lines]
    assert np.array_equal(lines[1], race.plain) and np.array_equal(lines[3], race.heavy)
    assert np.allclose(lines[2], race.heavy[0] * race.heavy_factor ** np.arange(61))
    assert "factor 0.667" in axes.get_legend().get_texts()[1].get_text()
    assert len(png(axes.figure)) < 45_000


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="7 products"):
        loss_curves(PROBLEM, START, (1.0,) * 7)
    with pytest.raises(ValueError, match="step is -"):
        loss_curves(PROBLEM, START, (-1.0,))
    with pytest.raises(ValueError, match="length is 0"):
        two_cycle(PROBLEM, START, 0)
    with pytest.raises(ValueError, match=r"condition is 0\.5"):
        momentum_race(0.5)
