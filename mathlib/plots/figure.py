"""Show a figure with its text alternative, as the same bytes every time."""

from __future__ import annotations

import base64
import html
import io
import sys
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 90
_COLOURS = 128  # a palette of this size draws lines and maps as well as millions, in a third


def png(fig: Figure, *, dpi: int = DPI) -> bytes:
    """Draw a figure as an opaque PNG; equal figures give equal bytes, and so does a second call.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    dpi : int
        Dots per inch of the picture.

    Returns
    -------
    bytes
        A PNG with a palette and without time stamp or name of software.
    """
    canvas = FigureCanvasAgg(fig)
    old = fig.dpi
    try:
        fig.dpi = dpi
        canvas.draw()  # type: ignore[no-untyped-call]
        fig.set_layout_engine("none")  # a second layout would move the axes by a hair
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    finally:
        fig.dpi = old
    opaque = Image.new("RGB", drawn.size, "white")
    opaque.paste(drawn, mask=drawn.getchannel("A"))
    buffer = io.BytesIO()
    opaque.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def image_html(picture: bytes, alt: str) -> str:
    """Return an `<img>` that holds a PNG and its text alternative."""
    data = base64.b64encode(picture).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}">'


def show(fig: Figure, *, alt: str) -> None:
    """Display a figure in a notebook, readable with eyes and with a screen reader.

    JupyterLab gives its own `<img>` of a PNG no text alternative, so the picture also travels as
    HTML, which notebook, web page and book prefer; the PNG is there for all other readers.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Closed afterwards, so that no second copy appears below the cell.
    alt : str
        What the picture shows, for a person who cannot see it: the statement, not the decoration.

    Raises
    ------
    ValueError
        `alt` is empty.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("alt is empty; say in one sentence what the figure shows.")
    text = f"Figure: {alt}"
    picture = png(fig)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)
    if not _in_notebook():
        print(text)
        return
    from IPython.display import display

    data = {
        "image/png": base64.b64encode(picture).decode("ascii"),
        "text/html": image_html(picture, alt),
        "text/plain": text,
    }
    display(data, raw=True, metadata={"image/png": {"alt": alt}})


def _in_notebook() -> bool:
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return get_ipython() is not None
