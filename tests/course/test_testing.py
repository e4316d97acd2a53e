"""`course test`: which runs it starts, and what its closing lines say."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mathlib.course import ledger, testing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("tests/eeg/test_load.py", "chapters/00_a/00_a.ipynb", "chapters/start.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_default_is_the_tests_and_then_the_chapters(root: Path) -> None:
    first, second = testing.stages(root, ["-x"], full=True)
    assert first == ["--full", "-x", "tests"]
    assert second[0] == "--nbval" and second[-2:] == ["-x", "chapters"]
    assert "--nbval-lax" not in second and "--full" not in second


@pytest.mark.parametrize(
    ("further", "nbval", "target"),
    [
        (["tests/eeg"], False, "tests/eeg"),
        (["tests/eeg/test_load.py::test_x", "-q"], False, "tests/eeg/test_load.py::test_x"),
        (["chapters"], True, "chapters"),
        (["chapters/00_a"], True, "chapters/00_a"),
        (["chapters/00_a/00_a.ipynb"], True, "chapters/00_a/00_a.ipynb"),
    ],
)
def test_a_path_decides_which_run_there_is(
    root: Path, further: list[str], nbval: bool, target: str
) -> None:
    (only,) = testing.stages(root, further, full=False)
    assert ("--nbval" in only) == nbval
    assert only.count(target) == 1 and only[-1] == target


def test_no_notebook_yet_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    assert len(testing.stages(tmp_path, [], full=False)) == 1


def test_last_lines_say_what_was_skipped_and_count(root: Path) -> None:
    books = ledger.Books(
        passed=5,
        failed=["tests/eeg/test_load.py::test_x"],
        skipped=Counter({"tests/browser: no chromium": 2, "tests/eeg: no data": 1}),
        cpu={"tests/eeg": 3.0, "tests/spdnet": 4.0, "tests/browser": 1000.0},
    )
    lines = testing.summary(books, 12.0).splitlines()
    assert lines[-1] == "5 passed, 1 failed, 3 skipped"
    assert lines[-3:-1] == ["  2 in tests/browser: no chromium", "  1 in tests/eeg: no data"]
    assert "  tests/eeg/test_load.py::test_x" in lines
    table = {line.split("  ")[1]: line.split() for line in lines if line.startswith("  ")}
    assert table["mathlib"][1] == "7.0"  # folders that no group names
    assert table["browser"][-1] == "over"


EXAMPLE = """
import pytest

def test_right(): pass
def test_wrong(): assert False
@pytest.fixture
def torn():
    yield
    assert False
def test_wrong_twice(torn): assert False
@pytest.mark.skip(reason="no moon")
def test_skipped(): pass
@pytest.mark.parametrize("i", [1, 2])
def test_skips_itself(i): pytest.skip("no moon")
@pytest.mark.xfail(strict=True)
def test_known(): assert False
def test_busy():
    import time
    end = time.process_time() + 0.3
    while time.process_time() < end: pass
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_books_of_a_real_run(tmp_path: Path, workers: str) -> None:
    folder = tmp_path / "tests" / "eeg"
    folder.mkdir(parents=True)
    (folder / "test_example.py").write_text(EXAMPLE)
    (folder / "test_broken.py").write_text("import no_such_module\n")
    (folder / "test_absent.py").write_text(
        "import pytest\npytest.skip('no sun', allow_module_level=True)\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "mathlib.course.ledger", "-n", workers]
    command += ["--ledger", str(tmp_path / "books.json"), "--continue-on-collection-errors"]
    done = subprocess.run([*command, "tests"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    books = ledger.read(tmp_path / "books.json")
    assert books.passed == 3  # a failure that is expected counts as passed
    name = "tests/eeg/test_example.py::test_wrong"
    assert sorted(books.failed) == ["tests/eeg/test_broken.py", name, f"{name}_twice"]
    assert books.skipped == {"tests/eeg: no moon": 3, "tests/eeg: no sun": 1}
    assert 0.25 <= books.cpu["tests/eeg"] < 3  # clocks tick in hundredths
    assert books.cpu[ledger.START_UP] > 0.1


@pytest.mark.parametrize(
    ("node", "folder"),
    [
        ("tests/eeg/test_load.py::test_x", "tests/eeg"),
        ("tests/test_alone.py::test_x", "tests"),
        ("chapters/00_a/00_a.ipynb::Cell 3", "chapters"),
    ],
)
def test_folder_of_a_test(node: str, folder: str) -> None:
    assert ledger.folder_of(node) == folder
