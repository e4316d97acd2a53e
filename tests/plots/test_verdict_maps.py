import numpy as np
import pytest

from mathlib.plots import draw_verdict_maps, png, verdict_maps

RNG = np.random.default_rng(0)
N = RNG.normal(size=(3, 4))


def test_ratio_is_yours_over_numerical_and_empty_where_that_means_nothing():
    numerical = N.copy()
    numerical[1, 2] = 0
    numerical[0, 0] = 1e-9
    data = verdict_maps(3 * N, numerical)
    empty = np.isnan(data.ratio)
    assert list(map(tuple, np.argwhere(empty).tolist())) == [(0, 0), (1, 2)]
    assert np.allclose(data.ratio[~empty], 3)


def test_the_written_numbers_are_the_data():
    data = verdict_maps(N, 2 * N)
    figure = draw_verdict_maps(data)
    for axes, values in zip(figure.axes, (data.yours, data.numerical, data.ratio), strict=True):
        assert [text.get_text() for text in axes.texts] == [f"{v:.2f}" for v in values.ravel()]
        assert np.array_equal(axes.images[0].get_array(), values)
    assert figure.get_suptitle() == "The ratio is 0.5 everywhere"
    assert draw_verdict_maps(verdict_maps(N + 1, N)).get_suptitle().startswith("The ratio differs")
    assert len(png(figure)) < 45_000


def test_zero_gradients_and_one_entry_can_be_drawn():
    figure = draw_verdict_maps(verdict_maps([[0.0]], [[0.0]]))
    assert figure.axes[2].texts[0].get_text() == "·"
    png(figure)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="equal shapes"):
        verdict_maps(N, N.T)
    with pytest.raises(ValueError, match="1 to 12"):
        verdict_maps(np.ones((2, 13)), np.ones((2, 13)))
    with pytest.raises(ValueError, match="2 axes"):
        verdict_maps(N[0], N[0])
