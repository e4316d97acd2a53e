"""Functions of symmetric matrices through their eigenvalues, with exact derivatives (torch)."""

from mathlib.spectral import general
from mathlib.spectral.autograd import apply, frechet
from mathlib.spectral.certificate import rectify_eigenvalues
from mathlib.spectral.daleckii_krein import (
    daleckii_krein_vjp,
    divided_differences,
    second_divided_differences,
)
from mathlib.spectral.eigenvectors import eigh_vjp
from mathlib.spectral.functions import EXP, INV_SQRT, LOG, SQRT, SpectralFunction, power
from mathlib.spectral.ionescu import ionescu_shared_vjp, ionescu_vjp
from mathlib.spectral.matrix_functions import expm, inv_sqrtm, logm, powm, rectified_logm, sqrtm
from mathlib.spectral.parallel import batch_threads
from mathlib.spectral.rectification import rectified_log, rectify
from mathlib.spectral.user_defined import generic

__all__ = [
    "EXP",
    "INV_SQRT",
    "LOG",
    "SQRT",
    "SpectralFunction",
    "apply",
    "batch_threads",
    "daleckii_krein_vjp",
    "divided_differences",
    "eigh_vjp",
    "expm",
    "frechet",
    "general",
    "generic",
    "inv_sqrtm",
    "ionescu_shared_vjp",
    "ionescu_vjp",
    "logm",
    "power",
    "powm",
    "rectified_log",
    "rectified_logm",
    "rectify",
    "rectify_eigenvalues",
    "second_divided_differences",
    "sqrtm",
]
