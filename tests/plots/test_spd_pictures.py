import numpy as np
import pytest

from mathlib.plots import (
    circle_step,
    draw_circle_step,
    draw_embedding,
    draw_interlacing,
    draw_spd_cone,
    principal_plane,
    spd_cone,
)
from mathlib.plots.spd_cone import morphed

LABELS = np.array([0, 1] * 6)


@pytest.fixture
def matrices(rng):
    A = rng.normal(size=(12, 3, 5))
    return A @ A.transpose(0, 2, 1)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def cone(X, **state):
    return spd_cone(X, LABELS, ("left", "right"), "made up", **state)


def test_points_keep_lengths_and_the_angle_chooses_channels(matrices):
    X = matrices / (np.trace(matrices, axis1=1, axis2=2).mean() / 3)
    start, turned = cone(matrices), cone(matrices, angle=90.0)
    for found, kept in ((start, [0, 2]), (turned, [1, 2])):
        small = X[np.ix_(range(12), kept, kept)] - np.eye(2)
        assert np.allclose(np.sum(found.points**2, axis=1), np.sum(small**2, axis=(1, 2)))


def test_the_morph_ends_in_the_logarithm(matrices):
    X = matrices[:, [0, 2]][:, :, [0, 2]] / (np.trace(matrices, axis1=1, axis2=2).mean() / 3)
    values, U = np.linalg.eigh(X)
    logs = (U * np.log(values)[:, None]) @ U.transpose(0, 2, 1)
    end = cone(matrices, morph=1.0).points
    assert np.allclose(end[:, 2] * np.sqrt(2), np.trace(logs, axis1=1, axis2=2))
    assert np.allclose(end[:, 1], np.sqrt(2) * logs[:, 0, 1])
    lam = np.array([0.3, 1.0, 5.0])
    assert np.allclose(morphed(lam, 0.0), lam - 1)
    assert np.allclose(morphed(lam, 1 - 1e-5), np.log(lam), atol=1e-4)


def test_the_floor_raises_and_is_counted(matrices):
    raised = cone(matrices, floor=0.8)
    X = matrices[:, [0, 2]][:, :, [0, 2]] / (np.trace(matrices, axis1=1, axis2=2).mean() / 3)
    assert raised.clamped == int(np.sum(np.linalg.eigvalsh(X) < 0.8)) > 0
    assert cone(matrices).clamped == 0
    assert cone(matrices, floor=1e3).points.std(axis=0).max() < 1e-9


def test_the_plane_between_the_means_is_judged():
    loud = np.where(LABELS == 1, 4.0, 1.0)
    X = np.stack([np.diag([power, 1.0, 1.0]) for power in loud])
    assert cone(X).wrong == 0
    X[1], X[2] = X[2].copy(), X[1].copy()
    assert cone(X).wrong == 2


def test_the_drawing_shows_the_cone_until_it_is_gone(matrices):
    states = [cone(matrices, morph=t) for t in (0.0, 1.0)]
    figure = draw_spd_cone(states)
    first, last = figure.axes
    assert len(first.lines) > 10 and len(last.lines) == 2 and figure.get_suptitle() == "made up"
    x, y, z = last.lines[1].get_data_3d()
    assert np.allclose(np.stack([x, y, z], axis=1), states[1].points[LABELS == 1])
    assert f"{states[1].wrong} of 12" in last.get_title()


def test_bad_arguments_of_the_cone_are_refused(matrices):
    bad = [
        ((matrices[:, :2, :2], LABELS), {}),
        ((matrices, LABELS[1:]), {}),
        ((matrices, np.zeros(12)), {}),
        ((matrices, LABELS), {"floor": -1.0}),
        ((matrices, LABELS), {"morph": 1.1}),
    ]
    for arguments, state in bad:
        with pytest.raises(ValueError, match=r"expected|must hold"):
            spd_cone(*arguments, ("a", "b"), "made up", **state)
    with pytest.raises(ValueError, match="no cone"):
        draw_spd_cone([])


def test_a_step_on_the_circle_is_tangent_and_comes_back():
    X = np.array([[3.0, 1.0], [1.0, 2.0]])
    step = circle_step(X, 0.7, 0.3)
    assert np.allclose(step.gradient, 2 * X @ step.W) and abs(step.tangent @ step.W) < 1e-12
    assert np.allclose(step.moved, step.W - 0.3 * step.tangent)
    assert np.linalg.norm(step.back) == pytest.approx(1)
    assert step.back @ X @ step.back < step.W @ X @ step.W
    lines = draw_circle_step(step, 0.3).axes[0].lines
    assert np.allclose(lines[3].get_xydata()[-1], step.moved)
    for bad in (np.array([[1.0, 2.0], [0.0, 1.0]]), np.eye(3)):
        with pytest.raises(ValueError, match="symmetric matrix"):
            circle_step(bad, 0.0, 0.1)


def test_spectra_before_and_behind_a_layer(rng):
    before, behind = np.exp(rng.normal(size=(4, 6))), np.exp(rng.normal(size=(4, 3)))
    ax = draw_interlacing(before, behind, 1e-3, "made up").axes[0]
    assert np.array_equal(ax.lines[5].get_xdata(), behind[1]) and len(ax.lines) == 9
    for bad in ((before - 10, behind, 1e-3), (before, behind, 0.0)):
        with pytest.raises(ValueError, match="positive"):
            draw_interlacing(*bad, "made up")


def test_the_principal_plane_keeps_the_largest_spread(rng):
    Q = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    scores = rng.normal(size=(40, 5)) * np.array([9.0, 4.0, 0.1, 0.1, 0.1])
    found = principal_plane(scores @ Q.T + 50)
    centred = scores - scores.mean(axis=0)
    assert np.sum(found**2) > 0.99 * np.sum(centred**2)
    assert np.allclose(principal_plane(-scores @ Q.T).std(axis=0), found.std(axis=0))


def test_tested_trials_have_a_rim(rng):
    class Two:
        labels, class_names = LABELS, ("left", "right")
        name, simulated = "made up", True

    tested = np.arange(12) < 4
    figure = draw_embedding(Two(), {"a": rng.normal(size=(12, 4))}, tested)
    sizes = [line.get_xdata().size for line in figure.axes[0].lines]
    assert sizes == [4, 2, 4, 2] and "no person" in figure.get_suptitle()
    with pytest.raises(ValueError, match="11 rows"):
        draw_embedding(Two(), {"a": rng.normal(size=(11, 4))}, tested)
