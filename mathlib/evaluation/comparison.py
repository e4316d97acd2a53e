"""Two methods on the same people: the difference, person by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from scipy import stats

from mathlib._validate import Array, real_array, same_shape
from mathlib.evaluation.intervals import Interval


@dataclass(frozen=True)
class PairedComparison:
    """The first method against the second, over the same subjects.

    Attributes
    ----------
    n_subjects, wins, losses : int
        On how many subjects the first is more, or less, accurate; the rest are ties.
    difference : float
        Mean of first − second.
    interval : Interval
        Of that mean, see `mean_interval`.
    p_value : float
        Wilcoxon's signed-rank test, two-sided; 1 if every subject ties.
    effect : float
        Matched-pairs rank-biserial correlation, −1 … 1: the share of rank sums in favour of the
        first, minus the share against it. 0 if every subject ties.
    """

    n_subjects: int
    wins: int
    losses: int
    difference: float
    interval: Interval
    p_value: float
    effect: float


def compare_pairs(first: Any, second: Any) -> PairedComparison:
    """Compare the accuracies of two methods across subjects.

    Parameters
    ----------
    first, second : (n_subjects,) array_like
        One accuracy a subject (a mean over seeds counts as one), in the same order.

    Returns
    -------
    PairedComparison

    Raises
    ------
    ValueError
        Different lengths, or fewer than six subjects: with five no signed-rank test reaches 0.05.

    Notes
    -----
    Ties keep their rank and count for nobody (Pratt's way): many of them weaken the verdict.
    Source: Wilcoxon (1945); Pratt (1959); Kerby (2014).
    """
    a, b = real_array(first, "first", ndim=1), real_array(second, "second", ndim=1)
    same_shape(a, b, ("first", "second"))
    if len(a) < 6:
        raise ValueError(f"there are {len(a)} subjects; expected 6 or more to compare methods.")
    difference = np.round(a - b, 12)  # 0.7 − 0.6 and 0.3 − 0.2 have to tie as ranks
    wins, losses = int((difference > 0).sum()), int((difference < 0).sum())
    p_value = 1.0
    if wins + losses:
        p_value = float(stats.wilcoxon(difference, zero_method="pratt").pvalue)
    return PairedComparison(
        n_subjects=len(a),
        wins=wins,
        losses=losses,
        difference=float(difference.mean()),
        interval=mean_interval(difference),
        p_value=p_value,
        effect=_rank_biserial(difference),
    )


def compare_all(accuracies: Mapping[str, Any]) -> dict[tuple[str, str], PairedComparison]:
    """Compare every pair of methods; p-values are corrected for their number by Holm's procedure.

    Parameters
    ----------
    accuracies : mapping of str to (n_subjects,) array_like
        Method → one accuracy a subject, all in the same order.

    Returns
    -------
    dict
        (first, second) → PairedComparison with the corrected p-value.

    Raises
    ------
    ValueError
        As `compare_pairs`.

    Notes
    -----
    Source: Holm (1979).
    """
    found = {
        (one, other): compare_pairs(accuracies[one], accuracies[other])
        for one, other in combinations(accuracies, 2)
    }
    corrected = 0.0
    result = dict(found)
    for rank, pair in enumerate(sorted(found, key=lambda pair: found[pair].p_value)):
        corrected = max(corrected, min(1.0, (len(found) - rank) * found[pair].p_value))
        result[pair] = replace(found[pair], p_value=corrected)
    return result


def mean_interval(values: Any, confidence: float = 0.95) -> Interval:
    """Student's interval of a mean over subjects: what other people from the same crowd may show.

    Parameters
    ----------
    values : (n_subjects,) array_like
        Two or more; a mean over seeds counts as one.
    confidence : float
        In (0, 1).

    Returns
    -------
    Interval
        Honest for few subjects, where resampling is too sure; not cut at 0 or 1.

    Raises
    ------
    ValueError
        Fewer than two subjects.

    Notes
    -----
    Source: Student (1908).
    """
    x = real_array(values, "values", ndim=1)
    if len(x) < 2:
        raise ValueError(f"there are {len(x)} subjects; expected 2 or more for an interval.")
    half = stats.t.ppf((1 + confidence) / 2, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    return Interval(float(x.mean() - half), float(x.mean() + half), confidence)


def _rank_biserial(difference: Array) -> float:
    ranks = stats.rankdata(np.abs(difference))
    total = ranks[difference != 0].sum()
    return float((np.sign(difference) * ranks).sum() / total) if total else 0.0
