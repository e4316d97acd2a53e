"""SPDNet: a network for symmetric positive definite matrices, with every gradient written out."""

from mathlib.spdnet.adam import RiemannianAdam
from mathlib.spdnet.bimap import BiMap, bimap, bimap_vjp
from mathlib.spdnet.centring import LogCentring
from mathlib.spdnet.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from mathlib.spdnet.classifier import SPDNetClassifier
from mathlib.spdnet.halfvec import half_vectorize, half_vectorize_vjp
from mathlib.spdnet.network import SPDNet
from mathlib.spdnet.optimizer import make_optimizer
from mathlib.spdnet.settings import History, Settings
from mathlib.spdnet.sgd import RiemannianSGD
from mathlib.spdnet.spectral_layers import LogEig, ReEig, ReEigLogEig
from mathlib.spdnet.stiefel import (
    polar_retraction,
    qr_retraction,
    random_stiefel,
    tangent_projection,
)
from mathlib.spdnet.training import fit

__all__ = [
    "BiMap",
    "CheckpointError",
    "History",
    "LogCentring",
    "LogEig",
    "ReEig",
    "ReEigLogEig",
    "RiemannianAdam",
    "RiemannianSGD",
    "SPDNet",
    "SPDNetClassifier",
    "Settings",
    "bimap",
    "bimap_vjp",
    "fit",
    "half_vectorize",
    "half_vectorize_vjp",
    "load_checkpoint",
    "make_optimizer",
    "polar_retraction",
    "qr_retraction",
    "random_stiefel",
    "save_checkpoint",
    "tangent_projection",
]
