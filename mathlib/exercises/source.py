"""The source of a reference as a learner can paste it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

MARK = "\0"


@cache
def source_of(function: Callable[..., Any]) -> str:
    """Return a function's source as it stood when it was first asked for.

    Raises
    ------
    OSError
        The source cannot be found.
    """
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def paste_source(function: Callable[..., Any]) -> str:
    """Return a function's source without type annotations, whose names a notebook lacks.

    Raises
    ------
    OSError
        The source cannot be found.
    """
    source = source_of(function)
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines = source.splitlines()
    arguments = definition.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if argument.annotation is not None:
            _blank(lines, argument)
    last = definition.body[0].lineno - 1
    header = " ".join(line.strip() for line in lines[:last])
    if definition.returns is not None:
        header = header[: header.rindex("->")].rstrip() + ":"
    header = header.replace("( ", "(").replace(", )", ")").replace(",)", ")")
    header = re.sub(f"{MARK}+( = )?", lambda found: "=" if found[1] else "", header)
    return "\n".join([header, *lines[last:]])


def _blank(lines: list[str], argument: ast.arg) -> None:
    """Put marks over an annotation, so that the columns of the others still hold."""
    line = lines[argument.lineno - 1]
    begin, end = argument.col_offset + len(argument.arg), argument.end_col_offset or 0
    lines[argument.lineno - 1] = line[:begin] + MARK * (end - begin) + line[end:]
