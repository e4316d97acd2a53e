"""What a learner has done so far, kept in one small file that survives crashes and updates.

The file is `.course/progress.json` in the nearest folder upward that has a `.course`. It is keyed
by slug, so that inserting an exercise moves nothing.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from mathlib._files import write_atomically

VERSION = 1
FOLDER = ".course"
FILE = "progress.json"


@dataclass
class Record:
    """What is known about one exercise.

    Attributes
    ----------
    status : the last verdict, or "right" once it was right
    first_check : ISO time of the first check, "" before it
    checks : number of checks
    tries : fingerprints of the different wrong answers of this attempt series, in order
    series : how often the exercise was solved; a new series brings new inputs
    mistakes : name of each cause that was seen, with how often
    choice : the option or the line that a prediction or a hunt was answered with
    """

    status: str = ""
    first_check: str = ""
    checks: int = 0
    tries: list[str] = field(default_factory=list)
    series: int = 0
    mistakes: dict[str, int] = field(default_factory=dict)
    choice: str = ""


Change = Callable[[Record], None]


class Store(Protocol):
    """A place for records. `notices` collects sentences that the learner should read."""

    notices: list[str]

    def read(self) -> dict[str, Record]:
        """Return all records."""
        ...

    def update(self, slug: str, change: Change) -> Record:
        """Change one record and keep it; return it as it is now."""
        ...


class MemoryStore:
    """Records of this kernel only, for a notebook that stands outside a workspace."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.records: dict[str, Record] = {}

    def read(self) -> dict[str, Record]:
        """Return all records."""
        return self.records

    def update(self, slug: str, change: Change) -> Record:
        """Change one record and keep it; return it as it is now."""
        record = self.records.setdefault(slug, Record())
        change(record)
        return record


class FileStore:
    """Records in a file that several kernels may share.

    Each update reads the file again under a lock, changes one record, and puts a complete new
    file in the place of the old one, so that no reader ever sees half a file.

    Parameters
    ----------
    folder : the `.course` folder of a workspace
    unsaved : where records wait in this kernel while the file cannot be written
    """

    def __init__(self, folder: Path, unsaved: MemoryStore) -> None:
        self.notices: list[str] = []
        self._path = folder / FILE
        self._unsaved = unsaved

    def read(self) -> dict[str, Record]:
        """Return all records; an unreadable file is set aside by the next update."""
        try:
            saved = _decode(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            saved = {}
        return saved | self._unsaved.records

    def update(self, slug: str, change: Change) -> Record:
        """Change one record and keep it; return it as it is now.

        When the file cannot be written, a notice says so and the record waits in memory.
        """
        try:
            with _locked(self._path.with_suffix(".lock")):
                records = self._load() | self._unsaved.records
                record = records.setdefault(slug, Record())
                kept = copy.deepcopy(record)
                try:
                    change(record)
                    write_atomically(self._path, _encode(records).encode())
                except OSError:
                    records[slug] = kept  # so that the change is not made twice
                    self._unsaved.records.setdefault(slug, kept)
                    raise
                self._unsaved.records.clear()
                return record
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.notices.append(f"Your progress could not be saved ({reason}).")
        except NewerVersionError:
            self.notices.append(
                "Your progress was written by a newer version of the course; it is left as it "
                "is, and nothing is saved."
            )
        self._unsaved.records.setdefault(slug, copy.deepcopy(self.read().get(slug, Record())))
        return self._unsaved.update(slug, change)

    def _load(self) -> dict[str, Record]:
        try:
            return _decode(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except NewerVersionError:
            raise
        except ValueError:  # not UTF-8, not JSON, or not our records
            kept = _aside(self._path)
            self.notices.append(
                f"The file with your progress could not be read. It was kept as {kept}, "
                "and a new one was begun."
            )
            return {}


class NewerVersionError(ValueError):
    """The file follows a later schema than this version of the course knows."""


def open_store(start: Path, memory: MemoryStore) -> tuple[Store, bool]:
    """Return the store for notebooks in `start`, and whether it is a file."""
    for folder in (start, *start.parents):
        if (folder / FOLDER).is_dir():
            return FileStore(folder / FOLDER, memory), True
    return memory, False


def _encode(records: dict[str, Record]) -> str:
    exercises = {slug: dataclasses.asdict(record) for slug, record in sorted(records.items())}
    return json.dumps({"version": VERSION, "exercises": exercises}, indent=1, ensure_ascii=False)


def _decode(text: str) -> dict[str, Record]:
    """Read records; fields that this version does not know are passed over."""
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("version"), int):
        raise ValueError("no version")
    if data["version"] > VERSION:
        raise NewerVersionError
    exercises = data.get("exercises")
    if not isinstance(exercises, dict):
        raise ValueError("no exercises")
    return {slug: _record(fields) for slug, fields in exercises.items()}


def _record(fields: Any) -> Record:
    record = Record()
    if not isinstance(fields, dict):
        raise ValueError("a record is not an object")
    for known in dataclasses.fields(Record):
        value = fields.get(known.name, getattr(record, known.name))
        if type(value) is not type(getattr(record, known.name)):
            raise ValueError(f"{known.name} has the wrong type")
        setattr(record, known.name, value)
    return record


def _aside(path: Path) -> str:
    """Rename a file that cannot be read, and return its new name."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    for count in range(1, 1000):
        suffix = "" if count == 1 else f"-{count}"
        kept = path.with_name(f"{path.stem}.unreadable-{stamp}{suffix}{path.suffix}")
        if not kept.exists():
            path.rename(kept)
            return kept.name
    raise OSError("no free name for the unreadable file")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other kernels out; the lock goes with the process, so a crash leaves none behind."""
    with path.open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            # Some network folders have no locks; reading just before writing must do there.
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
