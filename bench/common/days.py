"""A day and a month of one kiosk in virtual time: phones, network, modem, driver, doors, desk, disk."""

import os
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from common import memory_of
from kiosk.chores import Chores
from kiosk.core import Kiosk
from kiosk.doors.sms import SmsDoor
from kiosk.doors.ussd import ussd_host
from kiosk.services import desk, seed
from modem import open_modem
from modem.simulator import Simulator, UssdRequest, VirtualClock

DAY, HOUR = 86_400, 3600
WAY = ("MENU", "4", "1", "1", "1")
DIALLED = (None, "4", "1")
ROW = b"x" * 300


class Town:
    """One kiosk and its residents; the clock jumps from one thing that happens to the next."""

    def __init__(self, folder):
        self.sim = Simulator(clock=VirtualClock())
        self.kiosk = Kiosk.open(Path(folder), *desk(), clock=self.sim.clock.wall, demo=True, threaded=False)
        self.kiosk.write(seed)
        self.chores = Chores(self.kiosk)
        self.door = SmsDoor(
            self.kiosk, lambda: open_modem(self.sim.modems[0].link(), assemble=False), look_every=None
        )
        self.door.connect()
        self.serve = ussd_host(self.kiosk)
        self.commits = self.asked = self.dialled = 0
        self.committing = 0.0  # seconds
        connection = self.kiosk._writer._connection
        connection.commit = partial(self._commit, connection.commit)

    def _commit(self, commit):
        started = time.perf_counter()
        commit()
        self.committing += time.perf_counter() - started
        self.commits += 1

    def a_day(self, texts, dials):
        """So many SMS and USSD requests between 7 and 19 o'clock; the chores of each hour."""
        begun = self.sim.clock.now()
        for each in range(texts):
            self.sim.clock.at(begun + 7 * HOUR + 12 * HOUR * each / texts, self._text)
        for each in range(dials):
            self.sim.clock.at(begun + 7 * HOUR + 12 * HOUR * (each + 0.5) / dials, self._dial)
        for hour in range(1, 25):
            end = begun + hour * HOUR
            while (left := end - self.sim.clock.now()) > 0:
                self.door.turn(min(left, 60.0))
            self.chores.attend()
            self.chores.once()

    def _text(self):
        resident, step = divmod(self.asked, len(WAY))
        self.asked += 1
        self.sim.network.handset(f"+62812{resident % 2000:08d}").text(WAY[step])

    def _dial(self):
        resident, step = divmod(self.dialled, len(DIALLED))
        self.dialled += 1
        self.serve(UssdRequest(f"{resident}", f"+62813{resident % 2000:08d}", "*123#", DIALLED[step]))

    def forget(self):
        """Empty what the simulated phones and network remember: that has an end, and is not the kiosk's."""
        phones = [phone.inbox for phone in self.sim.network.handsets.values()]
        for ledger in (self.sim.events, self.sim.network.outbox, *phones):
            ledger._items.clear()

    def answered(self):
        return sum(len(phone.inbox) for phone in self.sim.network.handsets.values())

    def close(self):
        self.door.close()
        self.kiosk.close()


def bare(path, commits):
    """Seconds of so many durable commits of one row each."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal").close()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, row BLOB)")
    started = time.perf_counter()
    for _ in range(commits):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO floor (row) VALUES (?)", (ROW,))
        connection.execute("COMMIT")
    spent = time.perf_counter() - started
    connection.close()
    return spent


def a_day(folder):
    town = Town(folder)
    town.commits, town.committing = 0, 0.0
    started, cpu = time.perf_counter(), time.process_time()
    town.a_day(1000, 300)
    spent, cpu = time.perf_counter() - started, time.process_time() - cpu
    commits, committing, answered = town.commits, town.committing, town.answered()
    town.close()
    floor = bare(f"{folder}/floor.db", commits)
    return [
        ("a day of 1,000 SMS and 300 USSD requests", spent, "s", None),
        ("the SMS that were answered", answered, "", None),
        ("commits in it", commits, "", None),
        ("the same number of bare commits of one row", floor, "s", None),
        ("what its own commits took", committing, "s", None),
        ("the day over its commits", spent - committing, "s", "3"),
        ("the day's CPU, commits included", cpu, "s", None),
    ]


def a_month(folder):
    """In a process of its own, whose memory is nobody else's."""
    said = subprocess.run([sys.executable, __file__, folder], check=True, stdout=subprocess.PIPE, text=True)
    tenth, last, seconds = map(float, said.stdout.split())
    return [
        ("a month of 40 SMS and 12 USSD requests a day", seconds, "s", None),
        ("memory of kiosk and simulator after 10 days", tenth, "MB", None),
        ("memory of kiosk and simulator after 30 days", last, "MB", "120"),
        ("what it grew by in 20 days, messages on phones forgotten each night", last - tenth, "MB", "2"),
    ]


def main():
    started, town = time.perf_counter(), Town(sys.argv[1])
    for day in range(1, 31):
        town.a_day(40, 12)
        town.forget()
        if day == 10:
            tenth = memory_of(os.getpid())
    print(tenth, memory_of(os.getpid()), time.perf_counter() - started)
    town.close()


if __name__ == "__main__":
    main()
