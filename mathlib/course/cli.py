"""The commands of the course, and what happens when one fails."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from mathlib._validate import CourseError
from mathlib.course import chapters, data, lab, sweep, testing, train

COMMANDS = (lab, testing, chapters, data, train, sweep)
INTERRUPTED = 130  # the exit code of a program that Ctrl-C stopped


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; each module in `COMMANDS` adds its own."""
    parser = argparse.ArgumentParser(
        prog="course", description="Matrix backpropagation, derived by hand, confirmed by numbers."
    )
    subparsers = parser.add_subparsers(metavar="command", required=True)
    for module in COMMANDS:
        module.add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command and its arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0 for success, 1 when the command failed, 2 for wrong arguments,
        130 after Ctrl-C.
    """
    parser = make_parser()
    options, further = parser.parse_known_args(arguments)
    if further and not hasattr(options, "further"):
        parser.error(f"unrecognized arguments: {' '.join(further)}")
    options.further = further
    try:
        return int(options.func(options))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
