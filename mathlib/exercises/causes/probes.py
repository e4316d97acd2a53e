"""Causes that are found by calling the answer again with one thing changed."""

from __future__ import annotations

import dis
import types
from collections.abc import Callable
from itertools import permutations, product
from typing import Any

import numpy as np

from mathlib.exercises.causes.view import Finding, View
from mathlib.exercises.compare import Array, Unusable, as_array, relative_error
from mathlib.exercises.exercise import Answer, Inputs
from mathlib.exercises.runner import all_code, code_of

Run = Callable[[Answer, Inputs], Any]  # the value that comes back, None where none does
Ask = Callable[[Answer, Inputs], Array | None]  # None where no array comes back


def ask_with(run: Run, view: View) -> Ask:
    """Make a question: which array does this function return for these inputs?"""
    several = len(view.exercise.results) > 1

    def ask(answer: Answer, inputs: Inputs) -> Array | None:
        value = run(answer, inputs)
        if several:
            if not isinstance(value, tuple | list) or len(value) <= view.part:
                return None
            value = value[view.part]
        array = None if value is None else as_array(value, view.noun)
        return None if isinstance(array, Unusable) else array

    return ask


def ignored_input(view: View, answer: Answer, others: list[Inputs], ask: Ask) -> Finding | None:
    """An input that matters to the right answer leaves the learner's unchanged."""
    for position, name in enumerate(view.exercise.parameters):
        if name not in view.exercise.layout:
            continue
        matters = ignored = 0
        for sample, other in zip(view.samples, others):
            changed = _replace(sample.inputs, position, other)
            if changed is None:
                continue
            right = ask(view.exercise.reference, changed)
            if right is None or view.near(right, sample.expected):
                continue
            matters += 1
            theirs = ask(answer, changed)
            ignored += theirs is not None and relative_error(theirs, sample.got) == 0.0
        if matters and ignored == matters:
            upstream = name == view.exercise.upstream
            says, look = f"{name} never enters your result.", _where_it_got_lost(view, name)
            if upstream:
                says = f"{name}, the gradient that arrives from above, never enters."
            elif view.exercise.layout[name] == "" and _is_read(answer, position):
                says = f"Your lines use {name}, and it makes no difference to your result."
                look = f"Follow {name} through your lines: where does it stop to matter?"
            return Finding(
                "upstream gradient ignored" if upstream else f"{name} ignored",
                f"Your answer stays the same when {name} changes; the right {view.noun} does not "
                f"(tried {how_often(matters)}).",
                says,
                look,
            )
    return None


def _is_read(answer: Answer, position: int) -> bool:
    """Whether a parameter is used somewhere and never given another value."""
    code = code_of(answer)
    if code is None or position >= code.co_argcount:
        return False
    name = code.co_varnames[position]
    if name in code.co_cellvars:  # read by a function inside
        return True
    used: dict[str, bool] = {"LOAD_FAST": False, "STORE_FAST": False}
    for step in dis.get_instructions(code):
        names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
        for kind in used:
            used[kind] |= kind in step.opname and name in names
    return used["LOAD_FAST"] and not used["STORE_FAST"]


def _where_it_got_lost(view: View, name: str) -> str:
    if name == view.exercise.upstream:
        return "The chain rule multiplies what arrives by the layer's own derivative."
    if view.exercise.layout[name] == "":
        return f"Look for a number, such as 1e-5, that is typed where {name} belongs."
    return f"Which line uses {name}? Follow it down to the `return`."


def ignored_slice(view: View, answer: Answer, others: list[Inputs], ask: Ask) -> Finding | None:
    """The first or last slice of an input never enters, as when a range ends too early."""
    for position, name in enumerate(view.exercise.parameters):
        letters = view.exercise.layout.get(name, "")
        for axis, (end, word) in product(range(len(letters)), ((-1, "last"), (0, "first"))):
            matters = ignored = 0
            for sample, other in zip(view.samples, others):
                changed = _replace(sample.inputs, position, other)
                if changed is None or sample.inputs[position].shape[axis] < 2:
                    continue
                mixed = sample.inputs[position].copy()
                place = (slice(None),) * axis + (end,)
                mixed[place] = changed[position][place]
                changed = (*changed[:position], mixed, *changed[position + 1 :])
                right, theirs = ask(view.exercise.reference, changed), ask(answer, changed)
                if right is None or theirs is None or view.near(right, sample.expected):
                    continue
                matters += 1
                ignored += relative_error(theirs, sample.got) == 0.0
            if matters and ignored == matters:
                return Finding(
                    f"{word} slice of {name} ignored",
                    f"Your answer stays the same when the {word} slice of {name} along its axis "
                    f"{letters[axis]} changes; the right {view.noun} does not "
                    f"(tried {how_often(matters)}).",
                    f"Index {end} along the axis {letters[axis]} of {name} never enters.",
                    "A range that starts too late or ends too early is the usual place; "
                    "so is a `return` inside the loop, or a `=` where `+=` is meant.",
                )
    return None


def surplus_input(view: View, answer: Answer, others: list[Inputs], ask: Ask) -> Finding | None:
    """The answer moves with an input that should not matter."""
    for position, name in enumerate(view.exercise.parameters):
        if name not in view.exercise.layout:
            continue
        moved = tried = 0
        for sample, other in zip(view.samples, others):
            changed = _replace(sample.inputs, position, other)
            if changed is None:
                continue
            right = ask(view.exercise.reference, changed)
            if right is None or not view.near(right, sample.expected):
                tried = 0
                break
            theirs = ask(answer, changed)
            tried += 1
            moved += theirs is not None and not view.near(theirs, sample.got)
        if tried and moved == tried:
            return Finding(
                f"depends on {name}",
                f"Your answer changes when {name} changes; the right {view.noun} does not "
                f"(tried {how_often(tried)}).",
                f"{name} enters where it should not.",
                f"In which power does {name} stand in the loss, and what is left of it after "
                "one derivative?",
            )
    return None


def how_often(count: int) -> str:
    """Write "once" or "5 times"."""
    return "once" if count == 1 else f"{count} times"


def _replace(inputs: Inputs, position: int, other: Inputs) -> Inputs | None:
    """Take one input from `other`, when it differs there and has the same shape."""
    if len(inputs) <= position or len(other) <= position:
        return None
    old, new = inputs[position], other[position]
    if isinstance(old, float) and old == new:  # such as a step h, the same in every series
        new = 0.7 * old
    if np.shape(old) != np.shape(new) or np.array_equal(old, new):
        return None
    return (*inputs[:position], new, *inputs[position + 1 :])


def outside_data(view: View, answer: Answer, ask: Ask) -> Finding | None:
    """The answer reads data of the notebook, and changing that data changes the answer."""
    for name, changed in _with_other_data(answer):
        moved = 0
        for sample in view.samples:
            again = ask(answer, sample.inputs)
            theirs = ask(changed, sample.inputs)
            if again is None or theirs is None or relative_error(again, sample.got) != 0.0:
                return None
            moved += relative_error(theirs, sample.got) > 0.0
        if moved:
            parameters = ", ".join(view.exercise.parameters)
            return Finding(
                "depends on outside data",
                f"Your function reads `{name}` from the notebook: with another {name} it gives "
                "another answer to the same inputs.",
                f"`{name}` is not one of its parameters ({parameters}).",
                f"Use the parameter that holds what you meant by `{name}`.",
            )
    return None


def _with_other_data(answer: Answer) -> list[tuple[str, Answer]]:
    """Return copies of a function, each reading one outside number or array with other entries."""
    code = code_of(answer)
    if code is None or not isinstance(answer, types.FunctionType):
        return []
    found: list[tuple[str, Answer]] = []
    names = dict.fromkeys(n for c in all_code(code) for n in c.co_names)
    for name in names:
        if (other := _other_data(answer.__globals__.get(name))) is not None:
            space = {**answer.__globals__, name: other}
            found.append((name, _rebuild(answer, space, answer.__closure__)))
    cells = answer.__closure__ or ()
    for position, name in enumerate(code.co_freevars):
        try:
            other = _other_data(cells[position].cell_contents)
        except ValueError:  # the cell is still empty
            continue
        if other is not None:
            closure = (*cells[:position], types.CellType(other), *cells[position + 1 :])
            found.append((name, _rebuild(answer, answer.__globals__, closure)))
    return found


def _rebuild(answer: types.FunctionType, space: dict[str, Any], closure: Any) -> Answer:
    copy = types.FunctionType(answer.__code__, space, answer.__name__, answer.__defaults__, closure)
    copy.__kwdefaults__ = answer.__kwdefaults__
    return copy


def _other_data(value: Any) -> Any:
    """Return data of the same kind with other entries; None for what is not data."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.ndarray | np.number):
        return None
    if isinstance(value, np.ndarray):
        return value * 2 + 1 if value.dtype.kind in "iuf" and value.size else None
    return value * 2 + 1


def other_order(view: View, answer: Answer, ask: Ask) -> Finding | None:
    """The answer is right when its arguments are handed over in another order."""
    names = view.exercise.parameters
    count = min(len(s.inputs) for s in view.samples)
    if not 2 <= count <= 5:
        return None
    for order in permutations(range(count)):
        if order == tuple(range(count)):
            continue
        if all(
            (theirs := ask(answer, (*(s.inputs[i] for i in order), *s.inputs[count:]))) is not None
            and view.near(theirs, s.expected)
            for s in view.samples
        ):
            taken = ", ".join(names[i] for i in order)
            code = code_of(answer)
            if code is not None and code.co_varnames[:count] == names[:count]:
                turned = " and ".join(n for n, i in zip(names, order) if n != names[i])
                return Finding(
                    "letters exchanged",
                    f"Called in the order ({taken}), your function returns the right {view.noun} "
                    f"at all {len(view.samples)} inputs.",
                    f"The `def` line is in order; inside, {turned} stand in each other's place.",
                    f"Go through your lines and ask at each {turned.replace('and', 'or')} whether "
                    "it is the one you mean.",
                )
            return Finding(
                "arguments in another order",
                f"Called in the order ({taken}), your function returns the right {view.noun} "
                f"at all {len(view.samples)} inputs.",
                f"The exercise calls {view.exercise.call}, in that order.",
                "Put the parameters in the `def` line in the order of the exercise.",
            )
    return None
