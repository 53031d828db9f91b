"""The services at the size of a city: 500,000 bills brought in while residents are answered, and looked up.

The import runs as a program of its own, as an officer starts it; meanwhile this process answers residents,
one every 20 ms (a modem brings a few a minute), and measures how long each waits.
"""

import fcntl
import json
import os
import pty
import random
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from datetime import date
from pathlib import Path

from common import KIOSK, ROOT, cpu_of_process, median, memory_of, report

sys.path.insert(0, str(ROOT))  # else `kiosk` is a benchmark beside this one

from kiosk.clock import wall
from kiosk.core import Inbound, Kiosk
from kiosk.services import desk
from kiosk.services.directory import catalogue, spreadsheet
from kiosk.services.tax import bills
from kiosk.services.tax.importing.job import Wish, bring
from kiosk.store import Store

BILLS, YEARS = 500_000, 5
SHEET = 60_000  # bills in a spreadsheet: a file of the office, where the half million is one of a program
LOOKS = 2_000
SERVICES = 1_000
STARTS = 7  # of the walk-up screen
LAST_DRAWN = (b"Selamat datang", b"English")  # a word of the middle, and of the lowest row
PAUSE = 0.02  # seconds between two residents
NAMES = ("SITI RAHMAWATI", "BUDI SANTOSO", "H. ABDUL RAHMAN", "DEWI LESTARI", "PT MAJU JAYA")
VILLAGES = ("Pamulang Barat", "Pondok Ranji", "Serua", "Lengkong Gudang Timur")


def nop_of(number):
    district, rest = divmod(number, 90_000)
    village, rest = divmod(rest, 9_000)
    return f"3676{10 + district:03d}{village + 1:03d}{rest // 900:03d}{rest % 900 + 1:04d}0"


def write_bills(path):
    """A file as a tax office exports it: every object with a bill for each of some years."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("nop;tahun;nama;jumlah;jatuh_tempo;status;tanggal_bayar;kelurahan\n")
        for number in range(BILLS):
            thing, year = number // YEARS, 2022 + number % YEARS
            paid = year < 2026 and chance.random() < 0.8
            file.write(
                f"{nop_of(thing)};{year};{NAMES[number % 5]} {number};{chance.randrange(50, 5000)}000;"
                f"{year}-08-31;{'lunas' if paid else 'belum'};{f'{year}-07-11' if paid else ''};"
                f"{VILLAGES[thing % 4]}\n"
            )


def write_sheet(path, rows):
    """The same as a spreadsheet, as Excel saves it: numbers and days as such, texts shared."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["nop", "tahun", "nama", "jumlah", "jatuh_tempo", "status", "kelurahan"])
    for number in range(rows):
        year = 2022 + number % YEARS
        sheet.append(
            [
                nop_of(number // YEARS),
                year,
                f"{NAMES[number % 5]} {number}",
                50_000 + 1000 * (number % 4950),
                date(year, 8, 31),
                "belum",
                VILLAGES[number % 4],
            ]
        )
    book.save(path)


def imported(folder, path, rows=BILLS):
    """Bring the file in, alone; gives the seconds and the longest lock."""
    store = Store.open(folder, demo=True)
    started = time.perf_counter()
    outcome = bring(store, Wish("bills", path), wall, lambda source, taken: None)
    seconds = time.perf_counter() - started
    store.close()
    assert outcome.taken.rows == rows
    return seconds, outcome.taken.longest


def answered(kiosk, data, path):
    """Import beside a kiosk at work; gives the seconds of it and of each answer."""
    pause = threading.Event()
    command = [*KIOSK, "data", "import-bills", str(path), "--data", str(data), "--json"]
    waits, number, started = [], 0, time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        while program.poll() is None:
            began = time.perf_counter()
            kiosk.receive(Inbound("ussd", f"+62812{number:08d}", "", f"{number}", first=True))
            waits.append(time.perf_counter() - began)
            number += 1
            pause.wait(PAUSE)
        told = json.loads(program.stdout.read())
    assert told["rows"] == BILLS
    return time.perf_counter() - started, sorted(waits)


def looked_up(kiosk):
    """Find bills by NOP, every one there; gives the seconds of each."""
    chance, times = random.Random(2), []

    def look(tx):
        for _ in range(LOOKS):
            nop = nop_of(chance.randrange(BILLS // YEARS))
            began = time.perf_counter()
            found = bills.find(tx, nop)
            times.append(time.perf_counter() - began)
            assert len(found.bills) == YEARS

    kiosk.write(look)
    return sorted(times)


def tax():
    """The rows of the property tax."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tagihan.csv"
        write_bills(path)
        alone, longest = imported(Path(folder) / "alone", path)
        sheet = Path(folder) / "tagihan.xlsx"
        write_sheet(sheet, SHEET)
        spread, _ = imported(Path(folder) / "sheet", sheet, SHEET)
        data = Path(folder) / "data"
        kiosk = Kiosk.open(data, *desk(), demo=True, command="kiosk demo", clock=wall)
        beside, waits = answered(kiosk, data, path)
        looks = looked_up(kiosk)
        kiosk.close()
    return [
        ("CSV import of 500,000 bills", BILLS / alone, "rows/s", "40000"),
        ("the longest that a bite holds the lock", 1000 * longest, "ms", None),
        (f"XLSX import of {SHEET:,} bills", SHEET / spread, "rows/s", None),
        ("CSV import beside 50 answers a second", BILLS / beside, "rows/s", "40000"),
        ("answers meanwhile", len(waits), "", None),
        ("an answer meanwhile, median", 1000 * median(waits), "ms", None),
        ("an answer meanwhile, 99th percentile", 1000 * waits[int(0.99 * len(waits))], "ms", None),
        ("an answer meanwhile, longest", 1000 * waits[-1], "ms", "500"),
        ("look-up by NOP among 500,000 bills, median", 1000 * median(looks), "ms", "5"),
        ("look-up by NOP among 500,000 bills, longest", 1000 * looks[-1], "ms", None),
    ]


def first_screen(data, columns, lines):
    """Start the walk-up screen; gives seconds, those of the processor, and MB when it is drawn."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    started, drawn = time.perf_counter(), b""
    process = subprocess.Popen(
        [*KIOSK, "console", "--data", str(data)],
        cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "linux"},
    )  # fmt: skip
    os.close(slave)
    try:
        while not all(word in drawn for word in LAST_DRAWN):
            drawn += os.read(master, 65536)
        return time.perf_counter() - started, cpu_of_process(process.pid), memory_of(process.pid)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def console():
    """The rows of the walk-up screen."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        Kiosk.open(data, *desk(), demo=True, clock=wall).close()
        shown = [first_screen(data, 80, 24) for _ in range(STARTS)]
        seconds, processor, memory = zip(*shown, strict=True)
    return [
        ("walk-up screen, until the first picture stands", median(seconds), "s", "1.5"),
        ("walk-up screen, CPU until then", median(processor), "s", None),
        ("walk-up screen, memory (RSS)", median(memory), "MB", None),
    ]


def thousand():
    """A thousand services, as a city has them: those that ship, for each of its districts by name."""
    shipped = spreadsheet.read(catalogue.BUILT_IN, date.max).entries
    districts = ("", "Serpong", "Pondok Aren", "Ciputat", "Pamulang", "Setu", "Rempoa", "Jombang")
    named = [
        one._replace(
            key=f"{one.key}-{district.lower()}",
            cells=one.cells | {"kata_kunci": f"{one.cells.get('kata_kunci', '')} {district}"},
        )
        for district in districts
        for one in shipped
    ]
    return named[:SERVICES]


def typed(entries, chance):
    """What residents type: words of a title, with a slip of the finger or none, or what is nowhere."""
    words = chance.choice(entries).title().split()
    some = chance.sample(words, chance.randrange(1, len(words) + 1))
    text = " ".join(some)
    at = chance.randrange(len(text))
    slips = (
        text,
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice("aeiknst") + text[at:],
        "kolam renang",
    )
    return chance.choice(slips)


def directory():
    """The rows of the catalogue: a search as the service does it, use counted in, by a transaction."""
    entries, chance, times, answers = thousand(), random.Random(3), [], []
    with tempfile.TemporaryDirectory() as folder:
        kiosk = Kiosk.open(Path(folder) / "data", *desk(), demo=True, threaded=False)
        kiosk.write(lambda tx: catalogue.keep(tx, entries, "seribu.csv"))
        for one in entries:
            kiosk.write(lambda tx, one=one: catalogue.count(tx, one.key))
        began = time.perf_counter()
        kiosk.write(catalogue.current)
        made = time.perf_counter() - began

        def look(tx):
            for _ in range(LOOKS):
                text = typed(entries, chance)
                began = time.perf_counter()
                catalogue.current(tx).find(text, catalogue.uses(tx))
                times.append(time.perf_counter() - began)

        kiosk.write(look)
        for number in range(500):
            inbound = Inbound("sms", f"+62812{number:08d}", f"CARI {typed(entries, chance)}", f"{number}")
            began = time.perf_counter()
            kiosk.receive(inbound)
            answers.append(time.perf_counter() - began)
        kiosk.close()
    times, answers = sorted(times), sorted(answers)
    return [
        ("catalogue of 1,000 services, made ready", 1000 * made, "ms", None),
        ("search among 1,000 services, median", 1000 * median(times), "ms", None),
        ("search among 1,000 services, 95th percentile", 1000 * times[int(0.95 * len(times))], "ms", "20"),
        ("search among 1,000 services, longest", 1000 * times[-1], "ms", None),
        (
            "an SMS that searches, answered, 95th percentile",
            1000 * answers[int(0.95 * len(answers))],
            "ms",
            None,
        ),
    ]


def main():
    report("services", [*tax(), *console(), *directory()])


if __name__ == "__main__":
    main()
