"""SPDNet: a network for symmetric positive definite matrices, with every gradient written out."""

from mathlib.spdnet.bimap import BiMap, bimap, bimap_vjp
from mathlib.spdnet.halfvec import half_vectorize, half_vectorize_vjp
from mathlib.spdnet.network import SPDNet
from mathlib.spdnet.optimizer import RiemannianAdam, make_optimizer
from mathlib.spdnet.spectral_layers import LogEig, ReEig
from mathlib.spdnet.stiefel import qr_retraction, random_stiefel, tangent_projection
from mathlib.spdnet.training import History, Settings, fit

__all__ = [
    "BiMap",
    "History",
    "LogEig",
    "ReEig",
    "RiemannianAdam",
    "SPDNet",
    "Settings",
    "bimap",
    "bimap_vjp",
    "fit",
    "half_vectorize",
    "half_vectorize_vjp",
    "make_optimizer",
    "qr_retraction",
    "random_stiefel",
    "tangent_projection",
]
