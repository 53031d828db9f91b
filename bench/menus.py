"""A step of the menus beside a bare trigger of transitions; the size of a session; a store; a large book.

The walk is a resident's registration at the hospital, in the kiosk's own books. What the services would do is
left out: they give what was made before. Floor and figure take turns, and a ratio is the median over the
turns: so what else the machine does weighs on both alike. `make bench-peers` adds peers, see bench/peers.txt.
"""

import hashlib
import itertools
import random
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from common import ROOT, median, report
from transitions import Machine

import menus
import menus.rules
from kiosk.clock import WIB
from menus import SMS, Item, Registry, Session
from menus.lint import lint

SERVICES = ROOT / "kiosk" / "services"
NOW = datetime(2026, 11, 24, 8, tzinfo=WIB)
WALK = [
    "MENU",
    "4",
    "1",
    "98",
    "5",
    "2",
    "1",
    "3674063002990001",
    "0",
    "2",
    "3674060503990001",
    "2",
    "1",
    "3",
    "1",
    "RSU",
]
WAYS = [  # the states of the walk with the events that lead on from them
    ("kios.utama", "4"),
    ("rsu.utama", "1"),
    ("rsu.jalan", "2"),
    ("rsu.jalan.poli", "4"),
    ("rsu.jalan.hari", "6"),
    ("rsu.jalan.bayar", "7"),
    ("rsu.jalan.pasien", "1"),
    ("rsu.jalan.review", "2"),
    ("rsu.jalan.submit", "answer"),
]
NOTHING_OLD = {"data": ""}
TURNS, STEPS = 31, 300
SESSIONS = (1_000, 1_000_000)
LOAD = "SELECT state FROM session WHERE person = ? AND medium = 'sms'"
SAVE = "UPDATE session SET state = ?, at = 1.0 WHERE person = ? AND medium = 'sms'"


class Walker:
    """The flyweight of the floor."""

    state = ""


def floor(book):
    """The events of the walk and no more: the library's plain Machine, with the ways of the book."""
    machine = Machine(model=None, states=list(book.nodes), initial=book.home, auto_transitions=False)
    for node in book.nodes.values():
        for event, dest in menus.rules.ways(node, book.home):
            machine.add_transition(event, node.name, dest)
    walker, places = Walker(), itertools.cycle(range(len(WAYS)))
    ways = [(state, machine.events[event]) for state, event in WAYS]

    def trigger():
        walker.state, event = ways[next(places)]
        event.trigger(walker)

    return trigger


def constants():
    """Functions under the names that the books use; each gives what was made before."""
    registry = Registry()
    clinics = [
        "Anak",
        "Kandungan",
        "Penyakit dalam",
        "Bedah",
        "Gigi",
        "Mata",
        "Jantung",
        "Saraf",
        "THT",
        "Kulit",
        "Paru",
    ]
    clinics = [Item(name.lower(), name) for name in clinics]
    days = [
        Item(f"2026-11-{day}", f"Rabu {day}/11 (sisa 20)", shown=f"Rabu {day}/11") for day in range(24, 29)
    ]
    done = dict.fromkeys(["nomor", "nama_poli", "tanggal", "antrean", "jam", "bawa", "kode"], "Poli Anak")
    registry.listers.update({"rsu.poli": lambda call: clinics, "rsu.hari": lambda call: days})
    registry.checks["rsu.pasien"] = lambda call, text: menus.Reject() if text == WALK[7] else text
    registry.sentences["kios.nomor"] = lambda call, text: {}
    registry.flags["rsu.penuh"] = registry.flags["rsu.banyak_dokter"] = lambda call: False
    registry.infos["rsu.data"] = lambda call: NOTHING_OLD
    registry.actions["rsu.daftar"] = lambda call: done
    return registry


class Talk:
    """One resident after another, each on the same walk."""

    def __init__(self, book):
        self.book, self.services = book, constants()
        self.session, self.place = Session.start(book), 0

    def step(self):
        text = WALK[self.place]
        self.place = (self.place + 1) % len(WALK)
        step = menus.step(self.book, self.session, text, medium=SMS, services=self.services, now=NOW)
        self.session = step.session
        return step


def microseconds(work, count):
    started = time.process_time()
    for _ in range(count):
        work()
    return 1e6 * (time.process_time() - started) / count


def steps(book):
    """The mean step of the walk, and the first views of pages that Python makes, to a bare trigger."""
    trigger, talk = floor(book), Talk(book)
    count = STEPS * len(WALK)
    turns = [(microseconds(trigger, count), microseconds(talk.step, count)) for _ in range(TURNS)]
    bare = median([floor for floor, _ in turns])
    yield "a bare trigger of a shared Machine", bare, "µs", None
    yield "a step of the hospital walk, mean", median([step for _, step in turns]), "µs", None
    yield "a step to a trigger", median([step / floor for floor, step in turns]), "x", "2"
    for what, answers in (("one page", ["MENU", "4", "1", "5"]), ("two pages", ["MENU", "4", "1"])):
        first = median([first_view(book, answers, place) for place in range(STEPS)])
        yield f"the first view of a list of {what}, to a trigger", first / bare, "x", "4"


def peer(book):
    """A step of anysd on such a walk beside ours, in turn, where `make bench-peers` has installed it."""
    python = ROOT / ".venv-peers" / "bin" / "python"
    command = [python, ROOT / "bench" / "common" / "anysd_walk.py"]
    if not list(python.parents[1].glob("lib/*/site-packages/anysd")):
        return
    talk, turns = Talk(book), []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as walker:
        for _ in range(TURNS // 3):
            print(STEPS // 10, file=walker.stdin, flush=True)
            turns.append((float(walker.stdout.readline()), microseconds(talk.step, STEPS * len(WALK))))
        walker.stdin.close()
    yield "a step of anysd, Redis in its process", median([theirs for theirs, _ in turns]), "µs", None
    yield "a step of anysd to ours", median([theirs / ours for theirs, ours in turns]), "x", None


def first_view(book, answers, turn):
    """Microseconds of the step that shows a list nobody has seen."""
    services = constants()
    fresh = [
        Item(f"{turn} {place}", f"Pilihan {turn} {place}") for place in range(5 if len(answers) > 3 else 11)
    ]
    session = Session.start(book)
    for text in answers[:-1]:
        session = menus.step(book, session, text, medium=SMS, services=services, now=NOW).session
    services.listers = dict.fromkeys(services.listers, lambda call: fresh)
    if len(answers) > 3:
        services.listers["rsu.poli"] = constants().listers["rsu.poli"]
    started = time.perf_counter()
    menus.step(book, session, answers[-1], medium=SMS, services=services, now=NOW)
    return 1e6 * (time.perf_counter() - started)


def sizes(book):
    talk = Talk(book)
    rows = [len(talk.step().session.to_json().encode()) for _ in WALK]
    yield "a session, the largest of the walk", max(rows), "bytes", "500"
    yield "a session, mean", sum(rows) / len(rows), "bytes", None


class Store:
    """Sessions in a plain table, as the kiosk keeps them: a row a resident and medium, the newest state."""

    def __init__(self, path, book, count):
        self.book, self.count, self.services = book, count, constants()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = wal")
        self.connection.execute(
            "CREATE TABLE session (person BLOB, medium TEXT, state BLOB, at REAL,"
            " PRIMARY KEY (person, medium))"
        )
        states = self.states()
        self.connection.execute("BEGIN")
        rows = ((self.key(who), "sms", states[who % len(states)], 0.0) for who in range(count))
        self.connection.executemany("INSERT INTO session VALUES (?, ?, ?, ?)", rows)
        self.connection.execute("COMMIT")
        self.chance, self.visits = random.Random(1), Counter()

    def states(self):
        talk = Talk(self.book)
        return [talk.step().session.to_json().encode() for _ in WALK]

    def key(self, who):
        return hashlib.blake2b(str(who).encode(), digest_size=16).digest()

    def answer(self, key, text):
        """Load, step, save."""
        connection = self.connection
        (state,) = connection.execute(LOAD, (key,)).fetchone()
        session = Session.from_json(self.book, state)
        step = menus.step(self.book, session, text, medium=SMS, services=self.services, now=NOW)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(SAVE, (step.session.to_json().encode(), key))
        connection.execute("COMMIT")

    def microseconds(self, count):
        """Residents at random, each with the next input of the walk."""
        inputs = []
        for _ in range(count):
            who = self.chance.randrange(self.count)
            self.visits[who] += 1
            inputs.append((self.key(who), WALK[(who + self.visits[who]) % len(WALK)]))
        inputs = iter(inputs)
        return microseconds(lambda: self.answer(*next(inputs)), count)


def store(book):
    """The same step with its session loaded and saved, in a small store and in a large one, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Store(Path(folder) / f"{count}.db", book, count) for count in SESSIONS)
        for each in (few, many):
            each.microseconds(5_000)  # what residents who come again find in the memory
        turns = [(few.microseconds(1000), many.microseconds(1000)) for _ in range(TURNS // 3)]
        few.connection.close()
        many.connection.close()
    yield "a step with its session in a store of 1,000", median([small for small, _ in turns]), "µs", None
    yield "the same in a store of 1,000,000", median([large for _, large in turns]), "µs", None
    yield "1,000,000 sessions to 1,000", median([large / small for small, large in turns]), "x", "1.3"


def large_book(count=500):
    """A book of so many screens: menus of five lines, each with texts in two languages."""
    lines = ["menu: besar", "languages: [id, en]", "screens:"]
    catalogue = []
    for place in range(count):
        lines += [f"  s{place}:", f'    text: "Layar nomor {place}. Balas angka:"', "    choices:"]
        lines += [f"      - Pilihan {place} {way}: s{(place * 5 + way) % count}" for way in range(1, 6)]
        said = [f"Layar nomor {place}. Balas angka:", *(f"Pilihan {place} {way}" for way in range(1, 6))]
        catalogue += [f'msgid "{text}"\nmsgstr "{text} (en)"\n' for text in said]
    return "\n".join(lines) + "\n", "\n".join(catalogue)


def large():
    source, catalogue = large_book()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "menu.yaml"
        path.write_text(source, encoding="utf-8")
        path.with_name("menu.en.po").write_text(catalogue, encoding="utf-8")
        loads, lints = [], []
        for _ in range(3):
            started = time.perf_counter()
            book = menus.load(path)
            loaded = time.perf_counter()
            lint(book)
            loads.append(loaded - started)
            lints.append(time.perf_counter() - loaded)
    yield "a book of 500 screens, loaded", median(loads), "s", "1"
    yield "the same, checked (two languages, two media)", median(lints), "s", "2"


def main():
    book = menus.load(SERVICES / "home.yaml", [SERVICES / "hospital" / "menu.yaml"])
    report("menus", [*steps(book), *peer(book), *sizes(book), *store(book), *large()])


if __name__ == "__main__":
    main()
