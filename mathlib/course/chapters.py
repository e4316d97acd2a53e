"""The commands that work on chapters: `run`, `notebooks` and `reset`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands to the command line."""
    run_parser = subparsers.add_parser(
        "run", help="execute chapters in place and store their outputs"
    )
    run_parser.add_argument("chapter", help="a number such as 00, 'start', or 'all'")
    run_parser.set_defaults(func=run)

    check_parser = subparsers.add_parser(
        "notebooks", help="check that all notebooks are in the form in which they are committed"
    )
    check_parser.add_argument(
        "--fix", action="store_true", help="mend what can be mended, then list what remains"
    )
    check_parser.set_defaults(func=check)

    reset_parser = subparsers.add_parser(
        "reset", help="hand out a chapter afresh; your own copy is kept beside it"
    )
    reset_parser.add_argument("chapter", help="a number such as 00, or 'start'")
    reset_parser.add_argument(
        "--workspace", type=Path, metavar="DIR", help="your workspace (default: ./workspace)"
    )
    reset_parser.set_defaults(func=reset)


def run(arguments: argparse.Namespace) -> int:
    """Execute the chosen notebooks; stop at the first that fails."""
    from mathlib.notebooks import run as runner
    from mathlib.notebooks.root import find_chapter, notebook_paths, start_page

    if arguments.chapter == "all":
        paths = notebook_paths()
    elif arguments.chapter == "start":
        paths = (start_page(),)
    else:
        paths = (find_chapter(arguments.chapter).notebook,)
    for path in paths:
        print(f"{path.stem} … ", end="", flush=True)
        began = time.perf_counter()
        try:
            changed = runner.run(path)
        except BaseException:
            print("stopped")
            raise
        seconds = time.perf_counter() - began
        print(f"{'outputs stored' if changed else 'nothing new'} ({seconds:.1f} s)")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """List what is not in order, after mending what can be mended if that was asked for."""
    from mathlib.notebooks.audit import findings, mend
    from mathlib.notebooks.root import notebook_paths

    paths = notebook_paths()
    total = 0
    for path in paths:
        if arguments.fix and mend(path):
            print(f"{path.name}: mended")
        found = findings(path)
        total += len(found)
        for sentence in found:
            print(f"{path.name}: {sentence}")
    if total == 0:
        print(f"{len(paths)} notebooks in order")
        return 0
    advice = "" if arguments.fix else "; --fix mends what concerns the form"
    print(f"{total} {'thing' if total == 1 else 'things'} to mend{advice}")
    return 1


def reset(arguments: argparse.Namespace) -> int:
    """Hand out one notebook afresh and say where the learner's own was kept."""
    from mathlib.notebooks import workspace
    from mathlib.notebooks.root import default_workspace

    root = arguments.workspace or default_workspace()
    kept = workspace.reset(root, arguments.chapter)
    if kept is None:
        print(f"Chapter {arguments.chapter} is fresh; there was nothing of yours to keep.")
    else:
        print(f"Chapter {arguments.chapter} is fresh; yours is kept beside it as {kept.name!r}.")
        print("If JupyterLab shows it, choose File, then Reload Notebook from Disk.")
    return 0
