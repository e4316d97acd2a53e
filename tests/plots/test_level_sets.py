import numpy as np
import pytest

from mathlib.plots import draw_level_sets, level_sets, png


def f(x):
    return x[0] ** 2 + x[0] * x[1] + 2 * x[1] ** 2


def test_values_stand_on_the_grid_they_belong_to():
    data = level_sets(f, [1.0, 0.5], radius=0.4, n=5)
    assert data.values.shape == (5, 5)
    assert data.values[1, 3] == f([data.first[3], data.second[1]])
    assert data.first[0] == pytest.approx(0.6) and data.second[-1] == pytest.approx(0.9)
    assert np.allclose(data.gradient, [2.5, 3.0], atol=1e-9)


def test_the_arrow_has_the_direction_of_the_gradient_and_the_line_stands_across():
    data = level_sets(f, [1.0, 0.5])
    axes = draw_level_sets(data, ("w₁", "w₂")).axes[0]
    arrow = next(text for text in axes.texts if getattr(text, "arrow_patch", None))
    along = np.array(arrow.xy) - data.point
    assert along @ data.gradient == pytest.approx(
        np.linalg.norm(along) * np.linalg.norm(data.gradient)
    )
    across = np.diff(axes.lines[0].get_xydata(), axis=0)[0]
    assert abs(across @ data.gradient) < 1e-9
    assert axes.get_xlabel() == "w₁" and axes.get_aspect() == 1
    assert len(png(axes.figure)) < 45_000


def test_a_point_with_gradient_zero_has_no_arrow():
    axes = draw_level_sets(level_sets(f, [0.0, 0.0], gradient=[0.0, 0.0])).axes[0]
    assert not any(getattr(text, "arrow_patch", None) for text in axes.texts)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="point has shape"):
        level_sets(np.sum, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="gradient has shape"):
        level_sets(f, [1.0, 2.0], gradient=[1.0])
    with pytest.raises(ValueError, match="radius"):
        level_sets(f, [1.0, 2.0], radius=0)
