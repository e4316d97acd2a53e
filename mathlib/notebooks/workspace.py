"""The folder in which a learner works: made and updated without ever touching their work."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from mathlib._files import (
    ChangedMeanwhileError,
    digest,
    free_name,
    plain_errors,
    remove_leftovers,
    write_atomically,
)
from mathlib._validate import CourseError
from mathlib.notebooks.handout import Handout, handouts
from mathlib.notebooks.manifest import Entry, read_manifest, write_manifest
from mathlib.notebooks.notebook import parse, text_of
from mathlib.notebooks.root import START_PAGE, find_chapter, repository_root

STATE = ".course"
_LOCK_SECONDS = 60.0


@dataclass
class Report:
    """What an update did; every path is relative to `root`.

    Attributes
    ----------
    root : pathlib.Path
        The workspace.
    created, updated : list of str
        Files that were not there; files that the learner had not changed and that are newer now.
    beside : list of (str, str)
        A file the learner changed, and the name under which its new version lies beside it.
    links : list of str
        Files that were left alone because a link stands at their place.
    """

    root: Path
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def start_page(self) -> Path:
        """The page JupyterLab opens first."""
        return self.root / START_PAGE

    def __str__(self) -> str:
        """Return a line for each thing the learner should know; empty when nothing changed."""
        lines = []
        if self.created:
            lines.append(f"New in your workspace: {', '.join(self.created)}.")
        if self.updated:
            lines.append(f"Brought up to date: {', '.join(self.updated)}.")
        lines += [
            f"You changed {mine}, so it stays as it is; the new version lies beside it as {new!r}."
            for mine, new in self.beside
        ]
        lines += [f"{name} is a link, so it was left alone." for name in self.links]
        return "\n".join(lines)


def trust_folder(root: Path) -> Path:
    """Return where the workspace keeps the signatures of its notebooks.

    `course lab` starts JupyterLab with `--NotebookNotary.data_dir` set to this folder.
    """
    return root.resolve() / STATE / "jupyter"


def update(
    root: Path, *, repository: Path | None = None, today: datetime.date | None = None
) -> Report:
    """Make the workspace at `root`, or bring it up to date.

    A file that is missing is handed out, also one that the learner deleted or renamed: that is
    how people ask for a fresh one. A file that is still as it was handed out is replaced by the
    newer version; opening a notebook, or running a check, does not change it. Any other file is
    the learner's, even if only an output differs: its new version is put beside it, once, under
    a name that nothing has yet.

    Parameters
    ----------
    root : pathlib.Path
        The folder; it and its parents are made when they are not there.
    repository : pathlib.Path, optional
        The course; by default the one this package belongs to.
    today : datetime.date, optional
        The date in the names of new files.

    Returns
    -------
    Report

    Raises
    ------
    CourseError
        The disk is full, the folder is read-only, inside the course, or busy. Each file is
        then as it was or whole and new; running again completes the update.
    """
    repository = repository_root() if repository is None else repository
    note = f"new {today or datetime.date.today()}"
    with _opened(root, repository) as root:
        entries = read_manifest(root / STATE)
        report = Report(root)
        todo = list(handouts(repository))
        _remove_leftovers(root, [handout.name for handout in todo])
        for handout in todo:
            _hand_out(handout, entries, report, note)
        write_manifest(root / STATE, entries)
    return report


def reset(
    root: Path,
    chapter: str,
    *,
    repository: Path | None = None,
    today: datetime.date | None = None,
) -> Path | None:
    """Hand out a chapter's notebook afresh and keep the learner's one under a dated name.

    The progress is kept: what was solved stays solved.

    Parameters
    ----------
    root : pathlib.Path
        A workspace.
    chapter : str
        "00", "0", or the chapter's name; "start" for the start page.
    repository, today
        As in `update`.

    Returns
    -------
    pathlib.Path or None
        Where the learner's notebook was kept; None if it was missing or already fresh.

    Raises
    ------
    CourseError
        There is no such chapter, `root` is no workspace, or as in `update`.
    """
    repository = repository_root() if repository is None else repository
    root = root.expanduser()
    if chapter == "start":
        name = START_PAGE
    else:
        found = find_chapter(chapter, repository / "chapters")
        name = f"{found.name}/{found.notebook.name}"
    if not (root / STATE).is_dir():
        raise CourseError(
            f"{root} is not a workspace of the course: start one with `python course.py lab`, "
            "or name yours with --workspace."
        )
    with _opened(root, repository) as root:
        entries = read_manifest(root / STATE)
        handout = next(item for item in handouts(repository) if item.name == name)
        target = root / name
        _remove_leftovers(root, [name])
        if _has_link(root, name):
            raise CourseError(f"{name} is a link, so it was left alone: remove the link first.")
        kept = None
        if target.exists():
            mine = target.read_bytes()
            if digest(mine) != digest(handout.data):
                kept = free_name(target, f"kept {today or datetime.date.today()}")
                write_atomically(kept, mine)
        target.parent.mkdir(exist_ok=True)
        write_atomically(target, handout.data)
        _sign(root, target)
        version = digest(handout.data)
        entries[name] = Entry(handout.source, version, version)
        write_manifest(root / STATE, entries)
    return kept


def _hand_out(handout: Handout, entries: dict[str, Entry], report: Report, note: str) -> None:
    """Bring one file up to date and record in `entries` and `report` what was done."""
    root, name = report.root, handout.name
    target = root / name
    if _has_link(root, name):
        report.links.append(name)
        return
    entry = entries.get(name)
    if entry is not None and entry.source == handout.source:
        newest = entry.newest  # made before: no need to make it again to know its digest
    else:
        newest = digest(handout.data)
    current = digest(target.read_bytes()) if target.is_file() else None
    if current == newest:
        _sign(root, target)
        entries[name] = Entry(handout.source, newest, newest)
        return
    ours = () if entry is None else (entry.handed_out, entry.newest)
    is_news = entry is None or entry.newest != newest
    if current is None and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, handout.data)
        report.created.append(name)
    elif current is not None and (current in ours or (is_news and _untouched(target, ours))):
        try:
            write_atomically(target, handout.data, only_over=current)
        except ChangedMeanwhileError:
            return  # saved by the learner this moment; the next update sees it as theirs
        report.updated.append(name)
    else:
        if is_news:
            _put_beside(handout, report, note)
        entries[name] = Entry(handout.source, newest, ours[0] if ours else "")
        return
    _sign(root, target)
    entries[name] = Entry(handout.source, newest, newest)


def _untouched(path: Path, ours: tuple[str, ...]) -> bool:
    """Whether a notebook holds nothing but what the course handed out.

    JupyterLab saves a notebook that was only opened, with more about the kernel in it; and the
    outputs of `check` or `progress` come back with one key. Any other output may be an hour of
    computing, so it counts as the learner's.
    """
    if path.suffix != ".ipynb":
        return False
    from mathlib.notebooks.learner import learner_copy

    try:
        cleaned = text_of(learner_copy(parse(path.read_text(encoding="utf-8"))))
    except Exception:  # whatever it is, it is not ours
        return False
    return digest(cleaned.encode()) in ours


def _put_beside(handout: Handout, report: Report, note: str) -> None:
    target = report.root / handout.name
    for sibling in target.parent.glob(f"*{target.suffix}"):
        offered = sibling.name.startswith(f"{target.stem} (new ") and sibling.is_file()
        if offered and sibling.read_bytes() == handout.data:
            return  # an update that was cut short had put it there
    new = free_name(target, note)
    write_atomically(new, handout.data)
    _sign(report.root, new)
    report.beside.append((handout.name, new.name))


@contextmanager
def _opened(root: Path, repository: Path) -> Iterator[Path]:
    """Yield the resolved workspace, locked against a second update."""
    root = root.expanduser().resolve()
    repository = repository.resolve()
    if root == repository or root.is_relative_to(repository / "chapters"):
        raise CourseError(
            f"{root} belongs to the course itself: choose another folder for your work."
        )
    with plain_errors(root):
        state = root / STATE
        if state.is_symlink():
            raise CourseError(f"{state} is a link: remove it and run the command again.")
        state.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(state / "lock", timeout=_LOCK_SECONDS):
                yield root
        except Timeout:
            raise CourseError(
                f"Another update of {root} is still running: wait for it and run this again."
            ) from None


def _remove_leftovers(root: Path, names: list[str]) -> None:
    """Delete what a killed update left half-written beside the files called `names`."""
    folders = {(root / name).parent for name in names}
    for folder in {root, root / STATE, *folders}:
        if folder.is_dir() and not _has_link(root, folder.relative_to(root).as_posix()):
            remove_leftovers(folder)


def _has_link(root: Path, name: str) -> bool:
    """Whether `name`, or a folder on the way to it, is a link that might lead out of `root`."""
    parts = PurePosixPath(name).parts
    return any((root.joinpath(*parts[: i + 1])).is_symlink() for i in range(len(parts)))


def _sign(root: Path, path: Path) -> None:
    if path.suffix == ".ipynb":
        from mathlib.notebooks.trust import sign

        sign(path, trust_folder(root))
