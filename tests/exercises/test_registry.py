"""Numbers follow from order, and the notebook's announcing lines agree with the registry."""

import dataclasses

import pytest

from mathlib.exercises import registry
from mathlib.exercises.exercise import Formula


def lines(chapter="00"):
    return [registry.heading(e) for e in registry.chapter_entries(chapter)]


def test_numbers_follow_the_order():
    numbers = [e.number for e in registry.chapter_entries("00")]
    assert numbers == [f"00.{i}" for i in range(1, len(numbers) + 1)]


def test_heading_shows_number_difficulty_and_minutes():
    assert lines()[3] == "**00.4** ●●○ 10 min"


def test_lines_of_a_notebook_that_agree():
    text = "\n".join(lines())
    assert registry.heading_disagreements("00", text) == []
    spaced = text.replace("●○○", "● ○ ○")
    assert registry.heading_disagreements("00", spaced) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("**00.4** ●●○ 10 min", "**00.4** ●●○ 12 min", "00.4 is announced as"),
        ("**00.4** ●●○ 10 min", "**00.4** ●●● 10 min", "00.4 is announced as"),
        ("**00.4** ●●○ 10 min", "", "00.4 is registered but not announced"),
        ("**00.4** ●●○ 10 min", "**00.4** ●●○ 10 min\n**00.4** ●●○ 10 min", "announced as"),
        ("**00.4** ●●○ 10 min", "**00.4** ●●○ 10 min\n**00.99** ●○○ 1 min", "not registered"),
    ],
)
def test_lines_of_a_notebook_that_disagree(old, new, said):
    problems = registry.heading_disagreements("00", "\n".join(lines()).replace(old, new))
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Not A Slug"),
        ("difficulty", 4),
        ("hints", ("one", "", "three")),
        ("layout", {"nobody": "n"}),
        ("upstream", "nobody"),
        ("loss", len),
    ],
)
def test_record_that_could_not_be_checked_is_refused(field, value):
    exercise = registry.find("00.1").exercise
    with pytest.raises(ValueError, match=r"frobenius-inner-product|Not A Slug"):
        dataclasses.replace(exercise, **{field: value})


def test_formula_is_what_its_code_says():
    f = Formula("np.sum(X**2)")
    assert f.code == "lambda X: np.sum(X**2)"
    import numpy as np

    X = np.array([[1.0, 2.0]])
    assert eval(f.code, {"np": np})(X) == f(X) == 5.0
