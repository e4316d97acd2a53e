"""What the tests of the check engine share."""

import runpy
from pathlib import Path

import pytest

from mathlib import algebra
from mathlib.exercises import api, registry
from mathlib.exercises.api import Desk
from mathlib.exercises.checking import check_answer
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.derive import derive
from mathlib.exercises.exercise import Exercise, Mistake
from mathlib.exercises.registry import Entry

HERE = Path(__file__).parent


def pytest_generate_tests(metafunc):
    """Run a test that asks for `entry` once for every exercise of the course."""
    if "entry" in metafunc.fixturenames:
        entries = list(registry.all_entries())
        metafunc.parametrize("entry", entries, ids=[e.exercise.slug for e in entries])


@pytest.fixture(scope="session")
def right_answers():
    """Right answers by other methods: slug -> name -> function."""
    found = {}
    for path in sorted((HERE / "right_answers").glob("chapter_*.py")):
        found |= runpy.run_path(str(path))["RIGHT"]
    return found


@pytest.fixture
def verdict_on():
    """Check an answer as a notebook outside a workspace would, at the first attempt series."""

    def verdict_on(number, answer, series=0):
        return check_answer(registry.find(number), answer, series).verdict

    return verdict_on


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A kernel's desk in a folder outside any workspace."""
    monkeypatch.chdir(tmp_path)
    return Desk()


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace with an empty `.course`, which is the current folder."""
    (tmp_path / ".course").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def outside_a_workspace(tmp_path, monkeypatch):
    """A new folder and a new kernel."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "_DESK", Desk())


# Small exercises made for a test, and what is said of an answer to them


@pytest.fixture(scope="session")
def make():
    """Register an exercise of one's own."""

    def make(reference, layout, result, cases, **more):
        exercise = Exercise(
            slug="made-for-a-test",
            title="Made for a test",
            difficulty=1,
            minutes=1,
            reference=reference,
            layout=layout,
            result=result,
            cases=cases,
            small=cases,
            mistakes={"all zero": Mistake(lambda *x: 0.0 * reference(*x), "Zero.", "Look.")},
            hints=("a", "b", "c"),
            **more,
        )
        return Entry("99.1", "99", exercise)

    return make


@pytest.fixture(scope="session")
def verdict_of():
    """Check an answer to an exercise of one's own."""

    def verdict_of(entry, answer):
        return check_answer(entry, answer, 0).verdict

    return verdict_of


@pytest.fixture(scope="session")
def cause_of(verdict_of):
    """Check a wrong answer to an exercise of one's own; return the cause that is named."""

    def cause_of(entry, answer):
        found = verdict_of(entry, answer)
        assert found.status == "wrong", found
        return found.cause

    return cause_of


def sandwich(A, X):
    """A X + Xᵀ."""
    return A @ X + X.T


@pytest.fixture(scope="session")
def sandwich_exercise(make):
    """Two square matrices: sums, products and transposes."""

    def cases(rng):
        return [(rng.normal(size=(n, n)), rng.normal(size=(n, n))) for n in (3, 5, 4)]

    return make(sandwich, {"A": "nn", "X": "nn"}, "nn", cases)


def residual(p, y):
    """Elementwise difference."""
    return p - y


@pytest.fixture(scope="session")
def residual_exercise(make):
    """Two vectors, elementwise."""

    def cases(rng):
        return [(rng.normal(size=n), rng.normal(size=n)) for n in (3, 5, 4)]

    return make(residual, {"p": "n", "y": "n"}, "n", cases)


# Derivations


@pytest.fixture(scope="session")
def notation():
    """What `from mathlib.algebra import *` gives a notebook."""
    return {name: getattr(algebra, name) for name in algebra.__all__}


@pytest.fixture
def solve(notation):
    """Run an exercise's solution as a notebook would; return the derivation and the last value."""

    def solve(entry):
        *lines, last = entry.exercise.solution.splitlines()
        space = {**notation, "derive": derive}
        exec("\n".join(lines), space)
        return space["d"], eval(last, space)

    return solve


@pytest.fixture
def quadratic():
    """The derivation of tr(Xᵀ A X), with its letters X, A and dX."""
    d = derive("derive-quadratic-form")
    return d, *d.symbols


@pytest.fixture(scope="session")
def made_up():
    """A record of a derivation, of which a test gives what matters to it."""

    def made_up(**fields):
        defaults = {
            "slug": "made-up",
            "title": "Made up",
            "difficulty": 1,
            "minutes": 1,
            "solution": "",
            "hints": ("a", "b", "c"),
        }
        return DeriveExercise(**{**defaults, **fields})

    return made_up
