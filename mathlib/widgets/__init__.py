"""Things to move: each widget draws with a pure function and ends in a number to type."""

from mathlib.widgets.descent import (
    NORM_CHOICES,
    DescentFrame,
    NormChoice,
    descent_explorer,
    descent_frame,
    descent_frames,
    judge_border,
)
from mathlib.widgets.eigen_pair import (
    GAPS,
    PairFrame,
    eigen_pair_explorer,
    judge_settling,
    pair_frame,
    pair_frames,
)
from mathlib.widgets.gradcheck import BugFrame, bug_frame, bug_selector, frames, judge_answer
from mathlib.widgets.spd_cone import (
    ConeFrame,
    cone_frame,
    cone_frames,
    judge_wrong_side,
    spd_cone_explorer,
)
from mathlib.widgets.trace_sorter import (
    TRACES,
    TraceFrame,
    TraceRing,
    judge_count,
    trace_frame,
    trace_frames,
    trace_sorter,
)

__all__ = [
    "GAPS",
    "NORM_CHOICES",
    "TRACES",
    "BugFrame",
    "ConeFrame",
    "DescentFrame",
    "NormChoice",
    "PairFrame",
    "TraceFrame",
    "TraceRing",
    "bug_frame",
    "bug_selector",
    "cone_frame",
    "cone_frames",
    "descent_explorer",
    "descent_frame",
    "descent_frames",
    "eigen_pair_explorer",
    "frames",
    "judge_answer",
    "judge_border",
    "judge_count",
    "judge_settling",
    "judge_wrong_side",
    "pair_frame",
    "pair_frames",
    "spd_cone_explorer",
    "trace_frame",
    "trace_frames",
    "trace_sorter",
]
