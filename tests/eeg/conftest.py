"""Recordings in the format of EEGBCI, made by hand, and the real ones where they are at hand."""

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from mathlib.eeg.eegbci_files import INSIDE
from mathlib.eeg.preprocess import CHANNELS

# Names as EEGBCI has them (dots fill up, z is small), in an order that is not ours.
RAW_NAMES = tuple(
    name.title().ljust(4, ".") for name in ("Iz", *reversed(CHANNELS), "Fp1", "O2", "AFz")
)


def _edf(path: Path, signals, rate: int, cues) -> None:
    """Write an EDF+C file: signals (n_channels, n_times) in µV, cues as (onset, duration, code)."""
    n_channels, n_times = signals.shape
    n_records = n_times // rate
    assert n_records * rate == n_times
    digital = np.rint(signals * 10).astype("<i2")  # 0.1 µV a step
    width = 120  # samples of two bytes for the annotations of a record
    labels = [*RAW_NAMES, "EDF Annotations"]
    n = len(labels)

    def column(values, size):
        return "".join(str(value).ljust(size) for value in values)

    header = (
        "0".ljust(8)
        + "X X X X".ljust(80)
        + "Startdate X X X X".ljust(80)
        + "12.08.09"
        + "16.15.00"
        + str(256 * (n + 1)).ljust(8)
        + "EDF+C".ljust(44)
        + str(n_records).ljust(8)
        + "1".ljust(8)
        + str(n).ljust(4)
        + column(labels, 16)
        + column([""] * n, 80)
        + column(["uV"] * n_channels + [""], 8)
        + column(["-3276.8"] * n_channels + ["-1"], 8)
        + column(["3276.7"] * n_channels + ["1"], 8)
        + column(["-32768"] * n, 8)
        + column(["32767"] * n, 8)
        + column([""] * n, 80)
        + column([rate] * n_channels + [width], 8)
        + column([""] * n, 32)
    ).encode("ascii")
    assert len(header) == 256 * (n + 1)
    body = bytearray(header)
    for record in range(n_records):
        body += digital[:, record * rate : (record + 1) * rate].tobytes()
        notes = f"+{record}\x14\x14\x00"
        for onset, duration, code in cues:
            if record <= onset < record + 1:
                notes += f"+{onset}\x15{duration}\x14{code}\x14\x00"
        body += struct.pack(f"{2 * width}s", notes.encode("ascii"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Return a function that records a run and has it in the registry.

    `record(subject, run, codes)` writes a run with one trial of 8 s for each code; channel k (in
    our order) carries 12 Hz of amplitude 10 (k + 1) µV on top of a slow wave of 100 µV.
    The function returns the file; `record.path` is the folder that holds MNE-eegbci-data.
    """
    sums: dict[str, str] = {}
    monkeypatch.setattr("mathlib.eeg.eegbci_files.registry", lambda: sums)

    def write(subject, run, codes, *, rate=160, seconds=None):
        times = np.arange(rate * (seconds or 8 * len(codes) + 2)) / rate
        wanted = [name.title() for name in CHANNELS]
        signals = np.empty((len(RAW_NAMES), len(times)))
        for row, name in zip(signals, RAW_NAMES):
            bare = name.strip(".")
            size = 10 * (wanted.index(bare) + 1) if bare in wanted else 500
            row[:] = size * np.sin(2 * np.pi * 12 * times) + 100 * np.sin(2 * np.pi * 2 * times)
        cues = []
        for trial, code in enumerate(codes):
            cues += [(8 * trial, 4.2, "T0"), (8 * trial + 4.2, 4.1, code)]
        name = f"S{subject:03d}/S{subject:03d}R{run:02d}.edf"
        file = tmp_path / INSIDE / name
        _edf(file, signals, rate, cues)
        sums[name] = hashlib.sha256(file.read_bytes()).hexdigest()
        return file

    write.path = tmp_path
    return write


@pytest.fixture(scope="session")
def real_data():
    """The folder with the real recordings; tests that need it are skipped where it is missing."""
    folder = Path(__file__).parents[3] / "shared" / "data"
    if not (folder / INSIDE / "S001").is_dir():
        pytest.skip("the real recordings are not beside this checkout (../shared/data)")
    return folder


@pytest.fixture
def mne_home(tmp_path, monkeypatch):
    """A home of its own for MNE, with no setting, so that no test sees or changes a real one."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("_MNE_FAKE_HOME_DIR", str(home))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("MNE_DATASETS_EEGBCI_PATH", raising=False)
    monkeypatch.delenv("MNE_DATA", raising=False)
    return home


@pytest.fixture
def no_network(monkeypatch):
    """Any attempt to open a connection is an error that no code of ours may catch."""

    def refuse(*args, **kwargs):
        pytest.fail("the network was touched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
