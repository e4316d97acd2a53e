"""Sources are read once: a file that changes under a running kernel prints no foreign lines."""

import importlib.util
import sys

from mathlib.exercises.source import paste_source, source_of

FIRST = "def answer(a: int, b: int = 2) -> int:\n    return a + b\n"
LATER = "# another line\n\n\ndef other(x):\n    return x\n"


def test_source_stays_what_it_was_when_it_was_read(tmp_path, monkeypatch):
    path = tmp_path / "made_for_a_test.py"
    path.write_text(FIRST)
    spec = importlib.util.spec_from_file_location("made_for_a_test", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "made_for_a_test", module)
    spec.loader.exec_module(module)
    assert source_of(module.answer) == FIRST.rstrip()
    path.write_text(LATER)
    assert paste_source(module.answer) == "def answer(a, b=2):\n    return a + b"


def test_every_reference_is_read_when_it_is_registered(entry):
    before = source_of.cache_info().misses
    assert entry.exercise.solution.startswith("def ")
    assert source_of.cache_info().misses == before
