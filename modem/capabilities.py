"""What a modem can do, asked by the test commands of the standards and tried (27.005, 27.007)."""

from __future__ import annotations

import re
from typing import NamedTuple

from modem.errors import Gone, Silent
from modem.exchange import Exchange
from modem.results import Result


class Capabilities(NamedTuple):
    """What a modem of this make can do; an empty field is what it cannot, or does not tell.

    `memories` are its message stores, best first: `receiving` is the one for what arrives, `writing` the one
    that `Modem.store` writes to. `hints` is the AT+CNMI that it took: without one they are listed by time.
    `reports` is how delivery reports come: "direct" (+CDS), "stored" (+CDSI), "" for not at all or not told.
    `acknowledges`: a message that comes directly waits for AT+CNMA. `stores`: AT+CMGW and AT+CMSS.
    `keeps_link` are the modes of AT+CMMS, `ussd` is the form of a code that is dialled, "plain" or "packed".
    `caller_id`: AT+CLIP. `network_time`: it sets its clock by the network (AT+CTZU, AT+CTZR, AT+CLTS).
    """

    memories: tuple[str, ...] = ()
    receiving: str = ""
    writing: str = ""
    hints: str = ""
    reports: str = ""
    acknowledges: bool = False
    stores: bool = False
    keeps_link: tuple[str, ...] = ()
    ussd: str = ""
    caller_id: bool = False
    network_time: bool = False


def probe(
    exchange: Exchange,
    *,
    memories: tuple[str, ...],
    writing: str,
    hints: str,
    acknowledges: bool,
    taken: frozenset[str],
) -> Capabilities:
    """Ask for what connecting did not find out; *taken* are the init commands that were accepted."""
    return Capabilities(
        memories=memories,
        receiving=memories[0] if memories else "",
        writing=writing,
        hints=hints,
        reports=reports(hints),
        acknowledges=acknowledges,
        stores=asked(exchange, "+CMGW=?").ok and asked(exchange, "+CMSS=?").ok,
        keeps_link=modes(asked(exchange, "+CMMS=?").value("+CMMS")),
        ussd="plain" if "+CUSD" in taken or asked(exchange, "+CUSD=?").ok else "",
        caller_id="+CLIP" in taken,
        network_time=not taken.isdisjoint(("+CTZU", "+CTZR", "+CLTS")),
    )


def asked(exchange: Exchange, line: str) -> Result:
    """Give the answer to what a modem may not know; one that says nothing to it, twice, has refused it.

    It is asked no more then, until the next set-up. Raises `Silent` where the modem answers nothing else
    either or starts anew.
    """
    if line in exchange.ignored:
        return Result(line, (), "ERROR")
    for _ in range(2):  # an answer may get lost
        try:
            return exchange.run(line)
        except Silent as silence:
            if exchange.restarted:
                raise
            try:
                exchange.settle()
            except Gone:
                raise silence from None
    exchange.ladder.answered(line.partition("=")[0])
    exchange.ignored.add(line)
    return Result(line, (), "ERROR")


def reports(hints: str) -> str:
    """Tell how reports come, by the fourth field of an AT+CNMI (27.005 clause 3.4.1).

    >>> reports("2,1,0,1,0"), reports("2,1,0,2,0"), reports("2,1")
    ('direct', 'stored', '')
    """
    return {"1": "direct", "2": "stored"}.get(",".join((hints, "", "", "")).split(",")[3], "")


def modes(text: str | None) -> tuple[str, ...]:
    """Read the modes beside 0, of one digit, that the answer to a test command offers.

    >>> modes("(0-2)"), modes("(0,1)"), modes("(0)"), modes(None)
    (('1', '2'), ('1',), (), ())
    """
    offered: set[int] = set()
    for low, high in re.findall(r"\b(\d)(?:-(\d))?\b", text or ""):
        offered.update(range(int(low), int(high or low) + 1))
    return tuple(str(mode) for mode in sorted(offered - {0}))
