import base64
import io
import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from mathlib.plots import draw_level_sets, image_html, level_sets, png, show


def figure():
    fig = Figure(figsize=(4, 3))
    fig.add_subplot().plot(np.sin(np.arange(20)))
    return fig


def test_equal_figures_give_equal_bytes_without_time_or_software():
    first = figure()
    assert png(first) == png(first) == png(figure())
    assert png(first, dpi=50) != png(first)
    assert Image.open(io.BytesIO(png(first))).info == {}


def test_a_second_picture_of_one_figure_has_the_same_layout():
    # An equal aspect is where a second layout moves the axes.
    first = draw_level_sets(level_sets(lambda x: x[0] ** 2 + 2 * x[1] ** 2, [1.0, 0.5]))
    assert png(first) == png(first)


def test_the_picture_is_opaque_on_white_even_if_the_figure_is_not():
    fig = figure()
    fig.patch.set_alpha(0)
    picture = Image.open(io.BytesIO(png(fig)))
    assert "transparency" not in picture.info
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_text_alternative_is_escaped():
    assert 'alt="a &lt; &quot;b&quot;"' in image_html(b"", 'a < "b"')


@pytest.mark.parametrize("alt", ["", "  ", None, 3])
def test_a_figure_without_a_text_alternative_is_refused(alt):
    with pytest.raises(ValueError, match="alt is empty"):
        show(figure(), alt=alt)


def test_alt_is_required():
    with pytest.raises(TypeError, match="alt"):
        show(figure())


def test_outside_a_notebook_the_text_is_printed(capsys):
    show(figure(), alt="A sine.")
    assert capsys.readouterr().out == "Figure: A sine.\n"


def test_in_a_notebook_picture_text_and_html_are_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("mathlib.plots.figure._in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append((a, k)))
    show(figure(), alt="A sine.")
    ((data,), options) = shown[0]
    assert options == {"raw": True, "metadata": {"image/png": {"alt": "A sine."}}}
    assert set(data) == {"image/png", "text/html", "text/plain"}
    assert data["text/plain"] == "Figure: A sine."
    assert base64.b64decode(data["image/png"]) == png(figure())
    source, alt = re.fullmatch(r'<img src="(.*)" alt="(.*)">', data["text/html"]).groups()
    assert source == "data:image/png;base64," + data["image/png"] and alt == "A sine."


def test_a_pyplot_figure_is_closed():
    import matplotlib.pyplot as plt

    fig, _ = plt.subplots()
    number = fig.number
    show(fig, alt="An empty square.")
    assert not plt.fignum_exists(number)


def test_import_changes_no_setting_and_loads_neither_pyplot_nor_torch():
    # Through `dict`: asking rcParams itself for the backend would load pyplot.
    code = (
        "import matplotlib, sys; before = matplotlib.rcParams.copy(); import mathlib.plots; "
        "assert dict.items(matplotlib.rcParams) == dict.items(before); "
        "assert not {'matplotlib.pyplot', 'torch', 'IPython'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
