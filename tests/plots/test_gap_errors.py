import numpy as np
import pytest

from mathlib.plots import FUNCTION_CHOICES, draw_gap_errors, gap_errors, png
from mathlib.plots.gap_errors import CENTRE, METHODS, THIRD, pair


@pytest.fixture(scope="module")
def log64():
    return gap_errors("log")


@pytest.mark.parametrize("function", FUNCTION_CHOICES)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_only_the_form_without_cancellation_stays_at_rounding(function, precision):
    data = gap_errors(function, precision)
    u = np.finfo(precision).eps / 2
    ionescu, naive, safe = data.errors
    assert safe.max() < 40 * u  # exp stretches a push by up to e^2.2
    assert np.isnan(ionescu[-1]) and np.isnan(naive[-1]) and not np.isnan(safe).any()
    assert data.gaps[-1] == 0 and np.all(np.diff(data.gaps) < 0)
    close = (data.gaps > 0) & (data.gaps < 1e4 * u)
    assert ionescu[close].max() > 300 * u
    assert function == "ReEig" or naive[close].max() > 300 * u


def test_ionescu_and_the_quotient_lose_a_digit_for_each_power_of_ten(log64):
    used = (log64.gaps > 1e-14) & (log64.gaps < 1e-3)
    for row in log64.errors[:2]:
        slope = np.polyfit(np.log(log64.gaps[used]), np.log(row[used]), 1)[0]
        assert abs(slope + 1) < 0.2


def test_a_quotient_of_clamped_values_is_exact_and_its_kink_may_stand_between_the_two():
    for floor in (1.0, CENTRE, 3.0):
        data = gap_errors("ReEig", floor=floor)
        assert data.errors[2].max() < 1e-15 and np.nanmax(data.errors[1]) < 1e-15
    below, above = gap_errors("ReEig", floor=0.2), gap_errors("ReEig", floor=3.0)
    assert not np.array_equal(below.errors[0], above.errors[0])


def test_gaps_are_those_of_the_numbers_and_none_is_shown_twice():
    data = gap_errors("sqrt", "float32", gaps=np.array([0.5, 1e-7, 1.1e-7, 1e-12]))
    values = pair(np.array([0.5, 1.1e-7])).astype(np.float32).astype(np.float64)
    assert np.array_equal(data.gaps[:2], values[:, 1] - values[:, 0])
    assert data.gaps.size == 3 and data.errors.shape == (3, 3)


def test_the_pair_stands_around_the_centre():
    assert pair(np.array(0.2)).tolist() == [CENTRE - 0.1, CENTRE + 0.1, THIRD]


def test_the_drawing_shows_each_method_and_crosses_what_is_lost(log64):
    figure = draw_gap_errors([log64, gap_errors("log", "float32")])
    axes = figure.axes[0]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == list(METHODS)
    assert np.array_equal(axes.lines[0].get_ydata(), log64.errors[0, :-1])
    assert [line.get_marker() for line in axes.lines[1::2]] == ["x", "x", "^"]
    assert axes.texts[0].get_text() == "NaN"
    assert figure.axes[1].get_title(loc="left") == "log, float32"
    assert len(png(figure)) < 45_000


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="expected one of log, exp"):
        gap_errors("cosine")
    with pytest.raises(ValueError, match="float64 or float32"):
        gap_errors("log", "float16")
    for count in (0, 3):
        with pytest.raises(ValueError, match="1 or 2"):
            draw_gap_errors([gap_errors("sqrt", gaps=np.array([0.1]))] * count)
