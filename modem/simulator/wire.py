"""The faulty stretch of the line between a modem's device and whoever is connected.

It is there only while something is broken: without a fault no octet passes here.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from modem.simulator.clock import Timer

if TYPE_CHECKING:
    from modem.simulator.faults import Fault
    from modem.simulator.modem import SimModem

ANSWER = re.compile(
    rb"(?:^|[\r\n])(?:OK|ERROR|NO CARRIER|BUSY|NO ANSWER|\+CM[ES] ERROR:[^\r\n]*|[0-9])\r|\r\n> $"
)
"""What ends an answer, or asks for data: V.250 clause 5.7.1, TS 27.005 clause 3.5.1."""
NOISE = b"\xff\xfe\x80\xf8\x00\x0c"
PIECES = 64
"""Into how many pieces an answer is split at most."""

Piece = tuple[float, bytes]
"""Seconds after the piece before, and octets."""
Roll = Callable[[int], int]
"""A number from 0 to below the one given, from the seed of the world."""
Stage = Callable[[bytes, "Fault", Roll], list[Piece]]


class Wire:
    """Passes octets both ways through whatever is broken."""

    def __init__(self, modem: "SimModem") -> None:
        self._modem = modem
        self._faults = modem.faults
        self._roll: Roll = modem.world.random.randrange
        self._under_way: list[Timer] = []
        self._free_at = 0.0
        self._dying = False  # the modem is about to go: nothing passes any more

    def inward(self, octets: bytes) -> None:
        """Take octets for the device."""
        modem, faults = self._modem, self._faults
        whole = b"\r" in octets or b"\x1a" in octets
        if whole:
            faults.commanded()
        if not modem.on or self._dying:
            return
        if whole and faults.meets("data" if modem.device.prompting else "command"):
            self._dying = True
            return
        if faults.on("silent"):
            if whole:
                faults.strike("silent")
            return
        if faults.on("echo-stuck") and not modem.device.echo:
            self._send([(0.0, octets)])
        answer = modem.device.feed(octets)
        if answer:
            self.outward(answer)

    def outward(self, octets: bytes) -> None:
        """Take octets from the device."""
        faults = self._faults
        if not self._modem.on or self._dying or faults.on("silent"):
            return
        final = ANSWER.search(octets) is not None
        if final and faults.meets("answer"):
            self._dying = True
            return
        pieces = [(0.0, octets)]
        for kind, stage in STAGES.items():
            fault = faults.get(kind)
            if fault is not None and (final or kind == "slow"):
                pieces = _through(stage, pieces, fault, self._roll)
        self._send(pieces)
        if final:
            faults.answered()

    def takes(self) -> bool:
        """Whether a message on the air reaches the modem."""
        if self._faults.meets("delivery"):
            self._dying = True
        return not self._dying

    def handed(self) -> None:
        """Note that the network has taken a message of the modem."""
        if self._faults.meets("handed"):
            self._dying = True

    def cut(self) -> None:
        """Lose what is under way: the modem went."""
        for timer in self._under_way:
            timer.cancel()
        self._under_way.clear()
        self._free_at, self._dying = 0.0, False

    def rest(self) -> None:
        """Take the wire out where nothing is broken and nothing is under way any more."""
        if not (self._faults or self._under_way or self._dying) and self._modem.on:
            self._modem.wire = None

    def _send(self, pieces: list[Piece]) -> None:
        clock = self._modem.clock
        now = clock.now()
        for delay, octets in pieces:
            self._free_at = max(self._free_at, now) + delay
            if self._free_at <= now and not self._under_way:
                self._modem.say(octets)
            else:
                self._under_way.append(clock.at(self._free_at, self._arrive, octets))

    def _arrive(self, octets: bytes) -> None:
        del self._under_way[0]
        self._modem.say(octets)
        self.rest()


def _through(stage: Stage, pieces: list[Piece], fault: "Fault", roll: Roll) -> list[Piece]:
    """Let each piece go through a stage; its delay stays before what becomes of it."""
    through: list[Piece] = []
    for delay, octets in pieces:
        out = stage(octets, fault, roll)
        if out:
            out[0] = (out[0][0] + delay, out[0][1])
        through += out
    return through


def _lost(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    return []


def _merged(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    r"""Lose the line ends inside.

    >>> _merged(b"\r\n+CSQ: 20,0\r\n\r\nOK\r\n", None, None)
    [(0.0, b'\r\n+CSQ: 20,0OK\r\n')]
    """
    inside = octets.strip(b"\r\n")
    begin = octets.index(inside)
    lines = re.sub(rb"[\r\n]+", b"", inside)
    return [(0.0, octets[:begin] + lines + octets[begin + len(inside) :])]


def _urc_inside(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    places = [0, *(match.end() for match in re.finditer(rb"\r\n|^[^\r\n]*\r(?!\n)", octets))]
    place = places[roll(len(places))]
    text = fault.details.get("text", '+CMTI: "SM",1')
    urc = f"\r\n{text}\r\n".encode("latin-1", "replace")
    return [(0.0, octets[:place] + urc + octets[place:])]


def _garbage(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    place = roll(len(octets) + 1)
    noise = bytes(NOISE[roll(len(NOISE))] for _ in range(1 + roll(6)))
    return [(0.0, octets[:place] + noise + octets[place:])]


def _late(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    return [(fault.details.get("delay", 15.0), octets)]


def _split(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    size = -(-len(octets) // PIECES)
    return [(0.01, octets[at : at + size]) for at in range(0, len(octets), size)]


def _slow(octets: bytes, fault: "Fault", roll: Roll) -> list[Piece]:
    pace = fault.details.get("baud", 1200) / 10
    size = max(1, int(pace / 20))
    pieces = [octets[at : at + size] for at in range(0, len(octets), size)]
    return [(len(piece) / pace, piece) for piece in pieces]


STAGES: dict[str, Stage] = {
    "answer-lost": _lost,
    "merged": _merged,
    "urc-inside": _urc_inside,
    "garbage": _garbage,
    "late": _late,
    "split": _split,
    "slow": _slow,
}
"""In the order in which an answer goes through them."""
