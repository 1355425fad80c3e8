"""Fetch one file of a list over HTTP: what is new of it, whole, within bounds; or why not.

A publisher is asked whether there is anything new (ETag, Last-Modified), one file at a time. What
breaks off goes on where it stopped, what fails for the moment is tried again, later each time, and
everything ends: attempts, time, redirects and bytes are bounded.
"""

import email.utils
import random
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import httpx

from lists.addresses import admit, parse, route, shown
from lists.reading.files import MAX_BYTES
from lists.refusal import Check, SourceRefused
from lists.transfer import Cut, Partial, unpack, watchdog
from matchers.model import Struct

_PASSING = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_A_LIST = ("text/html", "application/xhtml", "application/pdf", "image/", "audio/", "video/")


class Limits(Struct, frozen=True):
    """How much a publisher is given: seconds, bytes and attempts for one file."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 600.0
    wire_bytes: int = MAX_BYTES // 2
    content_bytes: int = MAX_BYTES
    attempts: int = 4
    redirects: int = 5
    first_wait: float = 2.0
    longest_wait: float = 120.0


class Copy(Struct, frozen=True):
    """A file as it was fetched: from where, its name here, and what its publisher said of it.

    `sha256` is of the file as it lies here.
    """

    address: str
    name: str
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""


class _Passing(Exception):
    """A failure that may pass; `wait` is the least that the publisher asks to wait, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Fetcher:
    """Fetches files, one at a time. Everything that is not pure can be replaced."""

    def __init__(
        self,
        limits: Limits,
        *,
        trust: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._limits = limits
        self._trust = trust or ssl.create_default_context()
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter

    def fetch(self, known: Copy, target: Path, *, conditional: bool) -> Copy | None:
        """Fetch the file at `known.address` to `target`; None where it is as it was.

        With `conditional` the publisher is told of the copy there is, by its ETag and date.
        Raises SourceRefused with the reason of the last attempt.
        """
        task = _Task(
            known=known,
            target=target,
            partial=Partial(target.with_name(f"{target.name}.part")),
            conditional=conditional,
            deadline=self._clock() + self._limits.whole,
        )
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._attempt(task, attempt)
            except (_Passing, Cut) as passing:
                reason, least = str(passing), getattr(passing, "wait", 0.0)
            except (OSError, httpx.TransportError) as error:
                reason, least = _plain(error), 0.0
            self._wait(task, attempt, reason, least)
        raise SourceRefused(Check.FETCH, f"{reason} ({attempt} attempts)")

    def _wait(self, task: "_Task", attempt: int, reason: str, least: float) -> None:
        """Wait before the next attempt; raises SourceRefused where none can follow in time."""
        limits = self._limits
        if least > limits.longest_wait:
            raise SourceRefused(
                Check.FETCH, f"{reason}; asks to wait for {least:.0f} s, longer than is waited"
            )
        wait = max(least, limits.first_wait * 2 ** (attempt - 1) * (0.5 + self._jitter()))
        if self._clock() + wait >= task.deadline:
            raise SourceRefused(Check.FETCH, f"{reason}; not had within {limits.whole:g} s")
        if attempt < limits.attempts:
            self._sleep(wait)

    def _attempt(self, task: "_Task", attempt: int) -> Copy | None:
        """One attempt, through all redirects."""
        own = url = parse(task.known.address)
        for _ in range(self._limits.redirects + 1):
            with self._response(url, own, task, attempt) as response:
                if response.status_code not in _MOVED:
                    return self._taken(response, task)
                url = _next(url, response.headers.get("location", ""))
                admit(url, own)
        raise SourceRefused(
            Check.ADDRESS,
            f"redirects more than {self._limits.redirects} times, now to {shown(url)}",
        )

    @contextmanager
    def _response(
        self, url: httpx.URL, own: httpx.URL, task: "_Task", attempt: int
    ) -> Iterator[httpx.Response]:
        """The answer to one request; it ends at the deadline, however slowly it comes."""
        limits = self._limits
        way = route(url, own, attempt - 1)
        with (
            watchdog(task.deadline - self._clock()) as trace,
            httpx.Client(
                verify=self._trust,
                proxy=way.proxy,
                trust_env=False,
                timeout=httpx.Timeout(limits.read, connect=limits.connect),
            ) as client,
            client.stream(
                "GET",
                way.url,
                headers={"Host": way.host, **_headers(task)},
                extensions={"sni_hostname": way.name, "trace": trace},
            ) as response,
        ):
            yield response
        if self._clock() >= task.deadline:
            raise SourceRefused(Check.FETCH, f"not had within {limits.whole:g} s")

    def _taken(self, response: httpx.Response, task: "_Task") -> Copy | None:
        """What the last answer gives: the file at the target, or that nothing is new."""
        known, partial, headers = task.known, task.partial, response.headers
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            if task.conditional and (known.etag or known.last_modified):
                partial.remove()
                return None
            raise SourceRefused(
                Check.VALIDATOR, "says that nothing is new without having been asked"
            )
        _check_status(response, partial)
        _check_declared(headers)
        partial.take(response, self._limits.wire_bytes)
        if partial.size == 0:
            raise SourceRefused(Check.TYPE, "an empty file")
        partial.check_digest()
        sha256 = unpack(partial, task.target, self._limits.content_bytes)
        return Copy(
            address=known.address,
            name=known.name,
            sha256=sha256,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
        )


class _Task(Struct, frozen=True):
    """One file to fetch."""

    known: Copy
    target: Path
    partial: Partial
    conditional: bool
    deadline: float


def _headers(task: _Task) -> dict[str, str]:
    headers = {
        "User-Agent": f"portcullis/{version('portcullis')} (refresh of sanctions lists)",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
    }
    if task.partial.resumable:
        return headers | {
            "Range": f"bytes={task.partial.size}-",
            "If-Range": task.partial.validator,
        }
    if task.conditional and task.known.etag:
        headers["If-None-Match"] = task.known.etag
    if task.conditional and task.known.last_modified:
        headers["If-Modified-Since"] = task.known.last_modified
    return headers


def _next(url: httpx.URL, location: str) -> httpx.URL:
    if not location:
        raise SourceRefused(Check.ADDRESS, "redirects to nowhere")
    try:
        return parse(str(url.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(Check.ADDRESS, f"redirects to no address: {error}") from error


def _check_status(response: httpx.Response, partial: Partial) -> None:
    """Raise for an answer that brings no content."""
    status = response.status_code
    told = f"{status} {response.reason_phrase}".strip()
    if status in _PASSING:
        raise _Passing(told, _retry_after(response.headers.get("retry-after", "")))
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and partial.resumable:
        partial.forget()
        raise _Passing(told)
    if status == HTTPStatus.PARTIAL_CONTENT:
        if not partial.resumable:
            raise SourceRefused(Check.VALIDATOR, "sends a part without having been asked for one")
        return
    if status != HTTPStatus.OK:
        raise SourceRefused(Check.FETCH, told)


def _check_declared(headers: httpx.Headers) -> None:
    declared = headers.get("content-type", "").lower()
    if declared.startswith(_NOT_A_LIST):
        raise SourceRefused(Check.TYPE, f"declared as {declared[:80]}, which no list is")


def _retry_after(text: str) -> float:
    """Seconds that a `Retry-After` asks for, as a number or a date; 0 for what is neither."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _plain(error: Exception) -> str:
    """What went wrong, without an address and on one line."""
    kind = type(error).__name__
    return f"{kind}: {' '.join(str(error).split())[:200]}" if str(error) else kind
