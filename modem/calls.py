"""Incoming calls: many RINGs, some with a number, are one call. PURE: the time of each is an argument."""

from __future__ import annotations

from modem.events import CallEnded, CallReceived

CLIP_WAIT = 1.5
"""Seconds after a RING in which its `+CLIP` is awaited; without one the number is hidden."""
RING_GAP = 10.0
"""Seconds without a RING after which the call is over (networks ring every 4 to 6)."""
ECHO = 3.0
"""Seconds after hanging up in which a RING of the same number is the old call's."""


class Calls:
    """Tells each call once; `due` is when it has something to tell though nothing more is said, else None."""

    def __init__(self) -> None:
        self.due: float | None = None
        self._rang = float("-inf")  # the last RING of the call that rings
        self._ringing = False
        self._engaged = False  # one that the program made or took
        self._told: tuple[str | None] | None = None  # the number that was told; (None,) is a hidden one
        self._rejected: tuple[str | None, float] = (None, float("-inf"))

    def ring(self, now: float) -> list[CallReceived]:
        """RING or +CRING."""
        if self._ringing and now - self._rang > RING_GAP:
            self.over()
        repeated = self._ringing
        self._ringing, self._rang = True, now
        if self._told is not None:
            return []
        if repeated:
            return self._tell(None, now)
        self.due = now + CLIP_WAIT
        return []

    def clip(self, number: str | None, now: float) -> list[CallReceived]:
        """+CLIP, which some modems say before the RING."""
        if self._told is not None and (now - self._rang > RING_GAP or number not in (None, self._told[0])):
            self.over()  # another call
        if not self._ringing:
            self._ringing, self._rang = True, now
        return [] if self._told is not None else self._tell(number, now)

    def tick(self, now: float) -> list[CallReceived]:
        """Tell a call whose number did not come."""
        return self._tell(None, now) if self.due is not None and now >= self.due else []

    def engage(self) -> None:
        """Note that the program made or took a call: its end will be told."""
        self._engaged = True

    def ended(self, reason: str) -> list[CallEnded]:
        """NO CARRIER, BUSY, NO ANSWER, or what a make says instead."""
        engaged, self._engaged = self._engaged, False
        self.over()
        return [CallEnded(reason)] if engaged else []

    def over(self) -> None:
        """Take the next RING for another call. One that was not told yet still is."""
        if self._told is not None:
            self._ringing, self._told = False, None

    def hung_up(self, now: float) -> None:
        """Note that it was rejected: what still rings of it is nothing new."""
        if self._told is not None:
            self._rejected = self._told[0], now
        self._engaged = False
        self.over()

    def _tell(self, number: str | None, now: float) -> list[CallReceived]:
        self.due = None
        last, when = self._rejected
        if number == last and now - when <= ECHO:
            self._ringing = False
            return []
        self._told = (number,)
        return [CallReceived(number)]


def clip_number(text: str) -> str | None:
    """Read the number of a +CLIP (TS 27.007 clause 7.11); None where it is hidden.

    >>> clip_number('"081211110001",129,"",0,"",0'), clip_number('"6281211110001",145'), clip_number('"",128')
    ('081211110001', '+6281211110001', None)
    """
    fields = [field.strip().strip('"') for field in text.split(",")]
    digits = fields[0]
    if not digits.lstrip("+").isdigit():
        return None
    return f"+{digits}" if fields[1:2] == ["145"] and not digits.startswith("+") else digits
