"""Calling a learner's function once, so that nothing it does can hurt the notebook."""

from __future__ import annotations

import contextlib
import copy
import dis
import importlib
import inspect
import io
import linecache
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Literal

import numpy as np

from mathlib.exercises.exercise import FORMULA, Answer, Inputs
from mathlib.exercises.limits import ExitAttempt, Notepad, TimeIsUp, no_exit, time_limit
from mathlib.exercises.methods import Seen, watch

Kind = Literal["value", "raised", "time", "exit"]


class InterruptedCheck(KeyboardInterrupt):
    """The person pressed stop; a notebook shows the one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class Raised:
    """An exception in an answer, told from the learner's side.

    Attributes
    ----------
    error : the exception
    function : name of the learner's function whose line raised, "" when unknown
    line : number of that line, counted from the function's own first line; 0 when unknown
    source : the line itself, "" when unknown
    shapes : shapes of the arrays that the function had by name at that line
    handed : shape of what the exercise's function f was given, when f itself raised; else None
    """

    error: BaseException
    function: str
    line: int
    source: str
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    handed: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    Attributes
    ----------
    kind : "value", "raised", "time" or "exit"
    value : what was returned; arrays are copied, so a reused buffer cannot change them later
    raised : set when kind is "raised" or "exit"
    changed : positions of the inputs that differ after the call, and by how much
    seen : the paths by which the value came
    printed : what was written to the standard output
    characters : how many characters that were, before it was shortened
    warned : messages of NumPy's warnings, each once
    """

    kind: Kind
    value: Any = None
    raised: Raised | None = None
    changed: dict[int, float] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    printed: str = ""
    characters: int = 0
    warned: tuple[str, ...] = ()


def call(answer: Answer, inputs: Inputs, reference: Answer, seconds: float) -> Outcome:
    """Call `answer` on a copy of `inputs`, for at most `seconds`.

    Raises
    ------
    InterruptedCheck
        The person pressed stop while the answer ran.
    """
    own = copy_inputs(inputs)
    pad = Notepad()
    kind: Kind = "value"
    value: Any = None
    raised: Raised | None = None
    with contextlib.ExitStack() as stack:
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        stack.enter_context(contextlib.redirect_stdout(pad.stream))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        stack.enter_context(no_exit())
        seen = Seen()
        try:
            with time_limit(seconds), watch(reference) as seen:
                value = answer(*own)
        except TimeIsUp:
            kind = "time"
        except (SystemExit, ExitAttempt) as error:
            kind, raised = "exit", locate(error, answer)
        except KeyboardInterrupt:
            raise InterruptedCheck(
                f"Stopped by you while {_name(answer)} was running. Nothing was recorded."
            ) from None
        except GeneratorExit as error:
            kind, raised = "raised", locate(error, answer)
        except Exception as error:
            kind, raised = "raised", locate(error, answer)
    return Outcome(
        kind=kind,
        value=_detach(value),
        raised=raised,
        changed=_changed(inputs, own),
        seen=seen,
        printed=pad.text,
        characters=pad.count,
        warned=tuple(dict.fromkeys(str(w.message) for w in caught)),
    )


def copy_inputs(inputs: Inputs) -> Inputs:
    """Copy the arrays, lists and dicts among `inputs`; functions are handed on."""
    return tuple(x if callable(x) else copy.deepcopy(x) for x in inputs)


def _changed(before: Inputs, after: Inputs) -> dict[int, float]:
    changed = {}
    for position, (old, new) in enumerate(zip(before, after)):
        if not isinstance(old, np.ndarray):
            continue
        if new.shape != old.shape:
            changed[position] = float("inf")
        elif new.tobytes() != old.tobytes():
            changed[position] = float(np.abs(new - old).max())
    return changed


def _detach(value: Any) -> Any:
    """Copy small arrays, since an answer may return a buffer that it will write to again."""
    if isinstance(value, np.ndarray) and value.size <= 10**6:
        return value.copy()
    if isinstance(value, tuple | list) and len(value) <= 64:
        return type(value)(_detach(v) for v in value) if type(value) in (tuple, list) else value
    return value


def _name(answer: Answer) -> str:
    return str(getattr(answer, "__name__", "your function"))


def locate(error: BaseException, answer: Answer) -> Raised:
    """Find the learner's own line in the traceback of `error`."""
    space = getattr(inspect.unwrap(answer), "__globals__", None)
    handed: tuple[int, ...] | None = None
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if space is not None and frame.f_globals is space:
            code = frame.f_code
            source = linecache.getline(code.co_filename, line, frame.f_globals).strip()
            name = "your lambda" if code.co_name == "<lambda>" else code.co_name
            shapes = {n: v.shape for n, v in frame.f_locals.items() if isinstance(v, np.ndarray)}
            place = line - code.co_firstlineno + 1
            return Raised(error, name, place, source, shapes, handed)
        if frame.f_code.co_filename == FORMULA:
            handed = np.shape(frame.f_globals["X"])
    return Raised(error, "", 0, "")


def code_of(answer: Answer) -> CodeType | None:
    """Return the code of a Python function; None for anything else that can be called."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    return code if isinstance(code, CodeType) else None


_EMPTY_BODY = {
    *("RESUME", "NOP", "POP_TOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"),
    "STORE_FAST",  # `G = ...`, a place to fill
}


def is_stub(answer: Answer) -> bool:
    """Say whether a function's body is only a docstring, ``...`` or ``pass``."""
    code = code_of(answer)
    if code is None:
        return False
    steps = list(dis.get_instructions(code))
    constants = [s.argval for s in steps if s.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(s.opname in _EMPTY_BODY for s in steps) and all(
        c is None or c is Ellipsis or c is NotImplemented for c in constants
    )


def load_imports(answer: Answer) -> None:
    """Import what the function imports, so that loading torch does not use up its time."""
    code = code_of(answer)
    for inner in all_code(code) if code is not None else ():
        for step in dis.get_instructions(inner):
            if step.opname == "IMPORT_NAME":
                with contextlib.suppress(Exception):
                    importlib.import_module(step.argval)


def all_code(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function and of the functions written inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from all_code(constant)
