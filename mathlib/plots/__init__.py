"""Pictures: data first, then the drawing, then `show` with its text alternative."""

from mathlib.plots.avoided_crossing import (
    AvoidedCrossing,
    avoided_crossing,
    draw_avoided_crossings,
)
from mathlib.plots.bugs import BUGS, Bug, BugErrors, bug_errors, draw_bug_errors, draw_bug_gallery
from mathlib.plots.chords import Chords, chords, draw_chords
from mathlib.plots.circle_step import CircleStep, circle_step, draw_circle_step
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
from mathlib.plots.covariance_ellipses import draw_ellipses, ellipse
from mathlib.plots.descent import DescentPaths, descent_paths, draw_descent_paths
from mathlib.plots.desynchronisation import PowerMaps, draw_power_maps, power_maps
from mathlib.plots.eeg_source import source_line
from mathlib.plots.eeg_trial import TrialTraces, draw_trial, trial_traces
from mathlib.plots.eigen_pair import PairMaps, draw_pair_maps, pair_maps
from mathlib.plots.embedding import draw_embedding, principal_plane
from mathlib.plots.figure import image_html, png, show
from mathlib.plots.filter_response import FilterResponse, draw_filter_response, filter_response
from mathlib.plots.gap_errors import (
    FUNCTION_CHOICES,
    FunctionChoice,
    GapErrors,
    Precision,
    draw_gap_errors,
    gap_errors,
)
from mathlib.plots.interlacing import draw_interlacing
from mathlib.plots.learning import draw_learning
from mathlib.plots.level_sets import LevelSets, draw_level_sets, level_sets
from mathlib.plots.log_gradient import (
    LogGradientErrors,
    draw_log_gradient_errors,
    log_gradient_errors,
)
from mathlib.plots.one_number import draw_one_number
from mathlib.plots.outcomes import draw_methods, draw_pairs, draw_people, draw_permutation
from mathlib.plots.quotient_errors import QuotientErrors, draw_quotient_errors, quotient_errors
from mathlib.plots.scalp import draw_patterns
from mathlib.plots.shrinkage import ShrunkSpectra, draw_shrunk_spectra, shrunk_spectra
from mathlib.plots.spd_cone import Cone, draw_spd_cone, spd_cone
from mathlib.plots.step_times import draw_step_times, saving
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
    "CircleStep",
    "Cone",
    "DescentPaths",
    "FilterResponse",
    "FunctionChoice",
    "GapErrors",
    "LevelSets",
    "Line",
    "LogGradientErrors",
    "LossCurves",
    "MomentumRace",
    "PairMaps",
    "PowerMaps",
    "Precision",
    "QuotientErrors",
    "ShrunkSpectra",
    "ThresholdErrors",
    "TrialTraces",
    "TwoCycle",
    "UnitBall",
    "VerdictMaps",
    "avoided_crossing",
    "bug_errors",
    "chords",
    "circle_step",
    "descent_paths",
    "draw_avoided_crossings",
    "draw_bug_errors",
    "draw_bug_gallery",
    "draw_chords",
    "draw_circle_step",
    "draw_descent_paths",
    "draw_ellipses",
    "draw_embedding",
    "draw_filter_response",
    "draw_gap_errors",
    "draw_interlacing",
    "draw_learning",
    "draw_level_sets",
    "draw_log_gradient_errors",
    "draw_loss_curves",
    "draw_methods",
    "draw_momentum_race",
    "draw_one_number",
    "draw_pair_maps",
    "draw_pairs",
    "draw_patterns",
    "draw_people",
    "draw_permutation",
    "draw_power_maps",
    "draw_quotient_errors",
    "draw_shrunk_spectra",
    "draw_spd_cone",
    "draw_step_times",
    "draw_taylor",
    "draw_threshold_errors",
    "draw_trace_ring",
    "draw_trial",
    "draw_two_cycle",
    "draw_unit_balls",
    "draw_verdict_maps",
    "ellipse",
    "filter_response",
    "gap_errors",
    "image_html",
    "level_sets",
    "log_gradient_errors",
    "loss_curves",
    "momentum_race",
    "pair_maps",
    "png",
    "power_maps",
    "principal_plane",
    "quotient_errors",
    "saving",
    "show",
    "shrunk_spectra",
    "source_line",
    "spd_cone",
    "style",
    "threshold_errors",
    "trial_traces",
    "two_cycle",
    "unit_ball",
    "verdict_maps",
]
