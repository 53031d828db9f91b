"""The whole kiosk on a disk: beside bare commits, a bare hello and another process, for a day and a month.

Figure and floor take turns in the same run, and a ratio is the median over the turns. What a commit costs
the disk is the same for both; the rest is the kiosk's own. Takes a minute on a machine that has nothing
else to do: one that has, makes HTTP look better than it is, and all waits worse.
"""

import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import ROOT, median, report

sys.path.insert(0, str(ROOT))  # else `kiosk` is this script

from common.durable import Floor, Recorder

from kiosk.core import Inbound, Kiosk
from kiosk.services import desk, seed
from kiosk.store.engine import DATABASE

HERE = Path(__file__).parent / "common"
WALK = ("MENU", "4", "1", "1", "1", "2", "MENU", "1", "0", "9")
WALKS, RESIDENTS, SECONDS, ROUNDS = 60, 500, 1.5, 3
SLOW = 8  # ms that a commit takes more on an SD card
EVERY = 0.01  # seconds between two writes of the other process


class Clock:
    """Goes on by itself from one dialogue to the next, so that nobody is taken for a machine."""

    def __init__(self):
        self.now = datetime(2026, 1, 5, 1, tzinfo=UTC)

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


@contextmanager
def opened(folder, clock, **more):
    kiosk = Kiosk.open(Path(folder), *desk(), clock=clock, demo=True, **{"threaded": False, **more})
    kiosk.write(seed)
    yield kiosk
    kiosk.close()


def walk(channel, resident):
    who = f"+62812{resident:08d}"
    for place, text in enumerate(WALK):
        first = channel != "sms" and place == 0
        yield Inbound(channel, who, text, f"{resident} {place}", first=first)


# The desk beside bare commits of the same rows


def desk_beside_commits(folder):
    """One kiosk is measured, its twin tells what it writes, the floor writes that again."""
    clock, rows = Clock(), []
    with (
        opened(f"{folder}/one", clock) as direct,
        opened(f"{folder}/twin", clock) as twin,
        opened(f"{folder}/thread", clock, threaded=True) as threaded,
        opened(f"{folder}/floor", clock),
    ):
        floor = Floor(f"{folder}/floor/{DATABASE}")
        recorder = Recorder(twin._writer._connection)
        recorder.taken()
        for channel in ("sms", "ussd"):
            rows += beside(channel, clock, direct, threaded, twin, recorder, floor)
        floor.close()
    return rows


def beside(channel, clock, direct, threaded, twin, recorder, floor):
    walls, cpus, through, floors, counts = [], [], [], [], []
    for number in range(WALKS):
        clock.advance(minutes=10)
        way = list(walk(channel, number + (channel == "ussd") * WALKS))
        writes = []
        for inbound in way:
            twin.receive(inbound)
            writes.append(recorder.taken())
        bare, bare_cpu = spent(floor.commit, writes)
        wall, cpu = spent(direct.receive, way)
        other, _ = spent(threaded.receive, way)
        if number >= WALKS // 10:  # the first ones fill caches
            walls.append(wall / bare)
            cpus.append(cpu / bare_cpu)
            through.append(other / bare)
            floors.append(bare / len(way))
            counts.append(sum(map(len, writes)) / len(way))
    return [
        (f"{channel}: a bare commit of the same rows", 1e6 * median(floors), "us", None),
        (f"{channel}: rows in it", median(counts), "", None),
        (f"{channel}: receive beside it, wall", median(walls), "x", "1.5"),
        (f"{channel}: receive beside it, CPU", median(cpus), "x", "2"),
        (f"{channel}: receive through the writer's thread beside it, wall", median(through), "x", None),
    ]


def spent(work, each):
    """Give the wall and CPU seconds of work on each of them."""
    wall, cpu = time.perf_counter(), time.process_time()
    for one in each:
        work(one)
    return time.perf_counter() - wall, time.process_time() - cpu


# Many residents


def a_crowd(folder):
    """500 residents at once, in any order; what a step costs the processor, its commit included."""
    clock, chance, costs = Clock(), random.Random(1), []
    ways = [list(walk("ussd", number)) for number in range(RESIDENTS)]
    order = [number for number in range(RESIDENTS) for _ in WALK]
    chance.shuffle(order)
    with opened(folder, clock) as kiosk:
        for number in order:
            inbound = ways[number].pop(0)
            before = time.thread_time()
            kiosk.receive(inbound)
            costs.append(time.thread_time() - before)
    costs.sort()
    return [
        ("500 residents at once: CPU of a step, median", 1000 * median(costs), "ms", None),
        ("500 residents at once: CPU of a step, p99", 1000 * costs[int(0.99 * len(costs))], "ms", "50"),
    ]


# Gateways beside a bare hello, and another process that writes


@contextmanager
def served(what, folder, slower=0):
    """A server in a process of its own; yields its port, then leaves CPU seconds and memory in the list."""
    command = [sys.executable, HERE / "gateway.py", what, folder, str(slower)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        told = []
        yield int(process.stdout.readline()), told
        process.stdin.close()
        told += [float(said) for said in process.stdout.readline().split()]


def called(port, kind, meanwhile=lambda process: None, seconds=SECONDS):
    """Give requests in a second, p50, p99 and how many answers were wrong."""
    command = [sys.executable, HERE / "callers.py", str(port), kind, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        meanwhile(process)
        return tuple(float(said) for said in process.stdout.readline().split())


class Other:
    """A second process of the same folder, as the walk-up screen is: how long it waits for the lock."""

    def __init__(self, kiosk):
        self.kiosk, self.waits, self.late = kiosk, [], []
        self.connection = kiosk._writer._connection

    def write_until_end(self, process):
        """Write a visitor's steps; a lock error ends the benchmark."""
        number = 0
        while process.poll() is None:
            begin, self.connection.begin = self.connection.begin, self.begin
            self.kiosk.receive(Inbound("console", f"layar {number}", "", f"layar {number}", first=True))
            self.connection.begin = begin
            number += 1
            before = time.perf_counter()
            time.sleep(EVERY)
            self.late.append(time.perf_counter() - before - EVERY)

    def begin(self):
        before = time.perf_counter()
        type(self.connection).begin(self.connection)
        self.waits.append(time.perf_counter() - before)


def gateways(folder):
    rows, memory = many_connections(f"{folder}/alone")
    for name, slower in (("fast", 0), ("slow", SLOW)):
        more, used = beside_another(f"{folder}/{name}", slower)
        rows += more
        memory = max(memory, used)
    return [*rows, ("the kiosk's memory after it all", memory, "MB", "120")]


def many_connections(folder):
    """Hello and the dialects take turns; a ratio is the median over the rounds."""
    hellos, figures = [], {"json": [], "africastalking": []}
    with served("hello", folder) as (plain, _), served("kiosk", folder) as (port, told):
        called(port, "json", seconds=0.5)  # fills the caches
        for _ in range(ROUNDS):
            hellos.append(called(plain, "hello")[0])
            for kind, each in figures.items():
                each.append(called(port, kind))
    rows = [("64 connections: a bare Starlette hello", median(hellos), "/s", None)]
    for kind, each in figures.items():
        rates, middles, lates, wrongs = zip(*each, strict=True)
        ratios = [rate / hello for rate, hello in zip(rates, hellos, strict=True)]
        rows += [
            (f"64 connections: {kind}", median(rates), "/s", None),
            (f"64 connections: {kind} beside the hello", median(ratios), "x", "0.4"),
            (f"64 connections: {kind}, p50", median(middles), "ms", None),
            (f"64 connections: {kind}, p99", median(lates), "ms", "100"),
            (f"64 connections: {kind}, answers that were none", sum(wrongs), "", "0"),
        ]
    return rows, told[1]


def beside_another(folder, slower):
    """Another process writes meanwhile; how late it wakes up from its sleeps tells what the machine adds."""
    disk = f", a commit takes {slower} ms more" if slower else ""
    rows = []
    with served("kiosk", folder, slower) as (port, told):
        called(port, "json", seconds=0.5)
        if slower:
            rate, _, late, _ = called(port, "json")
            rows = [
                (f"64 connections{disk}", rate, "/s", "1,000"),
                (f"64 connections{disk}, p99", late, "ms", None),
            ]
        shared = Kiosk.open(Path(folder), *desk(), demo=True, command="", threaded=False)
        other = Other(shared)
        rate, *_ = called(port, "json", other.write_until_end)
        shared.close()
    waits = sorted(other.waits)
    rows += [
        (f"another process{disk}: writes beside {rate:,.0f} requests/s", len(waits), "", None),
        (f"another process{disk}: wait for the lock, p95", 1000 * waits[int(0.95 * len(waits))], "ms", None),
        (f"another process{disk}: longest wait for the lock", 1000 * waits[-1], "ms", "50"),
        (f"another process{disk}: longest delay of its sleeps", 1000 * max(other.late), "ms", None),
    ]
    return rows, told[1]


def main():
    with tempfile.TemporaryDirectory() as folder:
        rows = desk_beside_commits(folder)
        rows += a_crowd(f"{folder}/crowd")
        rows += gateways(folder)
        from common.days import a_day, a_month

        rows += a_day(f"{folder}/day")
        rows += a_month(f"{folder}/month")
    report("kiosk", rows)


if __name__ == "__main__":
    main()
