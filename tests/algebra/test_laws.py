"""Every law holds at random points; every known mistake shows there, or says when it does not."""

import pytest

from mathlib import algebra as al
from mathlib.algebra.laws import Law, outcomes
from mathlib.algebra.laws_product import SLIPS
from mathlib.algebra.nodes import MatMul

ALL = (*al.LAWS, *SLIPS)
IDS = [f"{i}-{law.name}" for i, law in enumerate(ALL)]
SYMMETRIC = "transpose of a symmetric matrix"
# Laws of the letter D when it has a structure.
STRUCTURED = {
    "transpose of a skew matrix": al.skew,
    "diagonal right factor of an elementwise product": al.diagonal,
    "diagonal left factor of an elementwise product": al.diagonal,
    "only the symmetric part meets a symmetric matrix": al.symmetric,
    "symmetric part of an elementwise product": al.symmetric,
}


def instance(law: Law, square: bool, product: bool = False) -> dict[str, al.Expr]:
    """Put symbols for the letters of a law: all sides different, or all equal."""
    found = {}
    for name, wild in law.letters.items():
        sides = ["n" if square and side.letters else side for side in wild.shape]
        kind = al.matrix if law.name.endswith(("relu", "step")) else al.positive
        found[name] = kind(name, *sides)
        if law.name in STRUCTURED and name == "D":
            found[name] = STRUCTURED[law.name](name, sides[0])
        elif law.name == SYMMETRIC:
            found[name] = al.matrix(name, *sides) @ al.matrix(name, *sides).T
        elif product and (square or sides[0] == sides[1]) and sides != [al.Size(), al.Size()]:
            middle = "n" if square else "z"
            one, two = (
                al.matrix(name + "1", sides[0], middle),
                al.matrix(name + "2", middle, sides[1]),
            )
            found[name] = one @ two
    return found


def held_letters(law: Law, found: dict[str, al.Expr]) -> list[al.Symbol]:
    if law.when is None or law.applies(found, frozenset()):
        return []
    held = [s for s in found.values() if law.applies(found, frozenset([s.name]))]
    assert held
    return held


def value_pair(law, found, other, rng):
    left = al.substitute(law.left, found)
    sizes = al.sample_sizes(al.size_letters(left, other), rng)
    held = held_letters(law, found)
    values = al.sample_values([left, other], rng, sizes=sizes, constants=held)
    return left, values, sizes


@pytest.mark.parametrize("square", [False, True], ids=["all sizes different", "square"])
@pytest.mark.parametrize("law", ALL, ids=IDS)
def test_every_law_holds(law, square, rng):
    found = instance(law, square)
    right = law.right(**found)
    for _ in range(3):
        left, values, sizes = value_pair(law, found, right, rng)
        assert left.shape == right.shape
        assert al.relative_gap(left, right, values, sizes=sizes) < 1e-10


def gaps_at(law, wrong, rng):
    """Yield, for plain letters and for products in their place, the gaps of what fits there."""
    for square, product in ((False, False), (True, False), (False, True), (True, True)):
        found = instance(law, square, product)
        try:
            results = outcomes(wrong.build(**found))
        except al.ShapeError:
            continue
        gaps = []
        for result in results:
            left, values, sizes = value_pair(law, found, result, rng)
            if result.shape == left.shape:
                gaps.append(al.relative_gap(left, result, values, sizes=sizes))
        yield gaps


MISTAKES = [
    pytest.param(law, wrong, id=f"{law.name}: {wrong.cause} {i}")
    for law in ALL
    for i, wrong in enumerate(law.wrong)
    if not law.name.endswith("step")  # its slope is zero, so is every product with it
]


@pytest.mark.parametrize(("law", "wrong"), MISTAKES)
def test_every_known_mistake_changes_the_value(law, wrong, rng):
    gaps = next(gaps for gaps in gaps_at(law, wrong, rng) if max(gaps, default=0) > 1e-4)
    assert min(gaps) > 1e-4 or wrong.harmless


SYMMETRIC_ONLY = [
    (law, wrong)
    for law in ALL
    for wrong in law.wrong
    if wrong.harmless in ("P symmetric", "D symmetric")
]


@pytest.mark.parametrize(("law", "wrong"), SYMMETRIC_ONLY, ids=lambda x: getattr(x, "name", ""))
def test_a_mistake_that_is_harmless_for_symmetric_letters_is_so(law, wrong, rng):
    found = {name: al.symmetric(name, "n") for name in law.letters}
    for result in outcomes(wrong.build(**found)):
        left, values, sizes = value_pair(law, found, result, rng)
        assert al.relative_gap(left, result, values, sizes=sizes) < 1e-10


def test_reversed_laws_hold_too(rng):
    both = [law for law in al.LAWS if law.both_ways]
    assert len(both) > 15
    for law in both:
        back = law.reversed()
        found = instance(law, square=False)
        assert set(back.letters) == set(law.letters), law.name
        assert back.right(**found) == al.substitute(law.left, found)
        assert al.substitute(back.left, found) == law.right(**found)


def test_the_printed_theorems_are_all_there():
    sources = {law.source for law in al.LAWS}
    assert {f"Chen (2023), Theorem 2.1 ({i})" for i in range(1, 9)} <= sources
    tags = {tag for law in al.LAWS for tag in law.tags}
    assert {f"F2.{i}" for i in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17)} <= tags
    assert {"S04", "S05", "S06", "S18", "S19", "S21"} <= tags


def test_names_of_laws_and_letters_are_fit_to_be_shown():
    for law in ALL:
        assert law.name and al.latex(law.left) and al.latex(law.result)
        assert all(isinstance(wrong, al.Wrong) for wrong in law.wrong)
    assert isinstance(next(x for x in ALL if x.name == "product rule").left.args[0], MatMul)
