"""House rules that hold for the whole repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(repository: Path) -> dict[str, Version]:
    found = {}
    for line in (repository / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            # exact versions only: no path, no URL, no local suffix such as +cpu
            match = re.fullmatch(r"([A-Za-z0-9_.-]+)==([0-9][0-9a-z.]*)", line)
            assert match, f"not a plain pin: {line}"
            found[canonicalize_name(match[1])] = Version(match[2])
    return found


def requirements(pyproject: dict[str, Any], *extras: str) -> list[Requirement]:
    lines = [*pyproject["project"]["dependencies"]]
    for extra in extras:
        lines += pyproject["project"]["optional-dependencies"][extra]
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.name != pyproject["project"]["name"]]  # an extra in another


def test_every_dependency_is_pinned_within_its_range(
    pyproject: dict[str, Any], pins: dict[str, Version]
) -> None:
    for requirement in requirements(pyproject, "dev", "sweep"):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} has no pin"
        assert requirement.specifier.contains(pins[name]), f"{name} is pinned outside its range"


def test_conda_environment_installs_what_pip_does(
    repository: Path, pyproject: dict[str, Any]
) -> None:
    content = yaml.safe_load((repository / "environment.yml").read_text(encoding="utf-8"))
    *conda, from_pip = content["dependencies"]
    assert [re.split("[=<>]", item)[0] for item in conda] == ["python", "pip"]
    python = conda[0].split("=")[1]
    assert Requirement("python" + pyproject["project"]["requires-python"]).specifier.contains(
        python
    )
    assert from_pip == {"pip": ["-c constraints.txt", "-e .[dev]"]}
    assert "dev" in pyproject["project"]["optional-dependencies"]


def test_bootstrap_and_workflow_name_the_supported_pythons(
    repository: Path, pyproject: dict[str, Any]
) -> None:
    supported = Requirement("python" + pyproject["project"]["requires-python"]).specifier
    oldest, newest = (3, 11), (3, 13)
    for minor in range(9, 17):
        inside = oldest <= (3, minor) <= newest
        assert supported.contains(f"3.{minor}.0") == inside
    assert f"{oldest} <= tuple(sys.version_info[:2]) <= {newest}" in (
        repository / "course.py"
    ).read_text(encoding="utf-8")
    workflow = yaml.safe_load((repository / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]["test"]["strategy"]["matrix"]["include"]
    assert all(supported.contains(job["python"] + ".0") for job in jobs)
    assert {job["os"].split("-")[0] for job in jobs} == {"ubuntu", "macos", "windows"}
    assert workflow["jobs"]["test"]["steps"][-1]["run"] == ".ci/run"


def test_citation_is_in_step(repository: Path, pyproject: dict[str, Any]) -> None:
    citation = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["version"] == pyproject["project"]["version"]
    assert " AND ".join(citation["license"]) == pyproject["project"]["license"]
    licence = (repository / "LICENSE").read_text(encoding="utf-8")
    assert all(f"SPDX: {name}" in licence for name in citation["license"])


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "ruff", "check"],
        ["-m", "ruff", "format", "--check"],
        ["-m", "mypy"],
        ["-m", "mypy", "--strict", "course.py"],
        ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    ],
    ids=["ruff check", "ruff format", "mypy", "mypy course.py", "lint-imports"],
)
def test_tools_have_nothing_to_say(repository: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def tracked(repository: Path) -> list[Path]:
    command = ["git", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=repository, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the repository has no git history")
    paths = [repository / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_place_on_someones_machine(tracked: list[Path], repository: Path) -> None:
    place = re.compile(rb"/(?:root|work|home|Users)/\w")
    for path in tracked:
        invented = path.is_relative_to(repository / "tests")  # paths that notebooks must not hold
        if not invented and path.suffix not in (".png", ".jpg"):
            found = place.search(path.read_bytes())
            assert found is None, f"{path.name}: {found and found[0]!r}"


def test_modules_are_short(repository: Path) -> None:
    long = {
        str(path.relative_to(repository)): count
        for path in (repository / "mathlib").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 350
        and not path.match("exercises/chapters/*.py")  # one file a chapter: records, no logic
    }
    assert not long


def test_nothing_large_is_committed(tracked: list[Path]) -> None:
    assert not [path.name for path in tracked if path.stat().st_size > 2_000_000]


def test_script_for_integration_is_executable_and_parses(repository: Path) -> None:
    script = repository / ".ci" / "run"
    if sys.platform != "win32":
        assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
