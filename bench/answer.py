"""From a text at the modem to its reply handed over, on an instant link, beside the bare commits it needs.

The text goes through AT, driver, desk, database and outbox; the simulated network adds no time. The floor is
the same number of durable commits of one row each by sqlite3 alone, in turn with the answers.
"""

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, median, report

sys.path.insert(0, str(ROOT))  # else `kiosk` is a benchmark beside this one

from kiosk.core import Kiosk
from kiosk.doors.sms import SmsDoor
from kiosk.services import desk, seed
from modem import open_modem
from modem.simulator import Simulator, VirtualClock

ROUNDS = 300
ROW = b"x" * 300


class Commits:
    """Counts the commits of a connection while it is traced."""

    def __init__(self, connection):
        self.count = 0
        connection.driver.set_trace_callback(self._seen)

    def _seen(self, sql):
        self.count += sql == "COMMIT"


class Floor:
    """A bare database with the same durability."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = wal")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, row BLOB)")

    def seconds(self, commits):
        started = time.perf_counter()
        for _ in range(commits):
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("INSERT INTO floor (row) VALUES (?)", (ROW,))
            self.connection.execute("COMMIT")
        return time.perf_counter() - started


def answer(door, sim, number):
    """Text MENU; give the seconds until the network has the reply."""
    before = len(sim.network.outbox)
    sim.network.handset(number).text("MENU")
    started = time.perf_counter()
    while len(sim.network.outbox) == before:
        door.turn(0.1)
    return time.perf_counter() - started


def settle(door):
    while door.turn(0.1):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        sim = Simulator(clock=VirtualClock())
        kiosk = Kiosk.open(Path(folder) / "data", *desk(), clock=sim.clock.wall, demo=True, threaded=False)
        kiosk.write(seed)
        door = SmsDoor(kiosk, lambda: open_modem(sim.modems[0].link(), assemble=False), look_every=None)
        door.connect()
        floor = Floor(Path(folder) / "floor.db")
        commits = Commits(kiosk._writer._connection)
        figures, floors, counts = [], [], []
        for round_ in range(ROUNDS):
            before = commits.count
            figures.append(answer(door, sim, f"+62812{round_:08d}"))
            counts.append(commits.count - before)
            floors.append(floor.seconds(counts[-1]))
            settle(door)
        floor.connection.close()
        door.close()
        kiosk.close()
    over = [1000 * (figure - bare) for figure, bare in zip(figures, floors, strict=True)]
    report(
        "answer",
        [
            ("text at the modem to its reply handed over, median", 1000 * median(figures), "ms", None),
            ("commits in it", median(counts), "", None),
            ("the same number of bare commits, median", 1000 * median(floors), "ms", None),
            ("over the bare commits, median", median(over), "ms", "3"),
            ("over the bare commits, 95th percentile", sorted(over)[int(0.95 * ROUNDS)], "ms", None),
        ],
    )


if __name__ == "__main__":
    main()
