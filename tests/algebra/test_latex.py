"""Textbook expressions, letter by letter."""

import pytest

from mathlib import algebra as al
from mathlib.algebra import d, det, identity, inv, logdet, norm, norm2, ones, tr

TEXTBOOK = {
    r"\operatorname{Tr}(X^\top A X)": lambda q: tr(q.X.T @ q.A @ q.X),
    r"\operatorname{Tr}(\mathrm{d}X^\top\,A X) + \operatorname{Tr}(X^\top A\,\mathrm{d}X)": (
        lambda q: tr(d(q.X).T @ q.A @ q.X) + tr(q.X.T @ q.A @ d(q.X))
    ),
    r"\operatorname{Tr}(X^\top (A + A^\top)\,\mathrm{d}X)": (
        lambda q: tr(q.X.T @ (q.A + q.A.T) @ d(q.X))
    ),
    r"2 C^\top (C X - Y)": lambda q: 2 * q.C.T @ (q.C @ q.X - q.Y),
    r"\lVert C X - Y \rVert_F^2": lambda q: norm2(q.C @ q.X - q.Y),
    r"\frac{1}{2} \lVert a - c \rVert^2": lambda q: norm2(q.a - q.c) / 2,
    r"-A^{-1}\,\mathrm{d}A\,A^{-1}": lambda q: -inv(q.A) @ d(q.A) @ inv(q.A),
    r"A^{-\top}": lambda q: inv(q.A).T,
    r"(A M)^{-\top}": lambda q: inv(q.A @ q.M).T,
    r"(A M)^\top": lambda q: (q.A @ q.M).T,
    r"\log\det(I + X X^\top)": lambda q: logdet(identity("n") + q.X @ q.X.T),
    r"\mathrm{d}\log\det A": lambda q: d(logdet(q.A)),
    r"\mathrm{d}(X^\top)": lambda q: d(q.X.T),
    r"\mathrm{d}(A^{-1})": lambda q: d(inv(q.A)),
    r"\det(A) \operatorname{Tr}(A^{-1}\,\mathrm{d}A)": lambda q: det(q.A) * tr(inv(q.A) @ d(q.A)),
    r"\frac{X}{\lVert X \rVert_F}": lambda q: q.X / norm(q.X),
    r"\frac{\exp(h)}{\mathbf{1}^\top \exp(h)}": (
        lambda q: al.exp(q.h) / (ones("k").T @ al.exp(q.h))
    ),
    r"(W \odot X) B": lambda q: (q.W * q.X) @ q.B,
    r"W \odot (A X)": lambda q: q.W * (q.A @ q.X),
    r"X \oslash W": lambda q: q.X / q.W,
    r"(a^\top c) X": lambda q: (q.a.T @ q.c) * q.X,
    r"a b^\top": lambda q: q.a @ q.b.T,
    r"A - (M - S)": lambda q: q.A - (q.M - q.S),
    r"-(A + M)": lambda q: -(q.A + q.M),
    r"A - 2 M": lambda q: q.A + (-2) * q.M,
    r"A^{3}": lambda q: q.A @ q.A @ q.A,
    r"\operatorname{Tr}(A)^{2}": lambda q: tr(q.A) ** 2,
    r"\frac{3}{4} X": lambda q: 3 * q.X / 4,
    r"\frac{\lVert a \rVert^2}{n}": lambda q: norm2(q.a) / al.size("n"),
    r"\langle C^\top Y, X \rangle": lambda q: al.inner(q.C.T @ q.Y, q.X),
    r"(B^\top \otimes A) \operatorname{vec}(X)": lambda q: al.kron(q.B.T, q.A) @ al.vec(q.X),
    r"K_{n,k} \operatorname{vec}(X)": lambda q: al.commutation("n", "k") @ al.vec(q.X),
    r"\sigma(A X)": lambda q: al.sigmoid(q.A @ q.X),
    r"\exp_\odot(X)": lambda q: al.exp(q.X),
    r"e^{A}": lambda q: al.expm(q.A),
    r"\Sigma^{-1} x_{1}": lambda q: inv(al.spd("Sigma", "n")) @ al.vector("x1", "n"),
    r"\operatorname{Diag}(a) \operatorname{diag}(A)": lambda q: al.Diag(q.a) @ al.diag(q.A),
    r"(A^\top)^\top": lambda q: q.A.T.T,
    r"\mathbf{1}^\top X": lambda q: ones(1, "n") @ q.X,
}


@pytest.mark.parametrize("text", TEXTBOOK)
def test_textbook(text, letters):
    assert al.latex(TEXTBOOK[text](letters)) == text


def test_brackets_grow_around_a_fraction(letters):
    assert al.latex(al.log(letters.s / letters.t)) == r"\log\left(\frac{s}{t}\right)"


def test_a_notebook_shows_it(letters):
    assert letters.A._repr_latex_() == r"$\displaystyle A$"
