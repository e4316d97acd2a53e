from __future__ import annotations

import pytest

from mathlib.notebooks.formulas import formula_problems, formulas, parse, without_code

GOOD = [
    r"\left(\frac12 x\right)^2",
    r"\begin{aligned}a&=b\\c&=d\end{aligned}",
    r"\begin{array}{cc}a&b\end{array}",
    r"\left.\frac{d}{dt}\right\rvert_{t=0} L(X+tH)",
    r"\left\{x\right\}",
    r"\big|\tfrac{f(x+h)-f(x)}{h}\big|",
    r"f'(x)^2",
    r"f''_x",
    r"\mathbb R^{m\times n}",
    r"\sqrt[3]{x}",
    r"x_\text{max}",
    r"{}^\top X",
    r"\operatorname*{arg\,max}_x",
    r"X_{i}^{\top}",
    r"\|X\|_F^2",
    r"\sum_{ij}G_{ij}H_{ij} \qquad[\mathrm{F}0.1]",
    r"\langle G,\,dX\rangle",
]

BAD = [
    (r"\frac{a", "{ is not closed by }"),
    (r"a}", "} closes nothing"),
    (r"\left(a", r"\left is not closed by \right"),
    (r"a\right)", r"\right closes nothing"),
    (r"\left( a \right", r"\right lacks a delimiter"),
    (r"\left a \right)", r"\left lacks a delimiter"),
    (r"{\left(a}\right)", r"\left is not closed by \right"),
    (r"\foo x", r"unknown command \foo"),
    (r"\R^n", r"unknown command \R"),
    (r"x_1_2", "double subscript"),
    (r"x^1^2", "double superscript"),
    (r"x^2'", "a prime follows a superscript"),
    (r"x^", "^ lacks an argument"),
    (r"\frac{a}", r"\frac lacks an argument"),
    (r"\mathbb", r"\mathbb lacks an argument"),
    (r"\sqrt[3{x}", r"[ after \sqrt is not closed"),
    (r"a & b", "& stands outside an environment"),
    (r"\begin{aligned}a\end{align}", r"\begin{aligned} is closed by \end{align}"),
    (r"\begin{aligned}a", r"\begin{aligned} is not closed by \end"),
    (r"\end{aligned}", r"\end closes nothing"),
    (r"\begin{foo}a\end{foo}", "unknown environment 'foo'"),
    (r"\text{a", r"{ after \text is not closed by }"),
    (r"50% of", "a bare % has a meaning of its own"),
]


@pytest.mark.parametrize("tex", GOOD)
def test_what_mathjax_typesets_passes(tex: str) -> None:
    assert parse(tex) == []


@pytest.mark.parametrize(("tex", "reason"), BAD)
def test_what_mathjax_refuses_is_named(tex: str, reason: str) -> None:
    assert any(problem.startswith(reason) for problem in parse(tex)), parse(tex)


def test_all_mistakes_are_named_not_only_the_first() -> None:
    assert len(parse(r"\foo{a} + \left(b + x_1_2 \right) \bar")) == 3


def test_formulas_are_found_and_code_is_not_searched() -> None:
    source = "Costs \\$5: $a$ and `$b$`, ``x ` $c$``\n\n```\n$d$\n```\n\n$$\ne\n$$\n<!-- $f$ -->"
    found, wrong = formulas(source)
    assert [(formula.tex.strip(), formula.display) for formula in found] == [
        ("a", False),
        ("e", True),
    ]
    assert wrong == []
    assert len(without_code(source)) == len(source)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Let $x be.", "a $ is not closed"),
        ("Let $x\n\nbe$.", "a $ is not closed"),
        ("Let $$x$ be.", "a $$ is not closed"),
        ("A \\$ and $ b.", "a $ is not closed"),
        ("Let $ x$ be.", "a space stands next to its dollar sign"),
        ("Let $$ $$ be.", "it is empty"),
        ("| a | $|x|$ |", "splits the table's cell"),
        (r"Let \(x\) be.", r"\( or \[ begins a formula"),
        (r"Let $\foo$ be.", r"unknown command \foo"),
    ],
)
def test_a_text_cell_is_searched_for_what_markdown_spoils(source: str, reason: str) -> None:
    assert any(reason in problem for problem in formula_problems(source)), source


def test_a_text_cell_in_order_passes() -> None:
    source = "| a | $\\lvert x\\rvert$ |\n\nThen $|x|$, \\$3 and\n$$\nL(X)=a^\\top X b\n$$"
    assert formula_problems(source) == []
