"""Fair evaluation: folds, baselines in the same folds, and intervals."""

from mathlib.evaluation.baselines import (
    common_spatial_patterns,
    minimum_distance_to_mean,
    tangent_space_logistic,
)
from mathlib.evaluation.comparison import (
    PairedComparison,
    compare_all,
    compare_pairs,
    mean_interval,
)
from mathlib.evaluation.crossval import CrossValidation, Predictor, cross_validate
from mathlib.evaluation.folds import Fold, leave_one_group_out
from mathlib.evaluation.intervals import Interval, accuracy_interval, chance_interval
from mathlib.evaluation.network import SPDNetPredictor
from mathlib.evaluation.permutation import PermutationTest, permutation_test
from mathlib.evaluation.recentring import recentre

__all__ = [
    "CrossValidation",
    "Fold",
    "Interval",
    "PairedComparison",
    "PermutationTest",
    "Predictor",
    "SPDNetPredictor",
    "accuracy_interval",
    "chance_interval",
    "common_spatial_patterns",
    "compare_all",
    "compare_pairs",
    "cross_validate",
    "leave_one_group_out",
    "mean_interval",
    "minimum_distance_to_mean",
    "permutation_test",
    "recentre",
    "tangent_space_logistic",
]
