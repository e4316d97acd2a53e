"""The progress of a download, as a person at a terminal sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tqdm import tqdm

from mathlib.eeg.files.download import Watcher
from mathlib.eeg.files.record import DataSet, RemoteFile


class Bar(Watcher):
    """A bar of bytes on standard error; what happens is said in lines above it.

    Where nobody watches (no terminal, or continuous integration) there are only the lines.

    Parameters
    ----------
    dataset : DataSet
    files : sequence of RemoteFile
        What was asked for.
    """

    def __init__(self, dataset: DataSet, files: Sequence[RemoteFile]) -> None:
        self._n_files = len(files)
        self._n_done = 0
        self._settled = 0  # bytes of the files that are in their places
        self._bar = tqdm(
            total=sum(file.size for file in files),
            desc=dataset.name,
            unit="B",
            unit_scale=True,
            leave=False,
            file=sys.stderr,
            disable=not sys.stderr.isatty() or bool(os.environ.get("CI")),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def say(self, sentence: str) -> None:
        """Print a line above the bar."""
        tqdm.write(sentence, file=sys.stderr)

    def progress(self, file: RemoteFile, n_bytes: int) -> None:
        """Move the bar to what is here of this file and of those before it."""
        self._bar.set_description(f"{file.base} ({self._n_done + 1} of {self._n_files})", False)
        self._bar.n = self._settled + min(n_bytes, file.size)
        self._bar.refresh()

    def done(self, file: RemoteFile, *, fetched: bool) -> None:
        """Count the file."""
        self._n_done += 1
        self._settled += file.size
        self._bar.n = self._settled
        self._bar.refresh()
