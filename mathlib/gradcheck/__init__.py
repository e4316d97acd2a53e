"""Checking a gradient: finite differences, the Taylor test, the adjoint test, and a reading."""

from mathlib.gradcheck.adjoint import AdjointTest, adjoint_test
from mathlib.gradcheck.numerical import Method, directional_derivative, numerical_gradient
from mathlib.gradcheck.report import GradientReport, gradient_report, relative_error
from mathlib.gradcheck.taylor import TaylorTest, taylor_test

__all__ = [
    "AdjointTest",
    "GradientReport",
    "Method",
    "TaylorTest",
    "adjoint_test",
    "directional_derivative",
    "gradient_report",
    "numerical_gradient",
    "relative_error",
    "taylor_test",
]
