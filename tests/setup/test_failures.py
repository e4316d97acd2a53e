"""Each thing that can stand in the way is provoked, and answered in one sentence."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def assert_one_sentence(text: str) -> None:
    assert "Traceback" not in text
    last = text.strip().splitlines()[-1]
    assert last.endswith("."), last
    assert ". " not in last.rstrip("."), last


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 6, 0), (3, 14, 0), (2, 7, 18)])
def test_wrong_python_version(repository: Path, version: tuple[int, int, int]) -> None:
    path = repository / "course.py"
    code = f"import runpy, sys; sys.version_info = {version}; sys.argv = ['course.py']; "
    code += f"runpy.run_path({str(path)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"this is Python {version[0]}.{version[1]}:" in done.stderr
    assert "3.11, 3.12 or 3.13" in done.stderr and len(done.stderr.splitlines()) == 1


def test_old_pythons_can_read_the_file_far_enough_to_say_so(repository: Path) -> None:
    source = (repository / "course.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    newer = (ast.NamedExpr, ast.Match, ast.TryStar)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, newer)]
    first = [node for node in tree.body if not isinstance(node, ast.Expr)][:2]
    assert isinstance(first[0], ast.Import) and [name.name for name in first[0].names] == ["sys"]
    assert isinstance(first[1], ast.If)  # the version is looked at before anything else is imported


def test_only_the_standard_library_is_imported(repository: Path) -> None:
    tree = ast.parse((repository / "course.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_no_network(project: Path, start: Any) -> None:
    (project / "requires.txt").write_text("Requires-Dist: numpy\n")
    done = start(project, "lab", PIP_RETRIES="1")
    assert done.returncode == 1
    assert "network or the package index does not answer" in done.stderr
    assert_one_sentence(done.stderr)


def test_install_that_fails_for_another_reason_shows_pips_own(project: Path, start: Any) -> None:
    (project / "backend.py").write_text("raise RuntimeError('out of cheese')\n")
    done = start(project, "lab")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "pip could not install the course" in done.stderr and "install.log" in done.stderr
    assert "out of cheese" in (project / ".venv" / "install.log").read_text()


def test_file_in_the_place_of_the_environment(project: Path, start: Any) -> None:
    (project / ".venv").write_text("mine")
    done = start(project, "lab")
    assert done.returncode == 1 and "move it away" in done.stderr
    assert_one_sentence(done.stderr)
    assert (project / ".venv").read_text() == "mine"


@pytest.fixture
def in_mount(project: Path, variables: dict[str, str]) -> Callable[..., Any]:
    """Return a function that runs `course.py` on a small file system of its own."""
    unshare = shutil.which("unshare")
    probe = [unshare or "", "--user", "--map-root-user", "--mount", "true"]
    if unshare is None or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("this system gives a test no file system of its own (unshare)")

    def run(options: str) -> subprocess.CompletedProcess[str]:
        place = project.parent / "mount"
        place.mkdir()
        script = (
            f'mount -t tmpfs tmpfs "{place}" && cp -r "{project}/." "{place}" && '
            f'mount -o remount,{options} "{place}" && '
            f'exec "{sys.executable}" "{place}/course.py" lab'
        )
        return subprocess.run(
            [*probe[:-1], "sh", "-c", script],
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize("size", ["100k", "8m"])
def test_disk_full(in_mount: Callable[..., Any], size: str) -> None:
    done = in_mount(f"size={size}")
    assert done.returncode == 1, done.stderr
    assert "The disk is full" in done.stderr
    assert_one_sentence(done.stderr)


def test_read_only_folder(in_mount: Callable[..., Any]) -> None:
    done = in_mount("ro")
    assert done.returncode == 1
    assert "cannot be written to" in done.stderr
    assert_one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("[Errno 28] No space left on device: 'x'", "disk is full"),
        ("[WinError 112] There is not enough space on the disk", "disk is full"),
        ("[Errno 13] Permission denied: '/usr/x'", "cannot be written"),
        ("[WinError 5] Access is denied: 'C:\\x'", "cannot be written"),
        ("[Errno 30] Read-only file system: 'x'", "cannot be written"),
        ("[WinError 183] Cannot create a file when that file already exists", "move it away"),
        ("Retrying (...) NewConnectionError('<...>: Failed to establish a new", "network"),
        ("Temporary failure in name resolution", "network"),
        (
            "ReadTimeoutError(\"HTTPSConnectionPool(host='x', port=443): Read timed out.\")",
            "network",
        ),
        # the network was slow first, but what stopped pip was the disk
        ("Read timed out\nERROR: Could not install: [Errno 28] No space left", "disk is full"),
    ],
)
def test_causes_on_every_system(bootstrap: ModuleType, problem: str, words: str) -> None:
    sentence = bootstrap.explain(problem)
    assert words in sentence
    assert_one_sentence(sentence)


def test_unknown_problems_get_no_cause(bootstrap: ModuleType) -> None:
    assert bootstrap.explain("[Errno 131] odd; WinError 50") == ""


DEBIAN = """The virtual environment was not created successfully because ensurepip is not
available.  On Debian/Ubuntu systems, you need to install the python3-venv package."""


def test_without_ensurepip_pip_is_brought_from_outside(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = []

    def logged(*command: str) -> str:
        commands.append(command[1:])
        return DEBIAN if len(commands) == 1 else ""

    monkeypatch.setattr(bootstrap, "logged", logged)
    bootstrap.make_venv()
    venv, python = str(bootstrap.VENV), str(bootstrap.PYTHON)
    assert commands == [
        ("-m", "venv", venv),
        ("-m", "venv", "--without-pip", venv),
        ("-m", "pip", "--python", python, "install", "--no-input", "pip"),
    ]


@pytest.mark.parametrize("failure", ["No module named venv", DEBIAN])
def test_neither_venv_nor_pip_says_what_to_install(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    answers = iter([failure, "", "/usr/bin/python3: No module named pip"])
    monkeypatch.setattr(bootstrap, "logged", lambda *command: next(answers))
    with pytest.raises(bootstrap.SetupError, match="sudo apt install python3-venv") as caught:
        bootstrap.make_venv()
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("platform", "choice", "driver", "source"),
    [
        ("linux", "auto", None, "cpu"),
        ("linux", "auto", "/usr/bin/nvidia-smi", "default"),
        ("linux", "cpu", "/usr/bin/nvidia-smi", "cpu"),
        ("linux", "cuda", None, "default"),
        ("darwin", "auto", None, "default"),
        ("win32", "cpu", "nvidia-smi.exe", "default"),
    ],
)
def test_build_of_torch(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    choice: str,
    driver: str | None,
    source: str,
) -> None:
    monkeypatch.setattr(bootstrap.sys, "platform", platform)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: driver)
    monkeypatch.setattr(bootstrap.Path, "exists", lambda path: False)
    assert bootstrap.torch_source(choice) == source


def test_cuda_off_linux_is_answered(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "platform", "darwin")
    with pytest.raises(bootstrap.SetupError) as caught:
        bootstrap.torch_source("cuda")
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("index", ["answers", "is silent", "has no such version"])
def test_cpu_index_is_asked_for_the_pin_and_never_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    commands: list[tuple[str, ...]] = []

    def logged(*command: str) -> str:
        commands.append(command)
        return "No matching distribution" if len(commands) < 2 and index[0] == "h" else ""

    monkeypatch.setattr(bootstrap, "logged", logged)
    monkeypatch.setattr(bootstrap, "answers", lambda url: index != "is silent")
    assert bootstrap.install("dev", "cpu") == ""
    *first, last = commands
    assert last[-4:] == (
        "-c",
        str(bootstrap.ROOT / "constraints.txt"),
        "-e",
        f"{bootstrap.ROOT}[dev]",
    )
    assert "--index-url" not in last
    assert len(first) == (index != "is silent")
    for command in first:
        assert command[-3:] == ("--index-url", bootstrap.CPU_INDEX, "torch==2.0")


def test_variables_that_mislead_pip_and_python_are_dropped(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    kept = bootstrap.variables()
    assert kept["PIP_INDEX_URL"] == "x" and kept["PATH"] == os.environ["PATH"]
    assert not {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET"} & set(kept)
