"""The USSD door: a gateway's request becomes an `Inbound`, the `Reply` goes back in the gateway's own form.

Gateways ask again when an answer is slow. A repeated request has the key of the first, so that the desk
changes nothing and gives the same screen; where a gateway numbers nothing, the keys are a chain
(`docs/decisions/0010-ussd-retries.md`).
"""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.core import Inbound, Kiosk, Reply
from kiosk.doors.asking import Guarded, fields, refused
from kiosk.doors.crossing import across
from kiosk.doors.dialects import DIALECTS, Answer, Asked, BadRequest, Dialect, dialled
from kiosk.doors.gateway import LOCAL, Gateways, turned_away
from kiosk.errors import KioskError
from kiosk.store.schema import inbox
from kiosk.store.statements import Prepared
from kiosk.transaction import Tx

if TYPE_CHECKING:
    from modem.simulator import UssdRequest, UssdScreen

RETRY = 5.0  # seconds in which the same text from the same number is a gateway's second try
LONGEST = 2000  # characters of a path: what is typed in the 120 seconds of a dialogue is shorter
DEEPEST = 6  # choices dialled behind the service code
MOST = 64  # places at which a path is tried to be cut
FAULT = "Maaf, layanan ini sedang terganggu. Mohon coba lagi nanti. Darurat? Telepon 112"
INCOMPLETE = "Maaf, permintaan ini tidak lengkap. Mohon coba lagi nanti."

RECENT = (
    select(inbox.c.key, inbox.c.at)
    .where(inbox.c.person == bindparam("whose"), inbox.c.channel == "ussd")
    .order_by(literal_column("rowid").desc())
    .limit(DEEPEST + 1)
)
KNOWN = Prepared(select(inbox.c.at).where(inbox.c.key == bindparam("sought")), "sought")


def routes(kiosk: Kiosk, hosts: Collection[str] = (), gateways: Gateways = LOCAL) -> list[BaseRoute]:
    """Give the routes of the gateways, `/ussd/DIALECT` and `/ussd/DIALECT/SECRET`."""
    door = UssdDoor(kiosk)

    async def ussd(request: Request) -> Response:
        if away := await turned_away(request, gateways):
            return away
        dialect = DIALECTS.get(request.path_params["dialect"])
        if dialect is None:
            known = ", ".join(DIALECTS)
            return refused(404, "Dialek gateway itu tidak dikenal.", f"Pakai salah satu: {known}.")
        answer = await door.serve(dialect, await fields(request))
        return Response(answer.body, answer.status, dict(answer.headers), answer.media)

    paths = ("/ussd/{dialect:str}", "/ussd/{dialect:str}/{secret:str}")
    return [Route(path, Guarded(ussd, hosts), methods=["GET", "POST"]) for path in paths]


class UssdDoor:
    """The door of one kiosk; safe to be used from several threads."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    async def serve(self, dialect: Dialect, given: Mapping[str, str]) -> Answer:
        """Answer a request of a gateway; whatever comes, the answer has the gateway's form."""
        try:
            asked = dialect.read(given)
            if asked.over:
                await run_in_threadpool(self._kiosk.drop, asked.who, asked.over)
                return dialect.write("", False, given)
            reply = await across(partial(self._kiosk.submit_found, finder(asked)))
        except BadRequest as error:
            return dialect.write(f"{INCOMPLETE} ({error})", False, given)._replace(status=400)
        except KioskError:
            return dialect.write(FAULT, False, given)._replace(status=503)
        return dialect.write(*(reply or Reply(FAULT, False)), given)


Find = Callable[[Tx], list[Inbound]]


def finder(asked: Asked) -> Find:
    """Give what finds the new in a request, under keys that a repeated request has again."""
    who, session, jump = asked.who, asked.session, asked.jump
    if len(asked.text) + len(asked.path or "") > LONGEST or len(jump) > DEEPEST:
        raise BadRequest("The text is too long.")
    if asked.path is not None:
        return partial(_of_path, who=who, session=session, path=asked.path)
    if asked.begins and session:
        begun = begin(who, jump, lambda place: key_of(session, "begin", str(place)))
        return lambda tx: begun
    if asked.begins:
        return partial(_begun, who=who, jump=jump)
    if asked.turn:
        turn = [Inbound("ussd", who, asked.text, key_of(session, "turn", asked.turn))]
        return lambda tx: turn
    said = f"{session} {asked.text}"
    return lambda tx: [Inbound("ussd", who, asked.text, _chained(tx, who, said))]


def _of_path(tx: Tx, who: str, session: str, path: str) -> list[Inbound]:
    """Cut off what is answered already: the longest beginning of the path that this session has had.

    A plain split at `*` would cut an answer that holds one. The whole path is not looked for: it is the key
    of what this gives, which the desk knows if it was answered before.
    """
    stars = [place for place in range(len(path) - 1, -1, -1) if path[place] == "*"][:MOST]
    beginnings = dict.fromkeys([*(path[:place] for place in stars), ""]) if path else ()
    had = _longest(tx, session, beginnings)
    if had is None:
        steps = path.split("*")[:DEEPEST] if path else []
        return begin(who, steps, lambda place: key_of(session, "path", "*".join(steps[:place])))
    new = path[len(had) :].removeprefix("*")
    return [Inbound("ussd", who, new, key_of(session, "path", path))]


def _begun(tx: Tx, who: str, jump: Sequence[str]) -> list[Inbound]:
    """Open a dialogue that nobody has numbered."""
    last = len(jump)
    key = _chained(tx, who, "*".join(("begin", *jump)), max(1, last))
    return begin(who, jump, lambda place: key if place == last else f"{key} {place}")


def _chained(tx: Tx, who: str, said: str, inbounds: int = 1) -> str:
    """Key a request that nobody has numbered: a link of the chain of what that number has sent.

    The same words right after themselves are a second try if they come within RETRY seconds; they have
    the key of the first then. *inbounds* is how many the request makes.
    """
    before = tx.run(RECENT, whose=tx.blind(who))
    links = [row.key.hex() for row in before] + [""] * (DEEPEST + 1)
    again = key_of(who, said, links[inbounds])
    lately = before and tx.at - before[0].at <= RETRY
    if lately and tx.blind(f"ussd {again}") == before[0].key:
        return again
    return key_of(who, said, links[0])


def _longest(tx: Tx, session: str, beginnings: Iterable[str]) -> str | None:
    """Give the first of these paths that the session has had; None for a new session."""
    for one in beginnings:
        if tx.one(KNOWN, (tx.blind(f"ussd {key_of(session, 'path', one)}"),)):
            return one
    return None


def ussd_host(kiosk: Kiosk) -> "Callable[[UssdRequest], UssdScreen]":
    """Give what serves a code of the simulated network, as `network.host` wants it."""
    from modem.simulator import UssdScreen

    def serve(request: "UssdRequest") -> "UssdScreen":
        once = secrets.token_hex(16)  # the simulated network never asks twice
        if request.text is None:
            inbounds = begin(request.number, dialled(request.code), lambda place: f"{once} {place}")
        else:
            inbounds = [Inbound("ussd", request.number, request.text, once)]
        reply = None
        with suppress(KioskError):
            for inbound in inbounds:
                reply = kiosk.receive(inbound)
        return UssdScreen(*(reply or Reply(FAULT, False)))

    return serve


def ussd_over(kiosk: Kiosk) -> "Callable[[UssdRequest, str], None]":
    """Give what hears that a phone of the simulated network hung up, as `network.host` wants it."""
    return lambda request, why: kiosk.drop(request.number, why)


def begin(who: str, jump: Sequence[str], key: Callable[[int], str]) -> list[Inbound]:
    """Open a dialogue: at home, or through the choices that were dialled, each of them one step."""
    if not jump:
        return [Inbound("ussd", who, "", key(0), first=True)]
    return [Inbound("ussd", who, text, key(place), first=place == 1) for place, text in enumerate(jump, 1)]


def key_of(*parts: str) -> str:
    """Make a key of what tells a request from others; what was typed cannot be read from it.

    >>> key_of("session", "path", "4*1") == key_of("session", "path", "4*1") != key_of("session", "path", "4")
    True
    """
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
