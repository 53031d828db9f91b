"""A connector over HTTP, in the envelope of the BPJS queue service: `response`, and `metadata` with a code.

`POST BASE/VERB` carries the request as JSON, with `x-username` and `x-token`; the token comes from
`GET BASE/auth` with `x-username` and `x-password`. Code 200 is an answer, 202 "later" (`Retry-After`), 201 a
no with its sentence, 401 a token that ran out. What else comes is nonsense, no answer unreachable.
"""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from kiosk.agency import Answer, Nonsense, NotYet, Refused, Unreachable

TIMEOUT = 10.0  # seconds for each answer
LARGEST = 1 << 20  # octets of an answer
LATER = 60.0  # seconds, where the agency does not say
OK, NO, LATE, UNKNOWN = 200, 201, 202, 401
HANDLERS: tuple[type[BaseHandler], ...] = (
    ProxyHandler,
    HTTPHandler,
    HTTPSHandler,
    HTTPErrorProcessor,
    HTTPDefaultErrorHandler,
)
TELL = "Hubungi pengelola sistem itu."


class WebAgency:
    """An agency at a base address; without a user it wants no token."""

    def __init__(self, base: str, user: str = "", password: str = "", timeout: float = TIMEOUT) -> None:
        self._base, self._user, self._password = base.rstrip("/"), user, password
        self._timeout = timeout
        self._token = ""
        self._opener = OpenerDirector()  # follows nobody to another address: what is sent names patients
        for handler in HANDLERS:
            self._opener.add_handler(handler())

    def ask(self, verb: str, request: Answer, key: str) -> Answer:
        """See `Agency.ask`; the key goes as `Idempotency-Key`."""
        body = json.dumps(dict(request)).encode()
        code, message, response, wait = self._call(verb, body, key)
        if code == UNKNOWN and self._user:
            self._token = ""
            code, message, response, wait = self._call(verb, body, key)
        if code == LATE:
            raise NotYet(wait)
        if code == NO:
            raise Refused(message or "ditolak tanpa alasan.", "Tanyakan kepada pengelola sistem itu.")
        if code != OK or not isinstance(response, dict):
            raise Nonsense(f"Jawaban {verb} berkode {code}.", TELL)
        return response

    def greet(self) -> None:
        """Find out whether the service is there and lets the kiosk in, without asking anything of it.

        Raises Unreachable: no answer, or the user is not known there.
        """
        if self._user:
            self._token = self._log_in()
            return
        try:
            with self._opener.open(Request(self._base), timeout=self._timeout):  # noqa: S310 - see HANDLERS
                pass
        except HTTPError as error:
            with error:
                if error.code < 500:  # it has nothing at its base address, but it is there
                    return
            raise Unreachable(f"Sistem itu menjawab HTTP {error.code}.", TELL) from None
        except (OSError, HTTPException) as error:
            raise _silent(error) from None

    def _call(self, verb: str, body: bytes, key: str) -> tuple[int, str, Any, float]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._user:
            self._token = self._token or self._log_in()
            headers |= {"x-username": self._user, "x-token": self._token}
        return self._fetch(Request(f"{self._base}/{verb}", data=body, headers=headers))  # noqa: S310 - see HANDLERS

    def _log_in(self) -> str:
        headers = {"x-username": self._user, "x-password": self._password}
        code, message, response, _ = self._fetch(Request(f"{self._base}/auth", headers=headers))  # noqa: S310
        token = response.get("token") if isinstance(response, dict) else None
        if code != OK or not isinstance(token, str) or not token.isprintable():
            raise Unreachable(
                f"Sistem itu tidak menerima nama dan sandi kios ({message or code}).",
                "Periksa centre_user dan centre_password di kiosk.toml.",
            )
        return token

    def _fetch(self, request: Request) -> tuple[int, str, Any, float]:
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                read, headers = answer.read(LARGEST + 1), answer.headers
        except HTTPError as error:
            with error:
                if error.code == UNKNOWN:
                    return UNKNOWN, "", None, 0.0
            raise Unreachable(f"Sistem itu menjawab HTTP {error.code}.", TELL) from None
        except (OSError, HTTPException) as error:
            raise _silent(error) from None
        return (*_envelope(read), _seconds(headers.get("Retry-After")))


def _silent(error: Exception) -> Unreachable:
    why = getattr(error, "reason", None) or error
    return Unreachable(f"Sistem itu tidak menjawab ({why}).", "Periksa jaringan kios.")


def _envelope(read: bytes) -> tuple[int, str, Any]:
    """Take an answer out of its envelope; `metadata` and `metaData` are both written."""
    try:
        found = json.loads(read) if len(read) <= LARGEST else None
    except (ValueError, RecursionError):
        found = None
    found = found if isinstance(found, dict) else {}
    metadata = found.get("metadata") or found.get("metaData")
    code = str(metadata.get("code")) if isinstance(metadata, dict) else ""
    if not isinstance(metadata, dict) or not (code.isascii() and code.isdecimal() and len(code) < 4):
        raise Nonsense("Jawabannya bukan jawaban layanan antrean.", TELL)
    return int(code), str(metadata.get("message") or ""), found.get("response")


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else LATER
