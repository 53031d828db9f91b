"""The SIM card: what it wants, and its PIN, which is tried once (TS 27.007 clauses 8.3, 8.65)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from modem import gate
from modem.capabilities import asked
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
_ALL = 3  # tries that a PIN has: the third wrong one in a row blocks it (TS 51.011 clause 8.9)
_BREATH = 0.5


@runtime_checkable
class Pins(Protocol):
    """What knows the PINs of cards, and remembers which card refused its own."""

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN of a card; None where it is not known, or was refused."""
        ...

    def tried(self, iccid: str) -> None:
        """Note that the card is about to be given its PIN: until `unharmed` it counts as a wrong one."""
        ...

    def unharmed(self, iccid: str) -> None:
        """Note that what was only tried did no harm: the card is open, or has all its tries."""
        ...

    def refused(self, iccid: str) -> None:
        """Note that the card took its PIN for a wrong one, for good."""
        ...


Pin = str | Callable[[str], str | None] | Pins | None


class Tries:
    """Gives a card's PIN, but none that this card has refused: the third wrong one locks it."""

    def __init__(self, pin: Pin) -> None:
        self._pin = pin
        self._tried: dict[str, str] = {}  # by ICCID: the PIN of which no answer was seen
        self._refused: set[tuple[str, str]] = set()

    def pin(self, iccid: str) -> str:
        """Give the PIN to try. Raises `PinRequired`, also for one of which no answer was seen."""
        pin = self._pin(iccid) if callable(self._pin) else self._pin
        if not pin:
            raise PinRequired(f"{_named(iccid)} waits for its PIN.")
        if (iccid, pin) in self._refused:
            raise _refusal(iccid)
        if self._tried.get(iccid) == pin:
            raise PinRequired(
                f"{_named(iccid)} was given its PIN, and its answer never came.",
                "Enter the PIN in a phone to see that it is right, then start again.",
            )
        return gate.pin(pin)

    def tried(self, iccid: str, pin: str) -> None:
        """Note, before it goes over the line, that the card gets a PIN: the line may break right after."""
        self._tried[iccid] = pin
        if isinstance(self._pin, Pins):
            self._pin.tried(iccid)

    def unharmed(self, iccid: str) -> None:
        """Note that a try of which no answer was seen was no wrong one."""
        self._tried.pop(iccid, None)
        if isinstance(self._pin, Pins):
            self._pin.unharmed(iccid)

    def refused(self, iccid: str, pin: str) -> PinRequired:
        """Note a refusal; gives what to raise."""
        self._tried.pop(iccid, None)
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
    tries.unharmed(iccid)
    return waited


def _enter(exchange: Exchange, tries: Tries, iccid: str) -> bool:
    """Enter the PIN; False where the card was too busy to look at it. Raises `PinRequired`."""
    left = _left(exchange)
    if left == _ALL:
        tries.unharmed(iccid)
    pin = tries.pin(iccid)
    if left == 1:
        raise PinRequired(
            f"{_named(iccid)} has one last try for its PIN.",
            "Enter the right one in a phone, then start again.",
        )
    tries.tried(iccid, pin)
    result = exchange.run(f'+CPIN="{pin}"', exchange.profile.timeouts.sim)
    if result.ok:
        tries.unharmed(iccid)
        return True
    name, _, text = result.final.partition(":")
    told = _CODES.get(CmeError.parse(text).code or -1) if name == "+CME ERROR" else None
    if told in (BUSY, MISSING):
        tries.unharmed(iccid)
        return False
    raise tries.refused(iccid, pin)


def _left(exchange: Exchange) -> int | None:
    """Ask how many tries the PIN has; None where the modem does not tell."""
    for line in asked(exchange, "+CPINR").lines:
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
