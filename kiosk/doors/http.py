"""The doors that come by HTTP, as one application; `/health` tells how the kiosk is."""

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.doors import officer, ussd, web
from kiosk.doors.asking import guarded, is_here
from kiosk.doors.gateway import LOCAL, Gateways
from kiosk.errors import StoreError
from kiosk.health import prove

if TYPE_CHECKING:
    from kiosk.core import Kiosk


def application(kiosk: "Kiosk", names: Collection[str] = (), gateways: Gateways = LOCAL) -> Starlette:
    """Make the application of a kiosk, which may be called by *names* beside localhost and its addresses."""
    first = Route("/", guarded(first_page, names))
    return Starlette(
        routes=[*routes(kiosk, names, gateways), first], exception_handlers={HTTPException: _not_here}
    )


async def _not_here(request: Request, error: Exception) -> Response:
    """Say 404 and 405 as fact and remedy, too."""
    if not isinstance(error, HTTPException):
        raise error
    fact = (
        "Halaman itu tidak ada." if error.status_code == 404 else f"{request.method} tidak dilayani di sini."
    )
    told = {"error": fact, "remedy": "Buka /office, /phone, atau /health."}
    return JSONResponse(told, error.status_code, error.headers)


async def first_page(request: Request) -> Response:
    """Lead whoever names no page to theirs: the officer at this machine, residents elsewhere."""
    return RedirectResponse("/office" if is_here(request) else "/phone")


def routes(kiosk: "Kiosk", names: Collection[str] = (), gateways: Gateways = LOCAL) -> list[BaseRoute]:
    """Give the routes, for an application that has more of its own (the demo)."""
    pages = [Route("/health", health_of(kiosk)), *web.routes(kiosk, names), *officer.routes(kiosk, names)]
    return [*ussd.routes(kiosk, names, gateways), *pages]  # gateways ask most, and are found first


def health_of(kiosk: "Kiosk") -> Callable[[Request], Awaitable[JSONResponse]]:
    """Make the endpoint `/health`: 200 while the kiosk can answer, 503 and why while it can keep nothing."""

    async def health(request: Request) -> JSONResponse:
        try:
            await run_in_threadpool(kiosk.write, prove)
            found = await run_in_threadpool(kiosk.health)
        except StoreError as error:
            return JSONResponse({"ok": False, "error": error.fact, "remedy": error.remedy}, 503)
        modems = {name: state.told() for name, state in found.modems.items()}
        return JSONResponse({"ok": True, **found._asdict(), "modems": modems, "menus": found.menus._asdict()})

    return health
