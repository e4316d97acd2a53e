"""The learner's copy of a chapter: no solution, and no output that belongs to the learner."""

from __future__ import annotations

import copy
import logging
import re

from nbgrader.preprocessors import ClearSolutions

from mathlib.notebooks.normal import normalise
from mathlib.notebooks.notebook import Notebook
from mathlib.notebooks.solutions import BEGIN, END

_ANSWERED_BY_THE_LEARNER = re.compile(
    r"\b(?:check|hint|solution|case|progress|recall|reveal|case_file)\s*\("
)
_PREDICTS = re.compile(r"\bpredict\s*\(")
_REVEALS = re.compile(r"\breveal\s*\(")
_PREDICTION = "*Predict.*"  # how a text cell asks for a prediction; the code below it answers
_DEFINES = re.compile(r"^def\s+(\w+)", re.M)


def learner_copy(nb: Notebook) -> Notebook:
    """Return `nb` as it is handed out.

    Solution regions become `...` at the same indentation. Removed are the outputs that would
    answer for the learner: of cells that held a solution or use the function it was written in,
    that ask for a check, a hint, a solution, a case, the progress or a recall, of the code from
    `predict` to `reveal`, and of the code below a text with "*Predict.*" in it. All other outputs
    stay, so that the copy reads whole.
    The copy is in normal form but for its execution counts, which are empty. Made again from a
    copy, it is the same: what JupyterLab adds by itself goes, what a person did stays.

    Raises
    ------
    RuntimeError
        A solution region is nested or not closed.
    """
    result = copy.deepcopy(nb)
    held = {cell.id for cell in result.cells if BEGIN in cell.source}
    names = [name for c in result.cells if c.id in held for name in _DEFINES.findall(c.source)]
    own_functions = re.compile(rf"\b(?:{'|'.join(names)})\b") if names else None
    result, _ = _clear_solutions().preprocess(result, {})
    predicted = open_question = False
    for cell in result.cells:
        if cell.cell_type != "code":
            predicted = _PREDICTION in cell.source
            continue
        open_question = open_question or _PREDICTS.search(cell.source) is not None
        answered = _ANSWERED_BY_THE_LEARNER.search(cell.source)
        used = cell.id in held or (own_functions and own_functions.search(cell.source))
        if predicted or open_question or answered or used:
            cell.outputs = []
        predicted = False
        open_question = open_question and _REVEALS.search(cell.source) is None
    result = normalise(result)
    for cell in result.cells:
        if cell.cell_type == "code":
            _clear_counts(cell)
    return result


def _clear_counts(cell: Notebook) -> None:
    """Show the learner an empty bracket: they have run nothing yet."""
    cell.execution_count = None
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = None


def _clear_solutions() -> ClearSolutions:
    """Return nbgrader's preprocessor, with a stub that runs instead of one that raises."""
    quiet = logging.getLogger("mathlib.notebooks.learner")
    return ClearSolutions(
        code_stub={"python": "..."},
        begin_solution_delimeter=BEGIN,
        end_solution_delimeter=END,
        enforce_metadata=False,
        log=quiet,
    )
