"""Pictures: data first, then the drawing, then `show` with its text alternative."""

from mathlib.plots.bugs import BUGS, Bug, BugErrors, bug_errors, draw_bug_errors, draw_bug_gallery
from mathlib.plots.convergence import (
    LossCurves,
    MomentumRace,
    TwoCycle,
    draw_loss_curves,
    draw_momentum_race,
    draw_two_cycle,
    loss_curves,
    momentum_race,
    two_cycle,
)
from mathlib.plots.descent import DescentPaths, descent_paths, draw_descent_paths
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
from mathlib.plots.trace_ring import draw_trace_ring
from mathlib.plots.unit_balls import UnitBall, draw_unit_balls, unit_ball
from mathlib.plots.verdict_maps import VerdictMaps, draw_verdict_maps, verdict_maps

__all__ = [
    "BUGS",
    "LINES",
    "Bug",
    "BugErrors",
    "DescentPaths",
    "LevelSets",
    "Line",
    "LogGradientErrors",
    "LossCurves",
    "MomentumRace",
    "QuotientErrors",
    "TwoCycle",
    "UnitBall",
    "VerdictMaps",
    "bug_errors",
    "descent_paths",
    "draw_bug_errors",
    "draw_bug_gallery",
    "draw_descent_paths",
    "draw_level_sets",
    "draw_log_gradient_errors",
    "draw_loss_curves",
    "draw_momentum_race",
    "draw_quotient_errors",
    "draw_taylor",
    "draw_trace_ring",
    "draw_two_cycle",
    "draw_unit_balls",
    "draw_verdict_maps",
    "image_html",
    "level_sets",
    "log_gradient_errors",
    "loss_curves",
    "momentum_race",
    "png",
    "quotient_errors",
    "show",
    "style",
    "two_cycle",
    "unit_ball",
    "verdict_maps",
]
