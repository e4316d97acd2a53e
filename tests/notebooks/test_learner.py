from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from mathlib.notebooks.learner import learner_copy
from mathlib.notebooks.normal import normalise, problems
from mathlib.notebooks.notebook import text_of
from mathlib.notebooks.solutions import solution_lines

Make = Callable[..., Any]

TWO_PARTS = """def f(x):
    \"\"\"Docstring.\"\"\"
    y = x + 1
    for i in range(3):
        ### BEGIN SOLUTION
        # a comment inside

        y = y * secret_factor
        ### END SOLUTION
    ### BEGIN SOLUTION
    return y - secret_offset
    ### END SOLUTION"""


@pytest.fixture
def source(notebook: Make) -> Any:
    nb = notebook("T# Title", "C" + TWO_PARTS, 'Ccheck("00.1", f)', "Cprint('kept')")
    for cell in nb.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text="stored\n")]
    return normalise(nb)


def test_solutions_become_dots_at_their_indentation_and_the_rest_stays(source: Any) -> None:
    before = copy.deepcopy(source)
    made = learner_copy(source)
    assert source == before
    assert made.cells[1].source == (
        'def f(x):\n    """Docstring."""\n    y = x + 1\n'
        "    for i in range(3):\n        ...\n    ..."
    )
    compile(made.cells[1].source, "cell", "exec")
    assert [cell.id for cell in made.cells] == [cell.id for cell in source.cells]
    assert "secret" not in text_of(made)


@pytest.mark.parametrize(
    "call",
    [
        "check('00.1', f)",
        "hint('00.1')",
        "solution( '00.1')",
        "case('00.1')",
        "progress()",
        "recall('01', ...)",
    ],
)
def test_outputs_that_answer_for_the_learner_are_removed(notebook: Make, call: str) -> None:
    nb = notebook("T# Title", "C" + TWO_PARTS, "Cx = 1\n" + call, "Cadjoint_check(g)")
    for cell in nb.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text="stored\n")]
    made = learner_copy(nb)
    assert [len(cell.outputs) for cell in made.cells[1:]] == [0, 0, 1]


def test_outputs_after_a_prediction_and_of_the_learners_own_function_are_removed(
    notebook: Make,
) -> None:
    nb = notebook(
        "TGuess. *Predict.* Up or down?", "Cprint('down')", "Cprint('kept')",
        "C" + TWO_PARTS, "Cprint(f(1))", "Cprint(fg(1))", "TPredict nothing.", "Cprint('kept')",
    )  # fmt: skip
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="stored\n")]
    made = [cell for cell in learner_copy(nb).cells if cell.cell_type == "code"]
    assert [len(cell.outputs) for cell in made] == [0, 1, 0, 0, 1, 1]


def test_outputs_of_a_derivation_that_is_the_solution_are_removed(notebook: Make) -> None:
    derivation = (
        "d = derive('02.1')\n### BEGIN SOLUTION\nd.dL = tr(A @ dX)\nd.grad(X=A.T)\n### END SOLUTION"
    )
    worked = "d = derive(tr(A @ X), X)\nd.dL = tr(A @ dX)"
    nb = notebook("T# A", "C" + derivation, "Ccheck('02.1', d)", "C" + worked)
    for cell in nb.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text="stored\n")]
    made = learner_copy(nb)
    assert made.cells[1].source == "d = derive('02.1')\n..."
    assert [len(cell.outputs) for cell in made.cells[1:]] == [0, 0, 1]


def test_outputs_from_predict_to_reveal_are_removed(notebook: Make) -> None:
    nb = notebook(
        "T# A", "Cprint('kept')", "Cpredict('01.1', ...)", "TGo on.", "Cprint('answer')",
        "Creveal('01.1')", "Cprint('kept')", "Ccase_file()",
    )  # fmt: skip
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="stored\n")]
    made = [cell for cell in learner_copy(nb).cells if cell.cell_type == "code"]
    assert [len(cell.outputs) for cell in made] == [1, 0, 0, 0, 1, 0]


def test_the_copy_is_its_own_copy_and_normal_but_for_counts(source: Any) -> None:
    result = nbformat.v4.new_output("execute_result", {"text/plain": "3"}, execution_count=3)
    source.cells[3].outputs = [result]
    made = learner_copy(source)
    assert text_of(made) == text_of(learner_copy(source)) == text_of(learner_copy(made))
    assert {cell.execution_count for cell in made.cells[1:]} == {None}
    assert made.cells[3].outputs[0].execution_count is None
    assert problems(made) == ["execution counts are not those of a run from top to bottom"]


@pytest.mark.parametrize(
    "broken",
    ["    ### BEGIN SOLUTION\n    x = 1", "### BEGIN SOLUTION\n### BEGIN SOLUTION\n"],
)
def test_a_region_that_is_not_closed_is_refused_rather_than_handed_out(
    notebook: Make, broken: str
) -> None:
    with pytest.raises(RuntimeError, match="solution"):
        learner_copy(notebook("T# Title", "C" + broken))


def test_solution_lines_are_all_that_stands_between_the_marks(source: Any) -> None:
    assert solution_lines(source) == ["y = y * secret_factor", "return y - secret_offset"]
