"""Fetching from a publisher that behaves, or that comes round."""

import gzip
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from lists.fetch import Copy, Fetcher, Limits
from lists.refusal import Check, SourceRefused
from lists.transfer import watchdog
from tests.integration.publisher import (
    Publisher,
    conditional,
    cut_then,
    drip,
    in_turn,
    moved,
    reply,
    reset,
    rest_of,
)
from tests.lists.refreshing import QUICK

BODY = b"0123456789" * 1000


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def fetch(
    publisher: Publisher,
    target: Path,
    *,
    limits: Limits = QUICK,
    known: Copy | None = None,
    trust: ssl.SSLContext | None = None,
) -> Copy | None:
    asked = known or Copy(address=publisher.address("/list"), name="list")
    fetcher = Fetcher(limits, trust=trust, jitter=lambda: 0.0)
    return fetcher.fetch(asked, target, conditional=known is not None)


def test_what_is_fetched_once_is_asked_for_by_its_validators(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.answers["/list"] = conditional(BODY, '"v1"')
    copy = fetch(publisher, tmp_path / "a")
    assert copy is not None
    assert (tmp_path / "a").read_bytes() == BODY
    assert copy.etag == '"v1"'
    assert fetch(publisher, tmp_path / "b", known=copy) is None
    assert not (tmp_path / "b").exists()
    first, second = (headers for _, headers in publisher.asked)
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"v1"'
    assert first["User-Agent"].startswith("portcullis/")


def test_the_date_is_a_validator_too(publisher: Publisher, tmp_path: Path) -> None:
    date = "Thu, 01 Jan 2026 00:00:00 GMT"
    publisher.answers["/list"] = reply(BODY, headers={"Last-Modified": date})
    copy = fetch(publisher, tmp_path / "a")
    publisher.answers["/list"] = reply(status=304)
    assert fetch(publisher, tmp_path / "a", known=copy) is None
    assert publisher.asked[-1][1]["If-Modified-Since"] == date


def test_that_nothing_is_new_is_believed_only_where_it_was_asked(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.answers["/list"] = reply(status=304)
    with pytest.raises(SourceRefused, match="nothing is new without having been asked") as refused:
        fetch(publisher, tmp_path / "a")
    assert refused.value.refusal.check is Check.VALIDATOR


def test_what_breaks_off_goes_on_where_it_stopped(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/list"] = cut_then(BODY[:4321], len(BODY), rest_of(BODY))
    assert fetch(publisher, tmp_path / "a") is not None
    assert (tmp_path / "a").read_bytes() == BODY
    assert not (tmp_path / "a.part").exists()
    headers = publisher.asked[-1][1]
    assert (headers["Range"], headers["If-Range"]) == ("bytes=4321-", '"v"')


def test_what_changed_meanwhile_comes_whole(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/list"] = cut_then(BODY[:4321], len(BODY), reply(BODY[::-1]))
    assert fetch(publisher, tmp_path / "a") is not None
    assert (tmp_path / "a").read_bytes() == BODY[::-1]


def test_a_part_that_is_not_to_be_had_is_asked_for_anew(
    publisher: Publisher, tmp_path: Path
) -> None:
    then = in_turn(reply(status=416), reply(BODY))
    publisher.answers["/list"] = in_turn(
        reply(BODY[:4321], headers={"ETag": '"v"'}, length=len(BODY)), then
    )
    limits = msgspec.structs.replace(QUICK, attempts=3)
    assert fetch(publisher, tmp_path / "a", limits=limits) is not None
    assert (tmp_path / "a").read_bytes() == BODY
    assert ["Range" in headers for _, headers in publisher.asked] == [False, True, False]


@pytest.mark.parametrize("etag", ['W/"v"', ""])
def test_what_cannot_be_told_from_other_versions_comes_whole(
    publisher: Publisher, tmp_path: Path, etag: str
) -> None:
    publisher.answers["/list"] = in_turn(
        reply(BODY[:4321], headers={"ETag": etag}, length=len(BODY)), reply(BODY)
    )
    assert fetch(publisher, tmp_path / "a") is not None
    assert "Range" not in publisher.asked[-1][1]


@pytest.mark.parametrize(
    "trouble", [reply(status=503), reply(status=429, headers={"Retry-After": "0"}), reset]
)
def test_what_passes_is_tried_again(publisher: Publisher, tmp_path: Path, trouble: object) -> None:
    publisher.answers["/list"] = in_turn(trouble, reply(BODY))  # type: ignore[arg-type]
    assert fetch(publisher, tmp_path / "a") is not None


def test_waits_grow_and_a_publishers_wish_is_honoured(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/list"] = in_turn(
        *[reply(status=500)] * 2, reply(status=503, headers={"Retry-After": "7"}), reply(BODY)
    )
    waits: list[float] = []
    fetcher = Fetcher(Limits(), sleep=waits.append, jitter=lambda: 0.5)
    asked = Copy(address=publisher.address("/list"), name="list")
    assert fetcher.fetch(asked, tmp_path / "a", conditional=False) is not None
    assert waits == [2.0, 4.0, 8.0]
    publisher.answers["/list"] = in_turn(
        reply(status=503, headers={"Retry-After": "7"}), reply(BODY)
    )
    waits.clear()
    assert fetcher.fetch(asked, tmp_path / "a", conditional=False) is not None
    assert waits == [7.0]


def test_what_is_refused_for_good_is_not_tried_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/list"] = reply(status=403)
    with pytest.raises(SourceRefused):
        fetch(publisher, tmp_path / "a")
    assert len(publisher.asked) == 1


def test_compressed_on_the_way(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/list"] = reply(gzip.compress(BODY), headers={"Content-Encoding": "gzip"})
    copy = fetch(publisher, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY
    publisher.answers["/list"] = reply(BODY)
    other = fetch(publisher, tmp_path / "b")
    assert copy is not None
    assert other is not None
    assert copy.sha256 == other.sha256


@pytest.mark.parametrize("cuts", [(), (3000,), (1, 3000, 9999)])
def test_gzip_in_several_members(
    publisher: Publisher, tmp_path: Path, cuts: tuple[int, ...]
) -> None:
    ends = zip((0, *cuts), (*cuts, len(BODY)), strict=True)
    members = b"".join(gzip.compress(BODY[start:end]) for start, end in ends)
    publisher.answers["/list"] = reply(members, headers={"Content-Encoding": "gzip"})
    assert fetch(publisher, tmp_path / "a") is not None
    assert (tmp_path / "a").read_bytes() == BODY
    publisher.answers["/list"] = reply(members + b"more", headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceRefused, match="its gzip encoding is damaged"):
        fetch(publisher, tmp_path / "a")


def test_redirects_within_the_publisher_are_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers |= {"/list": moved("/there", 307), "/there": reply(BODY)}
    assert fetch(publisher, tmp_path / "a") is not None
    assert [path for path, _ in publisher.asked] == ["/list", "/there"]


def test_nobody_listens(publisher: Publisher, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    known = Copy(address=f"http://127.0.0.1:{port}/list", name="list")
    with pytest.raises(SourceRefused, match=r"ConnectError: .*\(2 attempts\)"):
        fetch(publisher, tmp_path / "a", known=known)


def a_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
        .sign(key, SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def test_only_a_certificate_that_is_believed(tmp_path: Path) -> None:
    certificate = a_certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    with Publisher(server) as publisher:
        publisher.answers["/list"] = reply(BODY)
        with pytest.raises(SourceRefused, match="CERTIFICATE_VERIFY_FAILED"):
            fetch(publisher, tmp_path / "a")
        trust = ssl.create_default_context(cadata=_public(certificate))
        assert fetch(publisher, tmp_path / "a", trust=trust) is not None


@pytest.mark.parametrize("prefix", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_drip_over_tls_ends_too(tmp_path: Path, prefix: bytes) -> None:
    certificate = a_certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trust = ssl.create_default_context(cadata=_public(certificate))
    limits = msgspec.structs.replace(QUICK, whole=0.5)
    with Publisher(server) as publisher:
        publisher.answers["/list"] = drip(prefix)
        with pytest.raises(SourceRefused, match=r"not had within 0\.5 s"):
            fetch(publisher, tmp_path / "a", trust=trust, limits=limits)


def test_a_deadline_that_has_passed_ends_what_begins_after_it() -> None:
    left, right = socket.socketpair()
    with left, right, watchdog(0.0) as trace:
        time.sleep(0.05)
        stream = SimpleNamespace(get_extra_info=lambda _: left)
        trace("connection.connect_tcp.complete", {"return_value": stream})
        assert right.recv(1) == b""


def test_nothing_is_left_of_what_broke_off_where_nothing_is_new(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.answers["/list"] = in_turn(reply(BODY[:99], length=len(BODY)), reply(status=304))
    known = Copy(address=publisher.address("/list"), name="list", etag='"v"')
    assert fetch(publisher, tmp_path / "a", known=known) is None
    assert list(tmp_path.iterdir()) == []


def test_never_from_https_to_http(tmp_path: Path) -> None:
    certificate = a_certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trust = ssl.create_default_context(cadata=_public(certificate))
    with Publisher(server) as publisher, Publisher() as other:
        publisher.answers["/list"] = moved(other.address("/list"))
        with pytest.raises(SourceRefused, match="in the clear; only https"):
            fetch(publisher, tmp_path / "a", trust=trust)
        assert other.asked == []


def _public(certificate: Path) -> str:
    _, mark, rest = certificate.read_text().partition("-----BEGIN CERTIFICATE-----")
    return mark + rest


def test_a_proxy_of_the_environment_is_used(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", publisher.address(""))
    monkeypatch.delenv("no_proxy", raising=False)
    address = "http://lists.example/list"
    publisher.answers[address] = reply(BODY)
    known = Copy(address=address, name="list")
    assert fetch(publisher, tmp_path / "a", known=known) is not None
    path, headers = publisher.asked[0]
    assert (path, headers["Host"]) == (address, "lists.example")
