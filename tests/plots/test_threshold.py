import numpy as np
import pytest

from mathlib.plots import draw_threshold_errors, png, threshold_errors


@pytest.fixture(scope="module")
def data():
    return threshold_errors()


def test_both_errors_are_as_foretold(data):
    large = data.gaps > 1e-6
    assert np.all(data.midpoint[large] / data.truncation[large] < 1.15)
    assert np.all(data.midpoint[large] / data.truncation[large] > 0.9)
    assert np.all(data.quotient < data.rounding)
    assert np.all(data.quotient > 0.2 * data.rounding)


def test_the_best_threshold_balances_them_and_leaves_eleven_digits(data):
    assert data.best == pytest.approx(2.45e-5, rel=0.01)
    near = np.argmin(np.abs(np.log(data.gaps / data.best)))
    assert data.rounding[near] == pytest.approx(data.truncation[near], rel=2)
    assert 1e-12 < max(data.quotient[near], data.midpoint[near]) < 1e-10
    worst = np.maximum(data.quotient, data.midpoint)
    assert abs(np.maximum(data.rounding, data.truncation).argmin() - near) <= 1
    assert worst[near] <= 3 * worst.min()


def test_the_drawing_shows_both_and_the_crossing(data):
    axes = draw_threshold_errors(data).axes[0]
    assert np.array_equal(axes.lines[0].get_ydata(), np.maximum(data.quotient, 1e-17))
    assert axes.lines[-1].get_xdata()[0] == data.best
    assert axes.texts[0].get_text() == "τ* = 2.5e-05"
    assert len(png(axes.figure)) < 45_000


@pytest.mark.parametrize("centre", [0.0, -1.0, 1.0])
def test_a_centre_without_rounding_is_refused(centre):
    with pytest.raises(ValueError, match="other than 1"):
        threshold_errors(centre)
