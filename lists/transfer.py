"""The bytes of one transfer: taken up where they broke off, ended in time, within bounds."""

import base64
import binascii
import hashlib
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from lists.refusal import Check, SourceRefused

_CHUNK = 1 << 16
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-\d{1,15}/(?:\d{1,15}|\*)", re.ASCII)
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


class Cut(Exception):
    """An answer broke off; asking again may bring the rest."""


class Partial:
    """As much as has come of one file, as sent, and whether the rest can be asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = 0
        self.validator = ""
        self.encoding = ""
        self._digest = ""

    @property
    def resumable(self) -> bool:
        """Whether some came, of a version that the publisher can tell from others."""
        return self.size > 0 and bool(self.validator)

    def forget(self) -> None:
        """Begin anew."""
        self.size, self.validator = 0, ""

    def take(self, response: httpx.Response, most: int) -> None:
        """Add what an answer brings: the rest where it is the part asked for, else all of it.

        Raises SourceRefused for more than `most` bytes or a part that was not asked for, Cut where
        it breaks off.
        """
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        if resumed:
            self._check_part(response)
        else:
            self.size = 0
            self._note(response)
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and self.size + int(declared[:15]) > most:
            raise SourceRefused(Check.SIZE, f"{int(declared[:15]):,} bytes; no list is that large")
        with self._path.open("r+b" if resumed else "wb") as file:
            file.seek(self.size)
            try:
                for chunk in response.iter_raw():
                    self.size += len(chunk)
                    if self.size > most:
                        raise SourceRefused(
                            Check.SIZE, f"more than {most:,} bytes; no list is that large"
                        )
                    file.write(chunk)
            except (httpx.TransportError, httpx.StreamError) as error:
                if not self.validator:
                    self.size = 0
                raise Cut(f"broke off ({error})") from error

    def chunks(self) -> Iterator[bytes]:
        """What came, in order."""
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def check_digest(self) -> None:
        """Raise SourceRefused where the publisher's own digest (RFC 9530) is of other bytes."""
        if self._digest:
            sha256 = hashlib.sha256()
            for chunk in self.chunks():
                sha256.update(chunk)
            if sha256.hexdigest() != self._digest:
                raise SourceRefused(Check.VALIDATOR, "not the content that its digest is of")

    def remove(self) -> None:
        """Delete what came."""
        self._path.unlink(missing_ok=True)

    def _check_part(self, response: httpx.Response) -> None:
        stated = response.headers.get("content-range", "")
        found = _CONTENT_RANGE.fullmatch(stated)
        if found is None or int(found[1]) != self.size:
            raise SourceRefused(
                Check.VALIDATOR,
                f"sends the part {stated[:60]!r}, asked for from byte {self.size:,}",
            )

    def _note(self, response: httpx.Response) -> None:
        """Remember what tells this version from others; a weak ETag does not tell bytes."""
        headers = response.headers
        etag = headers.get("etag", "")
        strong = etag if not etag.startswith("W/") else ""
        self.validator = strong or headers.get("last-modified", "")
        self.encoding = headers.get("content-encoding", "").strip().lower()
        self._digest = ""
        for name in ("content-digest", "repr-digest"):
            if found := _DIGEST.search(headers.get(name, "")):
                with suppress(binascii.Error):
                    self._digest = base64.b64decode(found[1], validate=True).hex()


def unpack(partial: Partial, target: Path, most: int) -> str:
    """Write what was sent, without the encoding of the transfer, to `target`; its SHA-256.

    Never holds or writes more than `most` bytes. Raises SourceRefused for more, for an encoding
    that was not asked for, and for one that is damaged.
    """
    if partial.encoding not in ("", "identity", "gzip", "x-gzip"):
        raise SourceRefused(
            Check.TYPE, f"sent as {partial.encoding[:40]!r}, which was not asked for"
        )
    sha256, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        for chunk in _decoded(partial):
            size += len(chunk)
            if size > most:
                raise SourceRefused(
                    Check.SIZE, f"more than {most:,} bytes unpacked; no list is that large"
                )
            sha256.update(chunk)
            file.write(chunk)
    partial.remove()
    return sha256.hexdigest()


def _decoded(partial: Partial) -> Iterator[bytes]:
    if "gzip" not in partial.encoding:
        yield from partial.chunks()
        return
    unzip = _unzipping()
    try:
        for chunk in partial.chunks():
            rest = chunk
            while rest:
                if unzip.eof:  # gzip may be of several members, one after the other
                    unzip = _unzipping()
                yield unzip.decompress(rest, _CHUNK)
                rest = unzip.unused_data if unzip.eof else unzip.unconsumed_tail
        while not unzip.eof and (more := unzip.decompress(unzip.unconsumed_tail, _CHUNK)):
            yield more
    except zlib.error as error:
        raise SourceRefused(Check.TYPE, f"its gzip encoding is damaged ({error})") from error
    if not unzip.eof:
        raise SourceRefused(Check.TYPE, "its gzip encoding is cut")


def _unzipping() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


Trace = Callable[[str, dict[str, Any]], None]


@contextmanager
def watchdog(seconds: float) -> Iterator[Trace]:
    """A `trace` for a request of httpx, whose connection ends once `seconds` have passed.

    Time-outs of a read begin anew with each byte; a publisher that sends one a second would hold
    the refresh for ever.
    """
    sockets: list[socket.socket] = []
    over = threading.Event()

    def trace(event: str, info: dict[str, Any]) -> None:
        stream = info.get("return_value")
        if event.endswith(("connect_tcp.complete", "start_tls.complete")) and stream is not None:
            sockets.append(stream.get_extra_info("socket"))
            if over.is_set():
                end()

    def end() -> None:
        over.set()
        for connected in sockets:
            with suppress(OSError):  # of the plain socket: TLS would take it apart under the reader
                socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = threading.Timer(max(seconds, 0.0), end)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()
