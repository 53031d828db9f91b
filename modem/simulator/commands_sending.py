"""Sending and writing messages: TS 27.005 clauses 3.5.1 to 3.5.5 and 4.3."""

from typing import ClassVar

from modem.errors import ModemError
from modem.simulator import textmode
from modem.simulator.charset import lenient
from modem.simulator.commands import Group, Prompt, at
from modem.simulator.store import SENT, STATUS, UNSENT, Entry
from modem.simulator.syntax import Cme, Cms, arguments, number
from modem.tpdu import Address, Command, Submit, decode_pdu, encode_pdu

INVALID_PDU, INVALID_TEXT, BAD_INDEX, FULL = 304, 305, 321, 322  # clause 3.2.5
LONGEST = 232
"""Octets of a TPDU that AT+CMGS takes at most (164 is the longest SUBMIT there is)."""


class SendingCommands(Group):
    """CMGS, CMGW, CMSS, CMGC."""

    answers: ClassVar = {"+CMGS=?": None, "+CMGW=?": None, "+CMSS=?": None, "+CMGC=?": None}
    wants_card = frozenset({"+CMGS=", "+CMGW=", "+CMGW", "+CMSS=", "+CMGC="})
    card_error = Cms
    reference = 0  # TP-MR of the next message; a reset does not touch it

    @at("+CMGS=")
    def send(self, args: str) -> Prompt:
        """Send what comes at the prompt: a PDU of that length, or a text to that number."""
        values = arguments(args)
        if self.device.messages.text_mode:
            address = self._address(values)
            return Prompt(lambda typed: self._send(textmode.submit(self.device, address, typed)), text=True)
        length = self._length(values)
        return Prompt(lambda typed: self._send(self._pdu(typed, length)[0]), text=False)

    @at("+CMGW", "+CMGW=")
    def write(self, args: str) -> Prompt:
        """Keep what comes at the prompt in the second memory."""
        values = arguments(args)
        if self.device.messages.text_mode:
            address = self._address(values) if values and values[0] else ""
            status = self._status(values[2] if len(values) > 2 else "")
            return Prompt(lambda typed: self._write_text(address, typed, status), text=True)
        length = self._length(values)
        status = self._status(values[1] if len(values) > 1 else "")
        return Prompt(
            lambda typed: self._write(self._pdu(typed, length, network=status < UNSENT)[1], status),
            text=False,
        )

    @at("+CMSS=")
    def send_stored(self, args: str) -> object:
        """Send from the second memory; the entry is marked as sent when the network has it."""
        values, store = arguments(args), self.device.messages.memory(1)
        try:
            index = number(values, 0, low=store.first, high=store.last)
        except Cme:
            raise Cms(BAD_INDEX) from None
        entry = store.slots.get(index)
        tpdu = None if entry is None else textmode.decoded(entry)
        if entry is None or not isinstance(tpdu, Submit):
            raise Cms(BAD_INDEX)
        if len(values) > 1 and values[1]:
            tpdu = tpdu._replace(recipient=Address.of(self._address(values[1:])))
        reference = self._hand_over(tpdu)

        def sent() -> str:
            if store.slots.get(index) == entry and self.modem.profile.messages.marks_sent:
                store.mark(index, SENT)
            return f"+CMSS: {reference}"

        return self.device.later(self.world.delays.submit, sent)

    @at("+CMGC=")
    def command(self, args: str) -> Prompt:
        """Send a command about an earlier message: a PDU of that length, or in text mode data in hex."""
        values = arguments(args)
        if not self.device.messages.text_mode:
            length = self._length(values)
            return Prompt(lambda typed: self._order(self._pdu(typed, length)[0]), text=False)
        try:
            first, order = number(values, 0), number(values, 1)
            pid, message = number(values, 2, 0), number(values, 3, 0)
        except Cme:
            raise Cms(INVALID_TEXT) from None
        if first & 0x03 != 0x02 or len(values) > 6:
            raise Cms(INVALID_TEXT)
        recipient = Address.of(self._address(values[4:])) if values[4:] and values[4] else Address("0")
        made = Command(recipient, 0, order, message, pid, report_requested=bool(first & 0x20))
        return Prompt(lambda typed: self._order(_with_data(made, typed)), text=True)

    def _order(self, tpdu: Submit | Command) -> object:
        if not isinstance(tpdu, Command):
            raise Cms(INVALID_PDU)
        reference = self._hand_over(tpdu)
        return self.device.later(self.world.delays.submit, lambda: f"+CMGC: {reference}")

    def _send(self, tpdu: Submit | Command) -> object:
        reference = self._hand_over(tpdu)
        return self.device.later(self.world.delays.submit, lambda: f"+CMGS: {reference}")

    def _hand_over(self, tpdu: Submit | Command) -> int:
        reference = self.reference
        if isinstance(tpdu, Submit):
            self.modem.submit(tpdu._replace(reference=reference))
        self.reference = (reference + 1) % 256
        return reference

    def _write_text(self, address: str, typed: bytes, status: int) -> str:
        tpdu = textmode.submit(self.device, address or "0000", typed)
        return self._write(encode_pdu(tpdu, None), max(status, UNSENT))

    def _write(self, octets: bytes, status: int) -> str:
        store = self.device.messages.memory(1)
        if store.full or self.modem.faults.on("storage-full"):
            raise Cms(FULL)
        return f"+CMGW: {store.add(Entry(status, octets))}"

    def _pdu(self, typed: bytes, length: int, *, network: bool = False) -> tuple[Submit | Command, bytes]:
        """Check what was typed at the prompt: hex, the length that was told, a message."""
        try:
            octets = bytes.fromhex(typed.decode("ascii"))
            if not octets or len(octets) != 1 + octets[0] + length:
                raise Cms(INVALID_PDU)
            tpdu = decode_pdu(octets, network=network).tpdu
        except (ModemError, ValueError):
            raise Cms(INVALID_PDU) from None
        if network:
            return Submit(Address("0")), octets  # only kept, never sent
        if not isinstance(tpdu, Submit | Command):
            raise Cms(INVALID_PDU)
        return tpdu, octets

    def _length(self, values: tuple[str, ...]) -> int:
        try:
            return number(values, 0, low=1, high=LONGEST)
        except Cme:
            raise Cms(INVALID_PDU) from None

    def _address(self, values: tuple[str, ...]) -> str:
        text = lenient(values[0], self.device.general.charset) if values else ""
        if not text.removeprefix("+").isdigit() or not 1 <= len(text.removeprefix("+")) <= 20:
            raise Cms(INVALID_TEXT)
        kind = values[1] if len(values) > 1 else ""
        return f"+{text}" if kind == "145" and not text.startswith("+") else text

    def _status(self, text: str) -> int:
        if not text:
            return UNSENT
        if text.upper() in STATUS[:4]:
            return STATUS.index(text.upper())
        if text in ("0", "1", "2", "3"):
            return int(text)
        raise Cms(INVALID_PDU)


def _with_data(command: Command, typed: bytes) -> Command:
    try:
        return Command.decode(command._replace(data=bytes.fromhex(typed.decode("ascii").strip())).encode())
    except (ModemError, ValueError):
        raise Cms(INVALID_TEXT) from None
