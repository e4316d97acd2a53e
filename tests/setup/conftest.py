"""A project small enough to be installed for real in a few seconds, without any network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

PYPROJECT = """
[project]
name = "tiny-course"
version = "1"
[project.optional-dependencies]
dev = []
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
# An editable install is a wheel with one .pth file; this writes it without setuptools.
BACKEND = """
import os, pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    time.sleep(float(os.environ.get("TINY_SECONDS", 0)))
    here = pathlib.Path(__file__).resolve().parent
    info = "tiny_course-1.dist-info"
    requires = (here / "requires.txt").read_text()
    files = {
        "tiny_course.pth": str(here),
        info + "/METADATA": "Metadata-Version: 2.1\\nName: tiny-course\\nVersion: 1\\n"
        "Provides-Extra: dev\\n" + requires,
        info + "/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "/RECORD"] = "".join(name + ",,\\n" for name in [*files, info + "/RECORD"])
    with zipfile.ZipFile(pathlib.Path(folder) / "tiny_course-1-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "tiny_course-1-py3-none-any.whl"
"""
COMMAND = """
import os, sys
print("ran", sys.argv[1:], os.getcwd(), sys.prefix)
sys.exit(7 if "seven" in sys.argv else 0)
"""


class Start(Protocol):
    """Run `course.py` of a project as a person does."""

    def __call__(
        self, root: Path, *arguments: str, python: str | Path = ..., **variables: str
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def make_project(repository: Path) -> Callable[[Path], Path]:
    """Return a function that writes the small project, with the real `course.py`, to a folder."""

    def make(root: Path) -> Path:
        (root / "mathlib" / "course").mkdir(parents=True)
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "constraints.txt").write_text("torch==2.0\n")
        (root / "requires.txt").write_text("")
        (root / "backend.py").write_text(BACKEND)
        (root / "mathlib" / "__init__.py").touch()
        (root / "mathlib" / "course" / "__init__.py").touch()
        (root / "mathlib" / "course" / "__main__.py").write_text(COMMAND)
        shutil.copy(repository / "course.py", root)
        return root

    return make


@pytest.fixture
def project(tmp_path: Path, make_project: Callable[[Path], Path]) -> Path:
    """Return a project that was never started; its path holds a blank and an umlaut."""
    return make_project(tmp_path / "my cürse")


@pytest.fixture(scope="session")
def variables() -> dict[str, str]:
    """Return an environment in which pip can reach no index and reads no one's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    # torch's own index must not be asked from a test
    return {**kept, **offline, "PIP_RETRIES": "0", "https_proxy": "http://127.0.0.1:9"}


@pytest.fixture(scope="session")
def start(variables: dict[str, str]) -> Start:
    """Return a function that runs `course.py` and waits for it."""

    def run(
        root: Path, *arguments: str, python: str | Path = sys.executable, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), str(root / "course.py"), *arguments],
            cwd=root.parent,
            env={**variables, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def ready(
    tmp_path_factory: pytest.TempPathFactory, make_project: Callable[[Path], Path], start: Start
) -> Path:
    """Return a project that is installed; a test that damages it must leave it repaired."""
    root = make_project(tmp_path_factory.mktemp("ready") / "course")
    done = start(root, "lab")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def bootstrap(project: Path) -> ModuleType:
    """Return the project's `course.py` as a module, to be taken apart."""
    spec = importlib.util.spec_from_file_location("bootstrap", project / "course.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
