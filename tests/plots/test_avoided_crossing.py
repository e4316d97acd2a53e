import numpy as np
import pytest

from mathlib.plots import avoided_crossing, draw_avoided_crossings, png


@pytest.mark.parametrize("coupling", [0.4, 0.02])
def test_the_path_is_that_of_two_by_two_matrices(coupling):
    path = avoided_crossing(coupling, reach=1.5, n=41)
    half = np.hypot(path.t, coupling)
    assert np.allclose(path.eigenvalues, np.stack([-half, half], axis=1), rtol=0, atol=1e-14)
    by_formula = np.degrees(0.5 * np.arctan2(coupling, path.t))
    assert np.allclose(path.angle, by_formula, rtol=0, atol=1e-9)
    gaps = np.diff(path.eigenvalues, axis=1)
    assert path.t[np.argmin(gaps)] == pytest.approx(0) and gaps.min() == pytest.approx(2 * coupling)


def test_a_smaller_gap_turns_the_eigenvectors_faster():
    fast, slow = (
        np.abs(np.gradient(p.angle, p.t)).max() for p in map(avoided_crossing, (0.02, 0.2))
    )
    assert fast / slow == pytest.approx(10, rel=0.1)


def test_the_drawing_shows_both_eigenvalues_and_the_angle_of_each_path():
    paths = [avoided_crossing(c) for c in (0.3, 0.05)]
    figure = draw_avoided_crossings(paths)
    left, right = figure.axes
    assert np.array_equal(left.lines[1].get_ydata(), paths[0].eigenvalues[:, 1])
    assert np.array_equal(right.lines[1].get_ydata(), paths[1].angle)
    names = [text.get_text() for text in right.get_legend().get_texts()]
    assert names == ["smallest gap 0.6", "smallest gap 0.1"]
    assert len(png(figure)) < 45_000


def test_bad_arguments_are_refused():
    for arguments in ((0.0,), (-0.1,), (np.nan,), (0.1, 0.0)):
        with pytest.raises(ValueError, match="positive numbers"):
            avoided_crossing(*arguments)
    with pytest.raises(ValueError, match="odd"):
        avoided_crossing(0.1, n=10)
    for count in (0, 6):
        with pytest.raises(ValueError, match="1 to 5"):
            draw_avoided_crossings([avoided_crossing(0.1)] * count)
