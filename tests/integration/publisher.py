"""A publisher of lists on this machine, which misbehaves as it is told to."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

Answer = Callable[[BaseHTTPRequestHandler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    publisher: "Publisher"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.publisher.asked.append((self.path, dict(self.headers)))
        with contextlib.suppress(OSError):
            self.server.publisher.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        """Nothing is printed."""


class Publisher:
    """Answers by path; `asked` are the requests that came, with their headers."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.publisher = self
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, path: str) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}{path}"


def reply(
    body: bytes = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> Answer:
    """A whole answer, or one that says another length than it has."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def without_length(body: bytes) -> Answer:
    """An answer that ends with the connection, as those of old servers."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def moved(location: str, status: int = 302) -> Answer:
    return reply(status=status, headers={"Location": location})


def conditional(body: bytes, etag: str) -> Answer:
    """An honest answer: nothing new to whoever has it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            reply(status=304)(handler)
        else:
            reply(body, headers={"ETag": etag})(handler)

    return answer


def cut_then(first: bytes, whole: int, then: Answer, etag: str = '"v"') -> Answer:
    """An answer that breaks off once; whoever asks for the rest gets another."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if "Range" in handler.headers:
            then(handler)
        else:
            reply(first, headers={"ETag": etag}, length=whole)(handler)

    return answer


def rest_of(body: bytes, etag: str = '"v"') -> Answer:
    """The part that was asked for."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        part = f"bytes {start}-{len(body) - 1}/{len(body)}"
        reply(body[start:], 206, {"ETag": etag, "Content-Range": part})(handler)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last one from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def reset(handler: BaseHTTPRequestHandler) -> None:
    """The connection is reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def garbage(handler: BaseHTTPRequestHandler) -> None:
    """No HTTP at all."""
    handler.wfile.write(b"\x00\x01\x02 what is this?\r\n\r\n")


def drip(prefix: bytes, byte: bytes = b"<") -> Answer:
    """A byte now and then, for ever: each one in time, the whole never."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(prefix)
        pause = threading.Event()
        for _ in range(2000):
            handler.wfile.write(byte)
            pause.wait(0.02)

    return answer


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    for _ in range(100_000):
        handler.wfile.write(b"<x/>" * 4096)
