"""Hints, solutions, cases and the table: what a notebook shows, and when."""

import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import mathlib.exercises
from mathlib.exercises.api import Desk

STUB = None


def stub(a, X, b):
    """Not written yet."""
    ...


def transposed(a, X, b):
    return np.outer(b, a)


def paste(case):
    """Run the code of a case as a learner would."""
    space = {"np": np, "bilinear_grad": lambda *inputs: inputs, "num_grad": lambda *inputs: inputs}
    lines = case.code.splitlines()
    exec("\n".join(lines[:-1]), space)
    return eval(lines[-1], space)


def test_a_notebook_imports_these_functions():
    five = {"case", "check", "hint", "progress", "solution"}
    assert five | {"predict", "reveal", "find_line", "case_file"} <= set(mathlib.exercises.__all__)
    for name in mathlib.exercises.__all__:
        assert callable(getattr(mathlib.exercises, name))


def test_hints_come_one_level_after_the_other_and_stay_at_the_third(desk):
    texts = [repr(desk.hint("00.2")) for _ in range(4)]
    assert "A nudge" in texts[0]
    assert "The law" not in texts[0]
    assert "The law" in texts[1]
    assert "The first line" not in texts[1]
    assert "The first line" in texts[2]
    assert texts[3] == texts[2]
    assert 'Call `hint("00.2")` again' not in texts[2]


def test_hint_lists_help_by_symptom_after_a_try(desk):
    assert "shape (n, m)" not in repr(desk.hint("00.2"))
    desk.check("00.2", transposed)
    assert "If you get shape (n, m): a and b stand in the other order." in repr(desk.hint("00.2"))


def test_solution_is_not_shown_before_the_first_check(desk):
    panel = desk.solution("00.2")
    assert "Check an attempt first" in repr(panel)
    assert panel.code == ""


def test_solution_comes_with_success(desk):
    desk.check("00.2", lambda a, X, b: a[:, None] * b)
    panel = desk.solution("00.2")
    assert panel.code.startswith("def bilinear_grad(a, X, b):")
    assert "np.outer(a, b)" in panel.code


def test_solution_comes_after_three_different_tries_not_after_three_equal_ones(desk):
    for _ in range(4):
        desk.check("00.2", transposed)
    assert "2 more different tries" in repr(desk.solution("00.2"))
    desk.check("00.2", lambda a, X, b: X)
    assert "1 more different try" in repr(desk.solution("00.2"))
    desk.check("00.2", lambda a, X, b: 2 * X)
    assert desk.solution("00.2").code


def test_stub_and_misuse_are_no_tries(desk):
    for thing in (stub, None, 3.0, "bilinear_grad", stub):
        desk.check("00.2", thing)
    assert "3 more different tries" in repr(desk.solution("00.2"))


def test_solution_comes_after_ten_minutes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moment = [datetime(2026, 1, 1, 12, 0, tzinfo=UTC)]
    desk = Desk(now=lambda: moment[0])
    desk.check("00.2", stub)
    moment[0] += timedelta(minutes=8, seconds=30)
    assert "in 2 minutes" in repr(desk.solution("00.2"))
    moment[0] += timedelta(minutes=1, seconds=30)
    assert desk.solution("00.2").code


def test_case_before_any_wrong_try_says_so(desk):
    case = desk.case("00.2")
    assert "no wrong answer" in repr(case)
    assert case.inputs == ()
    desk.check("00.2", stub)
    assert desk.case("00.2").inputs == ()


def test_case_after_a_right_answer_says_so(desk):
    desk.check("00.2", transposed)
    assert "numerical gradient" in repr(desk.case("00.2"))
    desk.check("00.2", lambda a, X, b: a[:, None] * b)
    assert desk.case("00.2").inputs == ()
    assert "has the right values" in repr(desk.case("00.2"))
    assert "wrong" not in repr(desk.case("00.2"))


def test_case_of_a_quotient_is_worked_through_by_hand_with_a_small_step(desk):
    desk.check("00.3", lambda f, X, H, h: f(X + h * H) / h)
    case = desk.case("00.3")
    assert "by hand" in repr(case)
    assert "numerical gradient" not in repr(case)
    assert case.inputs[3] == 0.5


def test_case_of_a_changed_input_looks_at_the_input(desk):
    def answer(a, X, b):
        X += 1
        return np.outer(a, b)

    desk.check("00.2", answer)
    text = " ".join(repr(desk.case("00.2")).split())
    assert "returns the right values for this input, and changes X" in text
    assert "Look at X after the call" in text


@pytest.mark.parametrize("thing", [3.0, "bilinear_grad", None, lambda a: a])
def test_no_case_is_offered_where_nothing_was_computed(desk, thing):
    verdict = desk.check("00.2", thing)
    assert verdict.status == "wrong"
    assert "case(" not in verdict.message
    assert desk.case("00.2").inputs == ()


def test_forgotten_return_is_wrong_and_no_try(desk):
    def answer(a, X, b):
        np.outer(a, b)

    for _ in range(4):
        assert desk.check("00.2", answer).status == "wrong"
    assert "3 more different tries" in repr(desk.solution("00.2"))


def test_case_is_small_whole_and_can_be_pasted(desk):
    desk.check("00.2", transposed)
    case = desk.case("00.2")
    assert sum(x.size for x in case.inputs) <= 6
    for got, expected in zip(paste(case), case.inputs, strict=True):
        assert np.array_equal(got, expected)


def test_case_with_a_function_can_be_pasted(desk):
    desk.check("00.4", lambda f, X, h=1e-5: X)
    case = desk.case("00.4")
    f, X, h = paste(case)
    assert f(X) == case.inputs[0](case.inputs[1])
    assert h == case.inputs[2]


def test_case_falls_back_on_numbers_that_are_not_whole(desk):
    def whole_only(a, X, b):
        return np.outer(np.round(a), np.round(b))

    desk.check("00.2", whole_only)
    case = desk.case("00.2")
    assert "right at the smaller whole-number" in repr(case)
    for got, expected in zip(paste(case), case.inputs, strict=True):
        assert np.array_equal(got, expected)
    a, X, b = case.inputs
    assert not np.allclose(whole_only(a, X, b), np.outer(a, b))


def test_case_belongs_to_the_last_wrong_answer(desk):
    desk.check("00.2", transposed)
    first = desk.case("00.2").inputs

    def wrong_when_wide(a, X, b):
        return np.outer(a, b) * (1 if len(b) < 3 else 2)

    desk.check("00.2", wrong_when_wide)
    second = desk.case("00.2").inputs
    assert len(first[2]) < 3 <= len(second[2])


def test_case_of_an_endless_loop_comes_back(desk):
    def answer(a, X, b):
        time.sleep(60)

    desk.check("00.2", answer)
    assert desk.case("00.2").inputs


def test_progress_lists_every_exercise_with_difficulty_minutes_and_status(desk):
    desk.check("00.1", lambda A, B: np.sum(A * B))
    desk.check("00.2", transposed)
    desk.check("00.3", lambda f, X, H, h: None)
    rows = desk.progress().table
    assert rows[0] == ("number", "exercise", "difficulty", "minutes", "status")
    assert rows[1][0] == "00.1"
    assert rows[1][2:] == ("●○○", "3", "✓ right")
    assert rows[2][-1] == "✗ wrong so far"
    assert rows[3][-1] == "○ not attempted yet"
    assert rows[4][-1] == "· not started"


def test_functions_of_the_package_share_one_desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    verdict = mathlib.exercises.check("00.2", transposed)
    assert verdict.cause == "transposed"
    assert mathlib.exercises.case("00.2").inputs
    assert "A nudge" in repr(mathlib.exercises.hint("00.2"))
    assert "not yet" in repr(mathlib.exercises.solution("00.2"))
    assert "exercises solved" in repr(mathlib.exercises.progress())


@pytest.mark.parametrize("spelling", ["0.2", "00.2", " 00.2 ", "bilinear-gradient"])
def test_number_may_be_spelled_in_several_ways(desk, spelling):
    assert desk.check(spelling, transposed).number == "00.2"
