"""What is known of a data set before a byte of it is here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from mathlib.eeg.card import Card
from mathlib.eeg.errors import DataError


@dataclass(frozen=True)
class RemoteFile:
    """One published file.

    Attributes
    ----------
    name : str
        Where it lies below a mirror and below a layout of the folder, with slashes.
    sha256 : str
        Of the published bytes, 64 hexadecimal digits.
    size : int
        Bytes.
    exact : bool
        Whether `size` is published, or only about right.
    """

    name: str
    sha256: str
    size: int
    exact: bool = True

    @property
    def base(self) -> str:
        """The name without its folder."""
        return PurePosixPath(self.name).name


@dataclass(frozen=True)
class DataSet:
    """One published data set: what it is, whom to thank, where to get it and where to keep it.

    Attributes
    ----------
    name, title : str
        What `mathlib.eeg.load` calls it, and its full name.
    summary : tuple of (str, str)
        Facts for the card.
    n_subjects : int
    tasks : mapping of str to str
        What can be told apart, each in a few words; the first is the default.
    needs : callable
        The files that one subject and task need, in the order in which they are read.
    setting : str
        MNE's setting for its place; ``MNE_DATA`` is asked next.
    folder : str
        The folder there, by MNE's convention.
    layouts : tuple of str
        Paths inside it under which the files may lie; new files go under the first.
    mirrors : tuple of str
        Addresses that serve the files, each ending in a slash; they are tried in this order.
    licence, citation : str
    """

    name: str
    title: str
    summary: tuple[tuple[str, str], ...]
    n_subjects: int
    tasks: Mapping[str, str]
    needs: Callable[[int, str], tuple[RemoteFile, ...]]
    setting: str
    folder: str
    layouts: tuple[str, ...]
    mirrors: tuple[str, ...]
    licence: str
    citation: str

    @property
    def default_task(self) -> str:
        """The task that is read when none is named."""
        return next(iter(self.tasks))

    def files(self, subjects: Iterable[int], tasks: Iterable[str]) -> tuple[RemoteFile, ...]:
        """Return the files that some subjects and tasks need, each once.

        Raises
        ------
        DataError
            There is no such subject or task.
        """
        tasks = tuple(tasks)
        found: dict[str, RemoteFile] = {}
        for subject in subjects:
            for task in tasks:
                self.check(subject, task)
                found.update({file.name: file for file in self.needs(subject, task)})
        return tuple(found.values())

    def all_files(self) -> tuple[RemoteFile, ...]:
        """Return the files of all subjects and tasks."""
        return self.files(range(1, self.n_subjects + 1), self.tasks)

    def check(self, subject: object, task: object) -> None:
        """Refuse a subject or a task that is not in the data set.

        Raises
        ------
        DataError
            With the numbers or the names there are.
        """
        if isinstance(subject, bool) or not hasattr(subject, "__index__"):
            raise DataError(
                f"The subject is {subject!r}; give a whole number from 1 to {self.n_subjects}."
            )
        if not 1 <= subject.__index__() <= self.n_subjects:
            raise DataError(
                f"{self.name} has no subject {subject}: give a number from 1 to {self.n_subjects}."
            )
        if task not in self.tasks:
            raise DataError(
                f"{self.name} has no task {task!r}: choose one of {', '.join(self.tasks)}."
            )

    @property
    def card(self) -> Card:
        """What to know before using it."""
        return Card(
            self.title,
            (
                ("name", self.name),
                *self.summary,
                ("subjects", f"1 to {self.n_subjects}"),
                ("tasks", "; ".join(f"{task}: {words}" for task, words in self.tasks.items())),
                ("licence", self.licence),
                ("citation", self.citation),
            ),
        )
