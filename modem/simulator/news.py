"""What one open page is told: everything at its start, then what is new, in batches that never grow large."""

from collections.abc import Mapping
from typing import Any

from modem.simulator import Simulator
from modem.simulator.errors import UnknownId
from modem.simulator.reading import Reader
from modem.simulator.trace import TraceLine

BACKLOG = 300  # lines of the trace that a new page is shown
PAST = 100  # events that a new page is told of: what was on the air before it came
MOST_LINES = 250  # of the trace in one batch: more cannot be read anyway, and would hold up the modem
About = dict[str, str | Mapping[str, Mapping[str, str]]]  # what a page is told of the command that serves it


class News:
    """Follows the world for one listener; `hello`, then `batch` as often as one likes."""

    def __init__(self, sim: Simulator, *, kiosk_number: str | None, about: About) -> None:
        self._sim = sim
        self._about = about
        self._kiosk_number = kiosk_number
        self._reader = Reader()
        self._event: str | None = None
        self._line: str | None = None
        self._seen = (-1, -1)

    def hello(self) -> dict[str, Any]:
        """Give what a page needs at its start; from here on `batch` goes on."""
        told, chunks = self._sim.do(self._everything)
        return {**told, "trace": [line.json() for line in self._reader.read(chunks)[-BACKLOG:]]}

    def waiting(self) -> bool:
        """Whether there is anything to tell: cheap, from any thread."""
        return self._seen != (self._sim.version, self._sim.trace.count)

    def batch(self) -> dict[str, Any]:
        """Give what is new since the last time. The world is not held while PDUs are read."""
        told, chunks = self._sim.do(self._new)
        lines = self._reader.read(chunks)
        if lines:
            told["trace"] = [line.json() for line in lines[-MOST_LINES:]]
            told["skipped"] = max(0, len(lines) - MOST_LINES)
        return told

    def _everything(self) -> tuple[dict[str, Any], list[TraceLine]]:
        sim = self._sim
        self._seen = (sim.version, sim.trace.count)
        self._event = sim.events[-1].id if len(sim.events) else None
        told = {
            **self._about,
            "kiosk_number": self._kiosk_number or sim.modems[0].number,
            "modems": [modem.json() for modem in sim.modems],
            "events": [event.json() for event in list(sim.events)[-PAST:]],
            **self._time(),
        }
        return told, self._chunks()

    def _new(self) -> tuple[dict[str, Any], list[TraceLine]]:
        sim = self._sim
        try:
            events = sim.events.after(self._event)
        except UnknownId:  # more happened at once than is kept
            events = list(sim.events)
        self._seen = (sim.version, sim.trace.count)
        told: dict[str, Any] = self._time()
        if events:
            self._event = events[-1].id
            numbers = {event.what.get(name) for event in events for name in ("number", "caller", "callee")}
            told["events"] = [event.json() for event in events]
            told["handsets"] = [
                phone.json() for number, phone in sim.network.handsets.items() if number in numbers
            ]
            if any(event.kind in ("modem", "fault") for event in events):
                told["modems"] = [modem.json() for modem in sim.modems]
        return told, self._chunks()

    def _time(self) -> dict[str, Any]:
        """Tell the time, how fast it passes, and how fast somebody wants it to."""
        wanted, speed = self._sim.clock.pace
        return {"now": self._sim.clock.wall().isoformat(), "speed": speed, "wanted": wanted}

    def _chunks(self) -> list[TraceLine]:
        try:
            chunks = self._sim.trace.after(self._line)
        except UnknownId:  # they were forgotten meanwhile
            chunks = self._sim.trace.after(None)
        if chunks:
            self._line = chunks[-1].id
        return chunks
