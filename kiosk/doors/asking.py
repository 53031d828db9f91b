"""What the HTTP doors have in common: who may ask, how much, and how they are refused.

A foreign page in a browser beside the kiosk must not reach it: a Host header that is a name other than ours
is refused (a page can bend a name to this machine, but not an address), and so is a foreign Origin.
"""

import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kiosk.errors import KioskError

BODY, HEADS = "kiosk.body", "kiosk.heads"  # where they are kept in the scope of a request
LARGEST = 16_384  # octets of a body: an answer of a resident is far shorter
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_NO_PAGE = [header for header in _HEADERS if header[0] in (b"x-content-type-options", b"cache-control")]

Handler = Callable[[Request], Awaitable[Response]]


class TooLarge(Exception):
    """The body of a request has more octets than anybody needs."""


def refused(status: int, fact: str, remedy: str) -> JSONResponse:
    """Refuse with a sentence of fact and one of remedy."""
    return JSONResponse({"error": fact, "remedy": remedy}, status)


def guarded(handler: Handler, hosts: Collection[str] = ()) -> Handler:
    """Guard a handler: *hosts* are the kiosk's own names beside localhost; errors become sentences."""

    async def answer(request: Request) -> Response:
        return await _guarded(handler, request, hosts, _HEADERS)

    return answer


class Guarded:
    """A guarded handler that programs ask, as an ASGI application; its route names its methods, GET too.

    What Starlette wraps around a function, and the headers that only browsers read, take a third of the
    time of such an answer.
    """

    def __init__(self, handler: Handler, hosts: Collection[str] = ()) -> None:
        self._handler, self._hosts = handler, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive, send)
        response = await _guarded(self._handler, request, self._hosts, _NO_PAGE)
        await response(scope, receive, send)


async def _guarded(
    handler: Handler, request: Request, hosts: Collection[str], headers: list[tuple[bytes, bytes]]
) -> Response:
    response = _turned_away(request, hosts) or await _told(handler, request)
    own = {name for name, _ in response.raw_headers}
    response.raw_headers += [header for header in headers if header[0] not in own]
    return response


def is_here(request: Request) -> bool:
    """Whether a program of this machine asks for this machine, and no proxy for somebody else."""
    if _head(request, b"x-forwarded-for") or _head(request, b"forwarded"):
        return False
    return _loopback(_host(request)) and request.client is not None and _loopback(request.client.host)


async def body(request: Request) -> bytes:
    """Read the body, again if asked; raises TooLarge before more than LARGEST octets are kept."""
    kept: bytes | None = request.scope.get(BODY)
    if kept is not None:
        return kept
    read, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        read += message.get("body", b"")
        more = message.get("more_body", False)
        if len(read) > LARGEST:
            raise TooLarge
    request.scope[BODY] = read
    return read


async def json_of(request: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read a body as JSON; None for what is none."""
    with suppress(ValueError, RecursionError):
        return json.loads(await body(request))
    return None


async def fields(request: Request) -> dict[str, str]:
    """Read the fields of a query, a form or a JSON object as text, their names in small letters."""
    given: dict[str, Any] = dict(request.query_params) if request.scope["query_string"] else {}
    if request.method == "POST" and "json" in _head(request, b"content-type"):
        found = await json_of(request)
        given |= found if isinstance(found, dict) else {}
    elif request.method == "POST":
        given |= parse_qsl((await body(request)).decode("utf-8", "replace"), keep_blank_values=True)
    return {name.lower(): str(value) for name, value in given.items() if isinstance(value, str | int)}


def _turned_away(request: Request, hosts: Collection[str]) -> Response | None:
    host = _host(request)
    if not (host == "localhost" or host in hosts or _address(host)):
        return refused(421, "Nama Host itu bukan milik kios ini.", "Pakai alamat IP kios, atau localhost.")
    origin = _head(request, b"origin")
    if origin and origin.partition("://")[2] != _head(request, b"host"):
        return refused(403, "Permintaan datang dari halaman lain.", "Buka halaman kios ini sendiri.")
    return None


async def _told(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except TooLarge:
        return refused(413, "Isi permintaan terlalu panjang.", f"Kirim paling banyak {LARGEST} oktet.")
    except KioskError as error:
        return refused(503, error.fact, error.remedy)


def _host(request: Request) -> str:
    """Give the Host header without its port."""
    return _without_port(_head(request, b"host"))


def _head(request: Request, name: bytes) -> str:
    """Give a header, the first of that name; "" for none."""
    heads: dict[bytes, bytes] | None = request.scope.get(HEADS)
    if heads is None:
        heads = request.scope[HEADS] = dict(reversed(request.scope["headers"]))
    return heads.get(name, b"").decode("latin-1")


@lru_cache(256)
def _without_port(host: str) -> str:
    return re.sub(r":[0-9]*$", "", host).lower()


@lru_cache(256)
def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]"))
    return None


@lru_cache(256)
def _loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)
