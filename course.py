#!/usr/bin/env python3
"""Set the course up and run one of its commands.

    python course.py lab      open the course in JupyterLab
    python course.py test     prove the whole repository
    python course.py --help   this text; `python course.py COMMAND --help` says more about one

The first start makes the environment .venv beside this file and installs the course in it;
later starts use what is there and need no network. An environment that you activated and
installed the course in is used as it is.

    --torch auto|cpu|cuda     which build of PyTorch to install; auto takes the small CPU build
                              where there is no NVIDIA driver
"""

import sys

if not (3, 11) <= tuple(sys.version_info[:2]) <= (3, 13):
    sys.exit(
        "The course needs Python 3.11, 3.12 or 3.13 and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}: start it with one of those, for example "
        "`python3.12 course.py lab`."
    )

import argparse
import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course.json"  # written last: without it an install did not finish
LOCK = VENV / "course.lock"
LOG = VENV / "install.log"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
EXTRAS = {"test": "dev", "sweep": "sweep"}  # what a command needs beyond the default dependencies

# Runs inside an environment: is the course installed from this folder, with all its packages?
PROBE = r"""
import importlib.metadata as metadata, importlib.util as util, os, pathlib, re, sys
root, extras, name = pathlib.Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]
requirements = metadata.requires(name) or ()
home = pathlib.Path(util.find_spec("mathlib").origin).resolve()
if not home.is_relative_to(root):
    sys.exit("the course in it belongs to another folder")
for line in requirements:
    extra = re.search(r"extra == .(\w+)", line)
    if extra is None or extra[1] in extras:
        package = metadata.distribution(re.match(r"[\w.-]+", line)[0])
        base = str(package.locate_file(""))
        record = package.read_text("RECORD") or ""
        for path, size in re.findall(r"^([^,\n]+\.(?:py|so|pyd|dll)),[^,\n]*,(\d+)$", record, re.M):
            if not os.stat(os.path.join(base, path)).st_size and int(size):
                sys.exit("a file of " + line + " is empty")
"""

CAUSES = {
    r"Errno (28|122)\b|No space left|WinError 112\b|not enough space on": (
        "The disk is full: the course needs about 2 GB (8 GB with CUDA) in {venv} and room in the "
        "temporary folder; free some space and start again."
    ),
    r"Errno (1|13|30)\b|Permission denied|Read-only file|WinError (5|19|32)\b|Access is denied": (
        "The course keeps its environment in {venv}, which cannot be written to: copy the course "
        "to a folder of your own and start it there."
    ),
    r"Errno (17|20)\b|WinError (183|267)\b": (
        "A file stands where the course keeps its environment, {venv}: move it away and start "
        "again."
    ),
    r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ReadTimeout|timed out|"
    r"ProxyError|Failed to establish|Connection (refused|broken|aborted)|unreachable|Max retries|"
    r"from versions: none": (
        "The packages could not be fetched because the network or the package index does not "
        "answer: connect (the first start fetches about 0.5 GB) and start again."
    ),
}


class SetupError(Exception):
    """A problem whose one sentence says what the person can do."""


def explain(problem: str) -> str:
    """Return the sentence for a cause that `problem`, an error or pip's output, speaks of."""
    for pattern, sentence in CAUSES.items():
        if re.search(pattern, problem):
            return sentence.format(venv=VENV)
    return ""


def say(text: str) -> None:
    """Print a line of progress; standard output stays the command's own."""
    print(text, file=sys.stderr, flush=True)


# What is installed, and what should be.


def project_name() -> str:
    """Return the name that the course is installed under."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"])


def inputs() -> str:
    """Return a digest of everything in the repository that decides what is installed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = [settings["project"], settings.get("build-system")]
    parts.append((ROOT / "constraints.txt").read_text("utf-8"))
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def read_stamp() -> dict[str, str] | None:
    """Return what the last finished install wrote, or None where none has finished."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
        return {key: str(stamp[key]) for key in ("inputs", "extras", "torch")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_stamp(stamp: dict[str, str]) -> None:
    """Write the stamp whole or not at all."""
    temporary = STAMP.with_suffix(".tmp")
    temporary.write_text(json.dumps(stamp), "utf-8")
    temporary.replace(STAMP)


def variables() -> dict[str, str]:
    """Return the environment variables without those that would lead Python or pip astray."""
    drop = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    return {name: value for name, value in os.environ.items() if name not in drop}


def works(python: Path, extras: str) -> bool:
    """Whether `python` runs and has the course with the packages of `extras` whole."""
    command = [str(python), "-I", "-c", PROBE, str(ROOT), extras, project_name()]
    try:
        return not subprocess.run(command, capture_output=True, timeout=120).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def in_active_environment(extra: str) -> bool:
    """Whether the environment this runs in is one that the person installed the course in."""
    own = Path(sys.prefix).resolve()
    if own == VENV.resolve() or not (
        sys.prefix != sys.base_prefix or (own / "conda-meta").is_dir()
    ):
        return False
    try:
        importlib.metadata.distribution(project_name())
    except importlib.metadata.PackageNotFoundError:
        return False
    return works(Path(sys.executable), extra)


def torch_source(choice: str) -> str:
    """Return "cpu" where PyTorch's own CPU index is to be asked, "default" elsewhere."""
    if not sys.platform.startswith("linux"):  # there the default index holds the CPU build
        if choice == "cuda":
            raise SetupError(
                "--torch cuda is for Linux: start without it, then install into .venv the build "
                "that https://pytorch.org/get-started names for your machine."
            )
        return "default"
    driver = shutil.which("nvidia-smi") or Path("/proc/driver/nvidia/version").exists()
    return "default" if choice == "cuda" or (choice == "auto" and driver) else "cpu"


def answers(url: str) -> bool:
    """Whether `url` can be read within a few seconds."""
    try:
        with urllib.request.urlopen(url, timeout=4):
            return True
    except (OSError, ValueError):
        return False


# Installing.


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Let one start at a time change .venv; the system frees the lock of a start that died."""
    VENV.mkdir(exist_ok=True)
    with LOCK.open("a+b") as handle:
        waiting = False
        while not take(handle.fileno()):
            if not waiting:
                say("Another start is setting the course up; waiting for it to finish.")
            waiting = True
            time.sleep(0.3)
        yield


def take(descriptor: int) -> bool:
    """Try to lock the open file without waiting."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a file system without locks: going on serves the person better
    return True


def logged(*command: str) -> str:
    """Run `command`, keep its output in the log and print a line for each larger step.

    Returns
    -------
    str
        What it printed if it failed, and "" if it succeeded.
    """
    output, done, started = [], threading.Event(), time.monotonic()

    def beat() -> None:
        while not done.wait(20):
            say(f"  still working, {time.monotonic() - started:.0f} s so far")

    threading.Thread(target=beat, daemon=True).start()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**variables(), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
    )
    try:
        with LOG.open("a", buffering=1, encoding="utf-8") as log:
            for line in process.stdout or ():
                output.append(line)
                log.write(line)
                found = re.search(r"Downloading (?:\S*/)?(\w+)-\S+ \((\d\d+\.\d [MG]B)\)", line)
                if found:
                    say(f"  fetching {found[1]} ({found[2]})")
                elif line.startswith("Installing collected packages:"):
                    say(f"  installing {line.count(',') + 1} package(s)")
        return "".join(output) or "failed" if process.wait() else ""
    finally:
        done.set()
        process.kill()
        process.wait()


def make_venv() -> None:
    """Make .venv with pip in it, also where this Python has no `ensurepip`.

    Raises
    ------
    SetupError
        It could not be made.
    """
    base = getattr(sys, "_base_executable", None) or sys.executable
    failure = logged(base, "-m", "venv", str(VENV))
    if not failure or explain(failure):
        pass
    elif "No module named venv" in failure:
        failure = "no venv"
    else:  # Debian and Ubuntu put ensurepip into a package of its own
        failure = logged(base, "-m", "venv", "--without-pip", str(VENV)) or logged(
            sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--no-input", "pip"
        )
    if failure:
        raise SetupError(
            explain(failure)
            or "This Python can make no environment because its venv or ensurepip module is "
            "missing: install it (Debian and Ubuntu: `sudo apt install python3-venv`; or use "
            "Python from python.org) and start again."
        )


def install(extras: str, torch: str) -> str:
    """Install the course into .venv; return pip's output if that failed, "" if it succeeded."""
    pip = (str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar", "off")
    constraints = ROOT / "constraints.txt"
    pin = re.search(r"^torch==\S+", constraints.read_text("utf-8"), re.M)
    if torch == "cpu" and pin and answers(f"{CPU_INDEX}/torch/"):
        failure = logged(*pip, "--no-deps", "--index-url", CPU_INDEX, pin[0])
        if failure:
            say("  PyTorch's CPU index did not deliver; taking torch from the default index")
    target = f"{ROOT}[{extras}]" if extras else str(ROOT)
    return logged(*pip, "-c", str(constraints), "-e", target)


def prepare(extra: str, choice: str | None) -> None:
    """Make, repair or update .venv until it serves a command that needs `extra`.

    Raises
    ------
    SetupError
        It could not be done; the sentence says why and what helps.
    """
    source = torch_source(choice) if choice else None

    def ready() -> bool:
        stamp = read_stamp()
        return (
            stamp is not None
            and stamp["inputs"] == inputs()
            and extra in ["", *stamp["extras"].split(",")]
            and source in (None, stamp["torch"])
            and works(PYTHON, extra)
        )

    if ready():
        return
    with locked():
        if ready():  # the start that held the lock has done it
            return
        stamp = read_stamp()
        if stamp is None or source not in (None, stamp["torch"]) or not works(PYTHON, ""):
            again = "afresh " if PYTHON.exists() else ""
            say(f"Setting the course up {again}in {VENV}; this takes a minute or more.")
            stamp = None
            for entry in VENV.iterdir():
                if entry != LOCK:
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            make_venv()
        else:
            say("Bringing the environment of the course up to date.")
            STAMP.unlink()
        installed = stamp["extras"].split(",") if stamp else []
        extras = ",".join(sorted({extra, *installed} - {""}))
        torch = source or (stamp["torch"] if stamp else torch_source("auto"))
        failure = install(extras, torch)
        if not failure:
            write_stamp({"inputs": inputs(), "extras": extras, "torch": torch})
            say("Done.")
            return
        errors = re.findall(r"^ERROR: (.+?)\.?$", failure, re.M) or ["no reason given"]
        reason = explain(failure) or f"pip could not install the course ({errors[-1]}); see {LOG}."
        if stamp is None or not works(PYTHON, extra):
            raise SetupError(reason)
        write_stamp(stamp)
        say(f"{reason} Going on with what is installed.")


def hand_over(python: Path, arguments: Sequence[str]) -> int:
    """Become `python -m mathlib.course` with `arguments`; signals and exit code are its own."""
    command = [str(python), "-P", "-m", "mathlib.course", *arguments]
    if os.name == "posix":
        os.execve(python, command, variables())
    process = subprocess.Popen(command, env=variables())
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches the command by itself
            return process.wait()


def main(arguments: Sequence[str]) -> int:
    """Set up what the command needs and run it; return its exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--torch", choices=("auto", "cpu", "cuda"))
    options, command = parser.parse_known_args(arguments)
    if not command or command[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    extra = EXTRAS.get(command[0], "")
    try:
        if in_active_environment(extra):
            return hand_over(Path(sys.executable), command)
        prepare(extra, options.torch)
        return hand_over(PYTHON, command)
    except SetupError as error:
        say(str(error))
    except OSError as error:
        say(explain(str(error)) or f"The course could not be set up: {error}.")
    except KeyboardInterrupt:
        say("Stopped; the next start goes on from here.")
        return 130
    return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
