import hashlib
import warnings

import pytest
import requests

from mathlib.eeg.files.record import RemoteFile
from mathlib.eeg.files.transfer import Patience, TransferError, server_of, transfer

BODY = bytes(range(256)) * 1000
QUICK = Patience(connect=20.0, silence=20.0)


@pytest.fixture
def file(server, tmp_path):
    server.folder = tmp_path
    (tmp_path / "a.bin").write_bytes(BODY)
    return RemoteFile("a.bin", hashlib.sha256(BODY).hexdigest(), len(BODY))


def test_bytes_are_counted_up_to_the_size(server, file, tmp_path):
    told = []
    transfer(server.url + "a.bin", file, tmp_path / "part", QUICK, told.append)
    assert (tmp_path / "part").read_bytes() == BODY
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == len(BODY)


def test_what_stood_in_its_place_is_replaced(server, file, tmp_path):
    (tmp_path / "part").write_bytes(b"x" * 2 * len(BODY))
    transfer(server.url + "a.bin", file, tmp_path / "part", QUICK)
    assert (tmp_path / "part").read_bytes() == BODY


@pytest.mark.parametrize(
    ("behaviour", "may_pass"),
    [("missing", False), ("busy", True), ("cut", True), ("altered", False), ("html", False)],
)
def test_only_a_fault_that_may_pass_is_worth_another_try(
    server, file, tmp_path, behaviour, may_pass
):
    server.behaviour = behaviour
    with pytest.raises(TransferError) as caught:
        transfer(server.url + "a.bin", file, tmp_path / "part", QUICK)
    assert caught.value.may_pass is may_pass
    assert not (tmp_path / "part").exists()


def test_too_few_bytes_are_counted_when_the_size_is_published(server, file, tmp_path):
    server.behaviour = "short"
    with pytest.raises(TransferError, match=r"^sent 128,000 bytes in place of 256,000$"):
        transfer(server.url + "a.bin", file, tmp_path / "part", QUICK)


@pytest.mark.parametrize("behaviour", ["whole", "altered"])
def test_bytes_from_a_server_with_a_broken_certificate_must_still_be_the_published_ones(
    server, file, tmp_path, monkeypatch, behaviour
):
    server.behaviour = behaviour
    checked, get = [], requests.get

    def strict(url, *, verify, **options):
        checked.append(verify)
        if verify:
            raise requests.exceptions.SSLError("unable to get local issuer certificate")
        return get(url, verify=verify, **options)

    monkeypatch.setattr(requests, "get", strict)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if behaviour == "whole":
            transfer(server.url + "a.bin", file, tmp_path / "part", QUICK)
            assert (tmp_path / "part").read_bytes() == BODY
        else:
            with pytest.raises(TransferError, match="not the published ones"):
                transfer(server.url + "a.bin", file, tmp_path / "part", QUICK)
            assert not (tmp_path / "part").exists()
    assert checked == [True, False]


def test_server_without_encryption_at_all_is_a_fault(file, tmp_path, server):
    url = server.url.replace("http:", "https:") + "a.bin"
    with pytest.raises(TransferError, match="could not agree on an encrypted connection"):
        transfer(url, file, tmp_path / "part", QUICK)


def test_server_s_name():
    assert server_of("https://a.example:81/b/c.edf") == "a.example:81"
    assert server_of("b/c.edf") == "b/c.edf"
