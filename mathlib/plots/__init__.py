"""Pictures: data first, then the drawing, then `show` with its text alternative."""

from mathlib.plots.avoided_crossing import (
    AvoidedCrossing,
    avoided_crossing,
    draw_avoided_crossings,
)
from mathlib.plots.bugs import BUGS, Bug, BugErrors, bug_errors, draw_bug_errors, draw_bug_gallery
from mathlib.plots.chords import Chords, chords, draw_chords
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
from mathlib.plots.eigen_pair import PairMaps, draw_pair_maps, pair_maps
from mathlib.plots.figure import image_html, png, show
from mathlib.plots.gap_errors import (
    FUNCTION_CHOICES,
    FunctionChoice,
    GapErrors,
    Precision,
    draw_gap_errors,
    gap_errors,
)
from mathlib.plots.level_sets import LevelSets, draw_level_sets, level_sets
from mathlib.plots.log_gradient import (
    LogGradientErrors,
    draw_log_gradient_errors,
    log_gradient_errors,
)
from mathlib.plots.quotient_errors import QuotientErrors, draw_quotient_errors, quotient_errors
from mathlib.plots.style import LINES, Line, style
from mathlib.plots.taylor import draw_taylor
from mathlib.plots.threshold import ThresholdErrors, draw_threshold_errors, threshold_errors
from mathlib.plots.trace_ring import draw_trace_ring
from mathlib.plots.unit_balls import UnitBall, draw_unit_balls, unit_ball
from mathlib.plots.verdict_maps import VerdictMaps, draw_verdict_maps, verdict_maps

__all__ = [
    "BUGS",
    "FUNCTION_CHOICES",
    "LINES",
    "AvoidedCrossing",
    "Bug",
    "BugErrors",
    "Chords",
    "DescentPaths",
    "FunctionChoice",
    "GapErrors",
    "LevelSets",
    "Line",
    "LogGradientErrors",
    "LossCurves",
    "MomentumRace",
    "PairMaps",
    "Precision",
    "QuotientErrors",
    "ThresholdErrors",
    "TwoCycle",
    "UnitBall",
    "VerdictMaps",
    "avoided_crossing",
    "bug_errors",
    "chords",
    "descent_paths",
    "draw_avoided_crossings",
    "draw_bug_errors",
    "draw_bug_gallery",
    "draw_chords",
    "draw_descent_paths",
    "draw_gap_errors",
    "draw_level_sets",
    "draw_log_gradient_errors",
    "draw_loss_curves",
    "draw_momentum_race",
    "draw_pair_maps",
    "draw_quotient_errors",
    "draw_taylor",
    "draw_threshold_errors",
    "draw_trace_ring",
    "draw_two_cycle",
    "draw_unit_balls",
    "draw_verdict_maps",
    "gap_errors",
    "image_html",
    "level_sets",
    "log_gradient_errors",
    "loss_curves",
    "momentum_race",
    "pair_maps",
    "png",
    "quotient_errors",
    "show",
    "style",
    "threshold_errors",
    "two_cycle",
    "unit_ball",
    "verdict_maps",
]
