"""A month of one kiosk, 30,000 steps: rolled up in bites, and reported.

An answer waits for one bite at most, so its time is what counts; the report reads beside the kiosk. Both are
held against the time of the same month told with ten times as many steps, which is that of a whole district.
"""

import random
import tempfile
import time
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from common import report

from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.evaluation import page, reading, rollup
from kiosk.evaluation.period import Period
from kiosk.services import desk
from kiosk.store import schema

STEPS = 30_000
FIELDS = ("poli", "hari", "bayar", "pasien", "rujukan", "review")
BEGAN = datetime(2026, 11, 1, tzinfo=WIB).timestamp()
MONTH = 30 * 86_400.0
ADD = sa.insert(schema.journal)
NOW = datetime(2026, 11, 30, 23, 0, tzinfo=WIB)


def walk(chance):
    """What one resident does: the screens of a registration, left at any of them."""
    yield "utama", "shown"
    yield "utama", "answered"
    for field in FIELDS:
        yield f"jalan.{field}", "shown"
        if chance.random() < 0.06:
            yield f"jalan.{field}", chance.choice(("dropped", "timed out", "back", "home"))
            return
        if chance.random() < 0.1:
            yield f"jalan.{field}", "rejected"
            yield f"jalan.{field}", "shown"
        yield f"jalan.{field}", "answered"
    yield "jalan", "done"
    yield "jalan.done", "shown"


def journal_of(kiosk, steps):
    """Write a month of steps, a step being a line of its own."""
    chance = random.Random(1)
    people = [kiosk.sealer.blind(str(number)) for number in range(steps // 25)]
    visits = []
    left = steps
    while left > 0:
        lines = list(walk(chance))[:left]
        left -= len(lines)
        at = BEGAN + chance.random() * (MONTH - 86_400)
        visits.append((at, chance.choice(people), chance.choice(("sms", "sms", "ussd", "console")), lines))
    rows = sorted(
        (
            (at + 15.0 * place, person, channel, screen, outcome)
            for at, person, channel, lines in visits
            for place, (screen, outcome) in enumerate(lines)
        )
    )

    def write(tx):
        for at, person, channel, screen, outcome in rows:
            tx.run(
                ADD, at=at, person=person, channel=channel, service="rsu", screen=screen, outcome=outcome,
                duration=15.0, variant=None,
            )  # fmt: skip

    kiosk.write(write)


def measured(steps):
    """Give the seconds of each bite, and those of the report."""
    with tempfile.TemporaryDirectory() as folder:
        kiosk = Kiosk.open(Path(folder) / "data", *desk(), clock=lambda: NOW, demo=True, threaded=False)
        journal_of(kiosk, steps)
        bites, more = [], True
        while more:
            started = time.perf_counter()
            more = kiosk.write(rollup.roll_up)
            bites.append(time.perf_counter() - started)
        office = reading.Office("38", "Setu", 27_100)
        connection, times = kiosk.store.connect(), []
        for _ in range(5):
            started = time.perf_counter()
            found = reading.read(connection, kiosk.book, office, Period.month("2026-11"), NOW)
            page.written(found, 80)
            times.append(time.perf_counter() - started)
        assert found.people > steps // 50
        connection.close()
        kiosk.close()
    return sorted(bites), min(times)


def main():
    bites, seconds = measured(STEPS)
    _, of_a_district = measured(10 * STEPS)
    report(
        "report",
        [
            ("a bite of the roll-up, median", 1000 * bites[len(bites) // 2], "ms", None),
            ("a bite of the roll-up, 99th percentile", 1000 * bites[int(0.99 * len(bites))], "ms", "50"),
            ("a month rolled up, all bites", sum(bites), "s", None),
            ("report of a month of 30,000 steps", seconds, "s", "1"),
            ("report of a month of 300,000 steps", of_a_district, "s", None),
        ],
    )


if __name__ == "__main__":
    main()
