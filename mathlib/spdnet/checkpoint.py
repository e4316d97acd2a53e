"""A training on disk: numbers and names only, no code, and never half a file."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import torch
from torch import nn

from mathlib._files import write_atomically
from mathlib._validate import CourseError
from mathlib.spdnet.settings import History

_FORMAT = "SPDNet training, 2"


class CheckpointError(CourseError):
    """A checkpoint that cannot be written, read, or continued here; its message says what to do."""


def save_checkpoint(
    path: Path,
    net: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    history: History,
    run: dict[str, Any],
) -> None:
    """Write a training to a file, so that a crash at any moment leaves the old file or the new one.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    net, optimizer, generator
        Their whole state is kept.
    history : History
    run : dict
        Name → number, string, bool, None, or list of those: what makes this training different
        from others, such as its settings.

    Raises
    ------
    CheckpointError
        The disk refuses.

    Notes
    -----
    `torch.load(path, weights_only=True)` reads it: loading runs no code from the file.
    """
    content = {
        "format": _FORMAT,
        "run": run,
        "network": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "generator": generator.get_state(),
        "losses": list(history.losses),
        "gradient_norms": list(history.gradient_norms),
        "converged": history.converged,
    }
    stream = io.BytesIO()
    torch.save(content, stream)
    try:
        write_atomically(path, stream.getvalue())
    except OSError as error:
        raise CheckpointError(
            f"The checkpoint {path} could not be written ({error.strerror or error}): "
            "give a file in a folder that exists and has room."
        ) from error


def load_checkpoint(
    path: Path,
    net: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    run: dict[str, Any],
) -> History:
    """Put a training back as it was; nothing is changed when the file is refused.

    Parameters
    ----------
    path : Path
    net, optimizer, generator
        Receive the state in the file.
    run : dict
        As given to `save_checkpoint`; it has to be the same.

    Returns
    -------
    History
        Up to the checkpoint.

    Raises
    ------
    CheckpointError
        There is no such file, it is no whole checkpoint, or its `run` differs.
    """
    content = _read(path)
    there = content["run"]
    different = [
        f"{name} {there.get(name, 'unknown')} there, {run.get(name, 'unknown')} here"
        for name in dict.fromkeys((*there, *run))
        if name not in there or name not in run or there[name] != run[name]
    ]
    if different:
        raise CheckpointError(
            f"The checkpoint {path} belongs to another training ({'; '.join(different)}): "
            "give another file, or delete this one to start afresh."
        )
    net.load_state_dict(content["network"])
    optimizer.load_state_dict(content["optimizer"])
    generator.set_state(content["generator"])
    return History(tuple(content["losses"]), tuple(content["gradient_norms"]), content["converged"])


def _read(path: Path) -> dict[str, Any]:
    """The content of a file that is a checkpoint."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no checkpoint {path}: look at its name.") from error
    except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise _no_checkpoint(path) from error
    if not (isinstance(content, dict) and content.get("format") == _FORMAT):
        raise _no_checkpoint(path)
    return content


def _no_checkpoint(path: Path) -> CheckpointError:
    return CheckpointError(
        f"{path} is no whole checkpoint of an SPDNet training: "
        "give another file, or delete this one to start afresh."
    )
