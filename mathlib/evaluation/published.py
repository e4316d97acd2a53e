"""Results that were computed once, on recorded data, and are kept with the course."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mathlib._validate import CourseError

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "results"


def published(name: str) -> dict[str, Any]:
    """Read one file of results.

    Parameters
    ----------
    name : str
        Such as "eeg_six_subjects"; the command that writes it again stands in `benchmarks/`.

    Returns
    -------
    dict

    Raises
    ------
    CourseError
        There is no such file, or it cannot be read.
    """
    file = FOLDER / f"{name}.json"
    if not file.is_file():
        there = ", ".join(sorted(path.stem for path in FOLDER.glob("*.json"))) or "none"
        raise CourseError(f"There are no results called {name!r} in {FOLDER}; there are: {there}.")
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{file} could not be read: {error}") from error
    return content
