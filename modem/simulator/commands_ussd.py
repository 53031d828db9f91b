"""USSD from the terminal: TS 27.007 clause 7.15."""

from typing import ClassVar

from modem import gsm7
from modem.simulator.charset import from_line, lenient, to_line
from modem.simulator.commands import Group, at
from modem.simulator.syntax import INCORRECT, NO_SERVICE, Cme, arguments, number

GSM, UCS2 = 15, 72  # data coding schemes (TS 23.038 clause 5)


class UssdCommands(Group):
    """AT+CUSD and the unsolicited +CUSD."""

    answers: ClassVar = {"+CUSD=?": "+CUSD: (0-2)"}
    wants_card = frozenset({"+CUSD="})

    def reset(self) -> None:
        """Nothing is shown until asked for."""
        self._shown = 0

    @at("+CUSD?")
    def read(self, _: str) -> str:
        """Whether answers are shown."""
        return f"+CUSD: {self._shown}"

    @at("+CUSD", "+CUSD=")
    def send(self, args: str) -> None:
        """Show answers or not (0, 1), end the session (2); with a string: dial or answer."""
        values = arguments(args)
        mode = number(values, 0, 0, high=2)
        coding = number(values, 2, GSM)
        if mode == 2:
            self.world.network.ussd.forget(self.modem.number)
            return
        text = self._typed(values[1], coding) if len(values) > 1 else ""
        self._shown = mode
        if text:
            self.dial(text)

    def dial(self, text: str) -> None:
        """Hand a code or an answer to the network."""
        if not self.modem.reachable:
            raise Cme(NO_SERVICE)
        self.world.network.ussd.modem_asks(self.modem, text)

    def show(self, status: int, text: str | None) -> None:
        """Tell the terminal what the network said."""
        if self._shown != 1 or not self.modem.reachable:
            return
        if text is None:
            self.device.tell(f"+CUSD: {status}")
        elif gsm7.encodable(text):
            self.device.tell(f'+CUSD: {status},"{to_line(text, self.device.general.charset)}",{GSM}')
        else:
            self.device.tell(f'+CUSD: {status},"{to_line(text, "UCS2")}",{UCS2}')

    def _typed(self, raw: str, coding: int) -> str:
        charset = self.device.general.charset
        if coding == UCS2 and charset != "UCS2":
            try:
                return from_line(raw, "UCS2")
            except ValueError:
                return raw
        if raw[:1] in ("*", "#") or charset in ("UCS2", "HEX"):
            return lenient(raw, charset)
        try:
            return from_line(raw, charset)
        except ValueError:
            raise Cme(INCORRECT) from None
