"""Lines of a derivation as they are shown: typeset, as text, and in a notebook."""

import pytest

from mathlib.algebra import tr
from mathlib.exercises.derive import derive

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_html_is_typeset_and_text_is_python(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    shown = d.lines[0]
    assert r"\mathrm{d}L = \operatorname{Tr}(X^\top A\,\mathrm{d}X)" in shown._repr_html_()
    assert "dL = tr(X.T @ A @ dX)" in repr(shown)
    assert shown._repr_html_() in d._repr_html_()
    assert "1 line\n" in repr(d)


def test_same_lines_get_the_same_text(quadratic):
    _, X, A, dX = quadratic
    texts = set()
    for _ in range(2):
        d = derive("derive-quadratic-form")
        d.dL = tr(X.T @ A @ dX)
        texts.add(repr(d))
    assert len(texts) == 1


def test_each_line_is_displayed_in_a_notebook(quadratic, monkeypatch):
    import IPython

    shown = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", shown.append)
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.dL = ...
    assert shown[0] is d.lines[0]
    assert "Write the next line of dL" in repr(shown[1])
