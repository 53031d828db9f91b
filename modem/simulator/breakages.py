"""What a fault does to a modem as a whole, and how that is mended; what it does to octets is in `wire.py`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modem.simulator.faults import Fault
    from modem.simulator.modem import SimModem

Act = Callable[["SimModem", "Fault"], object]


def begin(modem: "SimModem", fault: "Fault") -> None:
    """Break what this kind of fault breaks."""
    acts = _ACTS.get(fault.kind)
    if acts is not None:
        acts[0](modem, fault)


def end(modem: "SimModem", fault: "Fault") -> None:
    """Mend it."""
    acts = _ACTS.get(fault.kind)
    if acts is not None:
        acts[1](modem, fault)


def _nothing(modem: "SimModem", fault: "Fault") -> None:
    pass


def _remove_card(modem: "SimModem", fault: "Fault") -> None:
    modem.card.inserted = False
    modem.leave()


def _insert_card(modem: "SimModem", fault: "Fault") -> None:
    modem.card.inserted = True
    modem.card.lock()
    modem.join()


def _lock_card(modem: "SimModem", fault: "Fault") -> None:
    fault.before = modem.card.locked
    modem.card.locked = True
    modem.card.lock()
    modem.leave()


def _open_card(modem: "SimModem", fault: "Fault") -> None:
    modem.card.locked = fault.before
    modem.card.open = True
    modem.join()


def _block_card(modem: "SimModem", fault: "Fault") -> None:
    fault.before = modem.card.pin_tries
    modem.card.pin_tries = 0
    modem.leave()


def _unblock_card(modem: "SimModem", fault: "Fault") -> None:
    modem.card.pin_tries = fault.before or 1
    modem.join()


def _weaken(modem: "SimModem", fault: "Fault") -> None:
    fault.before, modem.signal = modem.signal, fault.details.get("level", 99)


def _strengthen(modem: "SimModem", fault: "Fault") -> None:
    modem.signal = fault.before


def _reset_clock(modem: "SimModem", fault: "Fault") -> None:
    now = modem.clock.wall()
    modem.device.general.clock_ahead = (
        datetime(fault.details.get("year", 2004), 1, 1, tzinfo=now.tzinfo) - now
    )


def _set_clock(modem: "SimModem", fault: "Fault") -> None:
    modem.device.general.clock_ahead *= 0


_ACTS: Mapping[str, tuple[Act, Act]] = {
    "unplug": (lambda modem, _: modem.unplug(), lambda modem, _: modem.replug()),
    "off": (lambda modem, _: modem.switch_off(), lambda modem, _: modem.switch_on()),
    "brown-out": (lambda modem, fault: modem.brown_out(fault.details.get("banner")), _nothing),
    "sim-removed": (_remove_card, _insert_card),
    "pin": (_lock_card, _open_card),
    "puk": (_block_card, _unblock_card),
    "storage-full": (_nothing, lambda modem, _: modem.retry()),
    "no-network": (lambda modem, _: modem.leave(), lambda modem, _: modem.join()),
    "signal": (_weaken, _strengthen),
    "clock-reset": (_reset_clock, _set_clock),
}
