"""Fair evaluation: folds, baselines in the same folds, and intervals."""

from mathlib.evaluation.baselines import minimum_distance_to_mean, tangent_space_logistic
from mathlib.evaluation.crossval import CrossValidation, Predictor, cross_validate
from mathlib.evaluation.folds import Fold, leave_one_run_out
from mathlib.evaluation.intervals import Interval, accuracy_interval, chance_interval
from mathlib.evaluation.network import SPDNetPredictor

__all__ = [
    "CrossValidation",
    "Fold",
    "Interval",
    "Predictor",
    "SPDNetPredictor",
    "accuracy_interval",
    "chance_interval",
    "cross_validate",
    "leave_one_run_out",
    "minimum_distance_to_mean",
    "tangent_space_logistic",
]
