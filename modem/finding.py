"""Find modems by asking: which port has one, and where the one of a known IMEI is plugged in now.

A port's name is no identity: after a restart of the modem ttyUSB0 may be ttyUSB2, and its neighbour's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from modem import ports, setup
from modem.capabilities import asked
from modem.errors import Gone, ModemError
from modem.exchange import Exchange
from modem.link import Tunable, open_link
from modem.profile import load

LIMIT = 4.0
"""Seconds that a port gets to answer; one that has no modem behind it never does."""


class Found(NamedTuple):
    """A modem that answers at *address*: who made it, and its own number."""

    address: str
    imei: str
    manufacturer: str = ""
    model: str = ""


def ask(address: str, limit: float = LIMIT) -> Found | None:
    """Ask who is there; None where nobody answers within *limit* seconds or another program is at work."""
    try:
        link = open_link(address)
    except ModemError:
        return None
    exchange = Exchange(link, load())
    try:
        _meet(exchange, limit)
        asked(exchange, "E0")
        imei = setup.first(exchange, exchange.profile.imei)
        return Found(address, imei, *(_line(exchange, name) for name in ("+CGMI", "+CGMM")))
    except ModemError:
        return None
    finally:
        link.close()


def _meet(exchange: Exchange, limit: float) -> None:
    """Have a modem answer: at the usual pace, and where that is in vain once at each other. Raises `Gone`."""
    link = exchange.link
    if not isinstance(link, Tunable) or not link.baud:
        exchange.rouse("", limit)
        return
    half = link.now() + limit / 2
    try:
        exchange.rouse("", limit / 2)
    except Gone:
        if link.now() < half:  # it is unplugged
            raise
        others = len(exchange.profile.bauds)
        setup.meet(exchange, limit / 2, limit / 2 / others)


def modems(addresses: Iterable[str] | None = None) -> Iterator[Found]:
    """Give the modems that answer, one by one; a modem of several ports at the first that does."""
    known = set()
    for address in _plugged() if addresses is None else addresses:
        found = ask(address)
        if found is not None and not (found.imei and found.imei in known):
            known.add(found.imei)
            yield found


def whereabouts(imei: str, address: str, addresses: Iterable[str] | None = None) -> str:
    """Tell where the modem of *imei* is: at *address*, else at another port of this machine.

    Where no port has it, *address* stays: the modem may be starting, or be a new one.
    """
    here = ask(address)
    if here is not None and here.imei == imei:
        return address
    if addresses is None:
        addresses = () if "://" in address else _plugged()
    others = modems(other for other in addresses if other != address)
    return next((found.address for found in others if found.imei == imei), address)


def _plugged() -> list[str]:
    return [port.address for port in ports.list_ports()]


def _line(exchange: Exchange, command: str) -> str:
    """Give the first line that a command answers with, without the name that some makes repeat."""
    result = asked(exchange, command)
    said = result.lines[0] if result.ok and result.lines else ""
    return said.removeprefix(f"{command}:").strip(' "')
