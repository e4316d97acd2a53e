"""What a learner gets: the start page, the chapters without solutions, and the files they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mathlib._files import digest
from mathlib.notebooks.notebook import read, text_of
from mathlib.notebooks.root import START_PAGE, chapters

_RECIPE = ("notebook.py", "normal.py", "solutions.py", "learner.py")


@dataclass(frozen=True)
class Handout:
    """One file of the learner's copy.

    Attributes
    ----------
    name : str
        Its path in the workspace, with forward slashes.
    origin : pathlib.Path
        The file in the repository that it is made from.
    """

    name: str
    origin: Path

    @cached_property
    def data(self) -> bytes:
        """The bytes that are handed out; made on first use, since nbgrader loads slowly."""
        if self.origin.suffix != ".ipynb":
            return self.origin.read_bytes()
        from mathlib.notebooks.learner import learner_copy

        return text_of(learner_copy(read(self.origin))).encode()

    @cached_property
    def source(self) -> str:
        """A digest of everything `data` is made from: the origin and the recipe."""
        recipe = b""
        if self.origin.suffix == ".ipynb":
            here = Path(__file__).parent
            recipe = b"".join((here / name).read_bytes() for name in _RECIPE)
        return digest(self.origin.read_bytes() + recipe)


def handouts(repository: Path) -> Iterator[Handout]:
    """Yield the files of the learner's copy of the course at `repository`, start page first."""
    folder = repository / "chapters"
    if (folder / START_PAGE).is_file():
        yield Handout(START_PAGE, folder / START_PAGE)
    for chapter in chapters(folder):
        for path in sorted(chapter.folder.rglob("*")):
            relative = path.relative_to(folder)
            hidden = any(part.startswith((".", "__")) for part in relative.parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield Handout(relative.as_posix(), path)
