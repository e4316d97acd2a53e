import pytest

from mathlib.widgets.explorer import typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [(" 1.5 ", 1.5), ("1,5", 1.5), ("-2", -2.0), ("1e-3", 1e-3), ("", None), ("two", None)],
)
def test_a_number_with_a_point_or_a_comma(text, number):
    assert typed_number(text) == number
