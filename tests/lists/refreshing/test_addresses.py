import ipaddress
import socket

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.refreshing import addresses
from lists.refreshing.addresses import is_public, parse, route
from lists.refreshing.refusal import Check, SourceRefused

OWN = "https://lists.example/list.xml"


def names(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Every name stands for these addresses, and no proxy is set."""
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: entries)
    monkeypatch.setattr(addresses, "proxy_for", lambda _: None)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - refused
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:7f00:1::", False),
    ],
)
def test_what_is_of_the_public_internet(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "leads to file:"),
        ("ftp://lists.example/x", "leads to ftp:"),
        ("gopher://lists.example/", "leads to gopher:"),
        ("data:text/xml,<a/>", "leads to data:"),
        ("lists.example/x", "leads to no scheme:"),
        ("https:///x", "leads to https:"),
        ("https://user:word@lists.example/x", "holds a login"),
        ("https://lists.example:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("\x00", "no address"),
    ],
)
def test_what_is_no_address_to_fetch_from(address: str, reason: str) -> None:
    with pytest.raises(SourceRefused, match=reason) as refused:
        parse(address)
    assert refused.value.refusal.check is Check.ADDRESS
    assert "word" not in str(refused.value)


def test_a_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, "93.184.215.14", "93.184.215.15")
    url = httpx.URL(OWN)
    first, second, third = (route(url, url, attempt) for attempt in range(3))
    assert first.url == "https://93.184.215.14/list.xml"
    assert (first.host, first.name) == ("lists.example", "lists.example")
    assert second.url == "https://93.184.215.15/list.xml"
    assert third == first


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"]])
def test_a_name_that_stands_for_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    names(monkeypatch, *found)
    url = httpx.URL(OWN)
    with pytest.raises(SourceRefused, match=f"{found[-1]}, no address of the public Internet"):
        route(url, url, 0)


@pytest.mark.parametrize(
    ("own", "url", "allowed"),
    [
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b", True),
        ("http://localhost:8000/a", "http://localhost:8000/b", True),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8001/b", False),
        ("http://lists.example/a", "http://lists.example/b", False),
        (OWN, "https://127.0.0.1/b", False),
    ],
)
def test_only_a_source_that_names_it_is_fetched_from_this_machine(
    monkeypatch: pytest.MonkeyPatch,
    own: str,
    url: str,
    allowed: bool,  # noqa: FBT001
) -> None:
    names(monkeypatch, "127.0.0.1")
    if allowed:
        assert route(httpx.URL(url), httpx.URL(own), 0).url.startswith("http://127.0.0.1:8000/")
    else:
        with pytest.raises(SourceRefused, match=r"127\.0\.0\.1, no address"):
            route(httpx.URL(url), httpx.URL(own), 0)


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_more: object) -> None:
        "x".encode("idna")
        raise UnicodeError("label empty or too long")

    names(monkeypatch)
    monkeypatch.setattr(socket, "getaddrinfo", fails)
    url = httpx.URL("https://" + "a" * 70 + ".example/")
    with pytest.raises(SourceRefused, match="is no name of a host"):
        route(url, url, 0)


def test_a_proxy_is_asked_by_name_and_for_no_private_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "within.example")
    url = httpx.URL(OWN)
    found = route(url, url, 0)
    assert (found.url, found.proxy) == (OWN, "http://proxy.example:3128")
    assert addresses.proxy_for(httpx.URL("https://within.example/")) is None
    with pytest.raises(SourceRefused, match=r"10\.0\.0\.1, no address"):
        route(httpx.URL("https://10.0.0.1/"), url, 0)


def test_a_proxy_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://proxy.example:1080")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(SourceRefused, match="a proxy of the kind socks5: is not supported"):
        addresses.proxy_for(httpx.URL(OWN))


@given(st.text(max_size=60) | st.text("htps:/[]@#?%.0123456789abx", max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for address in (text, f"https://{text}"):
        try:
            url = parse(address)
        except SourceRefused:
            continue
        assert url.scheme in {"http", "https"}
        assert url.host
        assert addresses.shown(url)
