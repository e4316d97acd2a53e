import numpy as np
import pytest

from mathlib.descent import Quadratic, exact_line_search, gradient_descent
from mathlib.plots import descent_paths, draw_descent_paths, png, unit_ball

PROBLEM = Quadratic([[3.0, 4.0], [4.0, 9.0]], [1.0, -2.0])
START = np.array([-2.0, 1.5])


def runs():
    return {
        "plain": gradient_descent(PROBLEM, START, 0.1, max_steps=9),
        "exact": exact_line_search(PROBLEM, START, max_steps=5),
    }


def test_values_stand_on_the_grid_they_belong_to():
    data = descent_paths(PROBLEM, runs(), radius=2.0, n=7)
    x = np.array([data.first[4], data.second[1]])
    assert data.values.shape == (7, 7)
    assert data.values[1, 4] == pytest.approx(PROBLEM.loss(x) - PROBLEM.least_loss)
    assert np.isclose(data.values.min(), 0) and np.allclose(data.minimiser, PROBLEM.minimiser)
    assert np.ptp(data.first) == pytest.approx(4) and np.ptp(data.second) == pytest.approx(4)
    assert data.paths["plain"].shape == (10, 2) and np.array_equal(data.paths["exact"][0], START)


def test_the_square_holds_every_start_and_no_more_than_a_diverging_run_deserves():
    wild = {"wild": gradient_descent(PROBLEM, START, 1.0, max_steps=30)}
    data = descent_paths(PROBLEM, wild)
    assert np.abs(data.paths["wild"]).max() > 1e6
    assert data.first[0] < START[0] < data.first[-1] < 10


def test_the_drawing_shows_paths_names_and_ball():
    data = descent_paths(PROBLEM, runs())
    ball = unit_ball(PROBLEM.gradient(START), "l1")
    axes = draw_descent_paths(data, ball).axes[0]
    for line, (name, points) in zip(axes.lines, data.paths.items()):
        assert np.array_equal(line.get_xydata(), points) and line.get_label() == name
    outline, tip, star = (line.get_xydata() for line in axes.lines[2:])
    assert np.allclose(outline.mean(axis=0), START, atol=0.01)
    along = (tip[0] - START) / np.linalg.norm(tip[0] - START)
    assert np.allclose(along, ball.direction)  # ℓ₁: one coordinate alone
    assert np.array_equal(star[0], data.minimiser)
    assert axes.get_xlim() == pytest.approx((data.first[0], data.first[-1]))
    assert axes.get_aspect() == 1 and axes.get_legend() is not None
    without = draw_descent_paths(data)
    assert len(without.axes[0].lines) == 3 and png(without) != png(axes.figure)
    assert len(png(axes.figure)) < 60_000


def test_bad_arguments_are_refused():
    cube = Quadratic(np.eye(3))
    with pytest.raises(ValueError, match="3 dimensions; expected 2"):
        descent_paths(cube, runs())
    with pytest.raises(ValueError, match=r"'cube' have shape \(3,\)"):
        descent_paths(PROBLEM, {"cube": gradient_descent(cube, np.ones(3), 0.1)})
    for count in (0, 7):
        many = {str(number): runs()["plain"] for number in range(count)}
        with pytest.raises(ValueError, match=f"{count} runs are given"):
            descent_paths(PROBLEM, many)
    with pytest.raises(ValueError, match="radius is 0"):
        descent_paths(PROBLEM, runs(), radius=0)


def test_a_window_shows_its_part_to_scale():
    figure = draw_descent_paths(descent_paths(PROBLEM, runs()), window=(-3.0, 1.0, 0.0, 2.0))
    axes = figure.axes[0]
    assert axes.get_xlim() == (-3.0, 1.0) and axes.get_ylim() == (0.0, 2.0)
    box = axes.get_position()
    width, height = figure.get_size_inches()
    # nothing is lost to the equal scale: the frame has the window's own form
    assert box.width * width / (box.height * height) == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("window", [(0, 0, 0, 1), (0, 1, 1, 0), (0, 1, 0, 2)])
def test_an_empty_or_high_window_is_refused(window):
    with pytest.raises(ValueError, match="expected a window"):
        draw_descent_paths(descent_paths(PROBLEM, runs()), window=window)
