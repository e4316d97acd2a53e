"""Causes found by writing the right formula with one slip and comparing.

Each slip changes one place in the source of the reference: a matrix product becomes an elementwise
one, a plus becomes a minus, a transpose is lost. When the learner's numbers agree with such a
formula at every input, the slip is a good explanation of them.
"""

from __future__ import annotations

import ast
import contextlib
import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from mathlib.exercises.exercise import Answer
from mathlib.exercises.source import source_of

# Name -> (what was done, where to look).
SLIPS = {
    "Hadamard for matrix product": (
        "An elementwise product * stands where a matrix product @ belongs.",
        "For each * in your function ask: entry by entry, or rows times columns?",
    ),
    "matrix product for Hadamard": (
        "A matrix product @ stands where an elementwise product * belongs.",
        "For each @ in your function ask: rows times columns, or entry by entry?",
    ),
    "plus and minus exchanged": (
        "A plus and a minus are exchanged.",
        "Look at each sum and difference: which of the two belongs there?",
    ),
    "sign of one term": (
        "One minus sign is lost.",
        "Look for a term that should be subtracted.",
    ),
    "transpose missing": (
        "One transpose is missing, and the shapes happen to allow it.",
        "A factor that moves to the other side of an inner product returns transposed.",
    ),
    "division left out": (
        "One division is left out.",
        "Which normalisation does the definition ask for?",
    ),
    "multiplied instead of divided": (
        "Something is multiplied where it should be divided, or the other way round.",
        "Check the units: does doubling that quantity double the result or halve it?",
    ),
    "factor left out": (
        "One factor is left out.",
        "Count the factors of the product, and find each of them in your lines.",
    ),
    "factor taken twice": (
        "One factor stands there twice.",
        "Count the factors of the product; a power counts as many.",
    ),
    "term left out": (
        "One term of a sum or difference is left out.",
        "Count the terms of the formula, and find each of them in your lines.",
    ),
    "sum and mean exchanged": (
        "A sum and a mean are exchanged.",
        "Which of the two does the definition ask for, and over which axis?",
    ),
    "absolute value missing": (
        "An absolute value is missing.",
        "Can the quantity be negative? Should it be?",
    ),
    "absolute value too many": (
        "An absolute value is taken before the sum, so nothing can cancel.",
        "Which sign may each term have?",
    ),
    "reversal left out": (
        "One reversal [::-1] is left out.",
        "From which end does the sum start, and in which order does the result stand?",
    ),
    "power left out": (
        "A power is left out.",
        "Look for what should be squared.",
    ),
}


def _variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield every way in which this node can be slipped, with its name."""
    if isinstance(node, ast.BinOp):
        yield from _products_and_sums(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign of one term", node.operand
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose missing", node.value
    elif isinstance(node, ast.Subscript) and ast.unparse(node.slice) == "::-1":
        yield "reversal left out", node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name == "abs" and node.args:
            yield "absolute value missing", node.args[0]
        elif name in ("sum", "mean") and isinstance(node.func, ast.Attribute):
            other = copy.deepcopy(node)
            assert isinstance(other.func, ast.Attribute)
            other.func.attr = "mean" if name == "sum" else "sum"
            yield "sum and mean exchanged", other
            if node.args:
                size = ast.Call(ast.Name("abs", ast.Load()), [node.args[0]], [])
                yield (
                    "absolute value too many",
                    ast.Call(node.func, [size, *node.args[1:]], node.keywords),
                )


def _products_and_sums(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    def instead(operator: ast.operator) -> ast.BinOp:
        return ast.BinOp(node.left, operator, node.right)

    if isinstance(node.op, ast.MatMult):
        yield "Hadamard for matrix product", instead(ast.Mult())
    elif isinstance(node.op, ast.Mult):
        yield "matrix product for Hadamard", instead(ast.MatMult())
        yield "multiplied instead of divided", instead(ast.Div())
        yield "factor left out", node.left
        yield "factor left out", node.right
        yield "factor taken twice", ast.BinOp(node.left, ast.Mult(), instead(ast.Mult()))
        yield "factor taken twice", ast.BinOp(instead(ast.Mult()), ast.Mult(), node.right)
    elif isinstance(node.op, ast.Div):
        yield "multiplied instead of divided", instead(ast.Mult())
        yield "division left out", node.left
    elif isinstance(node.op, ast.Add | ast.Sub):
        flipped = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield "plus and minus exchanged", instead(flipped)
        yield "term left out", node.left
        right = node.right
        yield (
            "term left out",
            right if isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), right),
        )
    elif isinstance(node.op, ast.Pow):
        yield "power left out", node.left


@cache
def slipped(reference: Answer) -> tuple[tuple[str, Answer], ...]:
    """Return the reference with one slip each, as (name of the slip, function)."""
    try:
        tree = ast.parse(source_of(reference))
    except (OSError, TypeError, SyntaxError):
        return ()
    if getattr(reference, "__closure__", None):
        return ()
    places = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    counting = {  # the −1 of an index or a slice is no sign of a term
        id(n)
        for s in ast.walk(tree)
        if isinstance(s, ast.Subscript | ast.Slice)
        for n in ast.walk(s.slice if isinstance(s, ast.Subscript) else s)
        if isinstance(s, ast.Slice) or isinstance(n, ast.UnaryOp)
    }
    found: list[tuple[str, Answer]] = []
    for place in range(len(places)):
        if id(places[place]) in counting:
            continue
        count = len(list(_variants(places[place])))
        for choice in range(count):
            changed = copy.deepcopy(tree)
            target = [n for n in ast.walk(changed) if isinstance(n, ast.expr)][place]
            name, other = list(_variants(target))[choice]
            found.append((name, _compile(_replace(changed, target, other), reference)))
    return tuple(found)


def _replace(tree: ast.Module, target: ast.AST, other: ast.AST) -> ast.Module:
    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return other if node is target else self.generic_visit(node)

    changed: ast.Module = Replace().visit(tree)
    return ast.fix_missing_locations(changed)


def _compile(tree: ast.Module, reference: Answer) -> Answer:
    space: dict[str, Any] = dict(reference.__globals__)

    def answer(*inputs: object) -> object:
        with np.errstate(all="ignore"), contextlib.suppress(Exception):
            return changed(*inputs)
        return None

    exec(compile(tree, "<slip>", "exec"), space)
    changed: Answer = space[reference.__name__]
    return answer
