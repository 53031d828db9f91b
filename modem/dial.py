"""USSD from the modem's side: dial, answer, cancel, and what the network says unasked (27.007, 7.15)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from modem import gate
from modem.errors import CmeError, ModemError, Silent, TpduError
from modem.events import Ussd, UssdReceived
from modem.exchange import Exchange

_MORE, _ENDED, _TAKEN, _UNSUPPORTED, _TIMED_OUT = range(1, 6)
_ENDS = {  # <m> of a +CUSD without a text
    _ENDED: (
        "The network does not serve {} now: it ended without a word.",
        "Check the code, or try again later.",
    ),
    _TAKEN: ("Another program of this modem took the USSD answer.", "Let only one program use the modem."),
    _UNSUPPORTED: ("The network does not serve {}.", "Check the code with the operator."),
    _TIMED_OUT: ("The network's USSD service did not answer in time.", "Try again later."),
}
_TEXTLESS, _TEXT = 3.0, 1.0
"""Seconds in which the screen may follow a `+CUSD: 2`, which some makes say beside each last one."""
_MISREAD = (None, 3, 4, 50, 100)
"""Errors of a make that wants the string packed, in hex: not allowed, not supported, incorrect, unknown."""


class _Answer(NamedTuple):
    status: int
    text: str | None


class Dialler:
    """One dialogue at a time; `codes` are those that may be dialled, None for the usual form."""

    def __init__(self, exchange: Exchange, codes: Collection[str] | None) -> None:
        self._exchange = exchange
        self._codes = codes
        self._open = False
        self._packed: bool | None = None  # what was learnt of this modem

    @property
    def packed(self) -> bool:
        """Whether it wants the string as packed septets in hex: as this modem showed, else by its make."""
        return "packed" in self._exchange.profile.ussd if self._packed is None else self._packed

    def dial(self, code: str, timeout: float | None) -> Ussd:
        """See `Modem.ussd`."""
        replies = self._open and code[:1] not in "*#"
        said = gate.reply(code) if replies else gate.code(code, self._codes)
        limit = self._exchange.profile.timeouts.ussd if timeout is None else timeout
        end = self._exchange.link.now() + limit
        self._write(said, limit)  # the line is free now; the answer is unsolicited
        answer = self._await(end)
        if answer is None:
            self.cancel()
            raise Silent(f"The network did not answer {code} within {limit:g} seconds.", "Try again later.")
        self._open = answer.status == _MORE
        if answer.text is None and answer.status > _MORE and not (replies and answer.status == _ENDED):
            fact, remedy = _ENDS.get(answer.status, _ENDS[_UNSUPPORTED])
            raise ModemError(fact.format(code), remedy)
        return Ussd(answer.text or "", self._open)

    def _write(self, said: str, limit: float) -> None:
        """Hand the string over; where its form is not known for sure, in the other one if it is refused."""
        try:
            self._exchange.ask(_line(said, packed=self.packed), limit)
        except CmeError as error:
            if self._packed is not None or error.code not in _MISREAD:
                raise
            if not self._exchange.run(_line(said, packed=not self.packed), limit).ok:
                raise
            self._packed = not self.packed
        else:
            self._packed = self.packed

    def cancel(self) -> None:
        """End an open dialogue; without one the modem does nothing."""
        self._open = False
        self._exchange.run("+CUSD=2")

    def heard(self, text: str) -> list[UssdReceived]:
        """Take a +CUSD that nobody waits for; one without text only ends the dialogue."""
        answer = _read(text)
        self._open = answer.status == _MORE
        return [UssdReceived(answer.text, self._open)] if answer.text else []

    def _await(self, end: float) -> _Answer | None:
        """Wait for what the network says; an end may be that of the session before, or only announced."""
        ended = None
        while True:
            answer = self._said()
            if answer is not None and answer.status != _ENDED:
                return answer
            if answer is not None:
                ended = ended if ended is not None and answer.text is None else answer
                grace = _TEXTLESS if ended.text is None else _TEXT
                end = min(end, self._exchange.link.now() + grace)
            rest = end - self._exchange.link.now()
            if rest <= 0:
                return ended
            self._exchange.hear(rest)

    def _said(self) -> _Answer | None:
        said = self._exchange.urcs.take("+CUSD")
        return _read(said[1].text) if said else None


def _line(said: str, *, packed: bool) -> str:
    from modem.ussd import encode

    return f'+CUSD=1,"{encode(said, "packed") if packed else said}",15'


def _read(text: str) -> _Answer:
    from modem.ussd import parse_cusd

    try:
        cusd = parse_cusd(text)
    except TpduError:
        return _Answer(_ENDED, None)
    return _Answer(cusd.status, cusd.text)
