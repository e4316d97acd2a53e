"""The one form in which notebooks are committed: the same content is always the same bytes."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from mathlib.notebooks.notebook import Notebook, read, text_of
from mathlib.notebooks.outputs import refusals

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KERNEL_FILE = re.compile(r"(?:/[\w.+-]+)*/ipykernel_\d+/\d+\.py")


def normalise(nb: Notebook) -> Notebook:
    """Return a copy of `nb` in normal form; a notebook in normal form comes back equal."""
    result = copy.deepcopy(nb)
    for _, mend in _STEPS:
        mend(result)
    return result


def problems(nb: Notebook) -> list[str]:
    """Return what keeps `nb` from being committed, a sentence each.

    The sentences that `normalise` cannot mend come last and say what a person has to do.
    """
    found: list[str] = []
    current = copy.deepcopy(nb)
    for sentence, mend in _STEPS:
        before = copy.deepcopy(current)
        mend(current)
        if current != before:
            found.append(sentence)
    return found + list(refusals(current))


def file_problems(path: Path) -> list[str]:
    """Return `problems` of the notebook at `path`, and whether its bytes are the normal ones."""
    nb = read(path)
    found = problems(nb)
    if not found and path.read_text(encoding="utf-8") != text_of(nb):
        found.append("the JSON is laid out differently (indent, order of keys, last newline)")
    return found


def _set_format(nb: Notebook) -> None:
    nb.nbformat, nb.nbformat_minor = 4, 5


def _set_metadata(nb: Notebook) -> None:
    nb.metadata = nbformat.from_dict(_METADATA)


def _drop_empty_cells(nb: Notebook) -> None:
    nb.cells = [cell for cell in nb.cells if cell.source.strip()]


def _trim_sources(nb: Notebook) -> None:
    for cell in nb.cells:
        cell.source = cell.source.strip("\n").rstrip()


def _trim_cells(nb: Notebook) -> None:
    for cell in nb.cells:
        tags = list(dict.fromkeys(cell.metadata.get("tags", ())))
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type != "code":
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
            if not cell.get("attachments"):
                cell.pop("attachments", None)


def _set_ids(nb: Notebook) -> None:
    """Keep every id that is valid and first of its name; make the others from the content."""
    kept: set[str] = set()
    without: list[Notebook] = []
    for cell in nb.cells:
        name = cell.get("id")
        if isinstance(name, str) and _VALID_ID.fullmatch(name) and name not in kept:
            kept.add(name)
        else:
            without.append(cell)
    for cell in without:
        attempt = 0
        while True:
            seed = f"{cell.cell_type}\0{cell.source}\0{attempt}".encode()
            name = hashlib.sha256(seed).hexdigest()[:12]
            if name not in kept:
                break
            attempt += 1
        kept.add(name)
        cell["id"] = name


def _set_counts(nb: Notebook) -> None:
    """Number the cells that have outputs as a run from top to bottom would."""
    for number, cell in enumerate(_code_cells(nb), start=1):
        count = number if cell.outputs else None  # nbval takes outputs without a count for unrun
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count


def _drop_widgets(nb: Notebook) -> None:
    for cell in _code_cells(nb):
        for output in cell.outputs:
            had_a_view = output.get("data", {}).pop(_WIDGET_VIEW, None) is not None
            if had_a_view and set(output["data"]) <= {"text/plain"}:
                output["data"].clear()  # what is left is only the widget's repr
        cell.outputs = [out for out in cell.outputs if out.get("data", True)]


def _merge_streams(nb: Notebook) -> None:
    for cell in _code_cells(nb):
        merged: list[Notebook] = []
        for output in cell.outputs:
            if output.output_type != "stream":
                merged.append(output)
                continue
            if merged and merged[-1].output_type == "stream" and merged[-1].name == output.name:
                merged[-1].text += output.text
            else:
                merged.append(output)
        for output in merged:
            if output.output_type == "stream":
                output.text = _as_a_terminal_leaves_it(output.text)
        cell.outputs = [o for o in merged if o.output_type != "stream" or o.text.strip()]


def _as_a_terminal_leaves_it(text: str) -> str:
    """Keep what stands after the last carriage return of each line, as a progress bar's end."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)


def _drop_machine_traces(nb: Notebook) -> None:
    for cell in _code_cells(nb):
        for output in cell.outputs:
            output.pop("transient", None)
            if output.output_type == "error":
                # The frames name files of the machine; the last line is what the reader needs.
                output.traceback = [f"{output.ename}: {output.evalue}"]
            if output.output_type == "stream":
                output.text = _KERNEL_FILE.sub("<cell>", output.text)


_STEPS: tuple[tuple[str, Callable[[Notebook], None]], ...] = (
    ("the format is not nbformat 4.5", _set_format),
    ("the metadata holds more or less than the kernel python3 and its language", _set_metadata),
    ("a cell is empty", _drop_empty_cells),
    ("a cell begins or ends with blank lines", _trim_sources),
    ("a cell has metadata beside its tags", _trim_cells),
    ("a cell id is missing, not valid or used twice", _set_ids),
    ("the state of a widget is stored", _drop_widgets),
    ("stream outputs are split, or hold overwritten lines", _merge_streams),
    ("an output holds frames or file names of the kernel", _drop_machine_traces),
    ("execution counts are not those of a run from top to bottom", _set_counts),
)


def _code_cells(nb: Notebook) -> Iterator[Notebook]:
    return (cell for cell in nb.cells if cell.cell_type == "code")
