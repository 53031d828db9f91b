"""Connecting: from an unknown line to a modem that answers, has its SIM card and tells what arrives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import cycle
from typing import NamedTuple

from modem import card, gate
from modem.capabilities import Capabilities, asked, probe
from modem.errors import CmeError, CmsError, Gone
from modem.exchange import Exchange, granted
from modem.link import Tunable
from modem.profile import recognised

Centre = Callable[[str, str], str]
"""Gives the service centre for an IMSI and the number that the card has, "" to leave it as it is."""

_LOST = "+CMGF?;+CMEE?;+CNMI?"
"""Asks for settings that a restart loses; the answer is a line each."""

_ROUTES = re.compile(r"(\+CNMI: *[0-9]+, *)[0-9]+(, *[0-9]+, *)[0-9]+")
_INTERNATIONAL, _NATIONAL = 145, 129  # types of address (TS 24.008 clause 10.5.4.7)
_BREATH = 0.5


class Setting(NamedTuple):
    """What connecting found out; `kept` are settings by which a restart shows, where no echo will tell it."""

    imei: str = ""
    iccid: str = ""
    imsi: str = ""
    capabilities: Capabilities = Capabilities()
    kept: tuple[str, ...] = ()


def connect(
    exchange: Exchange,
    tries: card.Tries,
    centre: Centre = lambda imsi, present: "",
    *,
    recognise: bool = True,
) -> Setting:
    """Set a modem up, from any state; *centre* chooses its service centre.

    Unless told not to *recognise* the make, it goes on by the profile of the one that it says it is.

    Raises `Gone`, `Silent`, `PinRequired`, `CmeError`, `CmsError`.
    """
    exchange.restarted = False
    exchange.ignored.clear()
    echoes = _begin(exchange)
    if recognise:
        said = [line for name in ("+CGMI", "+CGMM") for line in asked(exchange, name).lines]
        exchange.profile = recognised(" ".join(said))
    profile = exchange.profile
    iccid = first(exchange, profile.iccid)
    waited = card.unlock(exchange, tries, iccid)
    _insist(exchange, "+CMGF=0")
    if (_settle(exchange) or waited) and not iccid:
        iccid = first(exchange, profile.iccid)
    taken = frozenset(line.partition("=")[0] for line in profile.init if asked(exchange, line).ok)
    imsi = first(exchange, profile.imsi)
    _choose_centre(exchange, imsi, centre)
    acknowledges = asked(exchange, "+CSMS=1").ok
    memories = _choose_memories(exchange)
    writing = _choose_writing(exchange, memories)
    hints = route(exchange)
    can = probe(
        exchange, memories=memories, writing=writing, hints=hints, acknowledges=acknowledges, taken=taken
    )
    kept = () if echoes else settings(exchange)
    return Setting(first(exchange, profile.imei), iccid, imsi, can, kept)


def _begin(exchange: Exchange) -> bool:
    """Have the modem answer, without echo and by numbers of errors; whether it echoed before."""
    exchange.expect_echo(off=False)
    wanted = getattr(exchange.link, "baud", 0)
    meet(exchange, exchange.profile.timeouts.start, exchange.profile.timeouts.pace)
    echoes = exchange.expect_echo(off=False)
    _fix(exchange, wanted)
    asked(exchange, "E0")
    exchange.expect_echo(off=False)
    asked(exchange, "+CMEE=1")
    exchange.expect_echo(off=True)
    return echoes


def settings(exchange: Exchange) -> tuple[str, ...]:
    """Tell the settings that a restart loses; nothing where the modem does not tell them in one line.

    A modem whose stored profile has echo off starts anew without a sign: these are not what they were.
    """
    result = asked(exchange, _LOST)
    return result.lines if result.ok else ()


def unrouted(kept: tuple[str, ...], now: tuple[str, ...]) -> bool:
    """Whether a modem only tells nothing more, since nobody acknowledged a message in time (27.005, 3.4.4).

    It sets <mt> and <ds> of +CNMI to zero then, and nothing else.

    >>> unrouted(("+CMGF: 0", "+CNMI: 2,1,0,1,0"), ("+CMGF: 0", "+CNMI: 2,0,0,0,0"))
    True
    >>> unrouted(("+CMEE: 1", "+CNMI: 2,1,0,1,0"), ("+CMEE: 0", "+CNMI: 0,0,0,0,0"))
    False
    """
    silent = tuple(_ROUTES.sub(r"\g<1>0\g<2>0", line) for line in kept)
    return kept != now == silent


def _choose_centre(exchange: Exchange, imsi: str, centre: Centre) -> None:
    """Set the service centre where the card has not the one to use (TS 27.005 clause 3.3.1)."""
    present = (asked(exchange, "+CSCA?").value("+CSCA") or "").split(",")[0].strip('" ')
    wanted = centre(imsi, present)
    if wanted and wanted != present:
        kind = _INTERNATIONAL if wanted[0] == "+" else _NATIONAL
        result = asked(exchange, f'+CSCA="{gate.number(wanted)}",{kind}')
        if present:  # where there is none it can be used for all but sending, which will tell
            granted(result)


def meet(exchange: Exchange, within: float, pace: float) -> None:
    """Find a modem that may be booting, trying each pace for *pace* seconds. Raises `Gone`."""
    link = exchange.link
    if not isinstance(link, Tunable) or not link.baud:
        exchange.rouse("", within)
        return
    wanted, end = link.baud, link.now() + within
    paces = dict.fromkeys((wanted, *exchange.profile.bauds))
    for link.baud in cycle(paces):
        limit = min(link.now() + pace, end)
        try:
            exchange.rouse("", limit - link.now())
            break
        except Gone:
            if link.now() < limit or limit >= end:  # it is unplugged, or nobody is there
                link.baud = wanted
                raise


def _fix(exchange: Exchange, wanted: int) -> None:
    """Have a modem that follows any pace keep to one (V.250 clause 6.2.10): unasked it would tell nothing."""
    link = exchange.link
    if not isinstance(link, Tunable) or not wanted:
        return
    if (asked(exchange, "+IPR?").value("+IPR") or "").strip() != "0":
        return
    if exchange.attempt(f"+IPR={wanted}") and link.baud != wanted:
        link.baud = wanted
        exchange.rouse("", exchange.profile.timeouts.settle)


def route(exchange: Exchange) -> str:
    """Have messages kept in the store and hinted, reports told: gives as much of it as the modem accepts."""
    return next((mode for mode in exchange.profile.cnmi if asked(exchange, f"+CNMI={mode}").ok), "")


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
    offer = asked(exchange, "+CPMS=?").value("+CPMS") or ""
    there = offer.partition(")")[0]
    memories = tuple(name for name in exchange.profile.memories if f'"{name}"' in there)
    for name in memories:
        if any(asked(exchange, "+CPMS=" + ",".join([f'"{name}"'] * count)).ok for count in (3, 2, 1)):
            return (name, *(other for other in memories if other != name))
    return ()


def _choose_writing(exchange: Exchange, memories: tuple[str, ...]) -> str:
    """Write to another memory than the one for receiving, where the modem has one and lets us."""
    main = memories[0] if memories else ""
    for name in exchange.profile.writing:
        if name == main or (name in memories and asked(exchange, f'+CPMS="{main}","{name}","{main}"').ok):
            return name
    return main


def first(exchange: Exchange, lines: Iterable[str]) -> str:
    """Give the digits that the first command answered with: an IMEI, IMSI or ICCID; "" where none did."""
    for line in lines:
        result = asked(exchange, line)
        for said in result.lines if result.ok else ():
            value = said.partition(":")[2] if ":" in said else said
            digits = value.strip(' "')
            if digits[:10].isdigit():
                return digits
    return ""
