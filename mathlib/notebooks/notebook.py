"""Notebooks as files: read as they stand, written as they are committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

from mathlib._validate import CourseError

# nbformat.NotebookNode, whose attributes no type checker knows
Notebook: TypeAlias = Any


def read(path: Path) -> Notebook:
    """Read a notebook as it stands: no id is invented, nothing is converted.

    Raises
    ------
    CourseError
        The file is missing, is not JSON, or is older than nbformat 4.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CourseError(
            f"{path.name} is not a notebook of nbformat 4: {error}. Save it again from JupyterLab."
        ) from error


def parse(text: str) -> Notebook:
    """Return the notebook that `text` holds.

    Raises
    ------
    ValueError
        `text` is not JSON, or not a notebook of nbformat 4.
    """
    content = json.loads(text)
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        raise ValueError("its nbformat is not 4")
    notebook: Notebook = nbformat.v4.to_notebook(content)
    return notebook


def text_of(nb: Notebook) -> str:
    """Return the notebook as the JSON text that is committed: sorted keys, one newline at the end.

    Raises
    ------
    nbformat.ValidationError
        The notebook breaks nbformat's schema.
    """
    nbformat.validate(nb)
    written: str = nbformat.v4.writes(nb)
    return written.rstrip("\n") + "\n"
