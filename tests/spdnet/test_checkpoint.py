import os
import re
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from mathlib.spdnet import CheckpointError, History, Settings, fit, load_checkpoint, save_checkpoint

SETTINGS = Settings(hidden=(4,), lr=0.01, max_epochs=10, batch_size=10, centring=True)

# Trains as the parent does, and kills itself like a power cut in the middle of an epoch.
CHILD = """
import os, signal, sys, torch
from pathlib import Path
from mathlib.spdnet import SPDNet, Settings, fit
X, y = torch.load(sys.argv[1], weights_only=True)
net = SPDNet((6, 4), 2, centring=True, generator=torch.Generator().manual_seed(0))
settings = Settings(hidden=(4,), lr=0.01, max_epochs=10, batch_size=10, centring=True)
forward, calls = net.forward, []
def watched(some):
    calls.append(len(some))
    if len(calls) == 3 * 4 + 2:  # three batches an epoch: the second batch of the fifth epoch
        os.kill(os.getpid(), signal.SIGKILL)
    return forward(some)
net.forward = watched
fit(net, X, y, settings, checkpoint=Path(sys.argv[2]), checkpoint_every=2)
"""


def states(folder, trials, new_net, name="run.pt"):
    """Train to the end; everything that training changes, read from its last checkpoint."""
    net = new_net(centring=True)
    history = fit(net, *trials, SETTINGS, checkpoint=folder / name, checkpoint_every=2)
    return history, torch.load(folder / name, weights_only=True)


def same(a, b):
    """Equal to the bit, through dicts and lists."""
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")
def test_a_killed_training_goes_on_with_the_same_bits(trials, new_net, tmp_path):
    torch.save(trials, tmp_path / "trials.pt")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "trials.pt", tmp_path / "run.pt"],
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    kept = torch.load(tmp_path / "run.pt", weights_only=True)
    assert len(kept["losses"]) == 4
    resumed = states(tmp_path, trials, new_net)
    straight = states(tmp_path, trials, new_net, "straight.pt")
    assert len(straight[0].losses) == 10
    assert resumed[0] == straight[0]
    assert same(resumed[1], straight[1])
    assert not same(kept["generator"], straight[1]["generator"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "run.pt",
        "straight.pt",
        "trials.pt",
    ]


def test_a_finished_training_is_not_done_again_but_can_go_on_for_longer(trials, new_net, tmp_path):
    first, _ = states(tmp_path, trials, new_net)
    calls, net = [], new_net(9, centring=True)
    again = fit(
        net, *trials, SETTINGS, lambda *args: calls.append(args), checkpoint=tmp_path / "run.pt"
    )
    assert again == first
    assert calls == []
    assert not net.training
    longer = replace(SETTINGS, max_epochs=12)
    history = fit(
        net, *trials, longer, lambda *args: calls.append(args), checkpoint=tmp_path / "run.pt"
    )
    assert [epoch for epoch, _ in calls] == [11, 12]
    assert history == fit(new_net(centring=True), *trials, longer)


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"settings": replace(SETTINGS, lr=0.02)}, "lr 0.01 there, 0.02 here"),
        ({"options": {"eps": 1e-3}}, "eps 0.0001 there, 0.001 here"),
        ({"trials": lambda X, y: (X, 1 - y)}, "trials [0-9a-f]{16} there, [0-9a-f]{16} here"),
    ],
)
def test_the_checkpoint_of_another_training_is_refused_in_one_sentence(
    change, sentence, trials, new_net, tmp_path
):
    path = tmp_path / "run.pt"
    fit(new_net(centring=True), *trials, replace(SETTINGS, max_epochs=1), checkpoint=path)
    before = path.read_bytes()
    net = new_net(5, **{"centring": True, **change.get("options", {})})
    weights = {name: value.clone() for name, value in net.state_dict().items()}
    changed = change.get("trials", lambda X, y: (X, y))(*trials)
    with pytest.raises(CheckpointError) as caught:
        fit(net, *changed, change.get("settings", SETTINGS), checkpoint=path)
    message = str(caught.value)
    assert re.search(rf"belongs to another training \({sentence}\): give another file", message)
    assert "\n" not in message
    assert same(dict(net.state_dict()), weights)
    assert path.read_bytes() == before


class Evil:
    def __reduce__(self):
        return os.getenv, ("HOME",)


def test_what_is_no_checkpoint_is_refused_and_runs_no_code(new_net, generator, tmp_path):
    net = new_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    arguments = (net, optimizer, generator(), {})
    save_checkpoint(tmp_path / "whole.pt", *arguments[:3], History((), (), False), {})
    whole = (tmp_path / "whole.pt").read_bytes()
    (tmp_path / "half.pt").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.pt").write_bytes(b"")
    (tmp_path / "text.pt").write_text("notes")
    torch.save({"format": "mine"}, tmp_path / "other.pt")
    torch.save(Evil(), tmp_path / "evil.pt")
    assert load_checkpoint(tmp_path / "whole.pt", *arguments) == History((), (), False)
    for name in ("half.pt", "empty.pt", "text.pt", "other.pt", "evil.pt"):
        with pytest.raises(CheckpointError, match=rf"{name} is no whole checkpoint of an SPDNet"):
            load_checkpoint(tmp_path / name, *arguments)
    with pytest.raises(CheckpointError, match="There is no checkpoint"):
        load_checkpoint(tmp_path / "absent.pt", *arguments)


def test_a_folder_that_does_not_exist_is_one_sentence(trials, new_net, tmp_path):
    settings = replace(SETTINGS, max_epochs=1)
    with pytest.raises(CheckpointError, match=r"could not be written .*give a file in a folder"):
        fit(new_net(centring=True), *trials, settings, checkpoint=tmp_path / "no" / "run.pt")
