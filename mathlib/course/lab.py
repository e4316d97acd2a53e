"""`course lab`: JupyterLab in the learner's workspace, apart from their own Jupyter."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
from pathlib import Path
from typing import Any

from mathlib._validate import CourseError

HOST = "127.0.0.1"
DEFAULT_PORT = 8888
# nbgrader's server half; the labextension below is its menus. Both are for instructors.
_INSTRUCTOR_EXTENSIONS = ("formgrader", "validate_assignment", "assignment_list", "course_list")
# Where a person's own set-up would reach into this server.
_FOREIGN_VARIABLES = (
    "JUPYTER_CONFIG_PATH",
    "JUPYTER_PATH",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_TOKEN",
    "JUPYTER_PORT",
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare `lab` and its options."""
    parser = subparsers.add_parser(
        "lab",
        help="open the course in JupyterLab",
        description="Make or update the workspace and open it in JupyterLab; Ctrl-C stops it.",
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--port", type=_port, help=f"a fixed port ({DEFAULT_PORT} or the next)")
    parser.add_argument(
        "--workspace", type=Path, metavar="DIR", help="where your notebooks live (workspace)"
    )
    # Tests drive JupyterLab by its commands instead of by clicks.
    parser.add_argument("--expose-app", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Update the workspace and serve it until the person stops the server.

    Raises
    ------
    CourseError
        The workspace cannot be written, or the port that was asked for is taken.
    """
    from mathlib.notebooks import default_workspace, workspace

    if args.port:
        require_free(args.port)
    report = workspace.update(args.workspace or default_workspace())
    if str(report):
        print(report, flush=True)
    state = workspace.trust_folder(report.root)
    write_settings(state)
    for name in _FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    os.environ.update(variables(state))
    return _serve(report.root, report.start_page.name, args)


def require_free(port: int) -> None:
    """Refuse a port that another program listens on.

    Raises
    ------
    CourseError
        The port is taken, or the system keeps it for itself.
    """
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was given back a second ago counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CourseError(
                f"Port {port} is taken or not allowed: choose another one, or leave --port out."
            ) from None


def variables(state: Path) -> dict[str, str]:
    """Return the environment variables that keep Jupyter's files inside the workspace."""
    return {
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTER_DATA_DIR": str(state),  # holds the signatures that make notebooks trusted
        "JUPYTER_RUNTIME_DIR": str(state / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel is this environment's Python
        "IPYTHONDIR": str(state / "ipython"),
    }


def settings() -> dict[str, Any]:
    """Return the settings files of the server, by path below Jupyter's configuration folder."""
    off = {f"nbgrader.server_extensions.{name}": False for name in _INSTRUCTOR_EXTENSIONS}
    return {
        "jupyter_server_config.json": {"ServerApp": {"jpserver_extensions": off}},
        "labconfig/page_config.json": {
            "disabledExtensions": {
                "@jupyter/nbgrader": True,
                "@jupyterlab/extensionmanager-extension": True,  # it would ask the network
            }
        },
        "labconfig/default_setting_overrides.json": {
            "@jupyterlab/apputils-extension:notification": {
                "fetchNews": "false",
                "checkForUpdates": False,
            }
        },
    }


def write_settings(state: Path) -> None:
    """Write `settings()` below `state`.

    Raises
    ------
    CourseError
        The disk is full or the folder cannot be written.
    """
    from mathlib._files import plain_errors, write_atomically

    with plain_errors(state):
        for name, content in settings().items():
            path = state / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, json.dumps(content, indent=1).encode())


def server_options(root: Path, start: str, token: str, args: argparse.Namespace) -> list[str]:
    """Return JupyterLab's options; as such they outrank every configuration file."""
    return [
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={DEFAULT_PORT if args.port is None else args.port}",
        f"--ServerApp.port_retries={50 if args.port is None else 0}",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.open_browser={not args.no_browser}",
        "--ServerApp.allow_root=True",  # containers; only this machine can connect
        "--Application.log_level=ERROR",
        f"--LabApp.default_url=/lab/tree/{start}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--LabApp.expose_app_in_browser={args.expose_app}",
    ]


def _serve(root: Path, start: str, args: argparse.Namespace) -> int:
    import zmq
    from jupyterlab.labapp import LabApp

    token = secrets.token_hex(24)
    options = server_options(root, start, token, args)
    if zmq.has("curve"):  # or the kernel warns that others on this machine could listen
        options.append("--KernelManager.transport_encryption=auto")
    server = LabApp.initialize_server(options)

    def announce() -> None:
        print(
            f"The course is open at http://{HOST}:{server.port}/lab/tree/{start}?token={token}\n"
            "Ctrl-C stops it.",
            flush=True,
        )

    server.io_loop.add_callback(announce)  # once it listens
    for name in (signal.SIGINT, signal.SIGTERM):  # one Ctrl-C is enough: notebooks save themselves
        signal.signal(name, lambda *_: server.stop(from_signal=True))
    server.start()
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected a number up to 65535")
    return int(text)
