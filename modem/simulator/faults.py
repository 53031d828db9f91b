"""The faults at work at one modem: when each begins, how often it strikes, when it is over."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modem.simulator import breakages
from modem.simulator.api_fields import ApiError, check_fields
from modem.simulator.clock import Timer
from modem.simulator.errors import InvalidFault
from modem.simulator.fault_kinds import AFTER, KINDS, named
from modem.simulator.wire import Wire

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem


class Fault:
    """A fault: how often it still strikes (None: always), for how long, after how many commands, details."""

    def __init__(
        self, kind: str, count: int | None, seconds: float | None, details: Mapping[str, Any]
    ) -> None:
        self.kind = kind
        self.count = count
        self.seconds = seconds
        self.details: dict[str, Any] = dict(details)
        self.after: int = self.details.pop("after", 0)
        self.timer: Timer | None = None
        self.met = False  # whether the moment that it waits for has come
        self.struck = False  # whether what it breaks is broken
        self.before: Any = None  # what was there before, to be brought back

    @classmethod
    def make(cls, kind: str, count: int | None, seconds: float | None, details: Mapping[str, Any]) -> "Fault":
        """Check what was asked for; `InvalidFault` says what is wrong with it."""
        name = named(kind)
        row = KINDS[name]
        if count is not None and (type(count) is not int or count < 1):
            raise InvalidFault(
                "A fault's count is a whole number from 1.", "Leave it out for: until cleared."
            )
        if count is not None and not row.counts:
            raise InvalidFault(f"The fault {name} takes no count.", "Give seconds, or clear it yourself.")
        if seconds is not None and (type(seconds) not in (int, float) or not 0 < seconds < 1e9):
            raise InvalidFault(
                "A fault's seconds are a number above 0.", "Leave them out for: until cleared."
            )
        try:
            given = check_fields((AFTER, *row.fields), details, f"fault {name}")
        except ApiError as error:
            raise InvalidFault(error.error, error.remedy) from None
        if count is None and seconds is None:
            count = row.times
        return cls(name, count, seconds, given)

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        waits = {"after": self.after} if self.after else {}
        return {"kind": self.kind, "count": self.count, "seconds": self.seconds, **waits, **self.details}


class Faults:
    """The faults of one modem: those at work, and those that wait until so many commands have passed."""

    def __init__(self, modem: "SimModem") -> None:
        self._modem = modem
        self._active: dict[str, Fault] = {}
        self._waiting: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._active or self._waiting)

    def json(self) -> list[dict[str, Any]]:
        """Give what the control API says of them."""
        return [fault.json() for fault in (*self._active.values(), *self._waiting)]

    def start(self, fault: Fault) -> None:
        """Let it strike from now on, or when its commands have passed; the same kind starts anew."""
        self.clear(fault.kind)
        if self._modem.wire is None:
            self._modem.wire = Wire(self._modem)
        if fault.after:
            self._waiting.append(fault)
        else:
            self._begin(fault)

    def _begin(self, fault: Fault) -> None:
        self._active[fault.kind] = fault
        self._modem.note("fault", fault.kind, "start")
        if fault.details.get("at", "now") == "now":
            fault.met = True
            self._break(fault)

    def _break(self, fault: Fault) -> None:
        """Let it do what it does to the modem as a whole."""
        fault.struck = True
        if fault.seconds is not None and fault.timer is None:
            fault.timer = self._modem.clock.after(fault.seconds, self.clear, fault.kind)
        breakages.begin(self._modem, fault)
        if KINDS[fault.kind].counts == "times":  # it is over at once, and may come again
            fault.met = fault.struck = False
            if fault.details.get("at", "now") == "now":
                self.clear(fault.kind)
            else:
                self.strike(fault.kind)

    def clear(self, kind: str | None = None) -> None:
        """End one kind, or all; nothing happens where there is none."""
        name = None if kind is None else named(kind)
        self._waiting = [fault for fault in self._waiting if name not in (None, fault.kind)]
        for ended in list(self._active) if name is None else [name]:
            fault = self._active.pop(ended, None)
            if fault is None:
                continue
            if fault.timer is not None:
                fault.timer.cancel()
            self._modem.note("fault", ended, "end")
            if fault.struck:
                breakages.end(self._modem, fault)
        if self._modem.wire is not None:
            self._modem.wire.rest()

    # for the wire and the network

    def on(self, kind: str) -> bool:
        """Whether a fault of that kind is at work; does not use it up."""
        return kind in self._active

    def get(self, kind: str) -> Fault | None:
        """Give the fault of that kind, if it is at work."""
        return self._active.get(kind)

    def strike(self, kind: str) -> Fault | None:
        """Give the fault of that kind, used up by one, if there is one."""
        fault = self._active.get(kind)
        if fault is not None and fault.count is not None:
            fault.count -= 1
            if not fault.count:
                self.clear(kind)
        return fault

    def commanded(self) -> None:
        """Begin those that waited for this command (or its data), which has come whole."""
        for fault in tuple(self._waiting):
            fault.after -= 1
            if fault.after < 0:
                fault.after = 0
                self._waiting.remove(fault)
                self._begin(fault)

    def answered(self) -> None:
        """Use up those that count answers: a command was answered."""
        for kind in tuple(self._active):
            if KINDS[kind].counts == "answers":
                self.strike(kind)

    def meets(self, moment: str) -> bool:
        """Whether a fault waited for this moment: then it happens as soon as the modem has come to rest."""
        met = [
            fault
            for fault in self._active.values()
            if not fault.met and fault.details.get("at", "now") == moment
        ]
        for fault in met:
            fault.met = True
            self._modem.clock.after(0.0, self._happen, fault)
        return bool(met)

    def _happen(self, fault: Fault) -> None:
        if self._active.get(fault.kind) is fault:
            self._break(fault)
        elif self._modem.wire is not None:  # cleared in the last moment
            self._modem.wire.cut()
            self._modem.wire.rest()
