"""Gradient descent: which direction is steepest, how far to go, and how fast it arrives."""

from mathlib.descent.directions import Norm, dual_norm, length, steepest_direction
from mathlib.descent.line_search import backtracking, exact_line_search
from mathlib.descent.methods import gradient_descent, heavy_ball, normalised_descent
from mathlib.descent.quadratic import Quadratic
from mathlib.descent.rates import (
    best_fixed_step,
    fixed_step_factor,
    heavy_ball_factor,
    heavy_ball_parameters,
)
from mathlib.descent.trajectory import Objective, StopReason, Trajectory

__all__ = [
    "Norm",
    "Objective",
    "Quadratic",
    "StopReason",
    "Trajectory",
    "backtracking",
    "best_fixed_step",
    "dual_norm",
    "exact_line_search",
    "fixed_step_factor",
    "gradient_descent",
    "heavy_ball",
    "heavy_ball_factor",
    "heavy_ball_parameters",
    "length",
    "normalised_descent",
    "steepest_direction",
]
