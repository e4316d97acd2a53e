import numpy as np
import pytest

from mathlib.plots import draw_quotient_errors, png, quotient_errors

DATA = quotient_errors()


def test_each_v_has_its_lowest_point_where_the_theory_puts_it():
    assert 1e-9 < DATA.best_step("forward") < 1e-7
    assert 1e-6 < DATA.best_step("central") < 1e-4
    assert 3e-5 < DATA.best_step("central4") < 1e-2
    lowest = [DATA.errors[m].min() for m in ("forward", "central", "central4", "complex")]
    assert np.all(np.array(lowest) < [1e-8, 1e-10, 1e-12, 1e-15])
    assert np.all(np.array(lowest[:3]) > [1e-11, 1e-13, 1e-16])


@pytest.mark.parametrize(
    ("method", "low", "high", "slope"),
    [
        ("forward", 1e-6, 1e-1, 1),
        ("central", 1e-3, 1e-1, 2),
        ("central4", 1e-2, 1e-1, 4),
        ("complex", 1e-5, 1e-1, 2),
    ],
)
def test_truncation_has_the_slope_of_the_order(method, low, high, slope):
    used = (DATA.steps > low) & (DATA.steps < high)
    measured = np.polyfit(np.log(DATA.steps[used]), np.log(DATA.errors[method][used]), 1)[0]
    assert abs(measured - slope) < 0.1


def test_rounding_has_slope_minus_one_and_the_complex_step_has_none():
    used = (DATA.steps > 1e-15) & (DATA.steps < 1e-9)
    for method in ("forward", "central", "central4"):
        line = np.polyfit(np.log(DATA.steps[used]), np.log(DATA.errors[method][used]), 1)
        assert abs(line[0] + 1) < 0.2
    assert DATA.errors["complex"][DATA.steps < 1e-8].max() < 1e-15


def test_the_drawn_lines_are_the_data():
    axes = draw_quotient_errors(DATA).axes[0]
    assert [line.get_label() for line in axes.lines] == [
        "forward",
        "central",
        "central, 4th order",
        "complex step",
    ]
    for line, errors in zip(axes.lines, DATA.errors.values(), strict=True):
        assert np.array_equal(line.get_xdata(), DATA.steps)
        assert np.array_equal(line.get_ydata(), np.maximum(errors, 2.0**-53))
    assert len(png(draw_quotient_errors(DATA))) < 45_000


def test_other_functions_and_bad_arguments():
    data = quotient_errors(np.sin, np.cos, 0.5, [1e-2, 1e-3], ("central",))
    assert np.allclose(data.errors["central"], data.steps**2 / 6, rtol=1e-3)
    with pytest.raises(ValueError, match="unknown"):
        quotient_errors(methods=("centre",))
    with pytest.raises(ValueError, match=r"derivative is 0\.0"):
        quotient_errors(np.cos, np.sin, 0.0)
