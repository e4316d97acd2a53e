"""A real `course lab` and a real chromium; without chromium these tests are skipped."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",  # as root, chromium's own sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Lab:
    """A running `course lab`.

    Attributes
    ----------
    process : subprocess.Popen
    url, base, token : str
        What it printed; the part before `/lab`; the secret in it.
    workspace : pathlib.Path
    """

    process: subprocess.Popen[str]
    url: str
    base: str
    token: str
    workspace: Path


def start_lab(workspace: Path) -> Lab:
    command = [sys.executable, "-m", "mathlib.course", "lab", "--no-browser", "--expose-app"]
    process = subprocess.Popen(
        [*command, "--workspace", str(workspace)], stdout=subprocess.PIPE, text=True
    )
    found: Queue[re.Match[str] | None] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if match := re.search(r"(http://[^/]+)/lab/tree/\S+\?token=(\w+)", line):
                found.put(match)
        found.put(None)  # it ended

    threading.Thread(target=read, daemon=True).start()
    match = found.get(timeout=60)
    assert match is not None, "course lab printed no address"
    return Lab(process, match[0], match[1], match[2], workspace)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    running = start_lab(tmp_path_factory.mktemp("lab") / "my workspace")
    yield running
    running.process.terminate()
    running.process.wait(timeout=30)


@pytest.fixture
def second_lab(tmp_path: Path) -> Iterator[Lab]:
    """A server that the test may stop."""
    running = start_lab(tmp_path / "workspace")
    yield running
    running.process.kill()
    running.process.wait(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no chromium on this machine (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh browser window; `page.hosts` collects the hosts that it asks for anything."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    window = context.new_page()
    window.set_default_timeout(60_000)
    window.hosts = set()
    window.on("request", lambda request: window.hosts.add(request.url.split("/")[2]))
    yield window
    context.close()
