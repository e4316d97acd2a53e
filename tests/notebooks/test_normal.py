from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathlib._validate import CourseError
from mathlib.notebooks import normal
from mathlib.notebooks.notebook import parse, read, text_of

Make = Callable[..., Any]
output = nbformat.v4.new_output

SOURCES = st.sampled_from(["x = 1", "", "  \n", "x = 1\n", "# two\n\ny = 2  "])
STREAMS = st.builds(
    lambda name, text: output("stream", name=name, text=text),
    st.sampled_from(["stdout", "stderr"]),
    st.sampled_from(["a\n", "b", "10%\r100%\n", "\n"]),
)
WIDGETS = st.just(
    output(
        "display_data",
        data={"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}, "text/plain": "W()"},
    )
)
ERRORS = st.just(output("error", ename="E", evalue="v", traceback=["/home/x/y.py", "E: v"]))
CELLS = st.one_of(
    st.builds(lambda text: nbformat.v4.new_markdown_cell(text), SOURCES),
    st.builds(
        lambda text, outputs, count, metadata, name: {
            **nbformat.v4.new_code_cell(text, outputs=outputs, execution_count=count),
            "metadata": metadata,
            "id": name,
        },
        SOURCES,
        st.lists(st.one_of(STREAMS, WIDGETS, ERRORS), max_size=3),
        st.one_of(st.none(), st.integers(1, 9)),
        st.sampled_from([{}, {"tags": ["a", "a"]}, {"collapsed": True}, {"execution": {"t": "1"}}]),
        st.sampled_from(["one", "two", "not valid", ""]),
    ),
)


@given(st.lists(CELLS, max_size=6), st.sampled_from([{}, {"widgets": {}}, {"title": "t"}]))
def test_normal_form_is_reached_in_one_step_and_is_valid(
    cells: list[Any], metadata: dict[str, Any]
) -> None:
    nb = nbformat.from_dict(
        {"cells": copy.deepcopy(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    )
    before = copy.deepcopy(nb)
    once = normal.normalise(nb)
    assert nb == before, "the argument was changed"
    assert normal.normalise(once) == once
    text = text_of(once)
    assert text == text_of(parse(text)), "reading and writing changes the bytes"
    mendable = {sentence for sentence, _ in normal._STEPS}
    assert not mendable & set(normal.problems(once))


def broken_notebooks(make: Make) -> dict[str, Any]:
    """For each sentence that `normalise` mends, a notebook that earns it."""
    made: dict[str, Any] = {}
    for sentence, _ in normal._STEPS:
        made[sentence] = normal.normalise(make("T# Title", "Cx = 1", "Cy = 2"))
    in_order = iter(made.values())
    next(in_order).nbformat_minor = 4
    next(in_order).metadata["widgets"] = {}
    next(in_order).cells.append(
        nbformat.from_dict({**nbformat.v4.new_markdown_cell("  \n"), "id": "empty"})
    )
    next(in_order).cells[1].source += "\n"
    next(in_order).cells[1].metadata["collapsed"] = True
    repeated = next(in_order)
    repeated.cells[2]["id"] = repeated.cells[1]["id"]
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "f00"}, "text/plain": "B()"}
    for outputs in (
        [output("display_data", data=widget), output("stream", text="a\n")],
        [output("stream", text="a\n"), output("stream", text="b\n")],
        [output("stream", text="/tmp/ipykernel_12/34.py:1: note\n")],
    ):
        broken = next(in_order)
        broken.cells[1].outputs = outputs
        broken.cells[1].execution_count = 1
    next(in_order).cells[1].execution_count = 3
    assert next(in_order, None) is None, "a step has no broken notebook"
    return made


def test_each_broken_notebook_is_named_alone_and_mended(notebook: Make) -> None:
    for sentence, nb in broken_notebooks(notebook).items():
        assert normal.problems(nb) == [sentence]
        assert normal.problems(normal.normalise(nb)) == []


def test_ids_are_kept_and_missing_ones_depend_on_the_content_alone(notebook: Make) -> None:
    nb = notebook("T# Title", "Cx = 1", "Cx = 1")
    nb.cells[0]["id"] = "kept-1"
    for cell in nb.cells[1:]:
        del cell["id"]
    ids = [cell.id for cell in normal.normalise(nb).cells]
    assert ids[0] == "kept-1" and len(set(ids)) == 3
    moved = copy.deepcopy(nb)
    moved.cells.insert(1, nbformat.from_dict(notebook("Cother = 1").cells[0]))
    assert {cell.id for cell in normal.normalise(moved).cells} >= set(ids)


def test_outputs_are_what_a_reader_needs(notebook: Make) -> None:
    nb = notebook("T# Title", "Cx = 1")
    picture = {"image/png": "aGk=", "text/plain": "a line"}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "f00"}}
    nb.cells[1].outputs = [
        output("stream", text="10%\r 50%\r100%\n"),
        output("stream", text="done\r\n"),
        output("display_data", data={**picture, **view}),
        output("display_data", data={**view, "text/plain": "IntSlider(value=0)"}),
        output("error", ename="ValueError", evalue="no", traceback=["File /home/x", "no"]),
    ]
    stream, shown, error = normal.normalise(nb).cells[1].outputs
    assert stream.text == "100%\ndone\n"
    assert shown.data == picture
    assert error.traceback == ["ValueError: no"]


def test_a_file_is_normal_only_byte_by_byte(tmp_path: Path, notebook: Make) -> None:
    path = tmp_path / "a.ipynb"
    text = text_of(normal.normalise(notebook("T# Title · ∇")))
    assert "∇" in text and text.endswith("}\n") and not text.endswith("\n\n")
    path.write_text(text, encoding="utf-8")
    assert normal.file_problems(path) == []
    path.write_text(text + "\n", encoding="utf-8")
    assert normal.file_problems(path) == [
        "the JSON is laid out differently (indent, order of keys, last newline)"
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nbformat": 3, "worksheets": []}'])
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(CourseError, match=r"a\.ipynb is not a notebook of nbformat 4"):
        read(path)
    with pytest.raises(CourseError, match=r"b\.ipynb cannot be read"):
        read(tmp_path / "b.ipynb")
