"""Runs wrong and right answers against every exercise of the course, whatever its chapter."""

import itertools

import numpy as np
import pytest

from mathlib.exercises.attempt import attempt, generator, right_arrays, try_inputs
from mathlib.exercises.diagnose import _agree

INDEPENDENT = 4321  # an attempt series that no check uses


def _arrays(value, parts):
    return [np.asarray(v) for v in (value if parts > 1 else (value,))]


def _changes_a_value(exercise, answer):
    """Say whether a function differs from the reference on inputs that no check uses."""
    for inputs in exercise.cases(generator(exercise, INDEPENDENT)):
        expected = right_arrays(exercise, inputs)
        own = tuple(x.copy() if isinstance(x, np.ndarray) else x for x in inputs)
        try:
            got = _arrays(exercise.compared(answer)(*own), len(expected))
        except Exception:
            return True
        for g, e in zip(got, expected, strict=True):
            if g.shape != e.shape or g.dtype.kind not in "iuf":
                return True
            if not np.allclose(g, e, rtol=0, atol=100 * exercise.tolerance * np.abs(e).max()):
                return True
    return False


def test_has_four_mistakes_and_three_different_hints(entry):
    assert len(entry.exercise.mistakes) >= 4
    assert len(set(entry.exercise.hints)) == 3


def test_slug_is_used_once():
    from mathlib.exercises.registry import all_entries

    slugs = [e.exercise.slug for e in all_entries()]
    assert len(slugs) == len(set(slugs))


def test_reference_is_right_but_not_the_learners_own(entry, verdict_on):
    verdict = verdict_on(entry.number, entry.exercise.reference)
    assert verdict.status == "right values, method not shown"


def test_solution_pasted_into_a_notebook_is_right(entry, verdict_on):
    space = {"np": np}
    if "torch" in entry.exercise.solution:
        space["torch"] = pytest.importorskip("torch")
    exec(entry.exercise.solution, space)
    pasted = space[entry.exercise.reference.__name__]
    for series in range(3):
        verdict = verdict_on(entry.number, pasted, series)
        assert verdict.status == "right", verdict
    if entry.exercise.loss is not None:
        assert "a Taylor test" in verdict.message


def test_two_other_methods_are_right(entry, verdict_on, right_answers):
    methods = right_answers[entry.exercise.slug]
    assert len(methods) >= 2
    for name, answer in methods.items():
        for series in range(3):
            verdict = verdict_on(entry.number, answer, series)
            assert verdict.status == "right", (name, verdict)


def test_stub_reads_not_attempted_yet(entry, verdict_on):
    def documented(*inputs):
        """Shapes, and one worked value."""
        ...

    def refusing(*inputs):
        raise NotImplementedError

    for stub in (documented, refusing, lambda *inputs: ..., lambda *inputs: NotImplemented):
        assert verdict_on(entry.number, stub).status == "not attempted yet"


def test_cases_have_different_dimensions_and_several_shapes(entry):
    exercise = entry.exercise
    shapes = set()
    for inputs in exercise.cases(generator(exercise, 0)):
        sizes = exercise.sizes(inputs)
        assert len(set(sizes.values())) == len(sizes), sizes
        shapes.add(tuple(sizes.items()))
    assert len(shapes) >= 3


def test_cases_of_a_series_are_the_same_and_of_another_differ(entry):
    exercise = entry.exercise

    def flat(series):
        cases = exercise.cases(generator(exercise, series))
        arrays = [np.ravel(x) for c in cases for x in c if isinstance(x, np.ndarray)]
        return np.concatenate(arrays)

    assert np.array_equal(flat(0), flat(0))
    assert not np.array_equal(flat(0), flat(1))


def test_small_inputs_are_whole_and_small(entry):
    exercise = entry.exercise
    for inputs in exercise.small(generator(exercise, 0)):
        for name, x in zip(exercise.parameters, inputs):
            if isinstance(x, np.ndarray):
                assert x.dtype == np.float64
                assert x.size <= 24
                assert np.array_equal(x, np.round(x)), name


def test_each_mistake_has_its_diagnosis_and_a_case_and_no_right_value_is_told(entry, desk):
    """One check a mistake is what time allows, so its three promises are looked at together."""
    exercise = entry.exercise
    outcome = {
        name: attempt(exercise, mistake.answer, 0) for name, mistake in exercise.mistakes.items()
    }
    right = _right_values(exercise)
    for name, mistake in exercise.mistakes.items():
        twins = tuple(
            other
            for other in exercise.mistakes
            if all(_agree(exercise, a, b) for a, b in zip(outcome[name], outcome[other]))
        )
        assert name in twins
        verdict = desk.check(entry.number, mistake.answer)
        assert verdict.status == "wrong", (name, verdict)
        assert verdict.cause == (twins if len(twins) > 1 else name), (name, verdict)
        for twin in twins:
            assert exercise.mistakes[twin].says in verdict.message

        case = desk.case(entry.number)
        assert case.inputs, name
        assert not try_inputs(exercise, mistake.answer, case.inputs).right, name
        assert try_inputs(exercise, exercise.reference, case.inputs).right

        text = repr(verdict) + repr(case)
        assert not [value for value in right if value in text], name


def _right_values(exercise):
    """Every value of the right answer, as a message would print it."""
    return {
        f"{value:.{digits}f}"
        for inputs in exercise.cases(generator(exercise, 0))
        for array in right_arrays(exercise, inputs)
        for value in np.ravel(array)
        for digits in (4, 6)
    }


def test_mistakes_that_differ_on_other_inputs_are_told_apart_here(entry):
    """Two mistakes may share a message only if they are the same function of the inputs."""
    exercise = entry.exercise
    outcomes = {
        name: [attempt(exercise, mistake.answer, series) for series in (0, INDEPENDENT)]
        for name, mistake in exercise.mistakes.items()
    }
    for (n1, first), (n2, second) in itertools.combinations(outcomes.items(), 2):
        same = [
            all(_agree(exercise, a, b) for a, b in zip(one, two)) for one, two in zip(first, second)
        ]
        assert same[0] == same[1], (n1, n2)


TRANSFORMS = {
    "negated": lambda a: -a,
    "doubled": lambda a: 2 * a,
    "halved": lambda a: a / 2,
    "turned": lambda a: np.flip(a),
    "transposed": lambda a: np.swapaxes(a, -1, -2) if a.ndim > 1 else a,
    "shifted": lambda a: a + 1,
    "absolute": np.abs,
    "summed": np.sum,
}


def test_two_mistakes_at_once_are_refused(entry):
    """Each mistake with two of the transforms, so that all transforms meet some mistake."""
    exercise = entry.exercise
    parts = len(exercise.results)
    turns = itertools.cycle(TRANSFORMS.values())
    for mistake in exercise.mistakes.values():
        for transform in itertools.islice(turns, 2):

            def answer(*inputs, mistake=mistake, transform=transform):
                arrays = [transform(a) for a in _arrays(mistake.answer(*inputs), parts)]
                return tuple(arrays) if parts > 1 else arrays[0]

            if _changes_a_value(exercise, answer):
                assert not all(t.right for t in attempt(exercise, answer, 0))


def test_same_wrong_answer_gets_the_same_text(entry, verdict_on):
    mistake = next(iter(entry.exercise.mistakes.values()))
    shown = [verdict_on(entry.number, mistake.answer) for _ in range(2)]
    assert len({repr(verdict) for verdict in shown}) == 1
    assert len({verdict._repr_html_() for verdict in shown}) == 1
