"""Random derivations: lawful ones are accepted, one unlawful step is refused at its line."""

import numpy as np
import pytest

from mathlib.algebra import d as differential_of
from mathlib.algebra import evaluate, random_rewrite, sample_values
from mathlib.algebra.laws import SIGN_LOST
from mathlib.exercises import registry
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.derive import derive

EXERCISES = [e for e in registry.every_entry() if isinstance(e.exercise, DeriveExercise)]
FEW, MANY = 60, 500

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


def lawful_walk(exercise, rng, steps, line=None):
    """Rewrite d(L), or a line, by random laws; return the lines."""
    held = [s for s in exercise.symbols if s not in exercise.moving]
    goal = exercise.goals[0]
    line = differential_of(goal.expr) if line is None else line
    lines = []
    for _ in range(steps):
        step = random_rewrite(line, rng, held)
        if step is None:
            break
        line = step.after
        lines.append(line)
    return lines


def values_differ(exercise, one, other, rng):
    """Whether two lines differ, at inputs and sizes that no derivation uses."""
    held = [s for s in exercise.symbols if s not in exercise.moving]
    for sizes in exercise.sizes or ({"k": 6, "m": 8, "n": 7}, {"k": 9, "m": 5, "n": 4}):
        values = sample_values((one, other, *exercise.symbols), rng, sizes=sizes, constants=held)
        try:
            a, b = (evaluate(line, values, sizes=sizes) for line in (one, other))
        except (ValueError, np.linalg.LinAlgError):
            return True
        if a.shape != b.shape or np.abs(a - b).max() > 1e-7 * max(np.abs(a).max(), 1e-3):
            return True
    return False


def write(entry, lines):
    d = derive(entry.number)
    for line in lines:
        d.dL = line
    return d.lines


def accepted(count, seed):
    rng = np.random.default_rng(seed)
    for index in range(count):
        entry = EXERCISES[index % len(EXERCISES)]
        lines = lawful_walk(entry.exercise, rng, int(rng.integers(3, 8)))
        for verdict in write(entry, lines):
            assert verdict.kind in ("holds", "same"), verdict


def refused(count, seed):
    rng = np.random.default_rng(seed)
    done = named = 0
    while done < count:
        entry = EXERCISES[done % len(EXERCISES)]
        exercise = entry.exercise
        held = [s for s in exercise.symbols if s not in exercise.moving]
        lines = lawful_walk(exercise, rng, int(rng.integers(2, 5)))
        slip = random_rewrite(lines[-1], rng, held, wrong=True)
        if slip is None or not values_differ(exercise, lines[-1], slip.after, rng):
            continue
        after = lawful_walk(exercise, rng, int(rng.integers(0, 3)), slip.after)
        verdicts = write(entry, [*lines, slip.after, *after])
        done += 1
        broken = [v.number for v in verdicts if v.kind == "broken"]
        assert broken == [len(lines) + 1], (slip.law.name, slip.cause, verdicts)
        matches = verdicts[len(lines)].matches
        cause = SIGN_LOST if slip.became == -slip.part else slip.cause
        assert {(slip.cause, slip.law.name), (cause, slip.law.name)} & {
            (m.cause, m.law) for m in matches
        }, slip
        named += len(matches) == 1
        for verdict in verdicts[len(lines) + 1 :]:
            assert verdict.kind in ("follows", "broken again"), verdict
    return named


def test_lawful_derivations_are_accepted():
    accepted(FEW, seed=1)


def test_one_unlawful_step_is_refused_at_its_line():
    refused(FEW, seed=2)


@pytest.mark.full
def test_500_lawful_derivations_are_accepted():
    accepted(MANY, seed=3)


@pytest.mark.full
def test_500_unlawful_steps_are_refused_at_their_lines():
    named = refused(MANY, seed=4)
    assert named > MANY / 4
