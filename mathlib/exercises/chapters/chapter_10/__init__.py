"""Exercises, predictions and the hunt of chapter 10, SPDNet on EEG."""

from mathlib.exercises.chapters.chapter_10.bimap import BIMAP_GRADIENT, BIMAP_VJP
from mathlib.exercises.chapters.chapter_10.centring import CENTRING_VJP
from mathlib.exercises.chapters.chapter_10.chance import P_VALUE
from mathlib.exercises.chapters.chapter_10.covariance import COVARIANCE_VJP
from mathlib.exercises.chapters.chapter_10.halfvec import HALF_VECTORIZE_VJP
from mathlib.exercises.chapters.chapter_10.hunts import HUNTS
from mathlib.exercises.chapters.chapter_10.predictions import PREDICTIONS
from mathlib.exercises.chapters.chapter_10.stiefel import QR_STEP, STIEFEL_TANGENT
from mathlib.exercises.derivation import DeriveExercise
from mathlib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise | DeriveExercise, ...] = (
    COVARIANCE_VJP,
    BIMAP_VJP,
    BIMAP_GRADIENT,
    STIEFEL_TANGENT,
    QR_STEP,
    HALF_VECTORIZE_VJP,
    P_VALUE,
    CENTRING_VJP,
)

__all__ = ["EXERCISES", "HUNTS", "PREDICTIONS"]
