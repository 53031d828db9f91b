"""HTTP for the simulator: the control API under /api, the stream of news, the page with the phones.

Everything answers on loopback to programs of this machine: a request whose Host header or origin is another's
is refused, so that no web site can steer it by way of the browser.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from modem.simulator import Simulator
from modem.simulator.api import OPERATIONS, Operation
from modem.simulator.api_acts import Ask, refusal
from modem.simulator.api_fields import ApiError, Field, check_fields
from modem.simulator.api_schema import openapi
from modem.simulator.bell import Bell
from modem.simulator.errors import SimulatorError
from modem.simulator.news import About, News
from modem.simulator.origins import stranger

PAGE = Path(__file__).parent / "page"
MEDIA = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LONGEST_BODY = 256 * 1024  # octets
BATCH_S = 0.08  # between two batches of news: a page stays live, the modem's thread keeps the interpreter
KEEPALIVE_S = 15  # so that both ends notice a broken stream
ONLY_OURS = {  # nothing from elsewhere, nothing inline
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
NUMBERS = {"integer": int, "number": float}


def control_app(
    sim: Simulator,
    *,
    extra_routes: Sequence[BaseRoute] = (),
    title: str = "simulator",
    service_code: str = "*123#",
    kiosk_number: str | None = None,
    link: str = "the modem",
    pages: Mapping[str, Mapping[str, str]] | None = None,
) -> Starlette:
    """Give the app: the API, the page at /, and whatever routes a command adds (they are guarded as well).

    *service_code* and *kiosk_number* (None: the first modem's) are what the page's phones dial and write to,
    *link* is where it tells programs to connect, *pages* are what it links to: path, language, name.
    `app.state.close()` ends streams and waits; whoever serves the app calls it at the end.
    """
    bell, lines = Bell(), Bell()  # lines are many: only who waits for one hears of each
    sim.listen(lambda happening: bell.ring())
    sim.trace.listen(lines.ring)
    about: About = {"title": title, "service_code": service_code, "link": link, "pages": pages or {}}
    news = partial(News, sim, kiosk_number=kiosk_number, about={**about, "run": secrets.token_hex(8)})
    routes = [
        *extra_routes,
        *_operations(sim, bell, lines),
        Route("/api/events", partial(_events, bell, news)),
        Route("/api/schema", _schema),
        Route("/page/{name}", _page),
        Route("/", _page),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={ApiError: _refused, HTTPException: _http_error, Exception: _broken},
    )
    app.add_middleware(Guard)
    app.state.close = partial(_close, sim, bell, lines)
    return app


def _close(sim: Simulator, *bells: Bell) -> None:
    sim.do(sim.network.ussd.close)  # who waits for a screen holds a thread
    for bell in bells:
        bell.close()


class Guard:
    """Refuses what does not come from this machine's own address bar: DNS rebinding, other sites' scripts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or answer 403."""
        if scope["type"] == "http":
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            server = scope.get("server") or ("127.0.0.1", None)
            fault = stranger(headers.get(b"host", ""), headers.get(b"origin"), *server)
            if fault is not None:
                await _answer(fault.json(), fault.status)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401
    """Give JSON; half a character that came over the air shows as a question mark."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status, headers, "application/json")


def _operations(sim: Simulator, bell: Bell, lines: Bell) -> list[Route]:
    """One route a path, its methods told apart inside, so that 405 and Allow come out right."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = operation
    bells = {"/api/trace": lines}
    return [
        Route(path, partial(_perform, sim, bells.get(path, bell), methods), methods=list(methods))
        for path, methods in paths.items()
    ]


async def _perform(
    sim: Simulator, bell: Bell, methods: Mapping[str, Operation], request: Request
) -> Response:
    operation = methods["GET" if request.method == "HEAD" else request.method]
    if operation.method == "GET":
        values, where = _query(operation.fields, request), "query"
    else:
        values, where = await _body(request), "body"
    if operation.method == "DELETE":  # either way will do
        values = {**_query(operation.fields, request), **values}
    ask = Ask(request.path_params, check_fields(operation.fields, values, where))
    try:
        if operation.feed is not None:
            look = partial(_look, sim, operation.feed, ask)
            return _answer(await _first_news(look, bell, ask.get("wait", 0)))
        if operation.run is None:
            raise TypeError(f"{operation.path} does nothing")
        return _answer(await run_in_threadpool(operation.run, sim, ask), operation.status)
    except SimulatorError as error:
        raise refusal(error) from error


def _look(sim: Simulator, feed: Callable[[Simulator, Ask], list[Any]], ask: Ask) -> list[Any]:
    """Read a ledger while nobody writes it; as short as a look is, it needs no thread."""
    with sim.clock.lock:
        return feed(sim, ask)


async def _first_news(feed: Callable[[], list[Any]], bell: Bell, wait: float) -> list[Any]:
    """Give what there is; if that is nothing, wait for the first of it. Costs no thread."""
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while True:
        rung = bell.hear()
        try:
            found = feed()
        except BaseException:
            bell.forget(rung)
            raise
        if found or loop.time() >= end or bell.closed:
            bell.forget(rung)
            return found
        await bell.wait(rung, end - loop.time())


def _query(fields: tuple[Field, ...], request: Request) -> dict[str, Any]:
    """Give the query's values, numbers as numbers; left empty is left out."""
    types = {field.name: field.type for field in fields}
    values: dict[str, Any] = {}
    for name, text in request.query_params.items():
        try:
            values[name] = NUMBERS.get(types.get(name, ""), str)(text) if text else None
        except ValueError:
            values[name] = text  # the check says what is wrong with it
    return values


async def _body(request: Request) -> dict[str, Any]:
    """Give the JSON object of a body; no body at all is an empty one."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise ApiError(413, "The body is too long.", f"Send at most {LONGEST_BODY} octets.")
    if not raw:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError(
            415, "The body is not declared as JSON.", "Send the header Content-Type: application/json."
        )
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(
            400, f"The body is no JSON: {error}.", 'Send an object such as {"text": "MENU"}.'
        ) from error
    if not isinstance(value, dict):
        raise ApiError(400, "The body is no JSON object.", 'Send an object such as {"text": "MENU"}.')
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


async def _events(bell: Bell, news: Callable[[], News], request: Request) -> Response:
    return StreamingResponse(
        _stream(bell, news()), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _stream(bell: Bell, news: News) -> AsyncIterator[bytes]:
    """Say hello, then tell the news in batches: looking is cheap, and idle ticks say nothing."""
    yield _event("hello", await run_in_threadpool(news.hello))
    quiet = 0.0
    while await _tick(bell):
        quiet += BATCH_S
        if news.waiting():
            yield _event("news", await run_in_threadpool(news.batch))
            quiet = 0
        elif quiet > KEEPALIVE_S:
            yield b": still here\n\n"
            quiet = 0


async def _tick(bell: Bell) -> bool:
    """Let BATCH_S pass; False once the server ends."""
    loop = asyncio.get_running_loop()
    end = loop.time() + BATCH_S
    while not bell.closed and loop.time() < end:
        await bell.wait(bell.hear(), end - loop.time())
    return not bell.closed


def _event(name: str, value: Any) -> bytes:  # noqa: ANN401
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {data}\n\n".encode("utf-8", "replace")


async def _schema(request: Request) -> Response:
    return _answer(openapi())


async def _page(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    path = PAGE / name
    if path.parent != PAGE or path.suffix not in MEDIA or not path.is_file():
        raise HTTPException(404)
    return Response(path.read_bytes(), headers=ONLY_OURS, media_type=MEDIA[path.suffix])


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return _answer(error.json(), error.status)


async def _http_error(request: Request, error: Exception) -> Response:
    """Say 404 and 405 as JSON, too."""
    if not isinstance(error, HTTPException):
        raise error
    fact = f"There is no {request.url.path}."
    if error.status_code == 405:
        fact = f"{request.url.path} knows no {request.method}."
    value = {"error": fact, "remedy": "See /api/schema for what there is."}
    return _answer(value, error.status_code, error.headers)


async def _broken(request: Request, error: Exception) -> Response:
    value = {
        "error": f"{type(error).__name__}: {error}.",
        "remedy": "This is a fault of Loket: please report it with the request that you sent.",
    }
    return _answer(value, 500)
