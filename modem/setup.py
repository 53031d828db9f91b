"""Connecting: from an unknown line to a modem that answers, has its SIM card and tells what arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import cycle
from typing import NamedTuple

from modem import gate
from modem.errors import CmeError, CmsError, Gone, PinRequired
from modem.exchange import Exchange, granted
from modem.link import Tunable

Pin = str | Callable[[str], str | None] | None
Centre = Callable[[str, str], str]
"""Gives the service centre for an IMSI and the number that the card has, "" to leave it as it is."""

_SIM_MISSING, _PIN_WANTED, _PUK_WANTED, _SIM_COMING = (10, 13, 15), (11,), (12,), (14, 515, 516)
_INTERNATIONAL, _NATIONAL = 145, 129  # types of address (TS 24.008 clause 10.5.4.7)
_BREATH = 0.5


class Setting(NamedTuple):
    """What connecting found out."""

    imei: str = ""
    iccid: str = ""
    imsi: str = ""
    memories: tuple[str, ...] = ()  # those the modem has, best first; empty where it does not choose
    writing: str = ""  # the one of them that AT+CMGW writes to
    acknowledges: bool = False  # a PDU that comes directly waits for AT+CNMA (AT+CSMS=1)


def connect(exchange: Exchange, pin: Pin, centre: Centre = lambda imsi, present: "") -> Setting:
    """Set a modem up, from any state; *centre* chooses its service centre.

    Raises `Gone`, `Silent`, `PinRequired`, `CmeError`, `CmsError`.
    """
    exchange.restarted = False
    exchange.expect_echo(off=False)
    _meet(exchange)
    exchange.run("E0")
    exchange.expect_echo(off=False)
    exchange.run("+CMEE=1")
    profile = exchange.profile
    iccid = first(exchange, profile.iccid)
    waited = _unlock(exchange, pin, iccid)
    _insist(exchange, "+CMGF=0")
    if (_settle(exchange) or waited) and not iccid:
        iccid = first(exchange, profile.iccid)
    for line in profile.init:
        exchange.run(line)
    imsi = first(exchange, profile.imsi)
    _choose_centre(exchange, imsi, centre)
    acknowledges = exchange.attempt("+CSMS=1")
    memories = _choose_memories(exchange)
    writing = _choose_writing(exchange, memories)
    route(exchange)
    return Setting(first(exchange, profile.imei), iccid, imsi, memories, writing, acknowledges)


def _choose_centre(exchange: Exchange, imsi: str, centre: Centre) -> None:
    """Set the service centre where the card has not the one to use (TS 27.005 clause 3.3.1)."""
    present = (exchange.run("+CSCA?").value("+CSCA") or "").split(",")[0].strip('" ')
    wanted = centre(imsi, present)
    if wanted and wanted != present:
        exchange.ask(f'+CSCA="{gate.number(wanted)}",{_INTERNATIONAL if wanted[0] == "+" else _NATIONAL}')


def _meet(exchange: Exchange) -> None:
    """Find a modem that may be booting, at whatever pace it speaks. Raises `Gone`."""
    link, timeouts = exchange.link, exchange.profile.timeouts
    if not isinstance(link, Tunable) or not link.baud:
        exchange.rouse("", timeouts.start)
        return
    wanted, end = link.baud, link.now() + timeouts.start
    paces = dict.fromkeys((wanted, *exchange.profile.bauds))
    for link.baud in cycle(paces):
        limit = min(link.now() + timeouts.pace, end)
        try:
            exchange.rouse("", limit - link.now())
            break
        except Gone:
            if link.now() < limit or limit >= end:  # it is unplugged, or nobody is there
                link.baud = wanted
                raise
    _fix(exchange, link, wanted)


def _fix(exchange: Exchange, link: Tunable, wanted: int) -> None:
    """Have a modem that follows any pace keep to one (V.250 clause 6.2.10): unasked it would tell nothing."""
    if (exchange.run("+IPR?").value("+IPR") or "").strip() != "0":
        return
    if exchange.attempt(f"+IPR={wanted}") and link.baud != wanted:
        link.baud = wanted
        exchange.rouse("", exchange.profile.timeouts.settle)


def route(exchange: Exchange) -> None:
    """Have messages kept in the store and hinted, reports told: as much of it as the modem accepts."""
    for mode in exchange.profile.cnmi:
        if exchange.attempt(f"+CNMI={mode}"):
            return


def _unlock(exchange: Exchange, pin: Pin, iccid: str) -> bool:
    """Wait for the SIM card; enter the PIN once. Whether it was not ready at once."""
    end = exchange.link.now() + exchange.profile.timeouts.sim
    entered = waited = False
    while True:
        state = _sim_state(exchange)
        if state == "READY":
            return waited
        waited = True
        if state == "SIM PIN" and not entered:
            _enter(exchange, pin(iccid) if callable(pin) else pin, iccid)
            entered = True
        elif state and state != "SIM PIN":
            raise PinRequired(f"The SIM card is locked and wants its {state.removeprefix('SIM ')}.")
        elif exchange.link.now() >= end:
            raise CmeError(14)
        else:
            exchange.pause(_BREATH)


def _sim_state(exchange: Exchange) -> str:
    """Tell what the SIM card wants: READY, SIM PIN, SIM PUK…; "" while it comes up. Raises `CmeError`."""
    try:
        return (exchange.ask("+CPIN?").value("+CPIN") or "READY").strip('" ').upper()
    except CmeError as error:
        if error.code in _PIN_WANTED:
            return "SIM PIN"
        if error.code in _PUK_WANTED:
            return "SIM PUK"
        if error.code in _SIM_COMING:
            return ""
        if error.code in _SIM_MISSING:
            raise
        return "READY"  # a modem without a lock does not know the question


def _enter(exchange: Exchange, pin: str | None, iccid: str) -> None:
    card = f"The SIM card {iccid}" if iccid else "The SIM card"
    if not pin:
        raise PinRequired(f"{card} waits for its PIN.")
    if not exchange.run(f'+CPIN="{gate.pin(pin)}"', exchange.profile.timeouts.sim).ok:
        raise PinRequired(
            f"{card} refused the PIN it was given.",
            "Correct it before the next start: after three wrong ones the card locks and wants its PUK.",
        )


def _insist(exchange: Exchange, line: str) -> None:
    """Repeat a command that must be done while the SIM card is still busy with itself."""
    end = exchange.link.now() + exchange.profile.timeouts.sim
    while True:
        result = exchange.run(line)
        try:
            granted(result)
        except (CmeError, CmsError) as error:
            if error.kind != "temporary" or exchange.link.now() >= end:
                raise
            exchange.pause(_BREATH)
        else:
            return


def _settle(exchange: Exchange) -> bool:
    """Wait, within bounds, until the SIM card has read itself: then only has it memories to choose."""
    end = exchange.link.now() + exchange.profile.timeouts.sim
    waited = False
    while True:
        try:
            granted(exchange.run("+CPMS?"))
        except (CmeError, CmsError) as error:
            if error.kind != "temporary" or exchange.link.now() >= end:
                return waited
        else:
            return waited
        waited = True
        exchange.pause(_BREATH)


def _choose_memories(exchange: Exchange) -> tuple[str, ...]:
    """Use the best memory for reading, writing and receiving; give all that there are."""
    offer = exchange.run("+CPMS=?").value("+CPMS") or ""
    there = offer.partition(")")[0]
    memories = tuple(name for name in exchange.profile.memories if f'"{name}"' in there)
    for name in memories:
        if any(exchange.attempt("+CPMS=" + ",".join([f'"{name}"'] * count)) for count in (3, 2, 1)):
            return (name, *(other for other in memories if other != name))
    return ()


def _choose_writing(exchange: Exchange, memories: tuple[str, ...]) -> str:
    """Write to another memory than the one for receiving, where the modem has one and lets us."""
    main = memories[0] if memories else ""
    for name in exchange.profile.writing:
        if name == main or (name in memories and exchange.attempt(f'+CPMS="{main}","{name}","{main}"')):
            return name
    return main


def first(exchange: Exchange, lines: Iterable[str]) -> str:
    """Give the digits that the first command answered with: an IMEI, IMSI or ICCID; "" where none did."""
    for line in lines:
        result = exchange.run(line)
        for said in result.lines if result.ok else ():
            value = said.partition(":")[2] if ":" in said else said
            digits = value.strip(' "')
            if digits[:10].isdigit():
                return digits
    return ""
