"""What a modem said unasked, until somebody heeds it: in order, each with its time, within bounds.

PURE: the time is an argument. A command may wait five minutes while a modem gone mad says lines without end.
"""

from __future__ import annotations

from collections import deque

from modem.results import Unsolicited

MOST = 4096
"""Result codes kept."""

OCTETS = 65_536
"""Octets kept of them all."""

Said = tuple[float, Unsolicited]


class Unheeded:
    """Keeps the newest; `lost` says that older ones had to go, until somebody sets it back.

    >>> unheeded = Unheeded()
    >>> unheeded.add(0.0, Unsolicited("RING"))
    >>> unheeded.add(1.5, Unsolicited("+CUSD", "2"))
    >>> unheeded.take("+CUSD")
    (1.5, Unsolicited(name='+CUSD', text='2', data=''))
    >>> unheeded.take(), unheeded.take()
    ((0.0, Unsolicited(name='RING', text='', data='')), None)
    """

    def __init__(self) -> None:
        self._said: deque[Said] = deque()
        self._octets = 0
        self.lost = False

    def __len__(self) -> int:
        return len(self._said)

    def add(self, at: float, urc: Unsolicited) -> None:
        """Keep what was said *at* this time."""
        self._said.append((at, urc))
        self._octets += _size(urc)
        while len(self._said) > MOST or self._octets > OCTETS:
            self._octets -= _size(self._said.popleft()[1])
            self.lost = True

    def take(self, name: str | None = None) -> Said | None:
        """Take the oldest out, of a *name* or of all; None where there is none."""
        for said in self._said:
            if name in (None, said[1].name):
                self._said.remove(said)
                self._octets -= _size(said[1])
                return said
        return None


def _size(urc: Unsolicited) -> int:
    return len(urc.name) + len(urc.text) + len(urc.data)
