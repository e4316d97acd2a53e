import functools
import logging
import shutil
import threading
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mathlib.eeg import DataError, eegbci_files
from mathlib.eeg.eegbci_files import FOLDER, INSIDE, find_runs, registry


def files_in(folder: Path) -> list[str]:
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def test_registry_is_the_official_one():
    assert registry()["S109/S109R14.edf"].isalnum()
    assert len(registry()["S109/S109R14.edf"]) == 64


def test_files_that_are_there_are_found_without_network(record, no_network):
    files = [record(2, run, ["T1"]) for run in (6, 10, 14)]
    assert find_runs(2, (6, 10, 14), record.path) == files
    assert find_runs(2, (14, 6), record.path) == [files[2], files[0]]


def test_missing_file_is_named_and_nothing_is_fetched(record, no_network):
    record(2, 6, ["T1"])
    with pytest.raises(DataError, match=r"S002R10\.edf and S002R14\.edf are not in .*S002: put"):
        find_runs(2, (6, 10, 14), record.path)


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(DataError, match="nowhere does not exist: give the folder that holds"):
        find_runs(1, (6,), tmp_path / "nowhere")


def test_path_that_is_a_file(tmp_path):
    (tmp_path / "a.edf").touch()
    with pytest.raises(DataError, match=r"a\.edf is a file, not a folder"):
        find_runs(1, (6,), tmp_path / "a.edf")


def test_wrong_folder_says_what_it_holds(tmp_path):
    for name in "fedcba":
        (tmp_path / name).mkdir()
    with pytest.raises(DataError, match=rf"holds no folder {FOLDER} \(it holds a, b, c, d, e, …\)"):
        find_runs(1, (6,), tmp_path)
    with pytest.raises(DataError, match="it is empty"):
        find_runs(1, (6,), tmp_path / "a")


@pytest.mark.parametrize("inside", [FOLDER, INSIDE])
def test_path_into_the_data_names_the_folder_to_give(record, inside):
    record(2, 6, ["T1"])
    with pytest.raises(DataError) as caught:
        find_runs(2, (6,), record.path / inside)
    assert str(caught.value).endswith(f"give the folder that holds it, {record.path}.")


@pytest.mark.parametrize("fault", ["cut", "one byte", "empty"])
def test_recording_that_is_not_as_published_is_named(record, no_network, fault):
    for run in (6, 10, 14):
        file = record(2, run, ["T1", "T2"])
    content = bytearray(file.read_bytes())
    if fault == "one byte":
        content[-100] ^= 1
    else:
        del content[len(content) // 2 if fault == "cut" else 0 :]
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"S002R14\.edf is cut short or altered.*Delete it"):
        find_runs(2, (6, 10, 14), record.path)


def test_mne_folder_is_used_when_no_path_is_given(record, mne_home, monkeypatch, no_network):
    files = [record(2, run, ["T1"]) for run in (6, 10)]
    monkeypatch.setenv("MNE_DATASETS_EEGBCI_PATH", str(record.path))
    assert find_runs(2, (6, 10), None) == files
    monkeypatch.delenv("MNE_DATASETS_EEGBCI_PATH")
    monkeypatch.setenv("MNE_DATA", str(record.path))
    assert find_runs(2, (6, 10), None) == files
    assert files_in(mne_home) == []


def test_folder_mne_is_set_to_is_missing(tmp_path, mne_home, monkeypatch, no_network):
    monkeypatch.setenv("MNE_DATASETS_EEGBCI_PATH", str(tmp_path / "gone"))
    with pytest.raises(DataError, match="gone, and there is no such folder"):
        find_runs(2, (6,), None)


# Downloads, from a server on this machine.


class Server:
    """Answers as `behaviour` says: whole, cut, altered, missing, html."""

    def __init__(self, folder: Path):
        self.folder, self.behaviour, self.asked = folder, "whole", []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.answer(self)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/files/eegmmidb/1.0.0/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, request):
        name = request.path.rpartition("/1.0.0/")[2]
        self.asked.append(name)
        if self.behaviour == "missing":
            request.send_error(404)
            return
        body = (self.folder / name).read_bytes()
        length = len(body)
        if self.behaviour == "html":
            body = b"<html>Please log in to this network</html>"
            length = len(body)
        elif self.behaviour == "altered":
            body = body[:-1] + bytes([body[-1] ^ 1])
        elif self.behaviour == "cut":  # the connection breaks half-way
            body = body[: length // 2]
        request.send_response(200)
        request.send_header("Content-Length", str(length))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def server(record, tmp_path, mne_home, monkeypatch):
    """A server with run 6 and 10 of subject 2, an empty MNE folder, MNE pointed to the server."""
    import pooch
    from mne.datasets import eegbci

    for run in (6, 10):
        record(2, run, ["T1", "T2"])
    shelf = tmp_path / "shelf"
    shutil.move(record.path / INSIDE, shelf)
    sums = eegbci_files.registry()  # what `record` put there
    server = Server(shelf)
    monkeypatch.setattr(
        eegbci, "load_data", functools.partial(eegbci.load_data, base_url=server.url)
    )
    monkeypatch.setattr(pooch.Pooch, "load_registry", lambda self, _: self.registry.update(sums))
    monkeypatch.setattr("pooch.core.time.sleep", lambda seconds: None)
    monkeypatch.setenv("NO_PROXY", "*")
    yield server
    server.http.shutdown()
    server.http.server_close()


def test_what_is_missing_is_downloaded_once_and_no_setting_is_written(server, mne_home, capsys):
    files = find_runs(2, (6, 10), None)
    root = mne_home / "mne_data"
    assert files == [root / INSIDE / f"S002/S002R{run:02d}.edf" for run in (6, 10)]
    for file in files:
        assert file.read_bytes() == (server.folder / "S002" / file.name).read_bytes()
    assert files_in(mne_home) == sorted(str(file.relative_to(mne_home)) for file in files)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        f"Downloading 2 of 2 recordings of subject 2 from PhysioNet to {root} (about 2.5 MB each)."
    ]

    files[0].unlink()
    server.asked.clear()
    find_runs(2, (6, 10), None)
    assert server.asked == ["S002/S002R06.edf"]
    find_runs(2, (6, 10), None)
    assert server.asked == ["S002/S002R06.edf"]


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ("missing", r"S002R06\.edf and S002R10\.edf could not be downloaded.*404"),
        ("cut", "the connection broke: check your network"),
        ("altered", r"did not arrive as published \(the SHA-256 differs\)"),
        ("html", r"did not arrive as published \(the SHA-256 differs\)"),
    ],
)
def test_download_that_fails_leaves_no_file(server, mne_home, capsys, behaviour, message):
    server.behaviour = behaviour
    with pytest.raises(DataError, match=message) as caught:
        find_runs(2, (6, 10), None)
    assert "`--data simulated` works without a network" in str(caught.value)
    assert files_in(mne_home) == []
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_no_network(server, mne_home):
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(DataError, match=r"the server was not reached.*works without a network"):
        find_runs(2, (6, 10), None)
    assert files_in(mne_home) == []


def test_interrupted_download_leaves_no_file(server, mne_home, monkeypatch):
    def interrupt(url, output, pooch):
        Path(output).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("pooch.core.choose_downloader", lambda *args, **kwargs: interrupt)
    with pytest.raises(KeyboardInterrupt):
        find_runs(2, (6, 10), None)
    assert files_in(mne_home) == []


def test_full_disk_is_named(server, mne_home, monkeypatch):
    def fill(url, output, pooch):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pooch.core.choose_downloader", lambda *args, **kwargs: fill)
    with pytest.raises(DataError, match=r"could not be written to .*\(the disk is full\)"):
        find_runs(2, (6, 10), None)
    assert files_in(mne_home) == []


@pytest.mark.parametrize("behaviour", ["whole", "missing"])
def test_download_log_is_quiet_and_then_on_again(server, monkeypatch, behaviour):
    import pooch

    logger, said = pooch.get_logger(), []
    handler = logging.Handler()
    handler.emit = lambda message: said.append(message.getMessage())
    monkeypatch.setattr(logger, "handlers", [handler])
    server.behaviour = behaviour
    with pytest.raises(DataError) if behaviour == "missing" else nullcontext():
        find_runs(2, (6, 10), None)
    assert said == []
    logger.info("heard")
    assert said == ["heard"]
