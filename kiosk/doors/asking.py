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

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.errors import KioskError

BODY = "kiosk.body"  # where it is kept in the scope of a request
LARGEST = 16_384  # octets of a body: an answer of a resident is far shorter
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

Handler = Callable[[Request], Awaitable[Response]]


class TooLarge(Exception):
    """The body of a request has more octets than anybody needs."""


def refused(status: int, fact: str, remedy: str) -> JSONResponse:
    """Refuse with a sentence of fact and one of remedy."""
    return JSONResponse({"error": fact, "remedy": remedy}, status)


def guarded(handler: Handler, hosts: Collection[str] = ()) -> Handler:
    """Guard a handler: *hosts* are the kiosk's own names beside localhost; errors become sentences."""

    async def answer(request: Request) -> Response:
        response = _turned_away(request, hosts) or await _told(handler, request)
        own = {name for name, _ in response.raw_headers}
        response.raw_headers += [header for header in _HEADERS if header[0] not in own]
        return response

    return answer


def is_here(request: Request) -> bool:
    """Whether a program of this machine asks for this machine, and no proxy for somebody else."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    return _loopback(_host(request)) and request.client is not None and _loopback(request.client.host)


async def body(request: Request) -> bytes:
    """Read the body, again if asked; raises TooLarge before more than LARGEST octets are kept."""
    kept: bytes | None = request.scope.get(BODY)
    if kept is not None:
        return kept
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            raise TooLarge
    request.scope[BODY] = kept = bytes(read)
    return kept


async def json_of(request: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read a body as JSON; None for what is none."""
    with suppress(ValueError, RecursionError):
        return json.loads(await body(request))
    return None


async def fields(request: Request) -> dict[str, str]:
    """Read the fields of a query, a form or a JSON object as text, their names in small letters."""
    given: dict[str, Any] = dict(request.query_params) if request.scope["query_string"] else {}
    if request.method == "POST" and "json" in request.headers.get("content-type", ""):
        found = await json_of(request)
        given |= found if isinstance(found, dict) else {}
    elif request.method == "POST":
        given |= parse_qsl((await body(request)).decode("utf-8", "replace"), keep_blank_values=True)
    return {name.lower(): str(value) for name, value in given.items() if isinstance(value, str | int)}


def _turned_away(request: Request, hosts: Collection[str]) -> Response | None:
    host = _host(request)
    if not (host == "localhost" or host in hosts or _address(host)):
        return refused(421, "Nama Host itu bukan milik kios ini.", "Pakai alamat IP kios, atau localhost.")
    origin = request.headers.get("origin")
    if origin and origin.partition("://")[2] != request.headers.get("host"):
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
    return _without_port(request.headers.get("host", ""))


@lru_cache(256)
def _without_port(host: str) -> str:
    return re.sub(r":[0-9]*$", "", host).lower()


@lru_cache(256)
def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]"))
    return None


def _loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)
