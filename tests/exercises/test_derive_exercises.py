"""Every derivation of the course: its solution, its gradient, its points, its known wrong lines."""

import dataclasses
import functools
import itertools
import runpy
from pathlib import Path

import numpy as np
import pytest

from mathlib.algebra import evaluate
from mathlib.exercises import registry
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.derive import derive
from mathlib.exercises.points import draw_points, project
from mathlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
WRONG, SHORT = {}, {}
for file in sorted((HERE / "wrong_derivations").glob("chapter_*.py")):
    found = runpy.run_path(str(file))
    WRONG |= found["WRONG"]
    SHORT |= found.get("SHORT", {})
ENTRIES = [e for e in registry.every_entry() if isinstance(e.exercise, DeriveExercise)]

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


@pytest.mark.parametrize("task", ENTRIES, ids=lambda e: e.exercise.slug)
def test_solution_is_right_and_has_no_line_to_spare_below_the_least(solve, task):
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
def test_copying_the_last_line_does_not_succeed(solve, task):
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
def test_known_wrong_derivation_is_named_at_its_line(notation, slug, case):
    _, lines, first, mistakes = case
    d = derive(slug)
    space = {**notation, **{symbol.name: symbol for symbol in d.symbols}}
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
