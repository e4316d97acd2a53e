import numpy as np
import pytest

from mathlib.descent import length
from mathlib.plots import draw_unit_balls, png, unit_ball

P = np.array([[3.0, 4.0], [4.0, 9.0]])
NORMS = ("l2", "l1", "linf", P)


@pytest.mark.parametrize("norm", NORMS)
def test_the_lit_point_is_the_lowest_of_the_outline(norm):
    g = np.array([2.0, -0.7])
    ball = unit_ball(g, norm)
    assert ball.outline.shape == (361, 2)
    assert np.allclose([length(point, norm) for point in ball.outline], 1)
    assert length(ball.direction, norm) == pytest.approx(1)
    values = ball.outline @ g
    assert ball.value == pytest.approx(g @ ball.direction)
    assert ball.value <= values.min() + 1e-12 and values.min() < 0.999 * ball.value


def test_corners_are_hit():
    assert np.isclose(unit_ball([1, 1], "linf").outline, 1).all(axis=1).any()
    assert np.allclose(unit_ball([1, 1], "l1").outline[[0, 90]], np.eye(2))
    assert [unit_ball([1, 1], norm).name for norm in ("l2", P)] == ["l2", "P"]
    assert unit_ball([1, 1], "l2", "ℓ₂").name == "ℓ₂"


def test_the_drawing_touches_the_ball_across_the_gradient():
    balls = [unit_ball([2.0, -0.7], norm) for norm in NORMS]
    fig = draw_unit_balls(balls)
    assert len(fig.axes) == 4
    for axes, ball in zip(fig.axes, balls):
        outline, touching, lit = (line.get_xydata() for line in axes.lines)
        assert np.array_equal(outline, ball.outline) and np.array_equal(lit[0], ball.direction)
        assert np.allclose(touching @ ball.gradient, ball.value)
        arrow = np.array(axes.texts[0].xy)
        size = np.linalg.norm(arrow) * np.linalg.norm(ball.gradient)
        assert arrow @ ball.gradient == pytest.approx(-size)
        assert axes.get_title(loc="left") == f"{ball.name}: value −{-ball.value:.2f}"
        reach = axes.get_xlim()[1]
        assert np.abs(outline).max() < reach and axes.get_aspect() == 1
    assert len(png(fig)) < 45_000


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"g has shape \(3,\)"):
        unit_ball([1, 2, 3])
    with pytest.raises(ValueError, match="every direction is optimal"):
        unit_ball([0, 0])
    with pytest.raises(ValueError, match="no ball to draw"):
        draw_unit_balls([])
