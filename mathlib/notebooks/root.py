"""Where the course lives: the repository, its chapters, and the workspace by default."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mathlib._validate import CourseError

START_PAGE = "start.ipynb"
_CHAPTER_NAME = re.compile(r"(\d\d)_[a-z0-9]+(?:_[a-z0-9]+)*")


@dataclass(frozen=True)
class Chapter:
    """A chapter in the repository.

    Attributes
    ----------
    number : str
        Two digits, such as "00".
    name : str
        The folder's name, such as "00_checking_a_gradient".
    folder : pathlib.Path
        The folder that holds the notebook and the files it reads.
    """

    number: str
    name: str
    folder: Path

    @property
    def notebook(self) -> Path:
        """The chapter's one notebook, which has the folder's name."""
        return self.folder / f"{self.name}.ipynb"


def repository_root() -> Path:
    """Return the folder that holds `pyproject.toml` and `chapters/`.

    Raises
    ------
    CourseError
        The package was installed away from its repository, so there are no chapters.
    """
    root = Path(__file__).resolve().parents[2]
    if (root / "pyproject.toml").is_file() and (root / "chapters").is_dir():
        return root
    raise CourseError(
        "The chapters are not beside the package: install the course from its folder with "
        "`python course.py lab`, or `pip install -e .` there."
    )


def default_workspace() -> Path:
    """Return the folder in which learners work when they name no other."""
    return repository_root() / "workspace"


def chapters(folder: Path | None = None) -> tuple[Chapter, ...]:
    """Return the chapters in `folder` (the repository's `chapters/`), in order of number.

    Raises
    ------
    CourseError
        A folder is not named NN_name, lacks its NN_name.ipynb, holds a second notebook, or
        shares its number with another chapter.
    """
    folder = repository_root() / "chapters" if folder is None else folder
    found: list[Chapter] = []
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.name.startswith((".", "__")) or _is_empty(path):
            continue
        match = _CHAPTER_NAME.fullmatch(path.name)
        if match is None:
            raise CourseError(
                f"chapters/{path.name} is not named like 00_checking_a_gradient: rename the folder."
            )
        chapter = Chapter(match[1], path.name, path)
        notebooks = [entry.name for entry in path.glob("*.ipynb")]
        if notebooks != [chapter.notebook.name]:
            raise CourseError(
                f"chapters/{path.name} must hold one notebook, {chapter.notebook.name}; "
                f"it holds {', '.join(sorted(notebooks)) or 'none'}."
            )
        if found and found[-1].number == chapter.number:
            raise CourseError(
                f"chapters/{found[-1].name} and chapters/{chapter.name} share the number "
                f"{chapter.number}: rename one."
            )
        found.append(chapter)
    return tuple(found)


def start_page() -> Path:
    """Return the source of the page that a learner sees first."""
    return repository_root() / "chapters" / START_PAGE


def notebook_paths() -> tuple[Path, ...]:
    """Return every notebook of the course: the start page, then the chapters."""
    start = start_page()
    first = (start,) if start.is_file() else ()
    return (*first, *(chapter.notebook for chapter in chapters()))


def find_chapter(number: str, folder: Path | None = None) -> Chapter:
    """Return the chapter with this number ("00", "0") or this name ("00_checking_a_gradient").

    Raises
    ------
    CourseError
        There is none; the sentence lists the numbers that exist.
    """
    available = chapters(folder)
    for chapter in available:
        if number in (chapter.number, chapter.name, str(int(chapter.number))):
            return chapter
    numbers = ", ".join(chapter.number for chapter in available) or "none yet"
    raise CourseError(f"There is no chapter {number!r}; the chapters are: {numbers}.")


def _is_empty(folder: Path) -> bool:
    """Whether nothing but hidden files is left, as after a change of branch."""
    return all(entry.name.startswith(".") for entry in folder.iterdir())
