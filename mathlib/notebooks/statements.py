"""Every statement of the course: what it says, where the learner meets it, which erratum it has."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from mathlib._validate import CourseError
from mathlib.notebooks.root import repository_root

CHAPTERS = tuple(f"{number:02d}" for number in range(12))
TRACKS = ("core", "deeper", "reference")
SOURCES = ("chen", "article", "gist", "abstract", "outside")
MAX_CORE = 12
_TAG = re.compile(r"F\d{1,2}\.\d{1,2}|S\d\d|E\d\db?")
_ERRATUM_FIELDS = ("source", "place", "printed", "right")


@dataclass(frozen=True)
class Statement:
    """One entry of `chapters/statements.toml`.

    Attributes
    ----------
    tag : str
        "F2.6", a formula; "S05", a formula of a source that holds as printed; "E01", an erratum.
    statement : str
        One sentence that stands alone, with TeX between dollar signs.
    chapter : str
        "00" to "11": where the learner meets it.
    track : str
        "core" (on the way), "deeper" (skippable) or "reference" (a line in a table).
    erratum : tuple of str
        For F and S: tags of the errata that contradict the statement or concern it.
    source, place, printed, right : str
        For E: which document, where in it, what is printed there and what is right; else empty.
    remark : bool
        For E: about wording, with no number to show for it.
    """

    tag: str
    statement: str
    chapter: str
    track: str
    erratum: tuple[str, ...] = ()
    source: str = ""
    place: str = ""
    printed: str = ""
    right: str = ""
    remark: bool = False


_REQUIRED = tuple(field.name for field in fields(Statement) if field.default is MISSING)
_KNOWN = tuple(field.name for field in fields(Statement))


def read_statements(path: Path | None = None) -> tuple[Statement, ...]:
    """Return all statements, in the order of the file.

    Parameters
    ----------
    path : pathlib.Path, optional
        The file; by default `chapters/statements.toml` of the repository.

    Raises
    ------
    CourseError
        The file cannot be read, or an entry is wrong: a field that is missing, unknown or of the
        wrong kind; a tag of no known form or given twice; an unknown chapter, track or source; an
        erratum that does not exist; more than 12 core statements in a chapter. The sentence names
        the tag.
    """
    path = repository_root() / "chapters" / "statements.toml" if path is None else path
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"The statements cannot be read: {path}: {error.strerror}.") from error
    except ValueError as error:
        raise CourseError(f"{path.name} is not valid TOML: {error}.") from error
    entries = data.get("statement")
    if not isinstance(entries, list) or set(data) != {"statement"}:
        raise CourseError(f"{path.name} must hold [[statement]] tables and nothing else.")
    statements = tuple(_statement(entry, place) for place, entry in enumerate(entries, 1))
    _refuse_contradictions(statements)
    return statements


def statements_of(chapter: str) -> tuple[Statement, ...]:
    """Return the statements of one chapter ("00" to "11"), in the order of the file.

    Raises
    ------
    CourseError
        There is no such chapter, or the file is broken (`read_statements`).
    """
    if chapter not in CHAPTERS:
        raise CourseError(f"There is no chapter {chapter!r}; they are '00' to '11'.")
    return tuple(entry for entry in read_statements() if entry.chapter == chapter)


def _statement(entry: Any, place: int) -> Statement:
    """Return the `place`-th entry of the file, each field checked by itself."""
    if not isinstance(entry, dict):
        raise CourseError(f"Statement number {place} is not a table: begin it with [[statement]].")
    tag = entry.get("tag")
    if not isinstance(tag, str) or not _TAG.fullmatch(tag):
        raise CourseError(
            f"Statement number {place} has the tag {tag!r}; write one like F2.6, S05, E01 or E14b."
        )
    if unknown := sorted(set(entry) - set(_KNOWN)):
        raise CourseError(f"{tag} has an unknown field {unknown[0]!r}: is it a typing slip?")
    is_erratum = tag.startswith("E")
    required = _REQUIRED + (_ERRATUM_FIELDS if is_erratum else ())
    for name in required:
        if name not in entry:
            raise CourseError(f"{tag} lacks the field {name!r}.")
    misplaced = ("erratum",) if is_erratum else (*_ERRATUM_FIELDS, "remark")
    for name in misplaced:
        if name in entry:
            raise CourseError(f"{tag} cannot have the field {name!r}.")
    for name in required:
        if not isinstance(entry[name], str) or not entry[name].strip():
            raise CourseError(f"{tag}: {name} must be text that is not empty.")
    if not isinstance(entry.get("remark", False), bool):
        raise CourseError(f"{tag}: remark must be true or false.")
    for name, allowed in (("chapter", CHAPTERS), ("track", TRACKS), ("source", SOURCES)):
        if name in entry and entry[name] not in allowed:
            raise CourseError(
                f"{tag} has the {name} {entry[name]!r}; it must be one of {', '.join(allowed)}."
            )
    errata = entry.get("erratum", [])
    if not isinstance(errata, list) or not all(isinstance(one, str) for one in errata):
        raise CourseError(f"{tag}: erratum must be a list of tags such as ['E01'].")
    return Statement(**{**entry, "erratum": tuple(errata)})


def _refuse_contradictions(statements: tuple[Statement, ...]) -> None:
    """Refuse what is wrong only between entries."""
    times = Counter(entry.tag for entry in statements)
    for tag, count in times.items():
        if count > 1:
            raise CourseError(f"{tag} stands {count} times in the file; a tag names one statement.")
    for entry in statements:
        for erratum in entry.erratum:
            if erratum not in times or not erratum.startswith("E"):
                raise CourseError(f"{entry.tag} names the erratum {erratum!r}, which is not there.")
    for chapter in CHAPTERS:
        core = [one.tag for one in statements if (one.chapter, one.track) == (chapter, "core")]
        if len(core) > MAX_CORE:
            raise CourseError(
                f"Chapter {chapter} has {len(core)} core statements and may have {MAX_CORE}: "
                f"move {core[MAX_CORE]} or another to 'deeper'."
            )
