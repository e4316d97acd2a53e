"""One file from one address to one place, watched for everything that goes wrong on the way."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mathlib.eeg.files.record import RemoteFile
from mathlib.eeg.files.verify import is_published

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for, and how often it is asked again.

    Attributes
    ----------
    connect, silence : float
        Seconds until a connection must stand, and until the next bytes must come.
    attempts : int
        Tries at one mirror when the fault may pass: no connection, silence, an overloaded server.
    pause : float
        Seconds between two tries.
    """

    connect: float = 10.0
    silence: float = 30.0
    attempts: int = 3
    pause: float = 2.0


class TransferError(Exception):
    """A mirror did not deliver.

    Attributes
    ----------
    reason : str
        What happened, to follow the name of the server in a sentence.
    may_pass : bool
        Whether the same mirror is worth another try.
    """

    def __init__(self, reason: str, *, may_pass: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_pass = may_pass


class _Meter:
    """What pooch takes for a progress bar: it counts the bytes of this file that have come."""

    def __init__(self, file: RemoteFile, tell: Callable[[int], None]) -> None:
        self.total = 0  # pooch sets it to the length that the server announced, or to 0
        self._done = 0
        self._limit = file.size if file.exact else 10 * file.size
        self._tell = tell

    def update(self, n_bytes: int) -> None:
        self._done += n_bytes
        if self._done > self._limit + _CHUNK:  # what never ends must not fill the disk
            raise TransferError("sent more than the file holds", may_pass=False)
        # pooch counts whole chunks, so the last one may be counted too high.
        self._tell(min(self._done, self.total or self._done))

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        pass


def transfer(
    url: str,
    file: RemoteFile,
    part: Path,
    patience: Patience,
    tell: Callable[[int], None] = lambda n_bytes: None,
) -> None:
    """Fetch one file to `part` and prove that it is the published one.

    Parameters
    ----------
    url : str
    file : RemoteFile
        What is expected.
    part : Path
        Where it is written; what stands there is replaced, and it is removed when anything fails.
    patience : Patience
    tell : callable
        Called with the number of bytes that have come.

    Raises
    ------
    TransferError
        The server refused, fell silent, broke off or sent something else.
    OSError
        `part` could not be written.
    """

    def meter() -> _Meter:
        return _Meter(file, tell)

    try:
        try:
            _request(url, part, patience, meter(), verify=True)
        except _CertificateError:
            # Some universities' servers send incomplete certificate chains. Who sent the bytes does
            # not matter here: they are taken only if their SHA-256 is the published one.
            _request(url, part, patience, meter(), verify=False)
        if not is_published(part, file):
            raise TransferError(_what_came(part, file), may_pass=False)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


class _CertificateError(Exception):
    """The server's certificate could not be checked."""


def _request(url: str, part: Path, patience: Patience, meter: _Meter, *, verify: bool) -> None:
    import requests
    from pooch import HTTPDownloader
    from urllib3.exceptions import InsecureRequestWarning

    download = HTTPDownloader(
        progressbar=meter,
        chunk_size=_CHUNK,
        timeout=(patience.connect, patience.silence),
        headers={"Accept-Encoding": "identity"},  # else the announced length is not the file's
        verify=verify,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)
            download(url, str(part), None)
    except requests.exceptions.HTTPError as error:
        answer = error.response
        code = 0 if answer is None else answer.status_code
        words = "" if answer is None else answer.reason
        raise TransferError(
            f"answered {code} {words}".rstrip(), may_pass=code >= 500 or code == 429
        ) from error
    except requests.exceptions.SSLError as error:
        if verify:
            raise _CertificateError from error
        raise TransferError("could not agree on an encrypted connection", may_pass=False) from error
    except requests.exceptions.RequestException as error:
        raise TransferError(_why(error), may_pass=True) from error


def _why(error: Exception) -> str:
    """Say what became of a connection."""
    import requests

    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "could not be reached in time"
    # A silence in the middle of a file reaches us as a ConnectionError that speaks of it.
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        return "fell silent"
    broken = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
    if isinstance(error, broken) or "aborted" in str(error):
        return "broke the connection off"
    return "could not be reached"


def _what_came(part: Path, file: RemoteFile) -> str:
    """Say what was sent in place of the published file."""
    with part.open("rb") as stream:
        start = stream.read(512).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "sent a web page in place of the file (a network that wants you to log in?)"
    size = part.stat().st_size
    if file.exact and size != file.size:
        return f"sent {size:,} bytes in place of {file.size:,}"
    return f"sent {size:,} bytes that are not the published ones (the SHA-256 differs)"


def server_of(url: str) -> str:
    """The server's name in an address; of what is none, all of it."""
    return urlsplit(url).netloc or url
