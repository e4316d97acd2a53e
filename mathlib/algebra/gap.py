"""How far two values are apart, measured by the largest term that goes into them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mathlib.algebra.evaluate import Values, evaluate
from mathlib.algebra.nodes import Apply, Expr, Sum, Times


def largest_term(expr: Expr, values: Values, *, sizes: Mapping[str, int] | None = None) -> float:
    """Return the largest absolute entry among the terms of an expression.

    A sum is opened, also inside a trace and behind scalars, and a trace adds the absolute values
    on its diagonal: rounding is proportional to these numbers, not to a sum in which they cancel.
    Parameters and errors are those of `evaluate`.
    """
    if isinstance(expr, Sum):
        return max(largest_term(term, values, sizes=sizes) for term in expr.args)
    if isinstance(expr, Times):
        factor = abs(float(expr.number))
        for scalar in expr.args[:-1]:
            factor *= largest_term(scalar, values, sizes=sizes)
        return factor * largest_term(expr.args[-1], values, sizes=sizes)
    if isinstance(expr, Apply) and expr.function.name == "tr":
        inside = expr.args[0]
        if isinstance(inside, Sum):
            return max(
                largest_term(Apply(expr.function, (term,)), values, sizes=sizes)
                for term in inside.args
            )
        diagonal = np.diagonal(evaluate(inside, values, sizes=sizes))
        return float(np.abs(diagonal).sum())
    return float(np.abs(evaluate(expr, values, sizes=sizes)).max(initial=0.0))


def relative_gap(
    left: Expr, right: Expr, values: Values, *, sizes: Mapping[str, int] | None = None
) -> float:
    """Return the largest difference of two expressions, divided by the largest term of both.

    Parameters
    ----------
    left, right : Expr
        Of one shape.
    values, sizes
        As for `evaluate`.

    Returns
    -------
    float
        0 where both are zero; infinity where the shapes differ.
    """
    if left.shape != right.shape:
        return float("inf")
    difference = evaluate(left, values, sizes=sizes) - evaluate(right, values, sizes=sizes)
    gap = float(np.abs(difference).max(initial=0.0))
    scale = max(largest_term(side, values, sizes=sizes) for side in (left, right))
    return gap / scale if gap else 0.0
