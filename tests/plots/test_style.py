import itertools

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from mathlib.plots import LINES, style
from mathlib.plots.style import log_axes


def test_the_style_ends_with_its_context():
    before = dict(mpl.rcParams)
    with style():
        assert not mpl.rcParams["axes.spines.top"]
    assert dict(mpl.rcParams) == before


def test_lines_differ_in_colour_dash_and_marker():
    for part in zip(*LINES, strict=True):
        assert len({str(value) for value in part}) == len(LINES)


def test_the_first_four_lines_differ_in_grey():
    grey = [np.dot(to_rgb(line.color), [0.2126, 0.7152, 0.0722]) for line in LINES[:4]]
    assert min(abs(a - b) for a, b in itertools.combinations(grey, 2)) > 0.06


def test_log_axes_write_powers_of_ten_in_plain_text():
    ax = Figure().add_subplot()
    log_axes(ax)
    ax.plot([1e-12, 1], [1e-3, 1e3])
    write = ax.xaxis.get_major_formatter()
    assert [write(value, 0) for value in (1e-12, 1.0, 1e3)] == ["10⁻¹²", "10⁰", "10³"]
    assert ax.get_xscale() == ax.get_yscale() == "log"
