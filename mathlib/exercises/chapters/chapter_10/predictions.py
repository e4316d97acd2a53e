"""Predictions of chapter 10, in the order of the notebook."""

from mathlib.exercises.chapters.chapter_10.predictions_layers import LAYERS
from mathlib.exercises.chapters.chapter_10.predictions_luck import LUCK
from mathlib.exercises.chapters.chapter_10.predictions_signals import SIGNALS

# Centring, the last of the layers, is met behind the tests of luck.
PREDICTIONS = (*SIGNALS, *LAYERS[:-1], *LUCK, LAYERS[-1])
