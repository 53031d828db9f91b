"""USSD from the terminal: TS 27.007 clause 7.15."""

from typing import ClassVar, cast

from modem import gsm7
from modem.simulator.charset import from_line, lenient, to_line
from modem.simulator.commands import Group, at
from modem.simulator.syntax import INCORRECT, NO_SERVICE, Cme, arguments, number
from modem.ussd import Form, encode, unpack

GSM, UCS2 = 15, 72  # data coding schemes (TS 23.038 clause 5)
DONE, ENDED, UNSUPPORTED = 0, 2, 4  # clause 7.15: <m>
PATIENCE = 60.0
"""Seconds that a make whose OK follows the answer waits for it."""


class UssdCommands(Group):
    """AT+CUSD and the unsolicited +CUSD."""

    answers: ClassVar = {"+CUSD=?": "+CUSD: (0-2)"}
    wants_card = frozenset({"+CUSD="})

    as_text = True  # what the terminal and the modem write is text; some makes have to be told so
    _waiting = False

    def reset(self) -> None:
        """Nothing is shown until asked for; the string has the make's own form."""
        self._shown = 0
        self._waiting = False
        self.as_text = not self.modem.profile.ussd.mode

    @at("+CUSD?")
    def read(self, _: str) -> str:
        """Whether answers are shown."""
        return f"+CUSD: {self._shown}"

    @at("+CUSD", "+CUSD=")
    def send(self, args: str) -> object:
        """Show answers or not (0, 1), end the session (2); with a string: dial or answer."""
        values = arguments(args)
        mode = number(values, 0, 0, high=2)
        coding = number(values, 2, GSM)
        if mode == 2:
            self.world.network.ussd.forget(self.modem.number, "dropped")
            return None
        text = self._typed(values[1], coding) if len(values) > 1 else ""
        self._shown = mode
        return self.dial(text) if text else None

    def dial(self, text: str) -> object:
        """Hand a code or an answer to the network; some makes say OK only after its answer."""
        if not self.modem.reachable:
            raise Cme(NO_SERVICE)
        self.world.network.ussd.modem_asks(self.modem, text)
        if not self.modem.profile.ussd.early or self._shown != 1:
            return None
        self._waiting = True
        return self.device.hold(PATIENCE)

    def show(self, status: int, text: str | None) -> None:
        """Tell the terminal what the network said."""
        if self._shown != 1 or not self.modem.reachable:
            return
        make = self.modem.profile.ussd
        line = f"+CUSD: {self._status(status)}{'' if text is None else self._string(text)}"
        release = f"+CUSD: {ENDED}{self._string(make.release) if make.release else ''}"
        waiting, self._waiting = self._waiting, False
        first = (release,) if make.ends == "before" and status == DONE else ()
        if not (waiting and self.device.release("\r\n\r\n".join((*first, line)))):
            self.device.tell(*first, line)
        if make.ends == "after" and status == DONE:
            self.device.tell(release)

    def _status(self, status: int) -> int:
        return self.modem.profile.ussd.unserved if status == UNSUPPORTED else status

    def _string(self, text: str) -> str:
        """Give the string of +CUSD and its coding, in the form of this make."""
        make = self.modem.profile.ussd
        plain = gsm7.encodable(text)
        form = "charset" if make.mode and self.as_text else make.form
        if form == "charset":
            shown = to_line(text, self.device.general.charset if plain else "UCS2")
        elif form == "plain":
            shown = to_line(text, "GSM" if self.device.general.charset == "GSM" else "IRA")
        else:
            shown = encode(text, cast("Form", form) if plain else "ucs2")
        coding = make.coding if plain else make.ucs2_coding
        return f',"{shown}"' if coding < 0 else f',"{shown}",{coding}'

    def _typed(self, raw: str, coding: int) -> str:
        make = self.modem.profile.ussd
        if not (make.mode and self.as_text) and make.typed != "charset":
            try:
                return unpack(bytes.fromhex(raw))
            except (ValueError, IndexError):
                if make.typed == "packed":
                    raise Cme(INCORRECT) from None
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
