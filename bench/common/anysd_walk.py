"""The walk of bench/menus.py in anysd: lines in are numbers of walks, lines out microseconds for each step.

Run by the Python of `.venv-peers`. Its sessions live in Redis; one inside this process stands in for the
server, so that no network is measured. It cuts no pages and counts no septets.
"""

import logging
import os
import sys
import tempfile
import time
from pathlib import Path

import fakeredis
import redis

CONFIG = "development:\n  redis: {host: localhost, port: 6379, password: '', db: 0}\n"
WALK = ["", "4", "1", "5", "2", "1", "3674063002990001", "0", "1", "3674060503990001", "1"]
CLINICS = ["Anak", "Kandungan", "Penyakit dalam", "Bedah", "Gigi", "Mata", "Jantung", "Saraf", "THT", "Kulit"]
DAYS = [f"Rabu {day}/11 (sisa 20)" for day in range(24, 29)]


def walker(anysd):
    """A walk of one resident after another, each in a session of its own."""
    home = anysd.NavigationMenu(name="utama", title="Kios")
    for name in ("Kartu", "Pajak", "Lapor", "Daftar RSU"):
        anysd.NavigationMenu(name=name, title=name, parent=home)
    lists = [
        ("poli", CLINICS, "Pilih poli"),
        ("hari", DAYS, "Pilih hari"),
        ("bayar", ["BPJS/JKN", "Umum"], "Bayar"),
    ]
    asked = [
        {"name": name, "menu": anysd.ListInput(items=items, title=title)} for name, items, title in lists
    ]
    asked += [
        {"name": "pasien", "menu": "CON Ketik NIK (16 angka)"},
        {"name": "periksa", "menu": "CON Periksa data\n1. Benar"},
        {"name": "selesai", "menu": "END TERDAFTAR"},
    ]
    questions = {str(number): each for number, each in enumerate(asked, start=1)}
    form = anysd.FormFlow(questions, lambda step, text, **_: (text != WALK[6], None))
    anysd.NavigationMenu(name="jalan", title="Rawat jalan", parent=home.children[3], next_form=form)

    def walk(who):
        typed = []
        for text in WALK:
            typed += [text] if text else []
            said = anysd.NavigationController(home, "62812", str(who), "*".join(typed)).navigate()
        if said != "END TERDAFTAR":
            raise SystemExit(f"The walk ends in {said!r}.")

    return walk


def main():
    store = fakeredis.FakeRedis(decode_responses=True)
    redis.Redis = lambda **_: store
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(CONFIG, encoding="utf-8")
        os.environ["ANYSD_CONFIG_FILE"] = str(path)
        import anysd
    logging.disable(logging.CRITICAL)
    walk = walker(anysd)
    for line in sys.stdin:
        started = time.process_time()
        for who in range(int(line)):
            walk(who)
        passed = time.process_time() - started
        store.flushall()
        print(1e6 * passed / (int(line) * len(WALK)), flush=True)


if __name__ == "__main__":
    main()
