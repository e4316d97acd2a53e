"""Execute a notebook in place, in this environment's kernel, with outputs that repeat."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from mathlib._validate import CourseError
from mathlib.notebooks.files import plain_errors, write_atomically
from mathlib.notebooks.normal import normalise
from mathlib.notebooks.notebook import Notebook, read, text_of

CELL_SECONDS = 120


def execute(nb: Notebook, folder: Path, *, cell_seconds: int = CELL_SECONDS) -> Notebook:
    """Return `nb` with fresh outputs, in normal form.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        It is not changed.
    folder : pathlib.Path
        The kernel's working folder.
    cell_seconds : int
        How long one cell may take.

    Raises
    ------
    CourseError
        A cell raised (unless it is tagged `raises-exception`), took too long, or the kernel died.
    """
    result = normalise(nb)
    specs = KernelSpecManager(kernel_dirs=[])  # none but the kernel of the running Python
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    client = NotebookClient(
        result,
        km=manager,
        timeout=cell_seconds,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
    )
    try:
        with _quiet_environment() as environment:
            client.execute(env=environment)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise CourseError(_what_happened(error, result)) from error
    return normalise(result)


def run(path: Path, *, cell_seconds: int = CELL_SECONDS) -> bool:
    """Execute the notebook at `path` in its folder, and write it if anything is new.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    CourseError
        As in `execute`, or the notebook left files in its folder, or the file cannot be written.
        The notebook on disk is then as it was.
    """
    before = _listing(path.parent)
    try:
        result = execute(read(path), path.parent, cell_seconds=cell_seconds)
    except CourseError as error:
        raise CourseError(f"{path.name}: {error} The file is as it was.") from error
    if left := sorted(_listing(path.parent) - before):
        raise CourseError(
            f"{path.name} left {', '.join(left)} in its folder: let it write to a temporary "
            "folder. The notebook is as it was."
        )
    data = text_of(result).encode()
    if path.read_bytes() == data:
        return False
    with plain_errors(path.parent):
        write_atomically(path, data)
    return True


@contextmanager
def _quiet_environment() -> Iterator[dict[str, str]]:
    """Yield the kernel's environment: nothing in it depends on the terminal or the person."""
    with tempfile.TemporaryDirectory() as profile:
        yield {
            **os.environ,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TQDM_NCOLS": "80",
            # The person's own start-up files and figure settings would show in the outputs.
            "IPYTHONDIR": profile,
            "MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc"),
            # Sums that are split over threads differ in the last digit between machines.
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }


def _listing(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if ".ipynb_checkpoints" not in path.parts
    }


def _what_happened(error: Exception, nb: Notebook) -> str:
    """Name the cell and say in one sentence what went wrong in it."""
    if isinstance(error, DeadKernelError):
        return "the kernel died: look for a cell that needs too much memory."
    for number, cell in enumerate(nb.cells, start=1):
        outputs = cell.get("outputs", [])
        failed = any(output.output_type == "error" for output in outputs)
        if isinstance(error, CellExecutionError) and failed:
            if "raises-exception" in cell.metadata.get("tags", ()):
                continue
            message = f"{error.ename}: {error.evalue}".strip().split("\n")[0][:300]
            return f"cell {number} ({_first_line(cell)!r}) raised {message}."
    return f"{str(error).strip().splitlines()[0]}."


def _first_line(cell: Notebook) -> str:
    return str(cell.source).split("\n")[0][:60]
