"""Deriving line by line: each line's verdict, the end, what is kept, and what is settled."""

import dataclasses
import functools
import itertools
import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from mathlib import algebra
from mathlib.algebra import d as differential_of
from mathlib.algebra import (
    evaluate,
    identity,
    inner,
    inv,
    logdet,
    matrix,
    norm2,
    positive,
    spd,
    sqrt,
    square,
    symmetric,
    tr,
)
from mathlib.algebra.nodes import MatMul
from mathlib.exercises import api, registry
from mathlib.exercises.derivation import DeriveExercise, Goal, Surface
from mathlib.exercises.derive import Derivation, DeriveError, derive
from mathlib.exercises.ending import _summary
from mathlib.exercises.points import draw_points, project
from mathlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
WRONG, SHORT = {}, {}
for file in sorted((HERE / "wrong_derivations").glob("chapter_*.py")):
    found = runpy.run_path(str(file))
    WRONG |= found["WRONG"]
    SHORT |= found.get("SHORT", {})
ENTRIES = [e for e in registry.every_entry() if isinstance(e.exercise, DeriveExercise)]
WORDS = {name: getattr(algebra, name) for name in algebra.__all__}


@pytest.fixture(autouse=True)
def outside_a_workspace(tmp_path, monkeypatch):
    """A new folder and a new kernel for every test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "_DESK", api.Desk())


def solve(entry):
    """Run an exercise's solution as a notebook would; return the derivation and the last value."""
    *lines, last = entry.exercise.solution.splitlines()
    space = {**WORDS, "derive": derive}
    exec("\n".join(lines), space)
    return space["d"], eval(last, space)


def begin(slug):
    d = derive(slug)
    return d, {symbol.name: symbol for symbol in d.symbols}


def flat(message):
    return " ".join(repr(message).split())


@pytest.fixture
def quadratic():
    d = derive("derive-quadratic-form")
    return d, *d.symbols


# The registered exercises


@pytest.mark.parametrize("task", ENTRIES, ids=lambda e: e.exercise.slug)
def test_solution_is_right_and_has_no_line_to_spare_below_the_least(task):
    d, verdict = solve(task)
    assert verdict.status == "right", verdict
    assert all(line.kind == "holds" for line in d.lines)
    assert len(d.lines) >= task.exercise.lines


@pytest.mark.parametrize("task", ENTRIES, ids=lambda e: e.exercise.slug)
def test_declared_gradient_is_the_numerical_one(task):
    exercise = task.exercise
    for point, symbol in itertools.product(draw_points(exercise, frozenset())[:3], exercise.moving):
        inside = functools.partial(project, exercise, symbol, point)  # where the letter lives
        loss = Loss(exercise.goals[0].expr, symbol.name, point, inside)
        G = evaluate(exercise.gradients[symbol.name], point.values, sizes=point.sizes)
        found = numerical_gradient(loss, point.values[symbol.name])
        assert G.shape == found.shape
        assert np.abs(G - found).max() < 1e-7 * max(np.abs(G).max(), 1)


@dataclasses.dataclass
class Loss:
    """A scalar expression as a function of the value of one letter."""

    expr: object
    name: str
    point: object
    onto: object = staticmethod(lambda X: X)

    def __call__(self, X):
        values = {**self.point.values, self.name: self.onto(X)}
        return float(evaluate(self.expr, values, sizes=self.point.sizes)[0, 0])


@pytest.mark.parametrize("task", ENTRIES, ids=lambda e: e.exercise.slug)
def test_points_are_at_least_four_with_all_sizes_different(task):
    points = derive(task.number)._points
    assert len(points) >= 4
    for point in points:
        assert len(set(point.sizes.values())) == len(point.sizes)
    assert len({tuple(p.sizes.items()) for p in points}) > 1


@pytest.mark.parametrize("task", ENTRIES, ids=lambda e: e.exercise.slug)
def test_copying_the_last_line_does_not_succeed(task):
    d, _ = solve(task)
    last = d.lines[-1].expr
    copy = derive(task.number)
    for _ in range(4):
        copy.dL = last
    gradients = {
        name: task.exercise.gradients[name] for name in (s.name for s in task.exercise.moving)
    }
    verdict = copy.grad(**gradients)
    assert verdict.status == "right values, method not shown"
    assert f"at least {task.exercise.lines} are asked" in verdict.message


def test_every_exercise_has_six_known_wrong_derivations():
    assert set(WRONG) == {entry.exercise.slug for entry in ENTRIES}
    assert all(len(cases) >= 6 for cases in WRONG.values())


@pytest.mark.parametrize(
    ("slug", "case"),
    [(slug, case) for slug, cases in WRONG.items() for case in cases],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_known_wrong_derivation_is_named_at_its_line(slug, case):
    _, lines, first, mistakes = case
    d, letters = begin(slug)
    space = {**WORDS, **letters}
    for name, meaning in SHORT.get(slug, {}).items():
        space[name] = eval(meaning, space)
    for line in lines:
        d.dL = eval(line, space)
    broken = [verdict for verdict in d.lines if verdict.kind == "broken"]
    assert [verdict.number for verdict in broken] == [first]
    assert all(verdict.kind in ("holds", "same") for verdict in d.lines[: first - 1])
    assert sorted({(m.cause, m.law) for m in broken[0].matches}) == mistakes
    for cause, law in mistakes:
        assert f"{cause}, at “{law}”" in broken[0].message
    if len(mistakes) > 1:
        assert "One of these explains it" in broken[0].message
    elif not mistakes:
        assert "What fits" not in broken[0].message
    gradients = registry.find(slug).exercise.gradients
    verdict = d.grad(**gradients)
    assert verdict.status == "wrong"
    assert f"Line {first} is the first that does not hold" in verdict.message


# One line at a time


def test_lines_that_follow_from_a_broken_one_are_said_to_follow(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX) + tr(X.T @ A @ dX)
    d.dL = 2 * tr(X.T @ A @ dX)
    d.dL = 2 * tr(A @ dX @ X.T)
    assert [v.kind for v in d.lines] == ["holds", "broken", "follows", "follows"]
    message = d.grad(X=2 * A @ X).message
    assert "Line 2 is the first that does not hold" in message
    assert "lines 3–4 follow correctly from your line 2" in message


def test_a_line_that_breaks_again_ends_what_follows(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.dL = tr(A @ dX @ X.T)
    d.dL = 3 * tr(A @ dX @ X.T)
    assert [v.kind for v in d.lines] == ["broken", "follows", "broken again"]
    assert "line 2 follows correctly from your line 1." in _summary(d.lines[0], d.lines)


def test_a_right_line_after_a_broken_one_does_not_mend_it(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A + A.T) @ dX)
    assert d.lines[1].kind == "holds again"
    assert "mend line 1 first" in d.lines[1].message
    assert d.grad(X=(A + A.T) @ X).status == "wrong"


def test_last_line_can_be_taken_back(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX)
    del d.dL
    assert [v.kind for v in d.lines] == ["holds"]
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A.T + A) @ dX)
    assert d.grad(X=(A + A.T) @ X).status == "right"
    del d.dL, d.dL, d.dL
    with pytest.raises(DeriveError, match="no line of dL"):
        del d.dL


def test_beginning_again_starts_afresh(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ A @ dX)
    assert derive("derive-quadratic-form").lines == ()


def test_a_line_can_be_looked_at(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    assert d.dL == tr(X.T @ A @ dX) + tr(dX.T @ A @ X)
    with pytest.raises(AttributeError):
        _ = d.dM


def test_term_that_changed_is_named_without_the_one_that_stayed(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(dX.T @ A.T @ X) + tr(X.T @ A @ dX)
    assert "The term that changed: `tr(dX.T @ A @ X)` became `tr(dX.T @ A.T @ X)`." in (
        d.lines[1].message
    )


def test_a_single_lawful_step_is_called_by_its_law(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(A @ X @ dX.T) + tr(X.T @ A @ dX)
    assert d.lines[1].message == "Follows from line 1: cyclic rule."


def test_the_same_line_again_is_said_to_be_the_same(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A @ dX) + 1 * tr(dX.T @ (A @ X))
    assert d.lines[1].kind == "same"


def test_a_constant_multiple_is_measured(quadratic):
    d, X, A, dX = quadratic
    d.dL = 3 * tr(X.T @ (A + A.T) @ dX)
    assert "At all 5 points it is 3.000 × the numerical differential." in d.lines[0].message


@pytest.mark.parametrize(
    "line",
    [
        lambda X, A, dX: tr(dX.T @ A @ dX),
        lambda X, A, dX: tr(X.T @ A @ X),
        lambda X, A, dX: norm2(dX),
        lambda X, A, dX: tr(X.T @ A @ dX) + tr(X.T @ A @ X),
    ],
)
def test_a_line_that_is_not_linear_is_told_so(quadratic, line):
    d, X, A, dX = quadratic
    d.dL = line(X, A, dX)
    assert d.lines[0].kind == "broken"
    assert "It is not linear in the differentials" in d.lines[0].message


def test_right_values_along_the_drawn_increments_do_not_make_a_line_linear():
    """Along increments with positive entries |dL| and dL agree; the line is not linear."""
    X, A = matrix("X", "m", "n"), positive("A", "m", "n")
    upwards = Surface(lambda rng, shape: rng.normal(size=shape), lambda X, Z: np.abs(Z))
    made = exercise(
        symbols=(X, A),
        moving=(X,),
        goals=(Goal("dL", inner(A, X)),),
        gradients={"X": A},
        surfaces={"X": upwards},
        lines=1,
    )
    d = Derivation("99.1", made)
    X, A, dX = d.symbols
    d.dL = sqrt(square(inner(A, dX)))
    assert d.lines[0].kind == "broken"
    assert "It is not linear" in d.lines[0].message


def test_a_mistake_that_fits_one_point_only_is_not_named():
    d, letters = begin("derive-log-volume")
    X, dX = letters.values()
    M = identity("n") + X @ X.T
    number = d._points[0].sizes["n"]  # at this point alone it looks like 1/n
    d.dL = tr(inv(M) @ (dX @ X.T + X @ dX.T)) / number
    assert d.lines[0].kind == "broken"
    assert d.lines[0].matches == ()


def test_a_line_of_another_shape_is_told_both(quadratic):
    d, X, A, dX = quadratic
    d.dL = X.T @ A @ dX
    assert d.lines[0].message == "dL is 1×1, and this line is k×k."


def test_a_line_without_a_value_is_told_so(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(inv(A - A) @ X @ dX.T)
    assert "has no value at a random point" in d.lines[0].message


def test_unworked_differentials_may_stand_but_not_last(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(differential_of(X.T) @ A @ X) + tr(X.T @ A @ dX)
    d.dL = differential_of(tr(X.T @ A @ X))
    d.dL = tr(differential_of(X.T @ (A @ X)))
    assert [v.kind for v in d.lines] == ["holds"] * 3
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert "d(…) still stands" in verdict.message


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (lambda X, A, dX: tr(X.T @ A @ dX) + tr(X.T @ A.T @ dX), "dX stands in 2 terms"),
        (lambda X, A, dX: tr(dX @ X.T @ (A + A.T)), "dX does not stand last"),
        (lambda X, A, dX: tr(dX.T @ (A + A.T) @ X), "dX does not stand last"),
    ],
)
def test_last_line_that_cannot_be_read_off(quadratic, last, said):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = last(X, A, dX)
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert said in verdict.message


@pytest.mark.parametrize(
    "last",
    [
        lambda X, A, dX: inner((A + A.T) @ X, dX),
        lambda X, A, dX: inner(dX, (A + A.T) @ X),
        lambda X, A, dX: 2 * inner((A + A.T) @ X / 2, dX),
        lambda X, A, dX: tr(((A + A.T) @ X).T @ dX),
    ],
)
def test_other_last_lines_that_can(quadratic, last):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = last(X, A, dX)
    assert d.grad(X=A @ X + A.T @ X).status == "right"


# The gradient


@pytest.mark.parametrize(
    ("gradient", "cause", "said"),
    [
        (lambda X, A: X.T @ (A + A.T), "transposed", "n×k; yours is k×n. It is the transpose"),
        (lambda X, A: X.T @ A, "wrong shape", "n×k; yours is k×n"),
        (lambda X, A: 2 * (A + A.T) @ X, "factor", "2.000 × the gradient in X"),
        (lambda X, A: -(A + A.T) @ X, "factor", "−1.000 ×"),
        (lambda X, A: 2 * A @ X, "other", "⟨G, dX⟩, and read off G"),
    ],
)
def test_wrong_gradient_below_right_lines(quadratic, gradient, cause, said):
    d, X, A, dX = quadratic
    d.dL = tr(dX.T @ A @ X) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)
    d.dL = tr(X.T @ (A + A.T) @ dX)
    verdict = d.grad(X=gradient(X, A))
    assert (verdict.status, verdict.cause) == ("wrong", cause)
    assert said in verdict.message


def test_transposed_gradient_of_a_square_matrix():
    A, X, B = matrix("A", "k", "n"), matrix("X", "n", "n"), matrix("B", "n", "k")
    d = derive(tr(A @ inv(X) @ B), X)
    X, A, B, dX = d.symbols
    d.dL = -tr(A @ inv(X) @ dX @ inv(X) @ B)
    d.dL = -tr(inv(X) @ B @ A @ inv(X) @ dX)
    verdict = d.grad(X=-inv(X) @ B @ A @ inv(X))
    assert (verdict.status, verdict.cause) == ("wrong", "transposed")


# The learner's copy, and misuse


def test_stub_is_not_attempted_yet(quadratic):
    d = quadratic[0]
    d.dL = ...
    d.dL = None
    verdict = d.grad(X=...)
    assert verdict.status == "not attempted yet"
    assert d.lines == ()
    assert d.grad().status == "not attempted yet"


def test_lines_without_a_gradient_are_unfinished(quadratic):
    d, X, A, dX = quadratic
    d.dL = tr(X.T @ (A + A.T) @ dX)
    assert d.grad().status == "not attempted yet"
    assert "d.grad(X=…)" in d.grad(X=...).message


def test_gradient_without_a_line_shows_no_method(quadratic):
    d, X, A, _ = quadratic
    verdict = d.grad(X=(A + A.T) @ X)
    assert verdict.status == "right values, method not shown"
    assert "A line of dL is missing" in verdict.message


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        (lambda d, X, A: setattr(d, "dl", X), r"no left-hand side dl; there is dL\. Did you mean"),
        (lambda d, X, A: setattr(d, "dL", np.ones((2, 2))), "not with numbers in arrays"),
        (lambda d, X, A: setattr(d, "dL", "tr(X)"), "expression of d.symbols"),
        (lambda d, X, A: setattr(d, "dL", tr(matrix("M", "n", "n"))), "M is not a letter"),
        (lambda d, X, A: setattr(d, "dL", tr(matrix("A", "k", "k"))), "A is not a letter"),
        (lambda d, X, A: d.grad(A=X), "d.grad takes X; got A"),
        (lambda d, X, A: d.grad(X=np.ones(3)), "not with numbers"),
        (lambda d, X, A: d.hold(X), "The gradient in X is asked for"),
        (lambda d, X, A: d.hold("A"), "is not a letter"),
        (lambda d, X, A: derive("00.1"), r"solved by a function: check\(\"00.1\", inner\)"),
    ],
)
def test_misuse_is_one_sentence(quadratic, misuse, said):
    d, X, A, _ = quadratic
    with pytest.raises(DeriveError, match=said) as told:
        misuse(d, X, A)
    assert told.value._render_traceback_() == [str(told.value)]


def test_shapes_that_do_not_fit_are_told_in_letters(quadratic):
    d, X, A, dX = quadratic
    with pytest.raises(algebra.ShapeError) as told:
        d.dL = tr(A @ dX @ X)
    assert told.value._render_traceback_() == ["inner sides must agree: n×k times n×k"]
    assert d.lines == ()


def test_a_number_is_a_line(quadratic):
    d = quadratic[0]
    d.dL = 0
    assert d.lines[0].kind == "broken"


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


# A loss of one's own


def test_a_loss_of_ones_own_is_judged_like_an_exercise_and_not_kept(workspace):
    A, X = matrix("A", "n", "m"), matrix("X", "m", "n")
    d = derive(tr(A @ X), X)
    assert [symbol.name for symbol in d.symbols] == ["X", "A", "dX"]
    d.dL = tr(A @ d.symbols[-1])
    assert d.lines[0].kind == "holds"
    assert d.grad(X=A).cause == "transposed" and d.grad(X=A.T).status == "right"
    d.dL = 2 * tr(A @ d.symbols[-1])
    assert d.lines[1].kind == "broken" and d.grad(X=A.T).status == "wrong"
    assert not (workspace / ".course" / "progress.json").exists()


@pytest.mark.parametrize(
    ("loss", "moving", "said"),
    [
        (lambda A, X: A @ X, lambda A, X: (X,), "which is 1×1"),
        (lambda A, X: tr(A @ X), lambda A, X: (), "nothing moves"),
        (lambda A, X: tr(A), lambda A, X: (X,), "X does not stand in it"),
        (lambda A, X: tr(A @ algebra.expm(X) @ A), lambda A, X: (X,), "no law of this course"),
    ],
)
def test_a_loss_that_cannot_be_derived_is_one_sentence(loss, moving, said):
    A, X = matrix("A", "n", "n"), matrix("X", "n", "n")
    with pytest.raises(DeriveError, match=said):
        derive(loss(A, X), *moving(A, X))


# What is kept


def test_success_is_kept_and_earns_the_solution(workspace):
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


# Shown


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


# Domains, abbreviations, several left-hand sides, second differentials: what later chapters need

_HINTS = ("a", "b", "c")


def exercise(**fields):
    defaults = {
        "slug": "made-up",
        "title": "Made up",
        "difficulty": 1,
        "minutes": 1,
        "solution": "",
        "hints": _HINTS,
    }
    return DeriveExercise(**{**defaults, **fields})


def test_symmetric_letter_has_a_symmetric_gradient():
    S, A = symmetric("S", "n"), matrix("A", "n", "n")
    made = exercise(
        symbols=(S, A),
        moving=(S,),
        goals=(Goal("dL", tr(A @ S)),),
        gradients={"S": (A + A.T) / 2},
        lines=1,
    )
    d = Derivation("99.1", made)
    S, A, dS = d.symbols
    d.dL = tr(A.T @ dS)  # right along symmetric increments only
    assert d.lines[0].kind == "holds"
    verdict = d.grad(S=A.T)
    assert (verdict.status, verdict.cause) == ("wrong", "not tangent")
    assert "take its symmetric part" in verdict.message
    assert d.grad(S=(A + A.T) / 2).status == "right"


def test_spd_letter_is_drawn_positive_definite():
    S = spd("S", "n")
    made = exercise(
        symbols=(S,), moving=(S,), goals=(Goal("dL", logdet(S)),), gradients={"S": inv(S)}, lines=1
    )
    d = Derivation("99.1", made)
    for point in d._points:
        assert np.linalg.eigvalsh(point.values["S"])[0] > 0
        assert np.array_equal(point.values["dS"], point.values["dS"].T)
    S, dS = d.symbols
    d.dL = tr(inv(S) @ dS)
    assert d.grad(S=inv(S)).status == "right"


def orthonormal():
    def draw(rng, shape):
        return np.linalg.qr(rng.normal(size=shape))[0]

    def project(W, Z):
        inside = W.T @ Z
        return Z - W @ (inside + inside.T) / 2

    return Surface(draw, project)


def test_tangent_space_of_orthonormal_columns():
    W, A = matrix("W", "m", "n"), matrix("A", "m", "n")
    gradient = A - W @ (W.T @ A + A.T @ W) / 2
    made = exercise(
        symbols=(W, A),
        moving=(W,),
        goals=(Goal("dL", inner(A, W)),),
        gradients={"W": gradient},
        surfaces={"W": orthonormal()},
        sizes=tuple({"m": m, "n": n} for m, n in ((5, 3), (4, 2), (6, 4), (7, 3))),
        lines=1,
    )
    d = Derivation("99.1", made)
    W, A, dW = d.symbols
    d.dL = inner(A, dW)
    d.dL = inner(A - W @ (W.T @ A + A.T @ W) / 2, dW)  # equal along tangents only
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    assert d.grad(W=A).cause == "not tangent"
    assert d.grad(W=gradient).status == "right"


def matrix_goal():
    X, A = matrix("X", "n", "n"), matrix("A", "n", "n")
    made = exercise(
        symbols=(X, A),
        moving=(X,),
        goals=(
            Goal("dY", inv(X), final=lambda line: "" if isinstance(-line, MatMul) else "sum"),
            Goal("dZ", A @ X, optional=True),
        ),
        lines=1,
    )
    return Derivation("99.1", made)


def test_matrix_valued_lines_end_by_themselves(workspace):
    d = matrix_goal()
    X, A, dX = d.symbols
    d.dZ = A @ dX
    d.dY = -inv(X) @ dX @ inv(X)
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    assert saved["exercises"]["made-up"]["status"] == "right"
    with pytest.raises(DeriveError, match="asks for no gradient"):
        d.grad(X=X)


def test_matrix_valued_line_that_breaks_names_an_entry_and_the_law():
    d = matrix_goal()
    X, _, dX = d.symbols
    d.dY = -inv(X) @ inv(X) @ dX
    assert d.lines[0].kind == "broken"
    assert "in entry (" in d.lines[0].message
    assert ("order swapped", "inverse") in {(m.cause, m.law) for m in d.lines[0].matches}


def test_lines_of_two_left_hand_sides_do_not_mix():
    d = matrix_goal()
    X, A, dX = d.symbols
    d.dY = inv(X) @ dX @ inv(X)
    d.dZ = A @ dX
    d.dY = inv(X) @ (dX @ inv(X))
    assert [v.kind for v in d.lines] == ["broken", "holds", "follows"]


def test_abbreviation_moves_with_what_it_stands_for():
    A, X, B = matrix("A", "m", "n"), matrix("X", "n", "k"), matrix("B", "m", "k")
    M = matrix("M", "m", "k")
    made = exercise(
        symbols=(X, A, B),
        moving=(X,),
        lets={M: A @ X - B},
        goals=(Goal("dM", A @ X - B, optional=True), Goal("dL", norm2(M))),
        gradients={"X": 2 * A.T @ M},
        lines=2,
    )
    d = Derivation("99.1", made)
    X, A, B, M, dX, dM = d.symbols
    d.dM = A @ dX
    d.dL = 2 * inner(M, dM)
    assert d.grad(X=2 * A.T @ M).status == "right values, method not shown"
    assert "dM still stands" in d.grad(X=2 * A.T @ M).message
    d.dL = 2 * inner(A.T @ M, dX)
    assert [v.kind for v in d.lines] == ["holds"] * 3
    assert d.grad(X=2 * A.T @ M).status == "right"


def test_held_letter_does_not_move():
    A, X = matrix("A", "m", "n"), matrix("X", "n", "k")
    made = exercise(
        symbols=(A, X),
        moving=(A, X),
        goals=(Goal("dL", norm2(A @ X)),),
        gradients={"A": 2 * A @ X @ X.T, "X": 2 * A.T @ A @ X},
        may_hold=("A",),
        lines=1,
    )
    both = Derivation("99.1", made)
    dA, dX = both.symbols[2:]
    both.dL = 2 * inner(A @ X, dA @ X) + 2 * inner(A @ X, A @ dX)
    both.dL = 2 * inner(A @ X @ X.T, dA) + 2 * inner(A.T @ A @ X, dX)
    assert both.grad(X=2 * A.T @ A @ X).status == "not attempted yet"
    assert both.grad(X=2 * A.T @ A @ X, A=2 * A @ X @ X.T).status == "right"
    held = Derivation("99.1", made)
    held.hold(A)
    assert [s.name for s in held.symbols] == ["A", "X", "dX"]
    held.dL = 2 * inner(A.T @ A @ X, dX)
    assert held.lines[0].kind == "holds"
    with pytest.raises(DeriveError, match="before the first line"):
        held.hold(A)
    assert held.grad(X=2 * A.T @ A @ X).status == "right"


def second():
    X = matrix("X", "n", "n")
    made = exercise(
        symbols=(X,),
        moving=(X,),
        goals=(
            Goal("dL", logdet(X), optional=True),
            Goal("d2L", logdet(X), order=2, final=lambda line: ""),
        ),
        lines=1,
    )
    return Derivation("99.1", made)


def test_second_differential():
    d = second()
    X, dX = d.symbols
    d.dL = tr(inv(X) @ dX)
    d.d2L = -tr(inv(X) @ dX @ inv(X) @ dX)
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    assert r"\mathrm{d}^2L" in d.lines[1]._repr_html_()
    assert "numerical second differential" in d.lines[1].message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lambda X, dX: tr(inv(X) @ dX), "not of degree 2"),
        (lambda X, dX: tr(inv(X) @ dX @ inv(X) @ dX), "sign lost"),
        (lambda X, dX: -tr(inv(X) @ inv(X) @ dX @ dX), "order swapped"),
    ],
)
def test_second_differential_that_breaks(line, said):
    d = second()
    X, dX = d.symbols
    d.d2L = line(X, dX)
    assert d.lines[0].kind == "broken"
    assert said in d.lines[0].message


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "Not a slug"},
        {"hints": ("a", "", "c")},
        {"gradients": {}},
        {"gradients": {"Y": identity("n")}},
        {"sizes": ({"n": 3, "k": 2},)},
    ],
)
def test_record_that_could_not_be_checked_is_refused(fields):
    made = registry.find("derive-quadratic-form").exercise
    with pytest.raises(ValueError, match=r"slug|hints|gradient|points"):
        dataclasses.replace(made, **fields)
