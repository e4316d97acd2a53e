"""Letters of different shapes, and values for them."""

from types import SimpleNamespace

import numpy as np
import pytest

from mathlib import algebra as al


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240611)


@pytest.fixture
def letters() -> SimpleNamespace:
    """Symbols named as in the course: no two sides are equal unless the letters are."""
    return SimpleNamespace(
        A=al.matrix("A", "n", "n"),
        M=al.matrix("M", "n", "n"),
        B=al.matrix("B", "k", "k"),
        X=al.matrix("X", "n", "k"),
        W=al.matrix("W", "n", "k"),
        C=al.matrix("C", "m", "n"),
        Y=al.matrix("Y", "m", "k"),
        S=al.symmetric("S", "n"),
        P=al.spd("P", "n"),
        a=al.vector("a", "n"),
        c=al.vector("c", "n"),
        b=al.vector("b", "k"),
        h=al.vector("h", "k"),
        s=al.scalar("s"),
        t=al.scalar("t"),
    )
