"""What the network delivers: to a memory or straight to the terminal (TS 27.005 clauses 3.4.1, 3.4.4)."""

from typing import TYPE_CHECKING

from modem.simulator import textmode
from modem.simulator.commands import Group, Prompt, at
from modem.simulator.store import UNREAD, Entry
from modem.simulator.syntax import Cme, Cms, arguments, number, within
from modem.tpdu import Address, Deliver, StatusReport, encode_pdu

if TYPE_CHECKING:
    from modem.simulator.clock import Timer

NOT_SUPPORTED, INVALID_PDU, NONE_EXPECTED = 303, 304, 340  # clause 3.2.5
PATIENCE = 15.0
"""Seconds for AT+CNMA; then the modem keeps messages itself again, as clause 3.4.1 wants."""
TO_TERMINAL = 2


class InboundCommands(Group):
    """CNMI and CNMA, and `take` for the network."""

    wants_card = frozenset({"+CNMI="})
    card_error = Cms

    def reset(self) -> None:
        """Messages to memory, told or not as this make has it at first (clause 3.4.1)."""
        self._modes = [int(mode) for mode in self.modem.profile.messages.cnmi_default.split(",")]
        self._held: list[str] = []
        self._expected: Deliver | StatusReport | None = None
        self._timer: Timer | None = None

    # commands

    @at("+CNMI=?")
    def test(self, _: str) -> str:
        """The ranges of the five parameters."""
        return "+CNMI: " + ",".join(f"({allowed})" for allowed in self.modem.profile.messages.cnmi)

    @at("+CNMI?")
    def read(self, _: str) -> str:
        """Give the five parameters."""
        return "+CNMI: " + ",".join(map(str, self._modes))

    @at("+CNMI", "+CNMI=")
    def set(self, args: str) -> None:
        """Choose what is told and how; what is left out is 0."""
        values = arguments(args)
        try:
            if len(values) > 5:
                raise Cme(0)
            modes = [number(values, place, 0) for place in range(5)]
        except Cme:
            raise Cms(INVALID_PDU) from None
        if not all(
            within(mode, allowed)
            for mode, allowed in zip(modes, self.modem.profile.messages.cnmi, strict=True)
        ):
            raise Cms(NOT_SUPPORTED)
        self._modes = modes
        if modes[0]:
            held, self._held = self._held, []
            if not modes[4]:
                for line in held:
                    self.device.tell(line)

    @at("+CNMA=?")
    def offer_acknowledge(self, _: str) -> str | None:
        """Give the verdicts; a terminal in text mode has none to give (clause 4.7)."""
        return None if self.device.messages.text_mode else "+CNMA: (0-2)"

    @at("+CNMA", "+CNMA=")
    def acknowledge(self, args: str) -> object:
        """Take note of (0, 1) or refuse (2) a direct message; with a length, a PDU follows."""
        values = arguments(args)
        try:
            verdict, length = number(values, 0, 0, high=2), number(values, 1, 0)
        except Cme:
            raise Cms(INVALID_PDU) from None
        if self._expected is None:
            raise Cms(NONE_EXPECTED)
        if length:
            return Prompt(lambda _: self._settle(verdict), text=False)
        self._settle(verdict)
        return None

    # the network's side

    def take(self, tpdu: Deliver | StatusReport) -> bool:
        """Take a message; False: not now (memory full, the last one is not acknowledged)."""
        octets = encode_pdu(tpdu, Address.of(self.world.network.smsc.number))
        if isinstance(tpdu, StatusReport):
            goes_direct = self._modes[3] == 1
        else:
            mt, message_class = self._modes[1], tpdu.dcs.message_class
            goes_direct = (mt == TO_TERMINAL and message_class != 2) or (mt == 3 and message_class == 3)
        if goes_direct:
            return self._show(tpdu, octets)
        return self._keep(tpdu, octets)

    def _show(self, tpdu: Deliver | StatusReport, octets: bytes) -> bool:
        if self._expected is not None:
            return False
        name = "+CMT" if isinstance(tpdu, Deliver) else "+CDS"
        if not self.device.messages.text_mode:
            length = len(octets) - 1 - octets[0]
            alpha = f"{self.modem.profile.messages.unnamed}," if name == "+CMT" else ""
            self._tell(f"{name}: {alpha}{length}\r\n{octets.hex().upper()}")
        elif isinstance(tpdu, Deliver):
            self._tell(f"{name}: {textmode.direct(self.device, tpdu, octets)}")
        else:
            self._tell(f"{name}: {textmode.report(self.device, tpdu, octets)}")
        if self.device.messages.phase:
            self._expected = tpdu
            self._timer = self.world.clock.after(PATIENCE, self._time_out)
        return True

    def _keep(self, tpdu: Deliver | StatusReport, octets: bytes) -> bool:
        reports = self.modem.profile.storage.reports
        if reports and isinstance(tpdu, StatusReport):
            store = self.device.stores[reports]
        else:
            store = self.device.messages.memory(2)
        if store.full or self.modem.faults.on("storage-full"):
            if self.modem.profile.storage.full:
                self.device.tell(self.modem.profile.storage.full.format_map({"memory": store.name}))
            return False
        index = store.add(Entry(UNREAD, octets))
        if isinstance(tpdu, Deliver) and self._modes[1]:
            self._tell(f'+CMTI: "{store.name}",{index}')
        elif isinstance(tpdu, StatusReport) and self._modes[3] == 2:
            self._tell(f'+CDSI: "{store.name}",{index}')
        self.device.indicators.look()
        return True

    def _tell(self, line: str) -> None:
        if self._modes[0]:
            self.device.tell(line)
        else:
            self._held.append(line)
            del self._held[:-1_000]

    def _settle(self, verdict: int) -> None:
        tpdu, self._expected = self._expected, None
        if self._timer is not None:
            self._timer.cancel()
        if verdict == 2 and tpdu is not None:
            self.world.network.smsc.give_back(self.modem, tpdu)
        else:
            self.modem.retry()

    def _time_out(self) -> None:
        tpdu, self._expected = self._expected, None
        self._modes[1] = self._modes[3] = 0
        if tpdu is not None:
            self.world.network.smsc.give_back(self.modem, tpdu)
