"""What a workspace remembers of the files that were handed out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mathlib._files import write_atomically

_NAME = "manifest.json"


@dataclass(frozen=True)
class Entry:
    """The memory of one file.

    Attributes
    ----------
    source : str
        Digest of what the newest version was made from.
    newest : str
        Digest of the newest version that the learner was given, in place or beside.
    handed_out : str
        Digest of the version that was last written at the file's own place; empty if none was.
    """

    source: str
    newest: str
    handed_out: str


def read_manifest(state: Path) -> dict[str, Entry]:
    """Return what was handed out, by path in the workspace.

    A manifest that is missing or cannot be read gives nothing: every file is then the learner's.
    """
    try:
        content = json.loads((state / _NAME).read_text(encoding="utf-8"))
        return {name: Entry(**entry) for name, entry in content["files"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_manifest(state: Path, entries: dict[str, Entry]) -> None:
    """Write the manifest atomically, if it changed; to be called when all files are in place."""
    content = {"files": {name: vars(entry) for name, entry in sorted(entries.items())}}
    data = (json.dumps(content, indent=1) + "\n").encode()
    path = state / _NAME
    if not path.exists() or path.read_bytes() != data:
        write_atomically(path, data)
