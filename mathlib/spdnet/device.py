"""Where to compute: one device, chosen once."""

from __future__ import annotations

import torch


def torch_device(name: str) -> torch.device:
    """The device of that name, once it is clear that it computes in float64.

    Parameters
    ----------
    name : str
        "cpu"; "cuda", or one card such as "cuda:1"; "auto", which is CUDA where there is one.

    Raises
    ------
    ValueError
        There is no such device here, or, as Apple's "mps", it has no float64.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    kind = name.split(":")[0]
    if kind == "mps":
        raise ValueError("device is 'mps', which has no float64; 'cpu' is the one to take there.")
    if kind not in ("cpu", "cuda"):
        raise ValueError(f"device is {name!r}; expected 'cpu', 'cuda' or 'auto'.")
    if kind == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device is {name!r}, but torch finds no CUDA here; 'cpu' will do.")
    return torch.device(name)
