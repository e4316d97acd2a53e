"""The rich and the plain form of a message: same words, signs beside colours, nothing unescaped."""

import html
import re

import numpy as np
import pytest

from mathlib.exercises.display import Panel


def words(text):
    """Reduce plain text or HTML to its words, without table rules."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("`", "")
    return re.sub(r"[\s-]+", "", text)


ANSWERS = {
    "right": lambda a, X, b: a[:, None] * b,
    "wrong": lambda a, X, b: np.outer(b, a),
    "not attempted yet": lambda a, X, b: None,
}


@pytest.mark.parametrize("status", ANSWERS)
def test_html_and_plain_text_say_the_same(verdict_on, status):
    verdict = verdict_on("00.2", ANSWERS[status])
    assert verdict.status == status
    assert words(verdict._repr_html_()) == words(repr(verdict))


def test_every_status_has_its_own_sign_and_its_word(verdict_on):
    from mathlib.exercises.chapters.chapter_00.products import bilinear_grad

    heads = [repr(verdict_on("00.2", a)).splitlines()[0] for a in ANSWERS.values()]
    heads.append(repr(verdict_on("00.2", bilinear_grad)).splitlines()[0])
    assert heads == [
        "✓ 00.2 · right",
        "✗ 00.2 · wrong",
        "○ 00.2 · not attempted yet",
        "◐ 00.2 · right values, method not shown",
    ]


def test_html_is_a_status_region_with_theme_colours_and_fallbacks(verdict_on):
    shown = verdict_on("00.2", ANSWERS["wrong"])._repr_html_()
    assert 'role="status"' in shown
    assert re.search(r"var\(--jp-[a-z0-9-]+, #[0-9a-f]{6}\)", shown)
    assert "<script" not in shown
    assert not re.search(r"[;\"]color:\s*(black|#000|white|#fff)", shown)
    assert "background" not in shown


def test_learners_own_text_is_escaped(verdict_on):
    def answer(a, X, b):
        print("<script>alert(1)</script>")
        raise ValueError("<b>&")

    shown = verdict_on("00.2", answer)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;b&gt;&amp;" in shown


def test_table_has_heads_for_screen_readers_and_lines_in_plain_text():
    panel = Panel("head", table=(("a", "long name"), ("1", "`x`")))
    shown = panel._repr_html_()
    assert shown.count('<th scope="col"') == 2
    assert "<code" in shown
    assert repr(panel).splitlines()[-3:] == ["a  long name", "-  ---------", "1  `x`"]


def test_code_keeps_its_lines():
    panel = Panel("head", code="a = 1\nb = a < 2")
    assert "    a = 1\n    b = a < 2" in repr(panel)
    assert "a = 1\nb = a &lt; 2</pre>" in panel._repr_html_()


def test_long_paragraphs_are_wrapped_without_breaking_words():
    lines = repr(Panel("head", ("word " * 60,))).splitlines()
    assert all(len(line) <= 90 for line in lines)
    assert " ".join(line.strip() for line in lines[1:]) == ("word " * 60).strip()
