import numpy as np
import pytest

from mathlib.plots import FUNCTION_CHOICES, draw_pair_maps, gap_errors, pair_maps, png

SLOPES = {"log": 1 / 1.7, "exp": np.exp(1.7), "sqrt": 0.5 / np.sqrt(1.7), "ReEig": 1.0}


@pytest.mark.parametrize("function", FUNCTION_CHOICES)
def test_one_matrix_settles_at_the_slope_and_the_other_explodes(function):
    for gap in (1e-3, 1e-9, 0.0):
        data = pair_maps(function, gap)
        assert data.loewner[0, 1] == pytest.approx(SLOPES[function], rel=1e-5)
        assert np.array_equal(data.loewner, data.loewner.T)
        if gap:
            assert data.ionescu[0, 1] == pytest.approx(1 / gap, rel=1e-6)
            assert np.array_equal(data.ionescu, -data.ionescu.T)
    assert np.isinf(data.ionescu[0, 1]) and np.isinf(data.ionescu[1, 0])
    assert np.diag(data.ionescu).tolist() == [0, 0, 0]
    assert data.ionescu[0, 2] == pytest.approx(1 / (0.6 - 1.7))


def test_a_kink_between_the_two_passes_one_half_on():
    assert pair_maps("ReEig", 0.01, floor=1.7).loewner[0, 1] == pytest.approx(0.5)
    assert pair_maps("ReEig", 0.01, floor=2.0).loewner[0, 1] == 0


def test_the_written_numbers_are_the_data():
    data = pair_maps("log", 0.01)
    figure = draw_pair_maps(data)
    loewner, ionescu = ([t.get_text() for t in ax.texts] for ax in figure.axes)
    assert loewner[:3] == [f"{value:.3f}" for value in data.loewner[0]]
    assert ionescu[:3] == ["0.000", "100.000", "−0.913"]
    assert [t.get_text() for t in figure.axes[0].get_xticklabels()] == ["1.695", "1.705", "0.6"]
    assert len(png(figure)) < 45_000
    far = [t.get_text() for t in draw_pair_maps(pair_maps("log", 1e-7)).axes[1].texts]
    assert far[1] == "1e7" and far[3] == "−1e7"
    met = [t.get_text() for t in draw_pair_maps(pair_maps("log", 0.0)).axes[1].texts]
    assert met[1] in ("∞", "−∞")


def test_a_loewner_matrix_of_zeros_can_be_drawn():
    figure = draw_pair_maps(pair_maps("ReEig", 0.1, floor=3.0))
    assert figure.axes[0].texts[1].get_text() == "0.000"
    png(figure)


def test_errors_become_a_third_panel_with_the_gap_marked():
    figure = draw_pair_maps(pair_maps("exp", 1e-4), gap_errors("exp"))
    assert len(figure.axes) == 3
    assert figure.axes[2].lines[-1].get_xdata()[0] == 1e-4


@pytest.mark.parametrize("gap", [-0.1, 1.1, np.nan])
def test_a_gap_out_of_range_is_refused(gap):
    with pytest.raises(ValueError, match="from 0 to 1"):
        pair_maps("log", gap)
