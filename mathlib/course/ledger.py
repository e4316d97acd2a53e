"""A pytest plugin that keeps the books of a run: results, reasons for skips, CPU time by folder.

`course test` loads it into every pytest it starts, xdist's workers included, and adds the books up.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

START_UP = "start-up"  # what no test can be charged with: imports and collection


@dataclass
class Books:
    """The results of one or more runs.

    Attributes
    ----------
    passed : int
    failed : list of str
        Test ids, each once.
    skipped : dict of str to int
        How often each "folder: reason" occurred.
    cpu : dict of str to float
        CPU seconds, child processes included, by folder such as "tests/browser".
    """

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, float] = field(default_factory=dict)

    def add(self, other: Books) -> None:
        """Add the results of another run."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped.update(other.skipped)
        for folder, seconds in other.cpu.items():
            self.charge(folder, seconds)

    def charge(self, folder: str, seconds: float) -> None:
        """Book CPU time on `folder`."""
        self.cpu[folder] = self.cpu.get(folder, 0.0) + seconds


def read(path: Path) -> Books:
    """Return the books that a run wrote to `path`; empty ones if it wrote none."""
    if not path.exists():
        return Books()
    content = json.loads(path.read_text(encoding="utf-8"))
    content["skipped"] = Counter(content["skipped"])
    return Books(**content)


def folder_of(node: str) -> str:
    """Return the folder that a test id is booked under: "tests/eeg", "chapters"."""
    parts = PurePosixPath(node.split("::")[0]).parts
    return "/".join(parts[:2]) if parts[0] == "tests" and len(parts) > 2 else parts[0]


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


class _Bookkeeper:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.books = Books()
        self.seen: set[str] = set()

    @property
    def is_worker(self) -> bool:
        return hasattr(self.config, "workerinput")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = cpu_seconds()
        try:
            return (yield)
        finally:
            self.books.charge(folder_of(item.nodeid), cpu_seconds() - before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped(report)
        elif report.failed:
            self._failed(report.nodeid)
        elif report.when == "call":
            self.books.passed += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.nodeid in self.seen:  # every worker collects everything
            return
        if report.failed or report.skipped:
            self.seen.add(report.nodeid)
        if report.failed:
            self._failed(report.nodeid)
        elif report.skipped:
            self._skipped(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        for folder, seconds in getattr(node, "workeroutput", {}).get("cpu", {}).items():
            self.books.charge(folder, seconds)

    def pytest_sessionfinish(self) -> None:
        if self.is_worker:
            self.books.charge(START_UP, cpu_seconds() - sum(self.books.cpu.values()))
            self.config.workeroutput["cpu"] = dict(self.books.cpu)  # type: ignore[attr-defined]

    def pytest_unconfigure(self) -> None:
        if not self.is_worker:
            if not self.config.getoption("numprocesses", None):
                self.books.charge(START_UP, cpu_seconds() - sum(self.books.cpu.values()))
            path = Path(self.config.getoption("ledger"))
            path.write_text(json.dumps(vars(self.books)), encoding="utf-8")

    def _failed(self, node: str) -> None:
        if node not in self.books.failed:  # a test can fail and its teardown too
            self.books.failed.append(node)

    def _skipped(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        where = report.longrepr
        reason = where[2] if isinstance(where, tuple) else str(where)
        self.books.skipped[f"{folder_of(report.nodeid)}: {reason.removeprefix('Skipped: ')}"] += 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare where the books are written."""
    parser.addoption("--ledger", metavar="FILE", help="write results and CPU time to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Keep books where `--ledger` asks for them."""
    if config.getoption("ledger"):
        config.pluginmanager.register(_Bookkeeper(config))
