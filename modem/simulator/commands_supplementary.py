"""What goes with calls: forwarding them (TS 27.007 clause 7.11), tones in them (clause C.2.11)."""

from typing import ClassVar

from modem.simulator.calls import WHEN, Diversion
from modem.simulator.commands import Group, at
from modem.simulator.commands_calls import kind
from modem.simulator.errors import InvalidNumber
from modem.simulator.numbers import normalise
from modem.simulator.syntax import INCORRECT, NO_SERVICE, NOT_ALLOWED, Cme, arguments, number

_DISABLE, _ENABLE, _QUERY, _REGISTER, _ERASE = range(5)
TONES = "0123456789*#ABCD"


class SupplementaryCommands(Group):
    """Forwarding is the network's: it holds while the modem is off, too."""

    answers: ClassVar = {"+CCFC=?": "+CCFC: (0-5)", "+VTS=?": f"+VTS: ({','.join(TONES)})"}
    wants_card = frozenset({"+CCFC="})

    @at("+CCFC=")
    def forward(self, args: str) -> str | None:
        """Forward calls of a kind, or tell whether they are."""
        values = arguments(args)
        reason, mode = number(values, 0, high=5), number(values, 1, high=4)
        if not self.modem.reachable:
            raise Cme(NO_SERVICE)
        if mode == _QUERY:
            if reason > 3:
                raise Cme(INCORRECT)
            return self._told(WHEN[reason])
        for when in WHEN if reason == 4 else WHEN[1:] if reason == 5 else WHEN[reason : reason + 1]:
            self._set(when, mode, values[2] if len(values) > 2 else "")
        return None

    def _told(self, when: str) -> str:
        diversion = self.world.network.calls.diversions.get((self.modem.number, when))
        if diversion is None:
            return "+CCFC: 0,7"
        return f'+CCFC: {diversion.active:d},1,"{diversion.number}",{kind(diversion.number)}'

    def _set(self, when: str, mode: int, to: str) -> None:
        calls, number = self.world.network.calls, self.modem.number
        was = calls.diversions.get((number, when))
        if mode == _ERASE:
            calls.forward(number, when, None)
        elif mode == _REGISTER:
            try:
                calls.forward(number, when, Diversion(normalise(to)))
            except InvalidNumber:
                raise Cme(INCORRECT) from None
        elif was is not None:
            calls.forward(number, when, was._replace(active=mode == _ENABLE))
        else:
            raise Cme(NOT_ALLOWED)

    @at("+VTS=")
    def tone(self, args: str) -> None:
        """Sound one tone to the other end."""
        tone = (*arguments(args), "")[0].upper()
        if len(tone) != 1 or tone not in TONES:
            raise Cme(INCORRECT)
        call = self.device.calls.on_call
        if call is None or call.state != "talking":
            raise Cme(NOT_ALLOWED)
        call.tones += tone
