"""Seeing by which path an answer came: automatic or numerical differentiation, or the library."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from mathlib.exercises.exercise import Answer

AUTODIFF = "autodiff"
NUMERICAL = "numerical"
LIBRARY = "library"

# Where differentiation is done for you: module (and all inside it) -> functions; none means all.
_PATHS: dict[str, tuple[str, frozenset[str]]] = {
    "torch.autograd.functional": (AUTODIFF, frozenset()),
    "torch.autograd.forward_ad": (AUTODIFF, frozenset({"make_dual"})),
    "torch.autograd": (AUTODIFF, frozenset({"backward", "grad"})),
    "torch._functorch.eager_transforms": (
        AUTODIFF,
        frozenset({"grad_and_value_impl", "grad_impl", "_vjp_with_argnums", "_jvp_with_argnums"}),
    ),
    "mathlib.gradcheck": (LIBRARY, frozenset()),
    "mathlib.descent": (LIBRARY, frozenset()),
    "mathlib.differentials": (LIBRARY, frozenset()),
    "mathlib.spectral": (LIBRARY, frozenset()),
    "mathlib.spdnet": (LIBRARY, frozenset()),
    "mathlib.evaluation": (LIBRARY, frozenset()),
    "scipy.optimize._numdiff": (NUMERICAL, frozenset()),
    "scipy.optimize._optimize": (NUMERICAL, frozenset({"approx_fprime"})),
    "scipy.differentiate": (NUMERICAL, frozenset()),
}


@dataclass
class Seen:
    """What was called while an answer ran.

    Attributes
    ----------
    paths : mapping of path ("autodiff", …) to the name of the first function seen on it
    calls : how often each Python function was entered
    """

    paths: dict[str, str] = field(default_factory=dict)
    calls: Counter[CodeType] = field(default_factory=Counter)

    def most_calls(self) -> int:
        """Return how often the most-called Python function was entered."""
        return max(self.calls.values(), default=0)


def _path_of(module: str, function: str) -> str | None:
    if function == "<module>":  # an import, not a call
        return None
    for start, (path, functions) in _PATHS.items():
        inside = module == start or module.startswith(f"{start}.")
        if inside and (function in functions or not functions):
            return path
    return None


@contextmanager
def watch(reference: Answer) -> Iterator[Seen]:
    """Record the paths that are taken in the body; an earlier profiler is put back after it."""
    seen = Seen()
    own_code = getattr(reference, "__code__", None)

    def look(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            code = frame.f_code
            seen.calls[code] += 1
            if code is own_code:
                seen.paths.setdefault(LIBRARY, reference.__name__)
            elif path := _path_of(frame.f_globals.get("__name__") or "", code.co_name):
                seen.paths.setdefault(path, code.co_name)
        elif event == "c_call" and argument is reference:
            seen.paths.setdefault(LIBRARY, reference.__name__)

    previous = sys.getprofile()
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        enable = getattr(previous, "enable", None)  # cProfile's object is started by its own method
        if enable is not None:
            enable()
        else:
            sys.setprofile(previous)
