"""A loss that no exercise asks about, to be derived line by line all the same."""

from __future__ import annotations

from collections.abc import Sequence

from mathlib.algebra import Expr, ShapeError, Symbol, gradient, python_text
from mathlib.algebra.tree import symbols
from mathlib.exercises.derivation import DeriveExercise, Goal

NUMBER = "own loss"  # stands where an exercise has its number


def exercise_of(loss: Expr, moving: Sequence[Symbol]) -> DeriveExercise:
    """Return the record of a loss; its gradients are those that `mathlib.algebra` derives.

    Parameters
    ----------
    loss : Expr
        1×1.
    moving : sequence of Symbol
        What the gradients are asked in; all other letters are constants.

    Raises
    ------
    ValueError
        The loss is not 1×1, nothing moves, or what moves does not stand in the loss.
    NoLawError
        The laws of this course do not reach the gradient.
    """
    letters = symbols(loss)
    strangers = [symbol for symbol in moving if symbol not in letters]
    if not moving or strangers:
        given = f"{strangers[0]!r} does not stand in it" if strangers else "nothing moves"
        raise ValueError(f"name the letters of the loss that move, derive(loss, X): {given}.")
    if not loss.is_scalar:
        raise ShapeError("derive takes a loss, which is 1×1: weigh a matrix, tr(G.T @ Y)")
    return DeriveExercise(
        slug="own-loss",
        title=f"L = {python_text(loss)}",
        difficulty=1,
        minutes=1,
        symbols=(*moving, *(symbol for symbol in letters if symbol not in moving)),
        moving=tuple(moving),
        goals=(Goal("dL", loss),),
        gradients={symbol.name: gradient(loss, symbol).result for symbol in moving},
        lines=1,
        solution="the steps of gradient(loss, X)",
        hints=("What moves?", "Work from the outside in.", "gradient(loss, X) shows every step."),
    )
