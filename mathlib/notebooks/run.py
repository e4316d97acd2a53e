"""Execute a notebook in place, in this environment's kernel, with outputs that repeat."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import matplotlib
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from mathlib._files import plain_errors, write_atomically
from mathlib._validate import CourseError
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
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=specs,
        # Without it every kernel warns on stderr that others on this computer could listen.
        transport_encryption="auto" if zmq.has("curve") else "disabled",
    )
    reached = 0

    def note(cell: Notebook, cell_index: int) -> None:
        nonlocal reached
        reached = cell_index

    client = NotebookClient(
        result,
        km=manager,
        timeout=cell_seconds,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        on_cell_start=note,
    )
    try:
        with tempfile.TemporaryDirectory() as profile:
            # The person's own start-up files would show in the outputs.
            environment = {**os.environ, **kernel_environment(), "IPYTHONDIR": profile}
            # nbclient leaves a kernel running whose manager it was given, unless it is told.
            client.execute(env=environment, cleanup_kc=True)
    except Exception as error:
        if getattr(client, "_async_cleanup_kernel_future", None) is not None:
            raise KeyboardInterrupt from error  # nbclient took the signal and ended the kernel
        if not isinstance(error, CellExecutionError | CellTimeoutError | DeadKernelError):
            raise
        cell = f"cell {reached + 1} ({_first_line(result.cells[reached])!r})"
        raise CourseError(f"{cell} {_what_happened(error, cell_seconds)}") from error
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


def kernel_environment() -> dict[str, str]:
    """Return the variables under which outputs depend on neither terminal nor person."""
    return {
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TQDM_DISABLE": "1",  # a bar holds times
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


def _what_happened(error: Exception, cell_seconds: int) -> str:
    if isinstance(error, CellExecutionError):
        return f"raised {error.ename}: {str(error.evalue).strip().split(chr(10))[0][:300]}."
    if isinstance(error, CellTimeoutError):
        return f"did not end within {cell_seconds} seconds."
    return "ended the kernel: it may have needed too much memory."


def _first_line(cell: Notebook) -> str:
    return str(cell.source).split("\n")[0][:60]
