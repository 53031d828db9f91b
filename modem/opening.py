"""Opening a modem: from an address to a `Modem` that is connected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypedDict, Unpack

from modem import card
from modem.driver import Modem
from modem.ladder import Ladder
from modem.link import Link, open_link

if TYPE_CHECKING:
    from modem.operators import Operator


class Options(TypedDict, total=False):
    """What `Modem` takes beside its link; `open_modem` tells what each means."""

    pin: card.Pin
    smsc: str
    profile: str | None
    assemble: bool
    codes: Collection[str] | None
    operators: Mapping[str, Operator] | None
    reference: Callable[[str], int] | None
    poll: float
    patience: float
    ladder: Ladder | None


def open_modem(address: str | Link, *, imei: str = "", **options: Unpack[Options]) -> Modem:
    """Open a link (or take one of your own) and connect to the modem on it.

    With an *imei* the modem is looked for at the other ports where *address* does not have it (any more).
    *pin* is the SIM's PIN, or what gives it for an ICCID (None: do not try; see `modem.card.Pins`). *smsc* is
    the service centre's number, where the card has a wrong one; where it has none, its operator's is used.
    *operators* are their tables (`modem.operators.beside`). *profile* names a make of `modem/profiles`.
    *assemble* joins long messages; without it each part is a `PartReceived`. *codes* are the USSD codes that
    may be dialled, in place of the usual form (`modem.gate.code`). *reference* gives the number of the next
    long message to a recipient. Every *poll* seconds the store is listed; parts whose message stays
    incomplete for *patience* seconds are given as they are. A *ladder* that is kept for the next time
    remembers when the modem was restarted.

    Raises `Gone`, `PortHeld`, `Silent`, `PinRequired`, `CmeError` (no SIM card, for one).
    """
    modem = prepare(address, imei=imei, **options)
    try:
        modem.connect()
    except BaseException:
        modem.link.close()
        raise
    return modem


def prepare(address: str | Link, *, imei: str = "", **options: Unpack[Options]) -> Modem:
    """Give a modem on an open link, to be connected. Takes and raises as `open_modem`."""
    if isinstance(address, str):
        link = open_link(_whereabouts(imei, address) if imei else address)
    else:
        link = address
    try:
        return Modem(link, **options)
    except BaseException:
        link.close()
        raise


def _whereabouts(imei: str, address: str) -> str:
    from modem.finding import whereabouts

    return whereabouts(imei, address)
