"""Other left-hand sides: matrices, two at once, second differentials."""

import json

import pytest

from mathlib.algebra import inv, logdet, matrix, tr
from mathlib.algebra.nodes import MatMul
from mathlib.exercises.derivation import Goal
from mathlib.exercises.derive import Derivation, DeriveError

pytestmark = pytest.mark.usefixtures("outside_a_workspace")


@pytest.fixture
def matrix_goal(made_up):
    X, A = matrix("X", "n", "n"), matrix("A", "n", "n")
    made = made_up(
        symbols=(X, A),
        moving=(X,),
        goals=(
            Goal("dY", inv(X), final=lambda line: "" if isinstance(-line, MatMul) else "sum"),
            Goal("dZ", A @ X, optional=True),
        ),
        lines=1,
    )
    return Derivation("99.1", made)


def test_matrix_valued_lines_end_by_themselves(matrix_goal, workspace):
    d = matrix_goal
    X, A, dX = d.symbols
    d.dZ = A @ dX
    d.dY = -inv(X) @ dX @ inv(X)
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    saved = json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))
    assert saved["exercises"]["made-up"]["status"] == "right"
    with pytest.raises(DeriveError, match="asks for no gradient"):
        d.grad(X=X)


def test_matrix_valued_line_that_breaks_names_an_entry_and_the_law(matrix_goal):
    d = matrix_goal
    X, _, dX = d.symbols
    d.dY = -inv(X) @ inv(X) @ dX
    assert d.lines[0].kind == "broken"
    assert "in entry (" in d.lines[0].message
    assert ("order swapped", "inverse") in {(m.cause, m.law) for m in d.lines[0].matches}


def test_lines_of_two_left_hand_sides_do_not_mix(matrix_goal):
    d = matrix_goal
    X, A, dX = d.symbols
    d.dY = inv(X) @ dX @ inv(X)
    d.dZ = A @ dX
    d.dY = inv(X) @ (dX @ inv(X))
    assert [v.kind for v in d.lines] == ["broken", "holds", "follows"]


@pytest.fixture
def second(made_up):
    X = matrix("X", "n", "n")
    made = made_up(
        symbols=(X,),
        moving=(X,),
        goals=(
            Goal("dL", logdet(X), optional=True),
            Goal("d2L", logdet(X), order=2, final=lambda line: ""),
        ),
        lines=1,
    )
    return Derivation("99.1", made)


def test_second_differential(second):
    d = second
    X, dX = d.symbols
    d.dL = tr(inv(X) @ dX)
    d.d2L = -tr(inv(X) @ dX @ inv(X) @ dX)
    assert [v.kind for v in d.lines] == ["holds", "holds"]
    assert r"\mathrm{d}^2L" in d.lines[1]._repr_html_()
    assert "numerical second differential" in d.lines[1].message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lambda X, dX: tr(inv(X) @ dX), "not of degree 2"),
        (lambda X, dX: tr(inv(X) @ dX @ inv(X) @ dX), "sign lost"),
        (lambda X, dX: -tr(inv(X) @ inv(X) @ dX @ dX), "order swapped"),
    ],
)
def test_second_differential_that_breaks(second, line, said):
    d = second
    X, dX = d.symbols
    d.d2L = line(X, dX)
    assert d.lines[0].kind == "broken"
    assert said in d.lines[0].message
