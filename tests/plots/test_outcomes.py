from types import SimpleNamespace

import numpy as np
import pytest

from mathlib.plots import (
    draw_learning,
    draw_methods,
    draw_pairs,
    draw_people,
    draw_permutation,
    draw_step_times,
    saving,
)

PEOPLE = {
    "SPDNet": np.array([0.9, 0.5, 0.7, 0.6]),
    "MDM": np.array([0.8, 0.5, 0.75, 0.4]),
    "TS+LR": np.array([0.9, 0.6, 0.7, 0.5]),
}


def test_everybody_is_shown_sorted_by_the_first_method():
    ax = draw_people(PEOPLE, (0.36, 0.64), 45).axes[0]
    drawn = [line.get_ydata() for line in ax.lines[:3]]
    assert np.array_equal(drawn[0], [0.5, 0.6, 0.7, 0.9])
    assert np.array_equal(drawn[1], [0.5, 0.4, 0.75, 0.8])
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend[0] == "guessing on 45 trials" and legend[1] == "SPDNet, mean 0.675"
    with pytest.raises(ValueError, match="same people"):
        draw_people({**PEOPLE, "other": np.ones(3)}, (0.36, 0.64), 45)


def test_pairs_count_wins_losses_and_ties():
    figure = draw_pairs(PEOPLE, "SPDNet", (0.36, 0.64))
    mdm, ts = figure.axes
    assert mdm.get_title(loc="left") == "SPDNet better: 2\nworse: 1, equal: 1"
    assert ts.get_title(loc="left") == "SPDNet better: 1\nworse: 1, equal: 2"
    assert np.array_equal(mdm.lines[1].get_xdata(), PEOPLE["MDM"])
    for reference in ("CSP", "MDM"):
        methods = PEOPLE if reference == "CSP" else {"MDM": PEOPLE["MDM"]}
        with pytest.raises(ValueError, match="at least one other"):
            draw_pairs(methods, reference, (0.36, 0.64))


def test_each_method_has_its_interval():
    results = {"task": {"one": (0.7, 0.5, 0.9), "two": (0.6, 0.4, 0.75)}}
    figure = draw_methods(results, {"task": (0.36, 0.64)}, "made up")
    bars = [line.get_ydata() for line in figure.axes[0].lines[::2]]
    assert [list(bar) for bar in bars] == [[0.5, 0.9], [0.4, 0.75]]
    assert "0.70" in [text.get_text() for text in figure.axes[0].texts]
    assert figure.get_suptitle() == "made up"


def test_shuffles_are_counted():
    test = SimpleNamespace(accuracy=0.8, shuffled=np.array([0.5, 0.4, 0.5, 0.6]), p_value=0.2)
    figure = draw_permutation({"a method": test}, "made up")
    ax = figure.axes[0]
    assert [bar.get_height() for bar in ax.patches] == [1, 2, 1]
    assert ax.lines[0].get_xdata()[0] == 0.8 and "p = 0.200" in ax.get_title(loc="left")


def test_learning_is_drawn_epoch_by_epoch():
    history = SimpleNamespace(losses=(0.7, 0.4, 0.3), gradient_norms=(1.0, 0.1, 0.001))
    figure = draw_learning({"a": history}, "made up", 0.01)
    left, right = figure.axes
    assert np.array_equal(left.lines[0].get_ydata(), history.losses)
    assert np.array_equal(right.lines[0].get_ydata(), history.gradient_norms)
    assert right.lines[1].get_ydata()[0] == 0.01 and right.get_yscale() == "log"


def test_a_ratio_of_times_is_a_share_saved():
    assert saving(1.0) == 0 and saving(2.0) == 50 and saving(0.5) == -100
    with pytest.raises(ValueError, match="positive"):
        saving(0.0)
    ratio = {"low": 1.0, "median": 1.25, "high": 2.0}
    step = {"dims": [22, 8], "batch": 32, "ionescu": ratio, "ionescu_shared": ratio}
    figure = draw_step_times([step])
    lines = figure.axes[0].lines
    assert np.allclose(lines[0].get_xdata(), [0, 50]) and np.allclose(lines[1].get_xdata(), [20])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["22-8, 32 trials"]
