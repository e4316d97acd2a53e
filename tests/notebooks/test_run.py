from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from mathlib._validate import CourseError
from mathlib.notebooks import run
from mathlib.notebooks.normal import file_problems
from mathlib.notebooks.notebook import read, text_of

Make = Callable[..., Any]


@pytest.fixture
def write(tmp_path: Path, notebook: Make) -> Callable[..., Path]:
    def write(*cells: str) -> Path:
        path = tmp_path / "here" / "a.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text_of(notebook(*cells)).encode())
        return path

    return write


def test_outputs_are_stored_in_normal_form_and_repeat(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    path = write(
        "T# Title",
        "Cimport os, sys\nprint(sys.prefix == " + repr(sys.prefix) + ")",
        "Cfrom pathlib import Path\nPath.cwd().name",
        "Cprint(os.environ['COLUMNS'], os.environ['OMP_NUM_THREADS'])\nhash('a') % 7 >= 0",
        "Cfrom tqdm import tqdm\nfor _ in tqdm(range(3)):\n    pass",
    )
    assert run.run(path)
    assert file_problems(path) == []
    outputs = [cell.outputs for cell in read(path).cells[1:]]
    assert outputs[0][0].text == "True\n"
    assert outputs[1][0].data["text/plain"] == "'here'"
    assert outputs[2][0].text == "100 1\n"
    assert outputs[3] == []
    assert [entry.name for entry in path.parent.iterdir()] == ["a.ipynb"]
    assert not run.run(path), "a second run changed the file"
    assert not any(
        "ipykernel" in " ".join(child.cmdline()) for child in psutil.Process().children()
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Cx = 1\nraise ValueError('not\\nthis')", "cell 2 ('x = 1') raised ValueError: not."),
        ("Cwhile True: pass", "cell 2 ('while True: pass') did not end within 2 seconds."),
        ("Cimport os; os._exit(1)", "cell 2 ('import os; os._exit(1)') ended the kernel"),
        ("Copen('left.csv', 'w').close()", "a.ipynb left left.csv in its folder"),
    ],
)
def test_a_run_that_fails_says_where_and_leaves_the_file_as_it_was(
    write: Callable[..., Path], cell: str, message: str
) -> None:
    path = write("T# Title", cell, "C1")
    before = path.read_bytes()
    with pytest.raises(CourseError) as caught:
        run.run(path, cell_seconds=2)
    assert message in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_an_expected_exception_is_an_output(write: Callable[..., Path]) -> None:
    path = write("T# Title", "C1 / 0", "C'after'")
    nb = read(path)
    nb.cells[1].metadata["tags"] = ["raises-exception"]
    path.write_bytes(text_of(nb).encode())
    run.run(path)
    cells = read(path).cells
    assert cells[1].outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert cells[2].outputs[0].data["text/plain"] == "'after'"


@pytest.mark.skipif(os.name != "posix", reason="sends a signal of POSIX")
def test_ctrl_c_stops_the_run_and_is_seen_as_ctrl_c(write: Callable[..., Path]) -> None:
    path = write("Cprint('begun')\nimport time\ntime.sleep(60)")
    program = (
        "import sys; from pathlib import Path; from mathlib.notebooks import run\n"
        "print('ready', flush=True)\n"
        "try: run.run(Path(sys.argv[1]))\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    before = path.read_bytes()
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert path.read_bytes() == before
