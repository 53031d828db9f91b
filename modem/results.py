"""What a modem says: result codes, and what tells them apart (V.250, TS 27.005, TS 27.007). PURE."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPOKEN = """
    +CMTI +CMT +CDSI +CDS +CBMI +CBM +CUSD +CLIP +CRING RING +CCWA +CDIP +CNAP +COLP +CSSI +CSSU +CREG +CGREG
    +CEREG +C5GREG +CIEV +CGEV +CTZV +CTZE +CTZU +CTZDST +CUSATP +CUSATEND +CPIN +CFUN RDY
"""
URCS = frozenset(_SPOKEN.split())
"""Names that a modem says unasked by the standards; a profile adds those of its make."""

WITH_DATA = frozenset({"+CMT", "+CDS", "+CBM"})
"""Result codes whose PDU follows on the next line (TS 27.005 clause 3.4.1)."""

ERRORS = ("+CME ERROR", "+CMS ERROR")
REFUSALS = frozenset({"COMMAND NOT SUPPORT", "NOT SUPPORT", "TOO MANY PARAMETERS"})
"""Words of some makes' own that end an answer as ERROR does (Huawei)."""
CALL_ENDS = frozenset({"NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE"})
FINALS = frozenset({"OK", "ERROR", *ERRORS, *REFUSALS, *CALL_ENDS})
"""Names that end an answer (V.250 clause 5.7.1; 27.007 clause 9.2; 27.005 clause 3.2.5), beside CONNECT."""

VENDORS = ("^", "$", "%", "*", "#")
"""First characters of the names that makers add to the standards' own."""

_HEX = re.compile("[0-9A-Fa-f]+")


class Result(NamedTuple):
    """A command was answered: `final` ends the answer, `lines` came before it; `whole`: all of them."""

    command: str
    lines: tuple[str, ...]
    final: str
    whole: bool = True

    @property
    def ok(self) -> bool:
        """Whether the modem did it."""
        return self.final == "OK" or self.final.startswith("CONNECT")

    def value(self, name: str) -> str | None:
        """Give what follows `name:` in the first line that has it.

        >>> Result("+CSQ", ("+CSQ: 18,99",), "OK").value("+CSQ")
        '18,99'
        """
        said = f"{name}:"
        for line in self.lines:
            if line.startswith(said):
                return line[len(said) :].strip()
        return None

    def number(self, name: str) -> int | None:
        """Give the number that follows `name:`, the first of several values; None where there is none.

        >>> Result("+CMGS=17", ("+CMGS: 7",), "OK").number("+CMGS")
        7
        """
        first = (self.value(name) or "").partition(",")[0].strip()
        return int(first) if first.isdecimal() else None


class Prompt(NamedTuple):
    """The modem waits for the data of a command: `> ` (TS 27.005 clause 3.5.1)."""


PROMPT = Prompt()


class Unsolicited(NamedTuple):
    """An unsolicited result code: a message arrived, the phone rings, USSD. `data` is a PDU in hex."""

    name: str
    text: str = ""
    data: str = ""


Heard = Result | Prompt | Unsolicited


def forms(line: str) -> dict[str, str]:
    """Each command of a line with its form: `=` sets, `?` reads, `=?` tests, nothing acts.

    >>> forms("+CMEE=1;+CREG?")
    {'+CMEE': '=', '+CREG': '?'}
    """
    forms = {}
    for item in line.split(";"):
        name, sign, value = item.partition("=")
        if sign:
            forms[name] = "=?" if value == "?" else "="
        else:
            forms[item.rstrip("?")] = item[-1:] if item.endswith("?") else ""
    return forms


def is_reply(name: str, text: str, form: str) -> bool:
    """Whether a name that is both, reply and unsolicited, is the reply to a command of *form*.

    >>> is_reply("+CREG", '2,1,"1A2B","0C3D"', "?"), is_reply("+CREG", '1,"1A2B","0C3D"', "?")
    (True, False)
    """
    if form == "=" or name in ("+CMTI", "+CDSI"):
        return False
    if form != "?":
        return True
    fields = text.split(",")
    if name in ("+CREG", "+CGREG", "+CEREG", "+C5GREG"):  # read: <n>,<stat>…  unasked: <stat>[,"<lac>"…]
        return fields[1:2] != [] and fields[1].strip().isdigit()
    if name in ("+CLIP", "+CUSD"):  # read: digits  unasked: a quoted number, a text
        return all(field.strip().isdigit() for field in fields)
    return True


def is_closed(text: str) -> bool:
    """Whether a USSD text ends here: with its coding scheme, or all quotes in pairs."""
    head, quote, tail = text.rpartition('"')
    if tail[:1] == "," and tail[1:].strip().isdigit():
        return '"' in head
    return not quote or (tail.strip(" ,") == "" and text.count('"') % 2 == 0)


def is_hex(text: str) -> bool:
    """Whether a line can be a PDU."""
    return _HEX.fullmatch(text) is not None
