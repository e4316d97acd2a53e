"""One attempt: an answer is called at every case and set beside the right arrays."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

import numpy as np

from mathlib.exercises.causes.view import Sample, View
from mathlib.exercises.compare import Array, Unusable, as_array, compare
from mathlib.exercises.exercise import Answer, Exercise, Inputs
from mathlib.exercises.runner import Outcome, call, copy_inputs


@dataclass(frozen=True)
class Trial:
    """One input: the right arrays, what the call gave, and the arrays found in it."""

    inputs: Inputs
    expected: tuple[Array, ...]
    outcome: Outcome
    got: tuple[Array, ...] | Unusable | None  # None when nothing was returned
    right: bool

    @property
    def blank(self) -> bool:
        """Whether the answer says, by what it returns or raises, that it is not written yet."""
        if self.outcome.raised is not None:
            return isinstance(self.outcome.raised.error, NotImplementedError)
        value = self.outcome.value
        nothing = value is None or value is Ellipsis or value is NotImplemented
        return self.outcome.kind == "value" and nothing


def generator(exercise: Exercise, series: int) -> np.random.Generator:
    """Return the source of an attempt series' inputs; the same series gives the same inputs."""
    return np.random.default_rng([zlib.crc32(exercise.slug.encode()), series])


def right_arrays(exercise: Exercise, inputs: Inputs) -> tuple[Array, ...]:
    """Return the reference's arrays."""
    value = exercise.compared(exercise.reference)(*copy_inputs(inputs))
    return tuple(np.asarray(v) for v in (value if len(exercise.results) > 1 else (value,)))


def _arrays(exercise: Exercise, outcome: Outcome) -> tuple[Array, ...] | Unusable | None:
    value, number = outcome.value, len(exercise.results)
    if outcome.kind != "value":
        return None
    if number == 1:
        array = as_array(value, exercise.noun)
        return array if isinstance(array, Unusable) else (array,)
    if not isinstance(value, tuple | list) or len(value) != number:
        given = f"{len(value)}" if isinstance(value, tuple | list) else "one object"
        return Unusable(
            "wrong number of results",
            f"Your function returns {given}; {number} arrays are expected, as `return first, …`.",
        )
    parts = [as_array(v, exercise.noun) for v in value]
    bad = next((p for p in parts if isinstance(p, Unusable)), None)
    return bad if bad is not None else tuple(p for p in parts if not isinstance(p, Unusable))


def try_inputs(exercise: Exercise, answer: Answer, inputs: Inputs) -> Trial:
    """Call the answer once and compare."""
    expected = right_arrays(exercise, inputs)
    outcome = call(exercise.compared(answer), inputs, exercise.reference, exercise.seconds)
    got = None if outcome.value is None else _arrays(exercise, outcome)
    right = (
        isinstance(got, tuple)
        and not outcome.changed
        and all(compare(g, e, exercise.tolerance).within for g, e in zip(got, expected))
    )
    return Trial(inputs, expected, outcome, got, right)


def attempt(exercise: Exercise, answer: Answer, series: int) -> tuple[Trial, ...]:
    """Try an answer at every case of the series; an endless loop ends the attempt."""
    trials = []
    for inputs in exercise.cases(generator(exercise, series)):
        trials.append(try_inputs(exercise, answer, tuple(inputs)))
        if trials[-1].outcome.kind in ("time", "exit"):
            break
    return tuple(trials)


def views(exercise: Exercise, trials: tuple[Trial, ...]) -> list[View]:
    """Return one view for each returned array that is wrong somewhere."""
    found = []
    for part, layout in enumerate(exercise.results):
        samples = tuple(
            Sample(
                t.inputs,
                exercise.sizes(t.inputs),
                t.expected[part],
                t.got[part],
                compare(t.got[part], t.expected[part], exercise.tolerance).within,
            )
            for t in trials
            if isinstance(t.got, tuple)
        )
        several = len(exercise.results) > 1
        noun = f"{exercise.noun} number {part + 1}" if several else exercise.noun
        if not all(s.right for s in samples):
            found.append(View(exercise, samples, layout, noun, part))
    return found


def fingerprint(trials: tuple[Trial, ...]) -> str:
    """Return a short text that differs between different wrong answers."""
    digest = hashlib.sha256()
    for trial in trials:
        digest.update(trial.outcome.kind.encode())
        if isinstance(trial.got, tuple):
            for array in trial.got:
                digest.update(f"{array.shape}{array.dtype}".encode())
                rounded = np.array([f"{x:.9e}" for x in array.ravel()[:1000]])
                digest.update(rounded.tobytes())
        elif isinstance(trial.got, Unusable):
            digest.update(trial.got.says.encode())
        if trial.outcome.raised is not None:
            digest.update(repr(trial.outcome.raised.error).encode())
    return digest.hexdigest()[:16]
