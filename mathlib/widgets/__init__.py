"""Things to move: each widget draws with a pure function and ends in a number to type."""

from mathlib.widgets.gradcheck import BugFrame, bug_frame, bug_selector, frames, judge_answer

__all__ = ["BugFrame", "bug_frame", "bug_selector", "frames", "judge_answer"]
