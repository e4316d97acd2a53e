"""`course lab`: the server's options, and what it refuses. tests/browser looks at it running."""

from __future__ import annotations

import argparse
import json
import socket
from pathlib import Path

import pytest

from mathlib._validate import CourseError
from mathlib.course import cli, lab


def options(*arguments: str) -> dict[str, str]:
    args = cli.make_parser().parse_args(["lab", *arguments])
    found = lab.server_options(Path("/w"), "start.ipynb", "secret", args)
    return dict(option.removeprefix("--").split("=", 1) for option in found)


def test_server_is_private_and_opens_at_the_start_page() -> None:
    found = options()
    assert found["ServerApp.ip"] == "127.0.0.1"
    assert found["IdentityProvider.token"] == "secret"
    assert found["LabApp.default_url"] == "/lab/tree/start.ipynb"
    assert found["ServerApp.root_dir"] == "/w"
    assert found["LabApp.expose_app_in_browser"] == "False"


@pytest.mark.parametrize(
    ("arguments", "port", "retries"),
    [((), "8888", "50"), (("--port", "9000"), "9000", "0"), (("--port", "0"), "0", "0")],
)
def test_only_the_default_port_may_become_the_next(
    arguments: tuple[str, ...], port: str, retries: str
) -> None:
    found = options(*arguments)
    assert (found["ServerApp.port"], found["ServerApp.port_retries"]) == (port, retries)


@pytest.mark.parametrize(("arguments", "opens"), [((), "True"), (("--no-browser",), "False")])
def test_browser_opens_unless_told_otherwise(arguments: tuple[str, ...], opens: str) -> None:
    assert options(*arguments)["ServerApp.open_browser"] == opens


def test_taken_port_is_one_sentence_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert cli.main(["lab", "--port", str(port), "--workspace", str(tmp_path / "w")]) == 1
    message = capsys.readouterr().err
    assert f"Port {port} is taken" in message and len(message.splitlines()) == 1
    assert not (tmp_path / "w").exists()
    lab.require_free(port)  # given back, it is free at once


def test_all_of_jupyters_files_stay_in_the_workspace(tmp_path: Path) -> None:
    found = lab.variables(tmp_path)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert Path(found[name]).is_relative_to(tmp_path)


def test_settings_switch_off_news_and_instructor_tools(tmp_path: Path) -> None:
    lab.write_settings(tmp_path)
    read = {
        path.name: json.loads(path.read_text()) for path in (tmp_path / "config").rglob("*.json")
    }
    assert read["page_config.json"]["disabledExtensions"]["@jupyter/nbgrader"] is True
    extensions = read["jupyter_server_config.json"]["ServerApp"]["jpserver_extensions"]
    assert set(extensions.values()) == {False}
    overrides = read["default_setting_overrides.json"]
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_every_server_extension_of_nbgrader_is_named() -> None:
    from nbgrader.server_extensions import __file__ as package

    assert package is not None
    there = {p.name for p in Path(package).parent.iterdir() if (p / "__init__.py").exists()}
    off = lab.settings()["jupyter_server_config.json"]["ServerApp"]["jpserver_extensions"]
    assert {f"nbgrader.server_extensions.{name}" for name in there} == set(off)


def test_settings_that_cannot_be_written_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(CourseError, match="in the way"):
        lab.write_settings(tmp_path)


def test_port_is_checked_as_text() -> None:
    for text in ("-1", "8888.0", "", "70000"):
        with pytest.raises(argparse.ArgumentTypeError):
            lab._port(text)
    assert lab._port("65535") == 65535
