"""`course test`: everything the repository promises, proved, with a word on where time went."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mathlib._validate import CourseError
from mathlib.notebooks import repository_root

if TYPE_CHECKING:
    from mathlib.course.ledger import Books

# CPU seconds on two cores. What is in none of the named folders is about `mathlib` itself.
BUDGET = {
    "chapters": 300,
    "mathlib": 180,
    "learner flow": 120,
    "grading term": 120,
    "browser": 120,
    "training": 60,
    "set-up": 150,
    "start-up": 60,
}
_GROUPS = {
    "chapters": "chapters",
    "tests/chapters": "chapters",
    "tests/learner_flow": "learner flow",
    "tests/notebooks": "learner flow",
    "tests/grading": "grading term",
    "tests/browser": "browser",
    "tests/training": "training",
    "tests/setup": "set-up",
    "tests/course": "set-up",
    "start-up": "start-up",
}
# Notebooks stay whole on one worker: their cells depend on each other.
_PARALLEL = ("-n", "2", "--dist", "loadfile")
_NOTHING_COLLECTED = 5


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare `test` and its options."""
    parser = subparsers.add_parser(
        "test",
        help="prove the whole repository",
        description="Run the tests, then every chapter against its stored outputs. Further "
        "arguments go to pytest; paths among them replace the default, which is everything.",
    )
    parser.add_argument("--full", action="store_true", help="also what takes longer")
    parser.set_defaults(func=run, further=())


def run(args: argparse.Namespace) -> int:
    """Run the tests and the chapters; 0 if nothing failed.

    Raises
    ------
    CourseError
        The packages of the `dev` extra are missing.
    """
    try:
        from mathlib.course import ledger
    except ImportError:
        raise CourseError(
            "The tests need packages that are not installed: run `python course.py test`, or "
            '`pip install -c constraints.txt -e ".[dev]"` in this environment.'
        ) from None

    root = repository_root()
    books = ledger.Books()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number, options in enumerate(stages(root, args.further, full=args.full)):
            path = Path(folder) / f"{number}.json"
            command = [sys.executable, "-m", "pytest", "-p", "mathlib.course.ledger"]
            command += ["--ledger", str(path), *_PARALLEL, *options]
            code = subprocess.run(command, cwd=root, env=_variables(), check=False).returncode
            stage = ledger.read(path)
            if code not in (0, _NOTHING_COLLECTED) and not stage.failed:
                stage.failed.append(f"pytest itself (exit code {code})")
            books.add(stage)
    print(summary(books, time.monotonic() - started), flush=True)
    return 1 if books.failed else 0


def stages(root: Path, further: Sequence[str], *, full: bool) -> list[list[str]]:
    """Return pytest's arguments for each run: the tests, then the chapters.

    Parameters
    ----------
    root : pathlib.Path
        The repository.
    further : sequence of str
        What the person added. Paths decide which run there is and on what; the rest goes to both.
    full : bool
        Include the tests that are marked `full`.
    """
    targets = [item for item in further if (root / item.split("::")[0]).exists()]
    rest = [item for item in further if item not in targets]
    chapters = [item for item in targets if item.split("::")[0].endswith(".ipynb")]
    chapters += [item for item in targets if Path(item).parts[0] == "chapters"]
    tests = [item for item in targets if item not in chapters]
    if not targets:
        tests, chapters = ["tests"], ["chapters"]
    found = []
    if tests:
        found.append([*(["--full"] if full else []), *rest, *tests])
    if chapters and any((root / "chapters").rglob("*.ipynb")):
        found.append(
            [
                "--nbval",
                f"--nbval-sanitize-with={root / 'tests' / 'nbval.cfg'}",
                "--nbval-current-env",
                "--nbval-cell-timeout=120",
                *rest,
                *dict.fromkeys(chapters),
            ]
        )
    return found


def summary(books: Books, seconds: float) -> str:
    """Return the closing lines: where time went, what failed, what was skipped and why."""
    used = dict.fromkeys(BUDGET, 0.0)
    for folder, cpu in books.cpu.items():
        used[_GROUPS.get(folder, "mathlib")] += cpu
    lines = ["", "where time went    CPU seconds   budget"]
    for group, cpu in used.items():
        if cpu:
            note = "   over" if cpu > BUDGET[group] else ""
            lines.append(f"  {group:<18}{cpu:>10.1f}{BUDGET[group]:>9}{note}")
    lines.append(f"  {'together':<18}{sum(used.values()):>10.1f}   in {seconds:.0f} s on the clock")
    if books.failed:
        lines += ["failed:", *(f"  {node}" for node in books.failed)]
    if books.skipped:
        lines.append("skipped:")
        lines += [f"  {count} in {what}" for what, count in sorted(books.skipped.items())]
    skipped = sum(books.skipped.values())
    lines.append(f"{books.passed} passed, {len(books.failed)} failed, {skipped} skipped")
    return "\n".join(lines)


def _variables() -> dict[str, str]:
    """Return the environment: one thread a process, since two processes share the cores."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**threads, **os.environ}
