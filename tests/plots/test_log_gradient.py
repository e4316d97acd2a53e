import numpy as np
import pytest

from mathlib.plots import draw_log_gradient_errors, log_gradient_errors, png
from mathlib.plots.log_gradient import _log_quotients


@pytest.fixture(scope="module")
def data():
    return log_gradient_errors()


def test_autodiff_loses_its_digits_and_then_answers_nan(data):
    assert np.isnan(data.errors[-1]) and not np.isnan(data.errors[:-1]).any()
    assert data.gaps[-1] == 0
    assert data.errors[0] < 1e-14
    used = (data.gaps > 1e-14) & (data.gaps < 1e-3)
    slope = np.polyfit(np.log(data.gaps[used]), np.log(data.errors[used]), 1)[0]
    assert abs(slope + 1) < 0.15


def test_at_the_identity_itself_only_the_last_point_is_lost():
    near_one = log_gradient_errors(centre=1.0)
    assert np.isnan(near_one.errors[-1]) and near_one.errors[:-1].max() < 1e-12
    title = draw_log_gradient_errors(near_one).axes[0].get_title(loc="left")
    assert title == "Right to the last digit, until the eigenvalues meet"


def test_the_true_gradient_is_exact():
    mpmath = pytest.importorskip("mpmath")
    mpmath.mp.dps = 60
    shifts = np.array([0.0, 1e-9, 0.3])
    quotients = _log_quotients(shifts)
    for i, a in enumerate(shifts):
        for j, b in enumerate(shifts):
            a, b = mpmath.mpf(float(a)), mpmath.mpf(float(b))
            exact = (mpmath.log1p(a) - mpmath.log1p(b)) / (a - b) if a != b else 1 / (1 + a)
            assert abs(quotients[i, j] - exact) < 5e-16


def test_the_drawing_shows_errors_and_nan(data):
    axes = draw_log_gradient_errors(data).axes[0]
    assert np.array_equal(axes.lines[0].get_ydata(), np.maximum(data.errors[:-1], 1e-17))
    assert axes.lines[1].get_marker() == "x" and len(axes.lines[1].get_xdata()) == 1
    assert axes.texts[0].get_text() == "NaN at X = 2 I"
    assert axes.get_title(loc="left") == "The closer the eigenvalues, the worse the gradient"
    assert len(png(axes.figure)) < 45_000


def test_a_centre_without_a_logarithm_is_refused():
    with pytest.raises(ValueError, match="positive eigenvalue"):
        log_gradient_errors(centre=0.0)
