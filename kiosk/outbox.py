"""How an SMS goes out: pure rules on its parts, so that whatever breaks it is neither lost nor sent twice.

    queued -> storing -> stored -> handed -> sent | failed | unknown | expired

Each state is committed before the step at the modem that it names. Receipts are written to the modem's store
first (TS 27.005 clauses 3.5.3, 3.5.2: `+CMGW`, `+CMSS`): its flag "STO SENT" tells after a break what
happened. All else is handed over at once (`+CMGS`); a break between Ctrl-Z and the answer leaves it
`unknown`.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

UNSENT, SENT = 2, 3  # the status of an entry, TS 27.005 clause 3.1
GRACE = 75.0
"""Seconds in which a delivery report may still tell what became of an unknown receipt.

More than until the stores are listed again (60): a report that was told to nobody may lie there.
"""
LAST_SLOTS = 10  # kept free for what residents send
LONGEST_WAIT = 2700.0
TAKE_OVER = 300.0  # seconds that a modem's answers wait for it; then another modem sends them
OF_THE_MODEM = {  # refusals that would meet the next message as well: network, card, service centre
    *(("CMS", code) for code in (38, *range(310, 319), 330, 331, 332, 512, 513, 514, 515)),
    *(("CME", code) for code in (*range(10, 19), 30, 31)),
}
DOUBTS_CREDIT = ("CMS", 38)  # "network out of order": what some operators say to a card without credit
DONE = ("sent", "failed", "unknown", "expired")


class Message(NamedTuple):
    """One row of the outbox that wants to go out."""

    id: int
    recipient: str
    text: str
    kind: str
    expires_at: float
    attempts: int
    via: str
    flash: int = 0


class Part(NamedTuple):
    """One part of a message: its octets (a TPDU, built once) and how far it came."""

    outbox: int
    number: int
    octets: bytes
    state: str = "queued"
    slot: int | None = None  # where the modem keeps it
    via: str | None = None  # the modem that was told to store or send it
    reference: int | None = None  # TP-MR
    resent: int = 0
    receipt: bool = False


class Entry(Protocol):
    """An entry of the modem's store, as `modem.Stored` is one."""

    @property
    def index(self) -> int:
        """The slot."""
        ...

    @property
    def status(self) -> int:
        """0 to 3."""
        ...

    @property
    def octets(self) -> bytes:
        """The PDU with its SMSC field."""
        ...


class Seat(Protocol):
    """How a modem is, as `kiosk.health.ModemState` tells it."""

    @property
    def state(self) -> str:
        """One of ready, paused, missing."""
        ...

    @property
    def since(self) -> float:
        """Unix time."""
        ...

    @property
    def imei(self) -> str:
        """The modem that was there last."""
        ...


class Others(NamedTuple):
    """Whose messages wait for their own modem: `held` names those, `all` every one that is not mine."""

    held: tuple[str, ...] = ()
    all: bool = False


def others(seats: Iterable[Seat], mine: str, now: float) -> Others:
    """Tell what modem *mine* leaves to the *seats*: an answer goes out where the question came in.

    A modem that has been missing or paused for TAKE_OVER seconds has lost its messages to the others.
    """
    waiting = [
        seat.imei
        for seat in seats
        if seat.imei != mine and (seat.state == "ready" or now - seat.since < TAKE_OVER)
    ]
    return Others(tuple(sorted(filter(None, waiting))), "" in waiting)


class Verdict(NamedTuple):
    """What a refusal means: `what` is retry (later, this message), pause (the modem), unknown or failed."""

    what: str
    why: str


def backoff(attempts: int) -> float:
    """Give the seconds until the next try, without an end to trying.

    >>> [backoff(attempts) for attempts in (0, 1, 5, 1000)]
    [10.0, 20.0, 320.0, 2700.0]
    """
    return min(10.0 * (1 << min(attempts, 9)), LONGEST_WAIT)


def verdict(label: str, code: int | None, kind: str) -> Verdict:
    """Judge a `CmsError` or `CmeError` by its label, number and kind.

    >>> verdict("CMS", 331, "temporary").what, verdict("CMS", 42, "temporary").what
    ('pause', 'retry')
    >>> [verdict("CMS", *why).what for why in ((8, "credit"), (1, "permanent"), (500, "unknown"))]
    ['pause', 'failed', 'unknown']
    """
    why = f"{label} {code if code is not None else 'ERROR'}"
    if kind == "credit" or (label, code) in OF_THE_MODEM:
        return Verdict("pause", why)
    what = {"permanent": "failed", "unknown": "unknown"}.get(kind, "retry")
    return Verdict(what, why)


def same(octets: bytes, entry: bytes) -> bool:
    """Tell whether a stored PDU (with its SMSC field) is this TPDU; the modem may have put its own TP-MR.

    >>> same(bytes.fromhex("1100aabb"), bytes.fromhex("00") + bytes.fromhex("1107aabb"))
    True
    """
    tpdu = entry[1 + entry[0] :] if entry else b""
    return len(tpdu) > 2 and tpdu[:1] == octets[:1] and tpdu[2:] == octets[2:]


def settle(part: Part, entries: Iterable[Entry], via: str, claimed: Collection[int] = ()) -> Part:
    """Tell where *part* stands after a break, from the *entries* that modem *via* still has.

    *claimed* are slots that belong to other parts. Gives the part in its new state.
    """
    mine = [
        entry
        for entry in entries
        if part.via == via and entry.status in (UNSENT, SENT) and same(part.octets, entry.octets)
    ]
    entry = next((entry for entry in mine if entry.index == part.slot), None) or next(
        (entry for entry in mine if entry.index not in claimed), None
    )
    slot = entry.index if entry else None
    if part.state in DONE or part.state == "queued":
        return part._replace(slot=slot)
    if entry is not None:
        return part._replace(state="sent" if entry.status == SENT else "stored", slot=slot)
    lost = part.state == "handed"  # it may have gone out; one that was only stored certainly did not
    return part._replace(state="unknown" if lost else "queued", slot=None)


def again(part: Part) -> bool:
    """Tell whether an unknown part is sent once more, unchanged: receipts are, a menu is not."""
    return part.state == "unknown" and part.receipt and not part.resent


def finished(part: Part) -> bool:
    """Tell whether nothing more will be done with *part*."""
    return part.state in DONE and not again(part)


def outcome(parts: Collection[Part]) -> str | None:
    """Give the state of a message from its parts; None while there is something to do."""
    states = {part.state for part in parts}
    if "failed" in states:
        return "failed"
    if not all(map(finished, parts)):
        return None
    return next((state for state in ("unknown", "expired") if state in states), "sent")


def storable(message: Message, *, can_store: bool, free: int) -> bool:
    """Tell whether *message* is stored before it is sent: receipts, where the modem can and has room."""
    return message.kind == "receipt" and can_store and free > LAST_SLOTS
