import numpy as np
import pytest

from mathlib.gradcheck import taylor_test
from mathlib.plots import draw_taylor, png

X = np.random.default_rng(0).normal(size=(3, 4))
TESTS = {
    "right": taylor_test(lambda X: np.sum(X**3), X, 3 * X**2),
    "wrong": taylor_test(lambda X: np.sum(X**3), X, 2 * X**2),
}


def test_the_drawn_lines_are_the_remainders():
    axes = draw_taylor(TESTS).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    assert list(lines) == ["without a gradient", "right", "wrong", "rounding"]
    for name, test in TESTS.items():
        assert np.array_equal(lines[name].get_ydata(), test.remainders[test.remainders > 0])
    assert np.array_equal(lines["without a gradient"].get_ydata(), TESTS["right"].remainders_zero)
    assert {text.get_text() for text in axes.texts} == {"slope 2.0", "slope 1.0"}
    assert len(png(draw_taylor(TESTS))) < 45_000


def test_a_remainder_of_zero_and_no_slope_are_left_out():
    flat = taylor_test(lambda X: 1.0, X, 0 * X)
    axes = draw_taylor({"flat": flat}).axes[0]
    assert np.isnan(flat.slope) and not axes.texts
    assert len(axes.lines[1].get_ydata()) == 0
    png(draw_taylor({"flat": flat}))


@pytest.mark.parametrize("number", [0, 6])
def test_the_number_of_lines_is_limited(number):
    with pytest.raises(ValueError, match="expected 1 to 5"):
        draw_taylor({str(k): TESTS["right"] for k in range(number)})
