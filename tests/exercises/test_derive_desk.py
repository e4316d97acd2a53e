"""Derivations at the learner's desk: what check, hint and solution say, and what is kept."""

import json

import pytest

from mathlib.algebra import tr
from mathlib.exercises import api, registry
from mathlib.exercises.derive import derive

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def test_check_hint_solution_and_case_know_the_kind():
    number = registry.find("derive-quadratic-form").number
    assert f'derive("{number}")' in api.check(number, None).message
    assert "derive(" in repr(api.case(number))
    assert "The law" not in repr(api.hint(number))
    assert "Check an attempt first" in repr(api.solution(number))


def test_check_of_a_derivation_is_its_verdict(quadratic):
    d, X, A, dX = quadratic
    number = registry.find("derive-quadratic-form").number
    assert api.check(number, d).status == "not attempted yet"
    d.dL = tr(X.T @ (A + A.T) @ dX)
    assert "Read the gradient off" in api.check(number, d).message
    right = d.grad(X=(A + A.T) @ X)
    assert right.status == "right values, method not shown" and api.check(number, d) == right
    d.dL = 2 * tr(X.T @ A @ dX)
    wrong = api.check(number, d)
    assert wrong.status == "wrong" and wrong.cause == d.verdict.cause
    assert wrong.paragraphs == d.verdict.paragraphs[:1] != d.verdict.paragraphs
    del d.dL
    assert "Read the gradient off" in api.check(number, d).message
    other = registry.find("derive-least-squares").number
    assert "derived line by line" in api.check(other, d).message


def test_success_is_kept_and_earns_the_solution(solve, workspace):
    entry = registry.find("derive-quadratic-form")
    _, verdict = solve(entry)
    assert verdict.status == "right"
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    record = saved["exercises"]["derive-quadratic-form"]
    assert (record["status"], record["series"]) == ("right", 1)
    assert "d.dL = " in api.solution(entry.number).code


def test_a_broken_derivation_is_one_try_with_its_cause(workspace, quadratic):
    for _ in range(2):
        d, X, A, dX = derive("derive-quadratic-form"), *quadratic[1:]
        d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
        d.dL = 2 * tr(X.T @ A @ dX)
        d.grad(X=2 * A @ X)
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    record = saved["exercises"]["derive-quadratic-form"]
    assert record["status"] == "wrong"
    assert len(record["tries"]) == 1
    assert record["mistakes"] == {"transpose lost": 2}


def test_nothing_is_written_outside_a_workspace(tmp_path, quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.grad(X=A @ X)
    assert list(tmp_path.iterdir()) == []
