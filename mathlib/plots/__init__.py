"""Pictures: data first, then the drawing, then `show` with its text alternative."""

from mathlib.plots.bugs import BUGS, Bug, BugErrors, bug_errors, draw_bug_errors, draw_bug_gallery
from mathlib.plots.figure import image_html, png, show
from mathlib.plots.level_sets import LevelSets, draw_level_sets, level_sets
from mathlib.plots.log_gradient import (
    LogGradientErrors,
    draw_log_gradient_errors,
    log_gradient_errors,
)
from mathlib.plots.quotient_errors import QuotientErrors, draw_quotient_errors, quotient_errors
from mathlib.plots.style import LINES, Line, style
from mathlib.plots.taylor import draw_taylor
from mathlib.plots.verdict_maps import VerdictMaps, draw_verdict_maps, verdict_maps

__all__ = [
    "BUGS",
    "LINES",
    "Bug",
    "BugErrors",
    "LevelSets",
    "Line",
    "LogGradientErrors",
    "QuotientErrors",
    "VerdictMaps",
    "bug_errors",
    "draw_bug_errors",
    "draw_bug_gallery",
    "draw_level_sets",
    "draw_log_gradient_errors",
    "draw_quotient_errors",
    "draw_taylor",
    "draw_verdict_maps",
    "image_html",
    "level_sets",
    "log_gradient_errors",
    "png",
    "quotient_errors",
    "show",
    "style",
    "verdict_maps",
]
