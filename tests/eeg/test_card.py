from mathlib.eeg import Card

CARD = Card("Brains & more", (("trials", "45"), ("licence", "<free> " + "word " * 30)))


def test_text_is_aligned_and_wrapped():
    lines = repr(CARD).splitlines()
    assert lines[:2] == ["Brains & more", "  trials   45"]
    assert lines[2].startswith("  licence  <free> word word")
    assert lines[3].startswith(" " * 11 + "word")
    assert max(map(len, lines)) <= 88


def test_table_is_escaped_and_has_no_colour():
    table = CARD._repr_html_()
    assert "Brains &amp; more</caption>" in table
    assert ">licence</th>" in table and "&lt;free&gt;" in table
    assert "color" not in table
