"""The SIM card: what it wants, and its PIN, which is tried once (TS 27.007 clauses 8.3, 8.65)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from modem import gate
from modem.errors import CmeError, PinRequired
from modem.exchange import Exchange

READY, MISSING, BUSY, PIN, PUK, LOCKED = "ready", "missing", "busy", "pin", "puk", "locked"
_STATES = {
    "READY": READY,
    "SIM PIN": PIN,
    "SIM PUK": PUK,
    "SIM PIN2": READY,  # only said after a command that wanted it
    "SIM PUK2": READY,
    "NOT INSERTED": MISSING,
    "NOT READY": BUSY,
}
_CODES = {
    **dict.fromkeys((10, 13, 15), MISSING),
    **dict.fromkeys((14, 515, 516), BUSY),
    **dict.fromkeys((5, 6, 7, *range(40, 48)), LOCKED),
    11: PIN,
    12: PUK,
}
_BREATH = 0.5


@runtime_checkable
class Pins(Protocol):
    """What knows the PINs of cards, and remembers which card refused its own."""

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN of a card; None where it is not known, or was refused."""
        ...

    def refused(self, iccid: str) -> None:
        """Note that the card took its PIN for a wrong one."""
        ...


Pin = str | Callable[[str], str | None] | Pins | None


class Tries:
    """Gives a card's PIN, but none that this card has refused: the third wrong one locks it."""

    def __init__(self, pin: Pin) -> None:
        self._pin = pin
        self._refused: set[tuple[str, str]] = set()

    def pin(self, iccid: str) -> str:
        """Give the PIN to try. Raises `PinRequired`."""
        pin = self._pin(iccid) if callable(self._pin) else self._pin
        if not pin:
            raise PinRequired(f"{_named(iccid)} waits for its PIN.")
        if (iccid, pin) in self._refused:
            raise _refusal(iccid)
        return gate.pin(pin)

    def refused(self, iccid: str, pin: str) -> PinRequired:
        """Note a refusal; gives what to raise."""
        self._refused.add((iccid, pin))
        if isinstance(self._pin, Pins):
            self._pin.refused(iccid)
        return _refusal(iccid)


def state(exchange: Exchange) -> str:
    """Ask what the card wants: "ready", "missing", "busy", "pin", "puk" or "locked" to an operator."""
    result = exchange.run("+CPIN?")
    if result.ok:
        said = (result.value("+CPIN") or "READY").strip('" ').upper()
        return _STATES.get(said, LOCKED)
    name, _, text = result.final.partition(":")
    code = CmeError.parse(text).code if name == "+CME ERROR" else None
    return READY if code is None else _CODES.get(code, READY)  # without a lock it does not know the question


def unlock(exchange: Exchange, tries: Tries, iccid: str) -> bool:
    """Wait for the card; enter its PIN once. Whether it was not ready at once.

    Raises `PinRequired`, `CmeError` (there is none).
    """
    end = exchange.link.now() + exchange.profile.timeouts.sim
    entered = waited = False
    while (told := state(exchange)) != READY:
        waited = True
        if told == MISSING:
            raise CmeError(10)
        if told == PUK:
            raise PinRequired(
                f"{_named(iccid)} is locked and wants its PUK.", "Unlock it in a phone with its PUK."
            )
        if told == LOCKED:
            raise PinRequired(
                "The modem takes SIM cards of one operator only.", "Use such a card, or another modem."
            )
        if told == PIN and not entered:
            entered = _enter(exchange, tries, iccid)
        elif exchange.link.now() >= end:
            raise CmeError(14)
        else:
            exchange.pause(_BREATH)
    return waited


def _enter(exchange: Exchange, tries: Tries, iccid: str) -> bool:
    """Enter the PIN; False where the card was too busy to look at it. Raises `PinRequired`."""
    pin = tries.pin(iccid)
    if _left(exchange) == 1:
        raise PinRequired(
            f"{_named(iccid)} has one last try for its PIN.",
            "Enter the right one in a phone, then start again.",
        )
    result = exchange.run(f'+CPIN="{pin}"', exchange.profile.timeouts.sim)
    if result.ok:
        return True
    name, _, text = result.final.partition(":")
    told = _CODES.get(CmeError.parse(text).code or -1) if name == "+CME ERROR" else None
    if told in (BUSY, MISSING):
        return False
    raise tries.refused(iccid, pin)


def _left(exchange: Exchange) -> int | None:
    """Ask how many tries the PIN has; None where the modem does not tell."""
    for line in exchange.run("+CPINR").lines:
        name, *rest = line.removeprefix("+CPINR:").split(",")
        if name.strip() == "SIM PIN" and rest and rest[0].strip().isdecimal():
            return int(rest[0])
    return None


def _named(iccid: str) -> str:
    return f"The SIM card {iccid}" if iccid else "The SIM card"


def _refusal(iccid: str) -> PinRequired:
    return PinRequired(
        f"{_named(iccid)} refused the PIN it was given.",
        "Correct it before the next start: after three wrong ones the card locks and wants its PUK.",
    )
