"""Web pages: fetched when asked, within limits, and decoded."""

from __future__ import annotations

import io
import ipaddress
import re
import socket
import ssl
import time
import zlib
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ..errors import WebError
from .article import one_line

#: No page with one article is larger; in bytes, as sent and when unpacked.
MAX_PAGE = 10_000_000
#: For the whole of a fetch with all its redirects, in seconds.
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5

_AGENT = "Mozilla/5.0 (compatible; onrecord/0.1; fetches one article when its reader asks for it)"
_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})
_PAGES = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "application/pdf", ""}
)
_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE
)
# Where no web page of the public internet is. Source: IANA's registries of special-purpose addresses for IPv4 and IPv6
# (July 2025), and multicast; Python's own list grows from version to version, and lacks some.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20"
    ).split()
]
# All other IPv6 addresses are of one machine, one network or nobody yet.
_UNICAST = ipaddress.ip_network("2000::/3")
# Inside these, an IPv6 address carries an IPv4 one (RFC 6052, translation between the two).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# So it does where its second half begins with one of these (RFC 5214, ISATAP).
_ISATAP = (0x00005EFE, 0x02005EFE)


class Page(NamedTuple):
    """What was fetched: its bytes, where it was in the end, the encoding its server names, and whether it is text."""

    data: bytes
    url: str
    charset: str = ""
    plain: bool = False


def is_url(text: str) -> bool:
    """Whether a text is a web address and no file's name.

    >>> is_url("https://example.org/a"), is_url("seeds/a.txt")
    (True, False)
    """
    return bool(re.match(r"(?i)[a-z][a-z0-9+.-]*://", text.strip()))


def fetch(url: str, allow_local: bool = False) -> Page:
    """Fetch a web page: http or https, at most MAX_PAGE bytes, MAX_SECONDS seconds and MAX_REDIRECTS redirects.

    Args:
        url: its address. Proxies of the environment are not used: the address that was checked is the one called.
        allow_local: whether this machine's and private networks' addresses may be called. A page may redirect to
            one, so that each step is checked.

    Raises:
        WebError: anything but a page that arrived whole.
    """
    deadline = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        try:
            found = _step(parts, allow_local, deadline)
        except TimeoutError:
            raise WebError(f"{parts.hostname} took longer than {MAX_SECONDS:g} seconds; try again later.") from None
        except ssl.SSLError as problem:
            raise WebError(f"{parts.hostname} has no valid certificate ({problem.reason}).") from None
        except OSError as problem:
            raise WebError(f"{parts.hostname} cannot be reached: {problem.strerror or problem}.") from None
        except (HTTPException, zlib.error) as problem:
            what = type(problem).__name__
            raise WebError(f"{parts.hostname} did not answer as a web server does ({what}).") from None
        if isinstance(found, Page):
            return found
        url = urljoin(url, found)
    raise WebError(f"the page redirects more than {MAX_REDIRECTS} times.")


def decoded(page: Page) -> str | None:
    """Decode a page by its byte-order mark, its server's word or its own; None where none of them says or fits."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if page.data.startswith(mark):
            return page.data.decode(encoding, errors="replace")
    from webencodings import lookup  # type: ignore[import-untyped]

    for name in (page.charset, _inside(page.data)):
        # One of the list that browsers have (WHATWG Encoding), or none: Python has codecs that take hours.
        encoding = lookup("windows-1252" if name.lower() == "x-user-defined" else name)
        try:
            if encoding:
                return str(encoding.codec_info.decode(page.data, "strict")[0])
        except UnicodeError:  # an encoding that does not fit
            continue
    return None


def _inside(data: bytes) -> str:
    """The encoding that a page names itself, or ""; it is not UTF-16, for then its name could not be read."""
    named = _CHARSET.search(data[:4096])
    name = named[1].decode("ascii") if named else ""
    return "utf-8" if name.lower().startswith("utf-16") else name


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be fetched."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WebError(f"{_short(url)} is not a web address.") from None
    if parts.scheme not in _PORTS:
        raise WebError(f"{_short(url)} is not a web address; only http:// and https:// are fetched.")
    if not host or port == 0 or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
        raise WebError(f"{_short(url)} is not a web address.")
    if parts.username or parts.password:
        raise WebError("the address has a user name or a password in it; save the page from your browser instead.")
    return parts


def _short(url: str) -> str:
    return repr(url if len(url) <= 80 else url[:77] + "...")


def _step(parts: SplitResult, allow_local: bool, deadline: float) -> Page | str:
    """One request: the page, or the address that it redirects to."""
    connection = _Connection(parts, allow_local, deadline)
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
            "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?") if parts.query else ""
        )
        headers = {"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "gzip, identity"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        target = response.headers.get("Location")
        if response.status in _MOVED and target:
            return target
        return _page(response, parts)
    finally:
        connection.hang_up()


def _page(response: HTTPResponse, parts: SplitResult) -> Page:
    """The page of an answer that is one."""
    if response.status != 200:
        raise WebError(
            f"{parts.hostname} answered {response.status} ({one_line(response.reason)}); "
            "save the page from your browser and read the .html file."
        )
    kind = response.headers.get_content_type() if "Content-Type" in response.headers else ""
    if kind not in _PAGES:
        raise WebError(f"{parts.hostname} sent {kind}, not a web page.")
    data = response.read(MAX_PAGE + 1)
    if response.length and len(data) <= MAX_PAGE:
        raise WebError(f"{parts.hostname} broke off in the middle of the page; try again.")
    if response.headers.get("Content-Encoding", "identity").strip().lower() in ("gzip", "x-gzip", "deflate"):
        data = zlib.decompressobj(47).decompress(data, MAX_PAGE + 1)
    if len(data) > MAX_PAGE:
        raise WebError(f"the page is larger than {MAX_PAGE // 1_000_000} MB; copy the article's text instead.")
    return Page(data, parts.geturl(), _charset(response.headers.get("Content-Type", "")), kind == "text/plain")


def _charset(kind: str) -> str:
    """The encoding that a server names; the standard library would take a codec that the server names for that."""
    named = re.search(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", kind, re.IGNORECASE)
    return named[1] if named else ""


class _Connection(HTTPConnection):
    """A connection to an address that was checked, and to no other: a name asked twice can answer differently."""

    def __init__(self, parts: SplitResult, allow_local: bool, deadline: float) -> None:
        host = parts.hostname or ""
        super().__init__(host, parts.port or _PORTS[parts.scheme])
        self.secure, self.allow_local, self.deadline = parts.scheme == "https", allow_local, deadline
        self.raw: socket.socket | None = None

    def connect(self) -> None:
        """Resolve the name, check what it resolves to, and connect."""
        self.raw = self._reach(_addresses(self.host, self.port, self.allow_local))
        if self.secure:
            self.raw = ssl.create_default_context().wrap_socket(self.raw, server_hostname=self.host)
        self.sock = _Socket(self.raw, self.deadline)

    def hang_up(self) -> None:
        """Close the connection, whatever is left to be read."""
        self.close()
        if self.raw:
            self.raw.close()

    def _reach(self, addresses: list[str]) -> socket.socket:
        problem: OSError = OSError("no address")
        for address in addresses:
            try:
                return socket.create_connection((address, self.port), _left(self.deadline))
            except OSError as failed:
                problem = failed
        raise problem


class _Socket:
    """A socket as http.client wants it, with one deadline for all it does: a server may send a byte a second."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._deadline))

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def close(self) -> None:
        """Do nothing: http.client lets go of the socket while the answer is still to be read, from its file."""


class _Reader(io.RawIOBase):
    """The answer as a file; closing it closes the socket."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._sock.close()
        super().close()


def _left(deadline: float) -> float:
    """The seconds left; raises TimeoutError where none is."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _addresses(host: str, port: int, allow_local: bool) -> list[str]:
    """The addresses of a name; refused as a whole where one of them is not of the public internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise WebError(f"{host} was not found; check the address, and that this machine is online.") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_local and not all(is_public(address) for address in addresses):
        raise WebError(f"{host} is on this machine or in a private network; such pages are read only if allowed.")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, seen through every way to write IPv4 as IPv6.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("8.8.8.8")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    carried = _carried(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if carried:
        return is_public(str(carried))
    return not any(ip in network for network in _SPECIAL) and (ip.version == 4 or ip in _UNICAST)


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in an IPv6 one."""
    if ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
