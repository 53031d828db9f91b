"""Voice calls that the program makes or takes, and the line's own settings (V.250 6.3, TS 27.007 6, 7)."""

from __future__ import annotations

import re
from typing import Literal

from modem import gate
from modem.calls import Calls
from modem.errors import ModemError
from modem.events import Call
from modem.exchange import Exchange, granted
from modem.results import CALL_ENDS

When = Literal["always", "busy", "no answer", "unreachable", "all", "conditional"]
"""When calls are forwarded: "all" are the four before it, "conditional" all but "always"."""

_WHENS: tuple[When, ...] = ("always", "busy", "no answer", "unreachable", "all", "conditional")
_STATES = ("talking", "held", "dialling", "ringing there", "ringing", "waiting")  # <stat>, clause 7.18
_PATIENCE = 60.0
"""Seconds for what asks the network, or waits until somebody picks up (some makes answer ATD only then)."""
_QUERY, _REGISTER, _ERASE = 2, 3, 4
_NUMBER = re.compile(r'"(\+?[0-9]+)", *([0-9]+)')


class Telephone:
    """Calls of one modem; *calls* hears how they end."""

    def __init__(self, exchange: Exchange, calls: Calls) -> None:
        self._exchange = exchange
        self._calls = calls

    def dial(self, number: str, *, hidden: bool) -> None:
        """See `Modem.dial`."""
        said = self._exchange.run(f"D{gate.number(number)}{'I' * hidden};", _PATIENCE)
        if said.final in CALL_ENDS:
            raise ModemError(f"The call to {number} did not come about: {said.final}.", "Try again later.")
        granted(said)
        self._calls.engage()

    def answer(self) -> None:
        """See `Modem.answer`."""
        said = self._exchange.run("A", _PATIENCE)
        if said.final in CALL_ENDS:
            raise ModemError("There is no call to answer: it rings no more.", "Wait for the next one.")
        granted(said)
        self._calls.engage()

    def tones(self, tones: str) -> None:
        """See `Modem.tones`."""
        for tone in gate.tones(tones):
            self._exchange.ask(f"+VTS={tone}")

    def call(self) -> Call | None:
        """See `Modem.call`."""
        for line in self._exchange.ask("+CLCC").lines:
            fields = line.removeprefix("+CLCC:").split(",")
            if line.startswith("+CLCC:") and len(fields) > 3 and fields[3].strip() == "0":  # a voice call
                state = fields[2].strip()
                known = _STATES[int(state)] if state in ("0", "1", "2", "3", "4", "5") else ""
                return Call(_number(line) or None, known, incoming=fields[1].strip() == "1")
        return None

    def own_number(self) -> str:
        """See `Modem.own_number`."""
        told = _number(" ".join(self._exchange.run("+CNUM").lines))
        if told or not self._exchange.attempt('+CPBS="ON"'):
            return told
        told = _number(" ".join(self._exchange.run("+CPBR=1").lines))
        self._exchange.run('+CPBS="SM"')
        return told

    def forwarding(self, when: When) -> str:
        """See `Modem.forwarding`."""
        for line in self._exchange.ask(f"+CCFC={_reason(when)},{_QUERY}", _PATIENCE).lines:
            if line.startswith("+CCFC:") and line.removeprefix("+CCFC:").strip().startswith("1"):
                return _number(line)
        return ""

    def forward(self, when: When, number: str | None) -> None:
        """See `Modem.forward`."""
        line = f"+CCFC={_reason(when)},{_ERASE}"
        if number is not None:
            kind = 145 if gate.number(number).startswith("+") else 129
            line = f'+CCFC={_reason(when)},{_REGISTER},"{number}",{kind}'
        self._exchange.ask(line, _PATIENCE)


def _reason(when: When) -> int:
    if when not in _WHENS:
        raise ModemError(f"Calls are not forwarded {when!r}.", f"Choose one of: {', '.join(_WHENS)}.")
    return _WHENS.index(when)


def _number(text: str) -> str:
    """Give the first number of a line, with `+` where its type says international; "" where there is none.

    >>> _number('+CNUM: "","6281119000001",145'), _number('+CPBR: 1,"0811",129,"Loket"'), _number("+CNUM: ,,")
    ('+6281119000001', '0811', '')
    """
    found = _NUMBER.search(text)
    if found is None:
        return ""
    return f"+{found[1]}" if found[2] == "145" and found[1][0] != "+" else found[1]
