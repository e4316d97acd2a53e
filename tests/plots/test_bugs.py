import itertools

import numpy as np
import pytest

from mathlib.gradcheck import numerical_gradient, relative_error
from mathlib.plots import BUGS, bug_errors, draw_bug_errors, draw_bug_gallery, png
from mathlib.plots.bugs import _problem


def test_only_the_right_gradient_falls_to_rounding():
    right = bug_errors("none")
    assert right.plateau == 0 and right.errors.min() < 3e-11
    assert 1e-7 < right.steps[np.argmin(right.errors)] < 1e-4
    assert right.errors[0] > 1e-6 and right.errors[-1] > 1
    for bug in BUGS[1:]:
        data = bug_errors(bug)
        calm = (data.steps > 1e-10) & (data.steps < 1e-4)
        assert np.allclose(data.errors[calm], data.plateau, rtol=1e-3, atol=0)


def test_the_height_of_the_plateau_names_the_bug():
    heights = [bug_errors(bug).plateau for bug in BUGS[1:]]
    assert heights[0] == pytest.approx(1) and heights[3] == pytest.approx(8 - 1)
    assert all(max(a / b, b / a) > 2 for a, b in itertools.combinations(heights, 2))


def test_the_right_gradient_is_the_gradient_and_no_bug_is():
    problem = _problem()
    numerical = numerical_gradient(problem.loss, problem.X)
    errors = [relative_error(problem.gradient(bug), numerical) for bug in BUGS]
    assert errors[0] < 1e-10 and min(errors[1:]) > 0.1


@pytest.mark.parametrize("bug", BUGS)
def test_the_drawing_shows_the_data_and_the_ring(bug):
    data = bug_errors(bug)
    axes = draw_bug_errors(data, marked_step=1.2e-5).axes[0]
    assert np.array_equal(axes.lines[0].get_xdata(), data.steps)
    assert np.array_equal(axes.lines[0].get_ydata(), np.maximum(data.errors, 1e-16))
    at = int(np.argmin(np.abs(data.steps - 1e-5)))
    ring = axes.lines[-1]
    assert float(ring.get_xdata()[0]) == data.steps[at]
    assert float(ring.get_ydata()[0]) == data.errors[at]
    assert (bug in axes.get_title(loc="left")) == (bug != "none")
    low, high = axes.get_ylim()
    assert np.all((data.errors > low) & (data.errors < high))
    assert png(draw_bug_errors(data)) != png(draw_bug_errors(data, 1e-5))
    assert len(png(draw_bug_errors(data))) < 45_000


def test_an_unknown_bug_is_refused():
    with pytest.raises(ValueError, match="expected one of 'none', 'factor 2'"):
        bug_errors("typo")


def test_the_gallery_shows_every_bug_and_names_its_height():
    gallery = [bug_errors(bug) for bug in BUGS]
    axes = draw_bug_gallery(gallery).axes[0]
    for line, data in zip(axes.lines, gallery, strict=True):
        assert np.array_equal(line.get_ydata(), np.maximum(data.errors, 1e-16))
        height = f", plateau {data.plateau:.3g}" if data.plateau else ""
        assert line.get_label() == data.bug + height
    assert len(png(axes.figure)) < 45_000
    for wrong in ([], 7 * gallery[:1]):
        with pytest.raises(ValueError, match="expected 1 to 6"):
            draw_bug_gallery(wrong)
