"""Functions of symmetric matrices through their eigenvalues, with exact backward passes (torch)."""

from mathlib.spectral.autograd import apply, logm, rectify_eigenvalues
from mathlib.spectral.daleckii_krein import daleckii_krein_vjp, divided_differences
from mathlib.spectral.functions import LOG, SpectralFunction, rectify

__all__ = [
    "LOG",
    "SpectralFunction",
    "apply",
    "daleckii_krein_vjp",
    "divided_differences",
    "logm",
    "rectify",
    "rectify_eigenvalues",
]
