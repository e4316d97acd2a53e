"""Exercise of chapter 10: back through the covariance of a trial."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_00.inputs import whole
from mathlib.exercises.chapters.chapter_10.inputs import Array, Generator, sym
from mathlib.exercises.exercise import Exercise, Inputs, Mistake


def covariance_vjp(G: Array, Z: Array) -> Any:
    """Return the gradient in Z of ⟨G, C⟩, for the covariance C = Z J Zᵀ / (T − 1)."""
    centred = Z - Z.mean(axis=1, keepdims=True)
    return (G + G.T) @ centred / (Z.shape[1] - 1)


def _centred(Z: Array) -> Array:
    return np.asarray(Z - Z.mean(axis=1, keepdims=True))


def _loss(G: Array, Z: Array) -> Any:
    return np.sum(G * (_centred(Z) @ Z.T)) / (Z.shape[1] - 1)


def _signals(rng: Generator) -> list[Inputs]:
    """Draw signals off zero, so that a forgotten mean shows; one has fewer samples than rows."""
    return [
        (rng.normal(size=(n, n)), rng.normal(size=(n, T)) + rng.uniform(1, 2, size=(n, 1)))
        for n, T in ((3, 7), (5, 4), (2, 6), (4, 9))
    ]


COVARIANCE_VJP = Exercise(
    slug="covariance-vjp",
    title="Back through a covariance",
    difficulty=1,
    minutes=6,
    reference=covariance_vjp,
    layout={"G": "nn", "Z": "nT"},
    result="nT",
    upstream="G",
    cases=_signals,
    small=lambda rng: [(whole(rng, n, n), whole(rng, n, T)) for n, T in ((2, 3), (2, 5), (3, 4))],
    loss=_loss,
    variable="Z",
    mistakes={
        "factor 2 lost": Mistake(
            lambda G, Z: sym(G) @ _centred(Z) / (Z.shape[1] - 1),
            "The 2 is missing in front of sym(G)ZJ.",
            "Z stands twice in ZJZᵀ: how many terms has the product rule?",
        ),
        "G plus its transpose, doubled": Mistake(
            lambda G, Z: 2 * (G + G.T) @ _centred(Z) / (Z.shape[1] - 1),
            "The 2 of the product rule is there twice: 2 sym(G) is G + Gᵀ.",
            "sym G = (G + Gᵀ)/2.",
        ),
        "symmetric part forgotten": Mistake(
            lambda G, Z: 2 * G @ _centred(Z) / (Z.shape[1] - 1),
            "2G stands where 2 sym(G) belongs: the two terms are added as if G were symmetric.",
            "Move the second Z across: which G does it meet?",
        ),
        "first term only": Mistake(
            lambda G, Z: G @ _centred(Z) / (Z.shape[1] - 1),
            "Only the term with dZ on the left of J is there: G ZJ.",
            "dC = (dZ J Zᵀ + Z J dZᵀ)/(T − 1) has two.",
        ),
        "second term only": Mistake(
            lambda G, Z: G.T @ _centred(Z) / (Z.shape[1] - 1),
            "Only the term with dZᵀ on the right of J is there: GᵀZJ.",
            "dC = (dZ J Zᵀ + Z J dZᵀ)/(T − 1) has two.",
        ),
        "J forgotten": Mistake(
            lambda G, Z: (G + G.T) @ Z / (Z.shape[1] - 1),
            "Z enters as it stands, with its mean: the J is lost.",
            "Shift a channel by a constant: C stays. What must the gradient add up to over time?",
        ),
        "T for T − 1": Mistake(
            lambda G, Z: (G + G.T) @ _centred(Z) / Z.shape[1],
            "It is divided by T, the number of samples.",
            "This C is divided by T − 1.",
        ),
        "number of channels": Mistake(
            lambda G, Z: (G + G.T) @ _centred(Z) / len(Z),
            "It is divided by the number of channels, `len(Z)`.",
            "T counts samples, and Z has shape (n, T).",
        ),
        "number of channels less one": Mistake(
            lambda G, Z: (G + G.T) @ _centred(Z) / (len(Z) - 1),
            "It is divided by n − 1, with the number of channels, `len(Z)`, for T.",
            "T counts samples, and Z has shape (n, T).",
        ),
        "not divided": Mistake(
            lambda G, Z: (G + G.T) @ _centred(Z),
            "The division by T − 1 is missing.",
            "It stands in front of C, so it stands in front of the gradient.",
        ),
        "mean over the channels": Mistake(
            lambda G, Z: (G + G.T) @ (Z - Z.mean(axis=0)) / (Z.shape[1] - 1),
            "The mean is taken over the channels, along the columns of Z.",
            "ZJ takes from each channel its own mean over time: `axis=1`.",
        ),
        "one mean for all": Mistake(
            lambda G, Z: (G + G.T) @ (Z - Z.mean()) / (Z.shape[1] - 1),
            "One mean of all entries is taken off.",
            "ZJ takes from each channel its own mean over time: `axis=1`.",
        ),
    },
    hints=(
        "Name A = ZJ, so that C = AZᵀ/(T − 1), since J is a projector. Where does Z stand?",
        "dC = (dZ J Zᵀ + Z J dZᵀ)/(T − 1); move what stands beside dZ across ⟨G, dC⟩.",
        "`centred = Z - Z.mean(axis=1, keepdims=True)` is ZJ.",
    ),
    symptoms={
        "it is right for symmetric G only": "the two terms meet G and Gᵀ.",
        "your sums over time are not 0": "the gradient ends in J: take the mean off each row.",
    },
)
