"""What the tests of the check engine share."""

import runpy
from pathlib import Path

import pytest

from mathlib.exercises import registry
from mathlib.exercises.api import Desk
from mathlib.exercises.checking import check_answer

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
