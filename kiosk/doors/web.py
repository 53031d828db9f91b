"""The page `/phone`: a resident's phone in the browser."""

import re
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.core import Inbound
from kiosk.doors.asking import guarded, json_of, refused
from kiosk.doors.crossing import across
from kiosk.doors.ussd import key_of

if TYPE_CHECKING:
    from kiosk.core import Kiosk

PAGE = Path(__file__).with_name("page")
ASSETS = ("phone.js", "pages.css")
LONGEST = 1_000  # characters of an answer
SESSION = re.compile(r"[A-Za-z0-9_-]{16,64}")  # made by the page; long enough not to be guessed


def routes(kiosk: "Kiosk", hosts: Collection[str] = ()) -> list[BaseRoute]:
    """Give the routes of the pages; *hosts* are the kiosk's names beside localhost and its addresses."""

    async def phone(request: Request) -> Response:
        return await (_phone(kiosk, request) if request.method == "POST" else _shown(PAGE / "phone.html"))

    async def asset(request: Request) -> Response:
        if request.path_params["file"] not in ASSETS:
            return refused(404, "Berkas itu tidak ada.", "Buka /phone.")
        return await _shown(PAGE / request.path_params["file"])

    return [
        Route("/phone", guarded(phone, hosts), methods=["GET", "POST"]),
        Route("/phone/{file:str}", guarded(asset, hosts)),
    ]


async def _phone(kiosk: "Kiosk", request: Request) -> Response:
    """Answer {"session", "text", "seq"} with {"text", "more"}; the same seq gets the same answer again.

    `seq` 0 opens the dialogue.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return refused(415, "Isi permintaan bukan JSON.", "Kirim Content-Type: application/json.")
    match await json_of(request):
        case {"session": str(session), "text": str(text), "seq": int(seq)} if (
            SESSION.fullmatch(session)
            and len(text) <= LONGEST
            and not isinstance(seq, bool)
            and 0 <= seq < 2**31
        ):
            inbound = Inbound("web", session, text, key_of("web", session, str(seq)), first=seq == 0)
            reply = await across(partial(kiosk.submit, inbound))
        case _:
            return refused(
                400,
                "Permintaan tidak lengkap.",
                f"Kirim session (16-64 huruf dan angka), text (paling panjang {LONGEST}), dan seq (angka).",
            )
    if reply is None:
        return refused(503, "Layanan ini sedang terganggu.", "Mohon coba lagi nanti.")
    return JSONResponse({"text": reply.text, "more": reply.more})


async def _shown(path: Path) -> Response:
    return FileResponse(path)
