"""`course.py` installs, goes on from what is there, and repairs what is broken."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest


def stamp(root: Path) -> dict[str, Any]:
    return json.loads((root / ".venv" / "course.json").read_text())


def test_first_start_installs_and_passes_arguments_folder_and_exit_code_on(
    project: Path, start: Any
) -> None:
    done = start(project, "--torch", "cpu", "lab", "--port", "3", "seven", "-k", "x or y")
    assert done.returncode == 7
    assert "ran ['lab', '--port', '3', 'seven', '-k', 'x or y']" in done.stdout
    assert str(project.parent) in done.stdout  # the person's folder, for --workspace DIR
    assert str(project / ".venv") in done.stdout
    assert "Setting the course up" in done.stderr and "Done." in done.stderr
    assert stamp(project)["torch"] == "cpu"
    assert (project / ".venv" / "install.log").read_text()


def test_second_start_is_quick_silent_and_needs_no_network(ready: Path, start: Any) -> None:
    began = time.monotonic()
    done = start(ready, "lab")
    assert time.monotonic() - began < 3
    assert done.returncode == 0 and done.stderr == ""


def test_test_command_adds_the_development_packages_once(ready: Path, start: Any) -> None:
    assert "up to date" in start(ready, "test").stderr
    assert stamp(ready)["extras"] == "dev"
    assert start(ready, "test").stderr == ""
    assert start(ready, "lab").stderr == ""


def test_changed_pins_update_without_making_the_environment_again(ready: Path, start: Any) -> None:
    (ready / ".venv" / "witness").touch()
    (ready / "constraints.txt").write_text("torch==2.1\n")
    done = start(ready, "lab")
    assert done.returncode == 0 and "up to date" in done.stderr
    assert (ready / ".venv" / "witness").exists()


def test_update_that_the_network_refuses_goes_on_with_what_is_installed(
    ready: Path, start: Any
) -> None:
    before = stamp(ready)
    (ready / "requires.txt").write_text("Requires-Dist: some-new-package\n")
    pins = (ready / "constraints.txt").read_text()
    (ready / "constraints.txt").write_text("torch==2.2\n")
    done = start(ready, "lab")
    (ready / "requires.txt").write_text("")
    (ready / "constraints.txt").write_text(pins)
    assert done.returncode == 0 and "ran ['lab']" in done.stdout
    assert "network" in done.stderr and "Going on with what is installed" in done.stderr
    assert stamp(ready) == before


@pytest.mark.parametrize("damage", ["python is gone", "stamp is torn", "no package"])
def test_broken_environment_is_made_again(ready: Path, start: Any, damage: str) -> None:
    venv = ready / ".venv"
    (venv / "witness").touch()
    if damage == "python is gone":
        for python in [*venv.glob("bin/python*"), *venv.glob("Scripts/python*")]:
            python.unlink()
    elif damage == "stamp is torn":
        (venv / "course.json").write_text('{"inputs": ')
    else:
        next(venv.rglob("tiny_course.pth")).unlink()
    done = start(ready, "lab")
    assert done.returncode == 0 and "ran ['lab']" in done.stdout
    assert "Setting the course up" in done.stderr
    assert not (venv / "witness").exists()
    assert start(ready, "lab").stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_install_that_was_killed_is_noticed(
    project: Path, start: Any, variables: dict[str, str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, str(project / "course.py"), "lab"],
        env={**variables, "TINY_SECONDS": "20"},
        stderr=subprocess.PIPE,
    )
    log = project / ".venv" / "install.log"
    deadline = time.monotonic() + 60
    while "editable" not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 143
    process.communicate()
    assert not (project / ".venv" / "course.json").exists()
    done = start(project, "lab")
    assert done.returncode == 0 and "afresh" in done.stderr


def test_two_starts_at_once_install_once(project: Path, start: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(start, project, "lab", TINY_SECONDS="1") for _ in range(2)]
        done = [run.result() for run in runs]
    assert [run.returncode for run in done] == [0, 0], done
    messages = [run.stderr for run in done]
    assert sum("Setting the course up" in text for text in messages) == 1
    assert sum("waiting for it" in text for text in messages) == 1
    assert sum("Done." in text for text in messages) == 1


def test_lock_of_a_dead_start_is_free(ready: Path, start: Any) -> None:
    (ready / ".venv" / "course.lock").write_text("left behind")
    (ready / ".venv" / "course.json").unlink()
    done = start(ready, "lab")
    assert done.returncode == 0 and "afresh" in done.stderr and "waiting" not in done.stderr


def test_active_environment_with_the_course_is_used(
    project: Path, start: Any, variables: dict[str, str], tmp_path: Path
) -> None:
    env = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", str(env)], check=True)
    python = env / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "-q", "-e", str(project)]
    subprocess.run(pip, check=True, env=variables, capture_output=True)
    done = start(project, "lab", python=python)
    assert done.returncode == 0 and str(env) in done.stdout
    assert not (project / ".venv").exists()


def test_help_installs_nothing(project: Path, start: Any) -> None:
    done = start(project, "--help")
    assert done.returncode == 0 and "python course.py lab" in done.stdout
    assert not (project / ".venv").exists()


@pytest.mark.full
def test_fresh_clone_installs_for_real(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(repository), str(clone)], check=True)
    command = [sys.executable, str(clone / "course.py"), "lab", "--help"]
    first = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    began = time.monotonic()
    second = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert second.returncode == 0 and second.stderr == ""
    assert time.monotonic() - began < 5  # 3 s of overhead, and the command itself
