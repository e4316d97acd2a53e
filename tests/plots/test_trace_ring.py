import numpy as np
import pytest

from mathlib.plots import LINES, draw_trace_ring, png


def test_tiles_stand_clockwise_from_the_top_with_their_sizes():
    labels, sizes = ["A", "dXᵀ", "B", "C"], ["k×n", "n×m", "m×p", "p×k"]
    axes = draw_trace_ring(labels, sizes, 1).axes[0]
    texts = {text.get_text(): text for text in axes.texts}
    places = np.array([texts[label].get_position() for label in labels])
    angles = np.degrees(np.arctan2(places[:, 0], places[:, 1])) % 360  # from the top, clockwise
    assert np.allclose(angles, [45, 135, 225, 315]) and np.allclose(np.hypot(*places.T), 1)
    for label, size in zip(labels, sizes):
        near = np.array(texts[size].get_position())
        assert np.allclose(near / np.linalg.norm(near), texts[label].get_position())
    edges = [texts[label].get_bbox_patch().get_edgecolor() for label in labels]
    assert edges[0] == edges[2] == edges[3] != edges[1]
    assert LINES[0].color != LINES[1].color
    assert len(png(axes.figure)) < 30_000


@pytest.mark.parametrize(
    ("labels", "sizes", "lit"), [(["A"], ["m×n"], 0), (["A", "B"], ["m×n"], 0), ("AB", "mn", 2)]
)
def test_bad_arguments_are_refused(labels, sizes, lit):
    with pytest.raises(ValueError, match="expected two or more labels"):
        draw_trace_ring(labels, sizes, lit)
