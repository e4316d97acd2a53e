"""Recordings in the formats of both data sets, made by hand, and the real ones where they are."""

import hashlib
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from mathlib.eeg.bnci2014_001 import BNCI2014_001
from mathlib.eeg.bnci2014_001 import record as bnci_record
from mathlib.eeg.eegbci import EEGBCI
from mathlib.eeg.preprocess import CHANNELS

EDF_FOLDER = Path(EEGBCI.folder, EEGBCI.layouts[0])
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


class _Sums(dict):
    """A table of SHA-256 sums in which every file is published; what was not written has zeros."""

    def __missing__(self, name):
        return "0" * 64


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Return a function that records a run and has it in the registry.

    `record(subject, run, codes)` writes a run with one trial of 8 s for each code; channel k (in
    our order) carries 12 Hz of amplitude 10 (k + 1) µV on top of a slow wave of 100 µV.
    The function returns the file; `record.path` is the folder that holds MNE-eegbci-data.
    """
    sums = _Sums()
    monkeypatch.setattr("mathlib.eeg.eegbci.record.registry", lambda: sums)

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
        file = tmp_path / EDF_FOLDER / name
        _edf(file, signals, rate, cues)
        sums[name] = hashlib.sha256(file.read_bytes()).hexdigest()
        return file

    write.path = tmp_path
    return write


def cell(classes, artifacts=(), *, change=None, seconds=8):
    """One cell of a BNCI file as `scipy.io.savemat` takes it: a trial every `seconds` seconds.

    Column k of `X` (in µV) carries 12 Hz of amplitude k + 1, in a trial of class c c times that.
    Numbers are stored as narrowly as MATLAB stores them. `change(X)` may spoil the signals.
    """
    n_trials, rate = len(classes), 250
    times = np.arange(rate * (seconds * max(n_trials, 1) + 2)) / rate
    starts = rate * seconds * np.arange(n_trials) + 1
    X = np.sin(2 * np.pi * 12 * times)[:, None] * np.arange(1, 26)
    for start, label in zip(starts, classes):
        X[start - 1 : start - 1 + rate * seconds] *= label
    if change is not None:
        change(X)
    small = np.uint8 if n_trials == 0 or starts[-1] < 256 else np.uint16
    flags = np.zeros(n_trials, np.uint8)
    flags[list(artifacts)] = 1
    return {
        "X": X,
        "trial": starts.astype(small)[:, None],
        "y": np.asarray(classes, np.uint8)[:, None],
        "fs": np.uint8(rate),
        "classes": np.array(["left hand", "right hand", "feet", "tongue"], dtype=object),
        "artifacts": flags[:, None],
        "gender": "male",
        "age": np.uint8(22),
    }


@pytest.fixture
def make_cell():
    """See `cell`."""
    return cell


def save_mat(file: Path, cells) -> None:
    """Write cells as the data set has them: one 1 × n cell array named data."""
    from scipy.io import savemat

    data = np.empty((1, len(cells)), dtype=object)
    data[0] = cells
    file.parent.mkdir(parents=True, exist_ok=True)
    savemat(file, {"data": data}, do_compression=True)


@pytest.fixture
def record_mat(tmp_path, monkeypatch):
    """Return a function that writes cells to a file of BNCI 2014-001 and has it published.

    `record_mat("A01T.mat", cells)` returns the file; `record_mat.path` holds MNE-bnci-data.
    """
    published = dict(bnci_record._PUBLISHED)
    monkeypatch.setattr(bnci_record, "_PUBLISHED", published)

    def write(name, cells):
        file = tmp_path / BNCI2014_001.folder / BNCI2014_001.layouts[0] / name
        save_mat(file, cells)
        body = file.read_bytes()
        published[name] = (len(body), hashlib.sha256(body).hexdigest())
        return file

    write.path = tmp_path
    return write


@pytest.fixture(scope="session")
def real_data():
    """The folder with the real recordings; tests that need it are skipped where it is missing."""
    folder = Path(__file__).parents[3] / "shared" / "data"
    if not (folder / EDF_FOLDER / "S001").is_dir():
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
    for setting in (EEGBCI.setting, BNCI2014_001.setting, "MNE_DATA"):
        monkeypatch.delenv(setting, raising=False)
    return home


@pytest.fixture
def no_network(monkeypatch):
    """Any attempt to open a connection is an error that no code of ours may catch."""

    def refuse(*args, **kwargs):
        pytest.fail("the network was touched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


class FaultyServer:
    """Serves a folder on loopback, as badly as `behaviour` says.

    whole, cut (fewer bytes than announced), short (fewer bytes, none announced), altered, missing,
    busy, html, stall (half, then silence until `go_on`), reset (half, then the connection is torn
    down), endless. `behaviours` holds what the next requests get before that; `asked` is what was
    asked for; `half_sent` is set when half of a file that stalls is out. Below "again/" lies the
    same as at the root.
    """

    def __init__(self):
        self.folder, self.behaviour, self.behaviours, self.asked = Path(), "whole", [], []
        self.half_sent, self.go_on = threading.Event(), threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.answer(self)

            def log_message(self, *args):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args):
                pass  # a client that gives up is what the tests are about

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, request):
        name = request.path.lstrip("/")
        self.asked.append(name)
        behaviour = self.behaviours.pop(0) if self.behaviours else self.behaviour
        if behaviour in ("missing", "busy"):
            request.send_error({"missing": 404, "busy": 503}[behaviour])
            return
        body = (self.folder / name.removeprefix("again/")).read_bytes()
        if behaviour == "html":
            body = b"\n<!DOCTYPE html><html>Please log in to this network</html>"
        elif behaviour == "altered":
            middle = len(body) // 2
            body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        request.send_response(200)
        if behaviour not in ("short", "endless"):
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        half = body[: len(body) // 2]
        if behaviour in ("whole", "html", "altered"):
            request.wfile.write(body)
            return
        request.wfile.write(half)
        if behaviour == "stall":
            self.half_sent.set()
            self.go_on.wait(60)
            request.wfile.write(body[len(half) :])
        elif behaviour == "reset":
            time.sleep(0.05)  # let the half arrive: the reset would overtake it
            request.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            request.connection.close()
        elif behaviour == "endless":
            while True:
                request.wfile.write(half)


@pytest.fixture
def server(monkeypatch):
    """A server that serves nothing yet: set its `folder`."""
    monkeypatch.setenv("NO_PROXY", "*")
    server = FaultyServer()
    yield server
    server.go_on.set()
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """What a mirror would hold: runs of EEGBCI (real ones where they are at hand) and .mat files.

    The files have the names that they have below a mirror.
    """
    folder = tmp_path_factory.mktemp("shelf")
    real = Path(__file__).parents[3] / "shared" / "data" / EDF_FOLDER
    rng = np.random.default_rng(0)
    for name in ("S001/S001R06.edf", "S001/S001R10.edf"):
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        if (real / name).is_file():
            place.write_bytes((real / name).read_bytes())
        else:
            noise = rng.normal(0, 30, size=(len(RAW_NAMES), 160 * 18))
            _edf(place, noise, 160, [(4, 4.1, "T1"), (12, 4.1, "T2")])
    for name in ("A01T.mat", "A01E.mat"):

        def spread(X):
            X += rng.normal(size=X.shape)  # so that compression leaves something to cut

        save_mat(folder / name, [cell(()), cell((1, 2, 3, 4), change=spread)])
    return folder
