"""Faults on the way, from a server on this machine that holds real runs and `.mat` files."""

import dataclasses
import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mathlib.eeg import DataError
from mathlib.eeg.bnci2014_001 import BNCI2014_001
from mathlib.eeg.eegbci import EEGBCI
from mathlib.eeg.files.download import Watcher, download, plan
from mathlib.eeg.files.folders import place_of
from mathlib.eeg.files.record import RemoteFile
from mathlib.eeg.files.transfer import Patience

# Silence is long where none is expected, so that a busy machine fails no test.
QUICK = Patience(connect=20.0, silence=20.0, attempts=2, pause=0.01)
SETS = {
    "eegbci": (EEGBCI, ("S001/S001R06.edf", "S001/S001R10.edf")),
    "bnci2014_001": (BNCI2014_001, ("A01T.mat", "A01E.mat")),
}


class Notes(Watcher):
    def __init__(self):
        self.said, self.most, self.finished = [], {}, []

    def say(self, sentence):
        self.said.append(sentence)

    def progress(self, file, n_bytes):
        self.most[file.base] = max(n_bytes, self.most.get(file.base, 0))

    def done(self, file, *, fetched):
        self.finished.append((file.base, fetched))


def files_in(folder: Path) -> list[str]:
    """What lies there, without the lock."""
    found = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock"]
    return sorted(file.name for file in found)


@dataclasses.dataclass
class Case:
    """A data set that our server alone mirrors, two of its files, and a folder to put them in."""

    dataset: object
    files: tuple
    root: Path
    shelf: Path
    notes: Notes = dataclasses.field(default_factory=Notes)

    def get(self, **options):
        options = {"patience": QUICK, "watcher": self.notes} | options
        return download(self.dataset, self.files, self.root, **options)

    def place(self, number):
        return place_of(self.dataset, self.files[number], self.root)

    def whole(self, number):
        return self.place(number).read_bytes() == (
            (self.shelf / self.files[number].name).read_bytes()
        )


def make_case(name, server, shelf, tmp_path):
    dataset, names = SETS[name]
    files = []
    for file in names:
        body = (shelf / file).read_bytes()
        sha256 = hashlib.sha256(body).hexdigest()
        files.append(RemoteFile(file, sha256, len(body), exact=name != "eegbci"))
    server.folder = shelf
    dataset = dataclasses.replace(dataset, mirrors=(server.url,))
    return Case(dataset, tuple(files), tmp_path / "data", shelf)


@pytest.fixture(params=SETS)
def case(request, server, shelf, tmp_path):
    return make_case(request.param, server, shelf, tmp_path)


@pytest.fixture
def runs(server, shelf, tmp_path):
    """The case of EEGBCI, for what does not depend on the kind of file."""
    return make_case("eegbci", server, shelf, tmp_path)


def test_files_come_once_whole_and_in_order(case, server):
    done = case.get()
    assert done.wanted == case.files and done.here == ()
    assert case.whole(0) and case.whole(1)
    names = [file.base for file in case.files]
    assert files_in(case.root) == sorted(names)
    assert case.notes.finished == [(name, True) for name in names]
    assert case.notes.most == {file.base: file.size for file in case.files}
    assert case.notes.said == []
    done = case.get()
    assert done.here == case.files and done.wanted == ()
    assert server.asked == [file.name for file in case.files]


def test_download_goes_on_after_the_files_that_are_there(case, server):
    case.get()
    case.place(0).unlink()
    server.asked.clear()
    done = case.get()
    assert server.asked == [case.files[0].name]
    assert done.wanted == case.files[:1] and done.here == case.files[1:]


def test_damaged_file_is_replaced(case, server):
    case.get()
    case.place(1).write_bytes(b"half")
    assert plan(case.dataset, case.files, case.root).wanted == case.files[1:]
    server.asked.clear()
    case.get()
    assert server.asked == [case.files[1].name]
    assert case.whole(1)


@pytest.mark.parametrize(
    ("behaviour", "message", "n_asked"),
    [
        ("missing", "answered 404 Not Found", 1),
        ("busy", "answered 503 Service Unavailable", 2),
        ("cut", "broke the connection off", 2),
        ("reset", "broke the connection off", 2),
        ("stall", "fell silent", 2),
        ("short", r"sent [\d,]+ bytes (in place of|that are not the published ones)", 1),
        ("altered", r"sent [\d,]+ bytes that are not the published ones \(the SHA-256", 1),
        ("html", "sent a web page in place of the file", 1),
        ("endless", "sent more than the file holds", 1),
    ],
)
def test_fault_is_named_and_leaves_no_file(case, server, behaviour, message, n_asked):
    if behaviour == "endless":
        tiny = server.folder = case.root.parent
        for file in case.files:
            (tiny / file.name).parent.mkdir(exist_ok=True)
            (tiny / file.name).write_bytes(bytes(100_000))
        case.files = tuple(dataclasses.replace(file, size=5_000) for file in case.files)
    server.behaviour = behaviour
    began = time.monotonic()
    silence = 0.2 if behaviour == "stall" else QUICK.silence
    with pytest.raises(DataError, match=message) as caught:
        case.get(patience=dataclasses.replace(QUICK, silence=silence))
    assert time.monotonic() - began < 15  # a server that falls silent stays so for 30 s
    text = str(caught.value)
    assert text.startswith(f"{case.files[0].base} could not be downloaded: 127.0.0.1:")
    assert "Start the same command again" in text
    assert server.asked == [case.files[0].name] * n_asked  # the second file is not tried
    assert files_in(case.root) == []


def test_fault_in_the_second_file_keeps_the_first(runs, server):
    server.behaviours = ["whole", "altered"]
    with pytest.raises(DataError, match=r"^S001R10\.edf could not"):
        runs.get()
    assert files_in(runs.root) == ["S001R06.edf"]
    assert runs.whole(0)


@pytest.mark.parametrize("passing", ["busy", "cut", "reset", "stall"])
def test_fault_that_passes_is_outlived(runs, server, passing):
    server.behaviours = [passing]
    silence = 1.0 if passing == "stall" else QUICK.silence
    runs.get(patience=dataclasses.replace(QUICK, silence=silence))
    assert runs.whole(0) and runs.whole(1)
    assert len(server.asked) == 3


def test_another_mirror_is_asked_and_kept(runs, server):
    server.behaviours = ["missing"]
    good = server.url + "again/"
    runs.dataset = dataclasses.replace(runs.dataset, mirrors=(server.url, good))
    runs.get()
    assert server.asked == ["S001/S001R06.edf", "again/S001/S001R06.edf", "again/S001/S001R10.edf"]
    (said,) = runs.notes.said
    assert "S001R06.edf: 127.0.0.1" in said and "404 Not Found; asking 127.0.0.1" in said


def test_a_mirror_of_one_s_own_is_asked_first(runs, server):
    runs.dataset = dataclasses.replace(runs.dataset, mirrors=("http://127.0.0.1:1/",))
    runs.get(mirrors=[server.url.rstrip("/")])
    assert runs.whole(0) and runs.whole(1)


def test_every_mirror_that_failed_is_named(runs, server):
    server.behaviour = "html"
    runs.dataset = dataclasses.replace(runs.dataset, mirrors=(server.url, "http://127.0.0.1:1/"))
    with pytest.raises(DataError, match=r"web page.*; 127\.0\.0\.1:1 could not be reached"):
        runs.get()


def test_interrupt_leaves_no_file(runs, server, monkeypatch):
    class Impatient(Notes):
        def progress(self, file, n_bytes):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.get(watcher=Impatient())
    assert files_in(runs.root) == []


def fill_disk_after(n_bytes, monkeypatch):
    """Give pooch a file that takes so many bytes and then says what a full disk says."""

    def small_disk(path, mode):
        stream = Path(path).open(mode)  # noqa: SIM115  (closed by `close`)
        write, left = stream.write, [n_bytes]

        class Small:
            def write(self, chunk):
                left[0] -= len(chunk)
                if left[0] < 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return write(chunk)

            def flush(self):
                stream.flush()

            def close(self):
                stream.close()

        return Small()

    monkeypatch.setattr("pooch.downloaders.open", small_disk, raising=False)


def test_disk_that_fills_up_is_named_and_left_clean(case, server, monkeypatch):
    fill_disk_after(100_000, monkeypatch)
    with pytest.raises(DataError, match=r"could not be written to .* \(the disk is full\)"):
        case.get()
    assert files_in(case.root) == []
    assert len(server.asked) == 1  # no other server makes room


def test_disk_without_enough_room_is_named_before_anything_comes(runs, server, monkeypatch):
    usage = shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    runs.files = tuple(dataclasses.replace(file, size=3_000_000) for file in runs.files)
    with pytest.raises(DataError, match="has 1 MB left and 6 MB are to come"):
        runs.get()
    assert server.asked == []


def test_folder_that_cannot_be_made_is_named(runs, tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(DataError, match=r"could not be written to .*data"):
        runs.get()


def test_folder_that_others_filled_need_not_be_written(runs, monkeypatch):
    runs.get()
    monkeypatch.setattr("filelock.FileLock.acquire", lambda *args, **options: pytest.fail("locked"))
    assert runs.get().here == runs.files


def test_address_that_is_none_is_named(runs):
    with pytest.raises(DataError, match="not-an-address/ could not be reached"):
        runs.dataset = dataclasses.replace(runs.dataset, mirrors=())
        runs.get(mirrors=["not-an-address"], patience=dataclasses.replace(QUICK, attempts=1))


def test_two_downloads_at_once_fetch_each_file_once(runs, server):
    server.behaviours = ["stall"]
    first = threading.Thread(target=runs.get)
    first.start()
    assert server.half_sent.wait(60)
    notes, second_done = Notes(), []
    second = threading.Thread(target=lambda: second_done.append(runs.get(watcher=notes)))
    second.start()
    while not notes.said:
        time.sleep(0.005)
    assert "Another download writes to" in notes.said[0]
    assert len(server.asked) == 1
    assert not runs.place(0).exists()
    server.go_on.set()
    first.join(60)
    second.join(60)
    assert sorted(server.asked) == ["S001/S001R06.edf", "S001/S001R10.edf"]
    assert second_done and runs.whole(0) and runs.whole(1)
    assert files_in(runs.root) == ["S001R06.edf", "S001R10.edf"]


CHILD = """
import sys
from pathlib import Path
from mathlib.eeg.eegbci import EEGBCI
from mathlib.eeg.files.download import download
from mathlib.eeg.files.record import RemoteFile
url, root, name, sha256, size = sys.argv[1:]
download(EEGBCI, [RemoteFile(name, sha256, int(size))], Path(root), mirrors=[url])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_download_gives_its_lock_back_and_is_started_again(runs, server):
    server.behaviours = ["stall"]
    file = runs.files[0]
    words = [server.url, str(runs.root), file.name, file.sha256, str(file.size)]
    child = subprocess.Popen([sys.executable, "-c", CHILD, *words])
    try:
        assert server.half_sent.wait(60)
        part = runs.place(0).with_name(f".{file.base}.part")
        while not (part.is_file() and part.stat().st_size):
            time.sleep(0.005)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert files_in(runs.root) == [part.name]  # half a file, and not under its name
    part.with_name(".S001R14.edf.part").touch()  # from another day, and not asked for again
    assert plan(runs.dataset, runs.files, runs.root).wanted == runs.files
    runs.get()
    assert runs.whole(0) and runs.whole(1)
    assert files_in(runs.root) == ["S001R06.edf", "S001R10.edf"]
