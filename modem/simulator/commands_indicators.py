"""What a display would show, asked for or told: AT+CIND, AT+CMER, +CIEV (TS 27.007 clauses 8.9, 8.10)."""

from typing import ClassVar

from modem.simulator.commands import Group, at
from modem.simulator.syntax import INCORRECT, NOT_ALLOWED, Cme, arguments, number

INDICATORS = (("battchg", "0-5"), ("signal", "0-5"), ("service", "0,1"), ("message", "0,1"), ("call", "0,1"))


class IndicatorCommands(Group):
    """Five indicators; a change of one is told where AT+CMER asks for it."""

    answers: ClassVar = {
        "+CIND=?": "+CIND: " + ",".join(f'("{name}",({values}))' for name, values in INDICATORS),
    }
    _seen: tuple[int, ...] | None = None  # None: nobody asked to be told

    def _values(self) -> tuple[int, ...]:
        modem, device = self.modem, self.device
        bars = 0 if modem.signal == 99 else min(5, modem.signal // 5)
        messages = any(len(store) for store in device.stores.values())
        return 4, bars, int(modem.reachable), int(messages), int(device.calls.on_call is not None)

    @at("+CIND?")
    def read(self, _: str) -> str:
        """Battery, signal, service, message, call."""
        return f"+CIND: {','.join(map(str, self._values()))}"

    @at("+CIND", "+CIND=")
    def set(self, args: str) -> None:
        """Refuse to set what the modem itself measures; parameters left out ask for nothing."""
        values = arguments(args)
        if len(values) > len(INDICATORS):
            raise Cme(INCORRECT)
        if any(value and number(values, place, high=5) >= 0 for place, value in enumerate(values)):
            raise Cme(NOT_ALLOWED)

    def look(self) -> None:
        """Tell the terminal what has changed since it was told last."""
        mode, _, _, wanted, _ = self.device.settings.values("+CMER")
        if not (mode and wanted):
            self._seen = None
            return
        now = self._values()
        for place, value in enumerate(now):
            if self._seen is not None and value != self._seen[place]:
                self.device.tell(f"+CIEV: {place + 1},{value}")
        self._seen = now
