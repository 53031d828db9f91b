"""The officer's pages, `/office` and `/office/NUMBER`: read and done at this machine only.

What an officer does is a form with a button, so that it works without scripts. A foreign page cannot send
one: its Origin is refused. The officer's name is asked once and kept by the browser for a working day.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.doors.asking import HEADERS, fields, guarded, is_here, refused
from kiosk.doors.office import page
from kiosk.doors.office_acts import act
from kiosk.doors.office_reports import case_page
from kiosk.errors import KioskError, StoreError

if TYPE_CHECKING:
    from kiosk.core import Kiosk

NAME = "petugas"  # the cookie
A_DAY = 12 * 3600  # seconds for which a browser knows who sits before it
LONGEST = 40  # letters of a name
OWN = {  # forms go to this page only, and a browser says from which page one comes
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
}


def routes(kiosk: "Kiosk", hosts: Collection[str] = ()) -> list[BaseRoute]:
    """Give the routes of the officer's pages; *hosts* as in `web.routes`."""

    async def office(request: Request) -> Response:
        if not is_here(request):
            return refused(403, "Halaman petugas hanya untuk komputer ini.", "Buka di komputer kios.")
        problem, given = "", {}
        if request.method == "POST":
            given = await fields(request)
            if given.get("act") == "name":
                return _named(request, given.get("name", ""))
            problem = await run_in_threadpool(_do, kiosk, _name(request), given)
            if not problem:
                return _back(request)
        number = request.path_params.get("number")
        write = partial(page, kiosk) if number is None else partial(case_page, kiosk, number, typed=given)
        text = await run_in_threadpool(write, _name(request), problem)
        if text is None:
            return refused(404, "Laporan itu tidak ada.", "Buka /office.")
        return HTMLResponse(text, 409 if problem else 200, OWN)

    made = guarded(office, hosts)
    return [Route(path, made, methods=["GET", "POST"]) for path in ("/office", "/office/{number:str}")]


def _do(kiosk: "Kiosk", officer: str, given: Mapping[str, str]) -> str:
    """Do it; gives why not, in a fact and a remedy. Raises StoreError."""
    try:
        kiosk.write(lambda tx: act(tx, officer, given))
    except StoreError:
        raise
    except KioskError as error:
        return str(error)
    kiosk.wake()
    return ""


def _named(request: Request, name: str) -> Response:
    answer = _back(request)
    name = " ".join(name.split())[:LONGEST]
    answer.set_cookie(
        NAME, quote(name), A_DAY if name else 0, path="/office", httponly=True, samesite="strict"
    )
    return answer


def _name(request: Request) -> str:
    return unquote(request.cookies.get(NAME, ""))[:LONGEST]


def _back(request: Request) -> Response:
    """Show the page anew: to load it again does nothing twice."""
    return RedirectResponse(request.url.path, 303)
