"""Which USSD gateways are let in: whoever is believed may speak for any number, so they must show themselves.

A secret is the last part of the address (`/ussd/DIALECT/SECRET`); a signature is the HMAC-SHA256 of the body
(of the query, where there is no body) under a shared key, in hexadecimal digits, in a header of the gateway.
Without either only programs of this machine are served.
"""

import hashlib
import hmac
from typing import TYPE_CHECKING, NamedTuple

from kiosk.doors.asking import body, is_here, refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SIGNATURE = "X-Signature"


class Gateways(NamedTuple):
    """[ussd] of `kiosk.toml`: what a gateway has to show; what is empty is not asked for."""

    secret: str = ""
    hmac_key: str = ""
    hmac_header: str = SIGNATURE


LOCAL = Gateways()  # nothing is agreed: only programs of this machine


async def turned_away(request: "Request", gateways: Gateways) -> "Response | None":
    """Refuse a gateway that does not show what was agreed; None lets it in."""
    shown = request.path_params.get("secret", "")
    if not hmac.compare_digest(shown.encode(), gateways.secret.encode()):
        return refused(404, "Alamat gateway itu tidak dikenal.", "Pakai alamat lengkap dengan [ussd] secret.")
    if gateways.hmac_key:
        signed = await body(request) or request.url.query.encode()
        if not is_signed(signed, request.headers.get(gateways.hmac_header, ""), gateways.hmac_key):
            return refused(403, "Tanda tangan permintaan itu salah.", "Samakan [ussd] hmac_key kedua pihak.")
    elif not gateways.secret and not is_here(request):
        return refused(403, "Gateway dari luar belum diizinkan.", "Isi [ussd] secret atau hmac_key dahulu.")
    return None


def is_signed(octets: bytes, signature: str, key: str) -> bool:
    """Whether *signature* is the HMAC-SHA256 of *octets* under *key*; `sha256=` may stand before it.

    >>> is_signed(b"text=1", "sha256=" + hmac.new(b"k", b"text=1", hashlib.sha256).hexdigest().upper(), "k")
    True
    >>> is_signed(b"text=2", hmac.new(b"k", b"text=1", hashlib.sha256).hexdigest(), "k")
    False
    """
    wanted = hmac.new(key.encode(), octets, hashlib.sha256).hexdigest()
    given = signature.strip().lower().removeprefix("sha256=")
    return hmac.compare_digest(wanted.encode(), given.encode())
