"""What can go wrong at a modem, on purpose: for the next times, for a while, or until it is cleared."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from modem.simulator.clock import Timer
from modem.simulator.errors import InvalidFault

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem


class Kind(NamedTuple):
    """A kind of fault: what it does, and how often if nobody says."""

    what: str
    times: int | None = None


KINDS: Mapping[str, Kind] = {
    "duplicate": Kind("the next message to the modem is delivered twice, octet for octet", times=1),
    "silent": Kind("the modem takes what it is sent and answers nothing"),
    "unplug": Kind("the modem is off and its line is gone; clearing plugs it in again"),
    "cms": Kind("a message handed over is refused with +CMS ERROR: `code` (500 unless told)"),
    "storage-full": Kind("no memory of the modem takes another message"),
}


class Fault:
    """A fault at work: how often it still strikes (None: always), for how long, with what details."""

    def __init__(
        self, kind: str, count: int | None, seconds: float | None, details: Mapping[str, Any]
    ) -> None:
        self.kind = kind
        self.count = count
        self.seconds = seconds
        self.details = dict(details)
        self.timer: Timer | None = None

    @classmethod
    def make(cls, kind: str, count: int | None, seconds: float | None, details: Mapping[str, Any]) -> "Fault":
        """Check what was asked for; `InvalidFault` says what is wrong with it."""
        if kind not in KINDS:
            raise InvalidFault(f"There is no fault {kind!r}.", f"Take one of: {', '.join(KINDS)}.")
        if count is not None and (not isinstance(count, int) or count < 1):
            raise InvalidFault(
                "A fault's count is a whole number from 1.", "Leave it out for: until cleared."
            )
        if seconds is not None and not 0 < seconds < 1e9:
            raise InvalidFault(
                "A fault's seconds are a number above 0.", "Leave them out for: until cleared."
            )
        code = details.get("code", 500)
        if not isinstance(code, int) or not 0 <= code <= 999 or set(details) - {"code"}:
            raise InvalidFault("A fault has no such details.", "Only `cms` has one: `code`, a number to 999.")
        if count is None and seconds is None:
            count = KINDS[kind].times
        return cls(kind, count, seconds, details)

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        return {"kind": self.kind, "count": self.count, "seconds": self.seconds, **self.details}


class Faults:
    """The faults at work at one modem."""

    def __init__(self, modem: "SimModem") -> None:
        self._modem = modem
        self._active: dict[str, Fault] = {}

    def __bool__(self) -> bool:
        return bool(self._active)

    def json(self) -> list[dict[str, Any]]:
        """Give what the control API says of them."""
        return [fault.json() for fault in self._active.values()]

    def start(self, fault: Fault) -> None:
        """Let it strike from now on; the same kind starts anew."""
        self._end(fault.kind)
        self._active[fault.kind] = fault
        if fault.seconds is not None:
            fault.timer = self._modem.clock.after(fault.seconds, self.clear, fault.kind)
        self._modem.note("fault", fault.kind, "start")
        if fault.kind == "unplug":
            self._modem.unplug()

    def clear(self, kind: str | None = None) -> None:
        """End one kind, or all; nothing happens where there is none."""
        if kind is not None and kind not in KINDS:
            raise InvalidFault(f"There is no fault {kind!r}.", f"Take one of: {', '.join(KINDS)}.")
        for ended in list(self._active) if kind is None else [kind]:
            if self._end(ended):
                self._modem.note("fault", ended, "end")
                if ended == "unplug":
                    self._modem.replug()
                elif ended == "storage-full":
                    self._modem.retry()

    def on(self, kind: str) -> bool:
        """Whether a fault of that kind is at work; does not use it up."""
        return kind in self._active

    def strike(self, kind: str) -> Fault | None:
        """Give the fault of that kind, used up by one, if there is one."""
        fault = self._active.get(kind)
        if fault is not None and fault.count is not None:
            fault.count -= 1
            if not fault.count:
                self._end(kind)
        return fault

    def _end(self, kind: str) -> bool:
        fault = self._active.pop(kind, None)
        if fault is not None and fault.timer is not None:
            fault.timer.cancel()
        return fault is not None
