"""Mutates the source of every reference; no mutant that changes a value may be accepted."""

import ast
import copy
import inspect
import random
import textwrap

import numpy as np
import pytest

from mathlib.exercises.attempt import generator, right_arrays
from mathlib.exercises.limits import TimeIsUp, time_limit

INDEPENDENT = (4321, 8765)  # attempt series that no check uses
ACCEPTED = ("right", "right values, method not shown")
SAMPLE = 8  # mutants an exercise in an ordinary run

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.MatMult, ast.Div, ast.Add),
    ast.MatMult: (ast.Mult, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult,),
}
CALLS = {
    "sum": ("mean", "prod"),
    "mean": ("sum", "median"),
    "cumsum": ("cumprod", "diff"),
    "outer": ("inner", "multiply"),
    "zeros": ("ones",),
    "abs": ("square", "negative"),
    "sqrt": ("square",),
    "exp": ("expm1",),
    "log": ("log1p",),
}


def _replacements(node, names):
    """Yield what may stand in the place of this node."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        yield node.left
        yield node.right
        yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        for value in (node.value + 1, node.value - 1, node.value * 2, -node.value):
            yield ast.Constant(value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "->" in node.value:
        letters = node.value.partition("->")[2]
        yield ast.Constant(node.value.replace(f"->{letters}", f"->{letters[::-1]}"))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in sorted(names - {node.id}):
            yield ast.Name(other, ast.Load())
        yield ast.Attribute(node, "T", ast.Load())
        yield ast.UnaryOp(ast.USub(), node)
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, ast.Subscript):
        yield node.value


def _calls(node):
    yield ast.UnaryOp(ast.USub(), node)
    yield from node.args
    if len(node.args) > 1:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if isinstance(node.func, ast.Attribute):
        for name in CALLS.get(node.func.attr, ()):
            func = ast.Attribute(node.func.value, name, ast.Load())
            yield ast.Call(func, node.args, node.keywords)
        if node.func.attr in ("sum", "mean", "cumsum"):
            for axis in (0, 1):
                axis_word = ast.keyword("axis", ast.Constant(axis))
                yield ast.Call(node.func, node.args, [axis_word])


def mutants(function):
    """Return (source, function) for each single change of a function's source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    body = tree.body[0]
    names = {arg.arg for arg in body.args.args}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    for arg in body.args.args:
        arg.annotation = None
    body.returns = None
    places = [n for n in ast.walk(body) if isinstance(n, ast.expr)]
    seen = {ast.unparse(tree)}
    for place, node in enumerate(places):
        for choice in range(len(list(_replacements(node, names)))):
            changed = copy.deepcopy(tree)
            target = [n for n in ast.walk(changed.body[0]) if isinstance(n, ast.expr)][place]
            other = list(_replacements(target, names))[choice]

            class Replace(ast.NodeTransformer):
                def visit(self, n, target=target, other=other):
                    return other if n is target else self.generic_visit(n)

            source = ast.unparse(ast.fix_missing_locations(Replace().visit(changed)))
            if source in seen:
                continue
            seen.add(source)
            space = dict(function.__globals__)
            try:
                exec(compile(source, "<mutant>", "exec"), space)
            except SyntaxError:
                continue
            yield source, space[function.__name__]


def changes_a_value(exercise, mutant):
    """Say whether a mutant differs from the reference, on inputs that no check uses."""
    for series in INDEPENDENT:
        for inputs in exercise.cases(generator(exercise, series)):
            own = tuple(x.copy() if isinstance(x, np.ndarray) else x for x in inputs)
            expected = right_arrays(exercise, inputs)
            try:
                with time_limit(1), np.errstate(all="ignore"):
                    value = exercise.compared(mutant)(*own)
                got = [np.asarray(v) for v in (value if len(expected) > 1 else (value,))]
                for g, e in zip(got, expected, strict=True):
                    if g.shape != e.shape or g.dtype.kind not in "iuf":
                        return True
                    if not np.abs(g - e).max() <= 10 * exercise.tolerance * np.abs(e).max():
                        return True
            except (Exception, TimeIsUp):
                return True
    return False


def refuse_all(exercise, number, chosen, verdict_on):
    """Assert that each chosen mutant is refused or changes no value; count both kinds."""
    refused = equivalent = 0
    for source, mutant in chosen:
        if verdict_on(number, mutant).status in ACCEPTED:
            assert not changes_a_value(exercise, mutant), source
            equivalent += 1
        else:
            refused += 1
    return refused, equivalent


def test_no_mutant_that_changes_a_value_is_accepted(entry, verdict_on):
    """A sample that differs from exercise to exercise; the next test takes all."""
    every = list(mutants(entry.exercise.reference))
    chosen = random.Random(entry.exercise.slug).sample(every, min(SAMPLE, len(every)))
    refused, _ = refuse_all(entry.exercise, entry.number, chosen, verdict_on)
    assert refused >= 4


@pytest.mark.full
def test_no_mutant_at_all_is_accepted(entry, verdict_on):
    every = list(mutants(entry.exercise.reference))
    refused, equivalent = refuse_all(entry.exercise, entry.number, every, verdict_on)
    assert refused >= max(8, 2 * equivalent)
