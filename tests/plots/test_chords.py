import numpy as np
import pytest

from mathlib.plots import chords, draw_chords, png

PAIRS = [(1.0, 3.0), (2.5, 1.5), (2.0, 2.0)]


@pytest.fixture(scope="module")
def data():
    return chords(np.log, lambda x: 1 / x, PAIRS)


def test_slopes_are_those_of_chords_and_of_tangents(data):
    assert data.slopes == pytest.approx([np.log(3) / 2, np.log(2.5 / 1.5), 0.5])
    assert np.array_equal(data.heights, np.log(np.array(PAIRS)))
    assert data.x[0] == pytest.approx(0.7) and data.x[-1] == pytest.approx(3.3)
    assert np.array_equal(data.y, np.log(data.x))


def test_every_chord_is_drawn_between_its_ends_and_named_by_its_slope(data):
    figure = draw_chords(data, "log λ")
    axes = figure.axes[0]
    chord, ends = axes.lines[1], axes.lines[2]
    assert chord.get_xdata().tolist() == [1, 3] == ends.get_xdata().tolist()
    assert chord.get_label() == "1 to 3: slope 0.549"
    tangent = axes.lines[5]
    (left, right), (down, up) = tangent.get_xdata(), tangent.get_ydata()
    assert (up - down) / (right - left) == pytest.approx(0.5) and (left + right) / 2 == 2
    assert (up + down) / 2 == pytest.approx(np.log(2))
    assert tangent.get_label() == "tangent at 2: slope 0.500"
    assert axes.get_ylabel() == "log λ" and len(png(figure)) < 45_000


def test_one_tangent_alone_can_be_drawn():
    png(draw_chords(chords(np.exp, np.exp, [(0.0, 0.0)])))


def test_a_curve_that_leaves_its_domain_and_wrong_counts_are_refused():
    with pytest.raises(ValueError, match="not finite"):
        chords(np.log, lambda x: 1 / x, [(0.1, 2.0)])
    for count in (0, 6):
        with pytest.raises(ValueError, match="1 to 5"):
            chords(np.exp, np.exp, [(0.0, 1.0)] * count)
