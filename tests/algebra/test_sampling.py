"""Samples lie in their domain and all sizes are different."""

import numpy as np

from mathlib import algebra as al


def test_all_sizes_are_different(letters, rng):
    exprs = [letters.C @ letters.A @ letters.X, al.ones("p"), al.size("q") * al.vec(letters.X)]
    names = al.size_letters(*exprs)
    assert names == ("k", "m", "n", "p", "q")
    sizes = al.sample_sizes(names, rng)
    assert sorted(sizes.values()) == [3, 4, 5, 6, 7]


def test_values_lie_in_the_domain(letters, rng):
    z = al.positive("z", "n", "k")
    values = al.sample_values([letters.S, letters.P, letters.A, z], rng)
    for name in ("S", "dS", "P", "dP"):
        np.testing.assert_array_equal(values[name], values[name].T)
    assert np.linalg.eigvalsh(values["P"])[0] > 0.4
    assert np.linalg.eigvalsh(values["dP"])[0] < 0  # a tangent need not be definite
    assert values["z"].min() >= 0.5 and values["dz"].min() < 0
    assert np.abs(values["A"] - values["A"].T).max() > 0.1
    assert values["z"].shape == values["dz"].shape


def test_held_symbols_do_not_move(letters, rng):
    values = al.sample_values(letters.A @ letters.X, rng, constants=[letters.A])
    assert not values["dA"].any() and values["dX"].any()


def test_one_generator_state_gives_one_draw(letters):
    first, again = (
        al.sample_values(letters.A @ letters.X, np.random.default_rng(3)) for _ in range(2)
    )
    assert all(np.array_equal(first[name], again[name]) for name in first)
