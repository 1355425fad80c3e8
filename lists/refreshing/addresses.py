"""From where lists may be fetched: https and public addresses, or what the source itself names.

A publisher's redirect, or what its name resolves to, must not lead the refresh into the network it
runs in. Only a source whose own address is `http://`, or whose host is a literal address or
`localhost`, may be fetched from such a one, and from no other.
"""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.request import getproxies, proxy_bypass

import httpx

from lists.refreshing.refusal import Check, SourceRefused
from matchers.model import Struct

_PORTS = {"https": 443, "http": 80}
_HIGHEST_PORT = 65535
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class Route(Struct, frozen=True):
    """How an address is reached: what to connect to, under which name; or through a proxy."""

    url: str
    host: str
    name: str
    proxy: str | None = None


def parse(address: str) -> httpx.URL:
    """An address as a URL with scheme and host, and without a login; raises SourceRefused."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(Check.ADDRESS, f"no address: {error}") from error
    if url.port is not None and url.port > _HIGHEST_PORT:
        raise SourceRefused(Check.ADDRESS, f"no address: there is no port {url.port}")
    if url.scheme not in _PORTS or not url.host:
        raise SourceRefused(
            Check.ADDRESS, f"leads to {url.scheme or 'no scheme'}:, where nothing is fetched from"
        )
    if url.userinfo:
        raise SourceRefused(Check.ADDRESS, f"holds a login, which {shown(url)} must not")
    return url


def shown(url: httpx.URL) -> str:
    """An address for messages: without its query, which may hold a token."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}{url.path}"


def admit(url: httpx.URL, own: httpx.URL) -> None:
    """Raise SourceRefused for a scheme that the source's own address does not allow."""
    if url.scheme == "http" and own.scheme != "http":
        raise SourceRefused(
            Check.ADDRESS, f"leads to {shown(url)}, in the clear; only https is fetched"
        )


def route(url: httpx.URL, own: httpx.URL, attempt: int) -> Route:
    """How to reach `url` for a source whose own address is `own`.

    The name is looked up once, all that it stands for is checked, and the connection goes to an
    address that was checked, each attempt to the next one: a name that changes its mind is of no
    use. A proxy of the environment looks names up itself; then only literal addresses are checked.
    Raises SourceRefused, or OSError for a name that is not known.
    """
    admit(url, own)
    netloc = url.netloc.decode("ascii")
    trusted = _end(url) == _end(own) and (_literal(own.host) is not None or own.host == "localhost")
    proxy = proxy_for(url)
    if proxy is not None:
        literal = _literal(url.host)
        _check(url, [literal] if literal is not None else [], trusted=trusted)
        return Route(url=str(url), host=netloc, name=url.host, proxy=proxy)
    found = addresses_of(url)
    _check(url, found, trusted=trusted)
    chosen = str(found[attempt % len(found)])
    return Route(url=str(url.copy_with(host=chosen)), host=netloc, name=url.host)


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for an address (`HTTPS_PROXY` ..., `NO_PROXY`).

    Raises SourceRefused for a kind of proxy that is not supported.
    """
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if proxy is None or proxy_bypass(url.netloc.decode("ascii")):
        return None
    if not proxy.startswith(("http://", "https://")):
        kind = proxy.partition(":")[0]
        raise SourceRefused(Check.FETCH, f"a proxy of the kind {kind}: is not supported, only http")
    return proxy


def addresses_of(url: httpx.URL) -> list[Ip]:
    """What the host of an address stands for, IPv4 first.

    Raises OSError for a name that is not known, SourceRefused for what can be none.
    """
    try:
        found = socket.getaddrinfo(url.host, _end(url)[1], type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise SourceRefused(Check.ADDRESS, f"{url.host[:80]!r} is no name of a host") from error
    addresses = (ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    return sorted(dict.fromkeys(addresses), key=lambda address: address.version)


def is_public(address: Ip) -> bool:
    """Whether an address is of the public Internet, also if it is an IPv4 one within IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if within is None and address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_public(within)
    return address.is_global and not address.is_multicast


def _check(url: httpx.URL, found: Sequence[Ip], *, trusted: bool) -> None:
    inside = [address for address in found if not is_public(address)]
    if inside and not trusted:
        raise SourceRefused(
            Check.ADDRESS,
            f"leads to {shown(url)}, which is {inside[0]}, no address of the public Internet",
        )


def _end(url: httpx.URL) -> tuple[str, int]:
    return url.host, url.port or _PORTS[url.scheme]


def _literal(host: str) -> Ip | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
